import Domain
import Testing

@testable import Tokens

/// Everything that somebody without the key might send instead of a token.
@Suite struct MutatedTokenTests {
    private static let original = Array(TokenVector.text.utf8)
    private static let parts = [TokenVector.header, TokenVector.body, TokenVector.signature]

    /// Presents them all.
    ///
    /// - Returns: How many were refused; those that equal the original are left out.
    private static func refusals(of mutants: [[UInt8]]) -> Int {
        var refused = 0
        for mutant in mutants where mutant != original {
            do {
                let payload = try TokenVector.signer.verify(bytes: mutant)
                Issue.record(
                    "read \(payload) from \(String(decoding: mutant, as: UTF8.self))"
                )
            } catch {
                refused += 1
            }
            // Whatever is refused as bytes is refused as text, or cannot be a text.
            if let text = String(validating: mutant, as: UTF8.self) {
                #expect(throws: TokenError.self) { try TokenVector.signer.verify(text) }
            }
        }
        return refused
    }

    @Test func `a flip of any bit is refused`() {
        var mutants: [[UInt8]] = []
        for position in Self.original.indices {
            for bit in 0..<8 {
                var mutant = Self.original
                mutant[position] ^= 1 << UInt8(bit)
                mutants.append(mutant)
            }
        }
        #expect(Self.refusals(of: mutants) == 294 * 8)
    }

