import COpenSSL

/// A password as it is stored: PBKDF2-HMAC-SHA-256 with its rounds and salt.
///
/// Live, `liveRounds`, about 0.27 s. A simulation may use 1 round, and only a simulation: its
/// passwords are made up and protect nothing. HMAC pads short keys with zero bytes, so a password of
/// up to 64 bytes equals itself with zero bytes at its end.
package struct PasswordHash: Hashable, Sendable, Redacted {
    /// What OWASP's Password Storage Cheat Sheet asks for PBKDF2-HMAC-SHA-256 (2023).
    package static let liveRounds = 600_000

    /// `pbkdf2-sha256$rounds$salt$hash`, the last two in base64url: for the store alone.
    package let text: String
    private let rounds: Int
    private let salt: [UInt8]
    private let hash: [UInt8]

    private static let name = "pbkdf2-sha256"
    /// A stored text from elsewhere must not keep a login busy for minutes.
    private static let acceptedRounds = 1...10_000_000
    private static let acceptedSalt = 16...64
    private static let hashSize = 32

    /// Hashes a password; takes as long as `rounds` say.
    ///
    /// - Parameters:
    ///   - password: Hashed in UTF-8, as it is.
    ///   - salt: 16 to 64 bytes, drawn for this password alone.
    ///   - rounds: 1 to 10 million.
    package init(password: String, salt: [UInt8], rounds: Int = liveRounds) {
        precondition(
            Self.acceptedSalt.contains(salt.count),
            "a salt has \(Self.acceptedSalt) bytes, found \(salt.count)"
        )
        precondition(
            Self.acceptedRounds.contains(rounds),
            "PBKDF2 takes \(Self.acceptedRounds) rounds, found \(rounds)"
        )
        let hash = Self.derive(
            password,
            salt: salt,
            rounds: rounds,
            byteCount: Self.hashSize
        )
        self.rounds = rounds
        self.salt = salt
        self.hash = hash
        text = "\(Self.name)$\(rounds)$\(Base64URL.encode(salt))$\(Base64URL.encode(hash))"
    }

    /// Reads what `text` wrote, and nothing else.
    package init(stored text: String) throws(PasswordHashError) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 4 else { throw .parts(parts.count) }
        guard parts[0] == Self.name else { throw .algorithm }
        guard let rounds = Int(parts[1]), String(rounds) == parts[1],
            Self.acceptedRounds.contains(rounds)
        else { throw .rounds }
        guard let salt = Base64URL.decode(parts[2].utf8), Self.acceptedSalt.contains(salt.count)
        else { throw .salt }
        guard let hash = Base64URL.decode(parts[3].utf8), hash.count == Self.hashSize else {
            throw .hash
        }
        self.text = text
        self.rounds = rounds
        self.salt = salt
        self.hash = hash
    }

    /// Whether this is the password's hash, compared in constant time.
    package func matches(_ password: String) -> Bool {
        let found = Self.derive(password, salt: salt, rounds: rounds, byteCount: hash.count)
        return CRYPTO_memcmp(found, hash, hash.count) == 0
    }

    package var description: String { "a password's hash of \(rounds) rounds" }

    /// PBKDF2 (RFC 8018) of the password in UTF-8.
    static func derive(
        _ password: String,
        salt: [UInt8],
        rounds: Int,
        byteCount: Int
    ) -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: byteCount)
        let code = PKCS5_PBKDF2_HMAC(
            password,
            Int32(password.utf8.count),
            salt,
            Int32(salt.count),
            Int32(rounds),
            EVP_sha256(),
            Int32(byteCount),
            &hash
        )
        precondition(code == 1, "OpenSSL gives no PBKDF2")
        return hash
    }
}

/// What is wrong with a stored password hash, without anything of it.
package enum PasswordHashError: Error, Hashable, Sendable {
    case parts(Int)
    case algorithm
    case rounds
    case salt
    case hash
}

extension PasswordHashError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .parts(let count):
            "password hash: expected four parts between dollar signs, found \(count)"
        case .algorithm: "password hash: expected pbkdf2-sha256, found another algorithm"
        case .rounds: "password hash: expected 1 to 10000000 rounds, found something else"
        case .salt: "password hash: expected a salt of 16 to 64 bytes, found something else"
        case .hash: "password hash: expected a hash of 32 bytes, found something else"
        }
    }
}
