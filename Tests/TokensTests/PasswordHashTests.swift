import Testing

@testable import Tokens

@Suite struct PasswordHashTests {
    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    // RFC 7914, section 11.
    @Test(arguments: [
        (
            "passwd", "salt", 1,
            """
            55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc\
            49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783
            """
        ),
        (
            "Password", "NaCl", 80_000,
            """
            4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56\
            a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d
            """
        ),
    ])
    func `the vectors of RFC 7914 hold`(
        password: String,
        salt: String,
        rounds: Int,
        expected: String
    ) {
        let hash = PasswordHash.derive(
            password,
            salt: Array(salt.utf8),
            rounds: rounds,
            byteCount: 64
        )
        #expect(Self.hexadecimal(hash) == expected)
    }

    // Python: hashlib.pbkdf2_hmac("sha256", "correct horse é".encode(), bytes(range(16)), 1000, 32)
    private static let text =
        "pbkdf2-sha256$1000$AAECAwQFBgcICQoLDA0ODw$cNDzb7yPqje6jbqQunfY1GpDX3Nkk8KLS7zNUXxwQVQ"
    private static let password = "correct horse \u{E9}"

    @Test func `a hash is the one that Python makes, and is read back`() throws {
        let hash = PasswordHash(password: Self.password, salt: Array(0..<16), rounds: 1_000)
        #expect(hash.text == Self.text)
        #expect(try PasswordHash(stored: Self.text) == hash)
    }

    @Test func `the password matches and no other does`() throws {
        let hash = try PasswordHash(stored: Self.text)
        #expect(hash.matches(Self.password))
        for other in ["", "correct horse", "Correct horse \u{E9}", Self.password + " ", "\0"] {
            #expect(!hash.matches(other))
        }
    }

    @Test func `a password counts to its end, past a zero byte`() {
        let hash = PasswordHash(password: "a\0b", salt: Array(0..<16), rounds: 1)
        #expect(hash.matches("a\0b"))
        #expect(!hash.matches("a"))
        #expect(!hash.matches("a\0c"))
    }

    private static let malformed: [(text: String, problem: PasswordHashError)] = [
        ("", .parts(1)), ("pbkdf2-sha256$1000$AAECAwQFBgcICQoLDA0ODw", .parts(3)),
        (text + "$", .parts(5)), (text.replacing("sha256", with: "sha1"), .algorithm),
        (text.replacing("$1000$", with: "$0$"), .rounds),
        (text.replacing("$1000$", with: "$-1$"), .rounds),
        (text.replacing("$1000$", with: "$+1000$"), .rounds),
        (text.replacing("$1000$", with: "$01000$"), .rounds),
        (text.replacing("$1000$", with: "$$"), .rounds),
        (text.replacing("$1000$", with: "$10000001$"), .rounds),
        (text.replacing("$1000$", with: "$99999999999999999999$"), .rounds),
        (text.replacing("AAECAwQFBgcICQoLDA0ODw", with: ""), .salt),
        (text.replacing("AAECAwQFBgcICQoLDA0ODw", with: "AAECAwQFBgcICQoLDA0ODx"), .salt),
        (text.replacing("AAECAwQFBgcICQoLDA0ODw", with: "AAEC"), .salt),
        (text + "=", .hash), (String(text.dropLast()), .hash), (String(text.dropLast(43)), .hash),
    ]

    @Test(arguments: malformed)
    func `a stored text of another shape is an error`(text: String, expected: PasswordHashError) {
        #expect(throws: expected) { try PasswordHash(stored: text) }
    }

    @Test func `an error says what was expected`() {
        #expect(
            PasswordHashError.parts(3).description
                == "password hash: expected four parts between dollar signs, found 3"
        )
        #expect(
            PasswordHashError.rounds.description
                == "password hash: expected 1 to 10000000 rounds, found something else"
        )
    }
}
