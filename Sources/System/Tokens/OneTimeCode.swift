import COpenSSL
import Domain

/// Six digits for a guest's phone, which nothing that prints shows.
package struct OneTimeCode: Sendable, Redacted {
    package let digits: String

    /// Draws a code; each of the million is as likely as any other.
    ///
    /// - Parameter random: Gives 64 random bits; called once, and again only where the bits lie
    ///   above the largest multiple of a million (once in 10^13 draws).
    package init(random: () -> UInt64) {
        // What lies above the multiple would favour low codes.
        let limit = UInt64.max - UInt64.max % 1_000_000
        var bits = random()
        while bits >= limit { bits = random() }
        let text = String(bits % 1_000_000)
        digits = String(repeating: "0", count: 6 - text.utf8.count) + text
    }

    /// A code as people type it, with spaces or dashes between its digits; in any script's digits.
    ///
    /// - Returns: Six digits; `nil` for what cannot be a code.
    package static func typed(_ text: String) -> String? {
        var digits = ""
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace || scalar.properties.isDash { continue }
            guard scalar.properties.numericType == .decimal,
                let value = scalar.properties.numericValue
            else { return nil }
            digits += String(Int(value))
        }
        return digits.utf8.count == 6 ? digits : nil
    }

    /// What is stored of an expected answer: its HMAC together with the question it belongs to,
    /// so that six digits cannot be looked up in a table, nor moved to another question.
    ///
    /// - Returns: 64 hexadecimal digits, after the newest key's identifier and a colon where it has one.
    package static func hash<Question>(
        of answer: String,
        for question: Identifier<Question>,
        keys: KeyRing
    ) -> String {
        hash(of: answer, for: question, under: keys.newest)
    }

    private static func hash<Question>(
        of answer: String,
        for question: Identifier<Question>,
        under key: KeyRing.Key
    ) -> String {
        let code = HMACSHA256(secret: key.secret).code(of: "\(question):\(answer)").hex
        return key.id.map { "\($0):\(code)" } ?? code
    }

    /// Whether an answer is the expected one; takes as long for every wrong one.
    package static func matches<Question>(
        _ answer: String,
        hash expected: String,
        for question: Identifier<Question>,
        keys: KeyRing
    ) -> Bool {
        let parts = expected.split(separator: ":", maxSplits: 1)
        let named = parts.count == 2 ? String(parts[0]) : nil
        guard let key = keys.key(named) else { return false }
        let found = Array(hash(of: answer, for: question, under: key).utf8)
        let expected = Array(expected.utf8)
        return found.count == expected.count
            && CRYPTO_memcmp(found, expected, found.count) == 0
    }

    package var description: String { "a code of \(digits.utf8.count) digits" }
}