    @Test func `every other letter in every position is refused`() {
        let letters = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.".utf8
        )
        var mutants: [[UInt8]] = []
        for position in Self.original.indices {
            for letter in letters where letter != Self.original[position] {
                var mutant = Self.original
                mutant[position] = letter
                mutants.append(mutant)
            }
        }
        #expect(Self.refusals(of: mutants) == 294 * 64)
    }

    @Test func `a token cut at any length, from either end, is refused`() {
        let cut = Self.original.indices.map { Array(Self.original.prefix($0)) }
        let beheaded = Self.original.indices.map { Array(Self.original.dropFirst($0 + 1)) }
        #expect(Self.refusals(of: cut + beheaded) == 588)
    }

    @Test func `a byte too many or too few in any position is refused`() {
        var mutants: [[UInt8]] = []
        for position in Self.original.indices {
            var shorter = Self.original
            shorter.remove(at: position)
            mutants.append(shorter)
            for extra in [0, 9, 10, 13, 32, 43, 47, 61, 65, 46, 0x80, 0xFF] as [UInt8] {
                var longer = Self.original
                longer.insert(extra, at: position)
                if position == Self.original.indices.last { longer = Self.original + [extra] }
                mutants.append(longer)
            }
        }
        #expect(Self.refusals(of: mutants) == 294 * 13)
    }

    @Test func `parts swapped, repeated or left out are refused`() {
        var mutants: [[UInt8]] = []
        let choices = Self.parts + ["", "e30"]
        for count in 0...4 {
            var indices = Array(repeating: 0, count: count)
            repeat {
                for prefix in ["tk_", "", "tk_tk_", "tk_."] {
                    let body = indices.map { choices[$0] }.joined(separator: ".")
                    mutants.append(Array((prefix + body).utf8))
                }
            } while advance(&indices, below: choices.count)
        }
        #expect(Self.refusals(of: mutants) == 4 * (1 + 5 + 25 + 125 + 625) - 1)
    }

    @Test func `tokens under other keys are refused`() {
        var draws = Draws(seed: 1)
        var mutants: [[UInt8]] = []
        for _ in 0..<1_000 {
            let signer = TokenSigner(keys: KeyRing(Secret(bytes: draws.bytes(32))))
            let token = signer.issue(
                guest: TokenVector.guest,
                event: TokenVector.event,
                issuedAt: TokenVector.issuedAt,
                nonce: TokenVector.nonce
            )
            mutants.append(Array(token.unredactedText.utf8))
        }
        #expect(Self.refusals(of: mutants) == 1_000)
    }

    @Test func `one token's signature does not serve another`() throws {
        var draws = Draws(seed: 2)
        var mutants: [[UInt8]] = []
        for _ in 0..<1_000 {
            let other = TokenVector.signer.issue(
                guest: GuestID(high: draws.next(), low: draws.next()),
                event: TokenVector.event,
                issuedAt: TokenVector.issuedAt,
                nonce: draws.bytes(16)
            )
            let parts = other.unredactedText.split(separator: ".")
            mutants.append(Array("\(parts[0]).\(parts[1]).\(TokenVector.signature)".utf8))
            mutants.append(
                Array("tk_\(TokenVector.header).\(TokenVector.body).\(parts[2])".utf8)
            )
        }
        #expect(Self.refusals(of: mutants) == 2_000)
    }

    @Test func `oversized texts are refused, however they are made`() {
        var mutants: [[UInt8]] = []
        for count in [731, 1_000, 1_024, 1_025, 65_536, 1_000_000] {
            let filler = Array(repeating: UInt8(ascii: "A"), count: count)
            mutants.append(Self.original + filler)
            mutants.append(filler + Self.original)
            mutants.append(Array("tk_".utf8) + filler)
            mutants.append(Array(repeating: UInt8(ascii: "."), count: count))
            mutants.append(Array("tk_".utf8) + Array(repeating: UInt8(ascii: "."), count: count))
        }
        #expect(Self.refusals(of: mutants) == 30)
    }

    @Test func `a signed text over the limit is refused before it is read`() {
        let long = String(repeating: " ", count: 1_024)
        let text = TokenVector.signed(header: TokenVector.goodHeader, payload: long)
        #expect(throws: TokenError.malformed) { try TokenVector.signer.verify(text) }
    }

    /// White space, padding, other cases, the letters of plain base64, and look-alikes of letters.
    @Test func `dressed up forms are refused`() {
        let text = TokenVector.text
        let (header, body, signature) = (Self.parts[0], Self.parts[1], Self.parts[2])
        var forms = [
            text.uppercased(), text.lowercased(), "TK_" + text.dropFirst(3),
            "Tk_" + text.dropFirst(3), "tk-" + text.dropFirst(3), "tk_tk_" + text.dropFirst(3),
            "\(text)\(text)", "\(text).\(text)", "\"\(text)\"", "Bearer \(text)", "\u{FEFF}\(text)",
            "tk_\(header)=.\(body).\(signature)", "tk_\(header).\(body)=.\(signature)",
            "tk_\(header).\(body).\(signature)=", "tk_\(header)==.\(body)==.\(signature)==",
            text.replacing("-", with: "+").replacing("_", with: "/"),
            "tk_" + text.dropFirst(3).replacing("-", with: "+").replacing("_", with: "/"),
            text.replacing("_", with: "%5F"), text.replacing(".", with: "%2E"),
            text.replacing(".", with: "\u{3002}"), text.replacing(".", with: "\u{FF0E}"),
            text.replacing(".", with: "\u{2024}"), text.replacing(".", with: ".\u{200B}"),
        ]
        for space in [" ", "\t", "\n", "\r\n", "\u{A0}", "\u{2028}", "\u{200B}", "\0"] {
            forms += [space + text, text + space, text.replacing(".", with: space + ".")]
        }
        // Cyrillic, Greek, full-width and combining look-alikes, one at a time.
        for (letter, twins) in [
            ("a", "аａα"), ("e", "еｅ"), ("O", "ОＯΟ"), ("c", "сｃ"), ("p", "рｐ"), ("I", "ІＩ"),
            ("0", "０Ο"), ("1", "１l"), ("J", "ЈＪ"), ("k", "ｋк"), ("_", "＿"), ("-", "‐−"),
            ("K", "\u{212A}"),
        ] {
            for twin in twins {
                forms.append(text.replacing(letter, with: String(twin)))
                forms.append(text.replacing(letter, with: letter + "\u{301}"))
            }
        }
        #expect(forms.allSatisfy { Array($0.utf8) != Self.original })
        #expect(Self.refusals(of: forms.map { Array($0.utf8) }) == forms.count)
    }

    @Test func `noise of any length is refused, and never reads as a text that crashes`() {
        var draws = Draws(seed: 3)
        var mutants: [[UInt8]] = []
        for round in 0..<4_000 {
            var noise = draws.bytes(draws.index(below: 400))
            if round % 2 == 0 { noise = Array("tk_".utf8) + noise }
            if round % 4 == 0 {
                let start = draws.index(below: Self.original.count)
                noise = Array(Self.original[..<start]) + noise
            }
            mutants.append(noise)
        }
        #expect(Self.refusals(of: mutants) == 4_000)
    }

    @Test func `several random changes at once are refused`() {
        var draws = Draws(seed: 4)
        var mutants: [[UInt8]] = []
        while mutants.count < 5_000 {
            var mutant = Self.original
            for _ in 0...draws.index(below: 6) {
                mutant[draws.index(below: mutant.count)] = UInt8(truncatingIfNeeded: draws.next())
            }
            if mutant != Self.original { mutants.append(mutant) }
        }
        #expect(Self.refusals(of: mutants) == 5_000)
    }
}

/// Counts up like an odometer; false after the last.
private func advance(_ digits: inout [Int], below bound: Int) -> Bool {
    for position in digits.indices {
        digits[position] += 1
        if digits[position] < bound { return true }
        digits[position] = 0
    }
    return false
}
