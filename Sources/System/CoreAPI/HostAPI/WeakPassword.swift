import Domain

/// Why a new password is not worth the name; after NIST SP 800-63B, which asks for length and for none
/// that others would try first, and not for signs of several kinds.
package enum WeakPassword: Hashable, Sendable {
    case tooShort(least: Int)
    case tooLong(most: Int)
    /// One of the first that anybody tries, or the host's own name or address.
    case guessable

    private static let length = 8...256

    /// - Returns: `nil` for a password that is good enough.
    init?(_ password: String, name: String, email: EmailAddress) {
        guard password.count >= Self.length.lowerBound else {
            self = .tooShort(least: Self.length.lowerBound)
            return
        }
        guard password.count <= Self.length.upperBound else {
            self = .tooLong(most: Self.length.upperBound)
            return
        }
        let plain = password.lowercased()
        let address = email.unredacted.lowercased()
        let own = [name.lowercased(), address, String(address.prefix { $0 != "@" })]
        guard own.contains(plain) || Set(plain).count < 4 || Self.isFirstTried(plain) else {
            return nil
        }
        self = .guessable
    }

    private static func isFirstTried(_ password: String) -> Bool {
        let letters = password.filter(\.isLetter)
        return firstTried.contains(password) || firstTried.contains(letters) && letters.count >= 6
            || runs.contains { $0.contains(password) }
    }

    /// Rows of keys and of the alphabet, and those backwards.
    private static let runs = [
        "0123456789012345678901234567890", "qwertyuiopasdfghjklzxcvbnm",
        "abcdefghijklmnopqrstuvwxyz",
    ].flatMap { [$0, String($0.reversed())] }

    /// What lists of leaked passwords begin with; digits around a word do not help it.
    private static let firstTried: Set = [
        "password", "passwort", "passw0rd", "iloveyou", "sunshine", "princess", "football",
        "baseball",
        "superman", "welcome", "letmein", "trustno1", "monkey", "dragon", "qwerty", "qwertyui",
        "admin", "guestguard", "wedding", "asdfgh", "1q2w3e4r", "1qaz2wsx", "q1w2e3r4",
    ]
}
