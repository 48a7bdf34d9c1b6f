import Foundation
import Testing

@testable import Tokens

@Suite struct SHA256Tests {
    // FIPS 180-4 examples (NIST, "SHA256.pdf"), and the million letters of FIPS 180-2, appendix B.3.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ])
    func `the published examples hold`(text: String, expected: String) {
        #expect(SHA256.digest(of: text).hex == expected)
        #expect(SHA256.digest(of: Array(text.utf8)).hex == expected)
    }

    @Test func `a stream gives the digest so far and goes on`() {
        let stream = SHA256Stream()
        #expect(stream.copyDigest() == SHA256.digest(of: ""))
        Array("ab".utf8).withUnsafeBytes { stream.update($0) }
        #expect(stream.copyDigest() == SHA256.digest(of: "ab"))
        #expect(stream.copyDigest() == SHA256.digest(of: "ab"))
        [UInt8]().withUnsafeBytes { stream.update($0) }
        Array("c".utf8).withUnsafeBytes { stream.update($0) }
        #expect(stream.copyDigest() == SHA256.digest(of: "abc"))
        #expect(stream.finalize() == SHA256.digest(of: "abc"))
    }

    @Test func `a digest is written as hexadecimal digits and as base64url`() {
        let digest = SHA256.digest(of: "abc")
        #expect(digest.bytes.count == 32)
        #expect(digest.bytes.prefix(3) == [0xBA, 0x78, 0x16])
        // Python: base64.urlsafe_b64encode(hashlib.sha256(b"abc").digest())
        #expect(digest.base64URL == "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0")
    }

    @Test func `a digest equals itself and no other by a bit, in constant time too`() {
        let digest = SHA256.digest(of: "abc")
        #expect(digest.isEqualInConstantTime(to: SHA256.digest(of: "abc")))
        for bit in 0..<256 {
            var bytes = digest.bytes
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            let other = SHA256Digest { $0.copyBytes(from: bytes) }
            #expect(!digest.isEqualInConstantTime(to: other))
            #expect(digest != other)
        }
    }
}

@Suite struct HMACSHA256Tests {
    /// RFC 4231, section 4: key, message, code in hexadecimal digits (5 is cut to 128 bits there).
    static let vectors: [(key: [UInt8], message: [UInt8], code: String)] = [
        (
            Array(repeating: 0x0B, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            Array(repeating: 0xAA, count: 20), Array(repeating: 0xDD, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            Array(1...25), Array(repeating: 0xCD, count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            Array(repeating: 0x0C, count: 20), Array("Test With Truncation".utf8),
            "a3b6167473100ee06e0c796c2955552b"
        ),
        (
            Array(repeating: 0xAA, count: 131),
            Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            Array(repeating: 0xAA, count: 131),
            Array(
                """
                This is a test using a larger than block-size key and a larger than block-size \
                data. The key needs to be hashed before being used by the HMAC algorithm.
                """.utf8
            ),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ]

    @Test(arguments: vectors.indices)
    func `the vectors of RFC 4231 hold, also when the key is used again`(index: Int) {
        let (key, message, code) = Self.vectors[index]
        let mac = HMACSHA256(key: key)
        for _ in 0..<3 {
            #expect(mac.code(of: message).hex.hasPrefix(code))
            #expect(!mac.code(of: message + [0]).hex.hasPrefix(code))
        }
    }

    @Test func `one key may be used from many threads`() async {
        let mac = HMACSHA256(key: Self.vectors[0].key)
        let wrong = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<2_000).count { _ in
                        mac.code(of: Self.vectors[0].message).hex != Self.vectors[0].code
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }
}

@Suite struct Base64URLTests {
    // RFC 4648, section 10, without the padding; the last by its alphabet: 62 is "-", 63 is "_".
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"), ("\u{3}\u{7F}~", "A39-"), ("??>", "Pz8-"),
        ("???", "Pz8_"),
    ])
    func `the vectors of RFC 4648 hold both ways`(text: String, encoded: String) {
        #expect(Base64URL.encode(text.utf8) == encoded)
        #expect(Base64URL.decode(encoded.utf8) == Array(text.utf8))
    }

    @Test(arguments: [
        "Zg==", "Zg=", "Zm8=", "A", "Zm9vA", "Zh", "Zm9", "Pz8+", "Pz8/", " Zm9v", "Zm9v\n", "Zm 9",
        "Zm9.", "Zm9é", "Z\u{0}9v", "Ｚm9v",
    ])
    func `what encode does not write is refused`(text: String) {
        #expect(Base64URL.decode(text.utf8) == nil)
    }

    @Test func `each of the 65,536 texts of two bytes has one canonical reading at most`() {
        var readable = 0
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                guard let bytes = Base64URL.decode([first, second]) else { continue }
                readable += 1
                #expect(Array(Base64URL.encode(bytes).utf8) == [first, second])
            }
        }
        #expect(readable == 256)
    }
}

@Suite struct RedactionTests {
    private static let bytes = Array("0123456789abcdef".utf8)

    private static func shown(_ value: Any) -> String {
        var text = "\(value) \(String(reflecting: value)) \(String(describing: [value])) "
        dump(value, to: &text)
        dump((0, value), to: &text)
        return text
    }

    @Test func `nothing that prints shows a secret`() throws {
        let secret = Secret(bytes: Self.bytes)
        let hash = PasswordHash(password: "hunter2", salt: Self.bytes, rounds: 1)
        let code = OneTimeCode { 123_456 }
        let token = TokenVector.signer.issue(
            guest: TokenVector.guest,
            event: TokenVector.event,
            issuedAt: TokenVector.issuedAt,
            nonce: TokenVector.nonce
        )
        let presented = try #require(PresentedToken(token.unredactedText))
        let short = LinkHandle(random: Array(repeating: 7, count: 15))
        let handle = try #require(PresentedToken(short.unredactedText))

        #expect("\(secret)" == "a secret of 16 bytes")
        #expect("\(token)" == "tk_… (294 bytes)")
        #expect("\(presented)" == "tk_… (294 bytes)")
        #expect("\(handle)" == "tk_… (23 bytes)")
        #expect("\(code)" == "a code of 6 digits")
        #expect("\(hash)" == "a password's hash of 1 rounds")

        let text = Self.shown(secret) + Self.shown(HMACSHA256(secret: secret))
        let all =
            text + Self.shown(TokenSigner(keys: KeyRing(secret))) + Self.shown(hash)
            + Self.shown(code)
            + Self.shown(token) + Self.shown(presented) + Self.shown(handle) + Self.shown(short)
        for hidden in [
            "48", "49", "50", "0123", "123456", "hunter2", "pbkdf2", "eyJ",
            String(short.unredactedText.dropFirst(3).prefix(6)),
        ] {
            #expect(!all.contains(hidden), "\(hidden) is shown")
        }
    }

    @Test func `live secrets differ and have the size that was asked for`() {
        #expect(Secret.random(byteCount: 16).bytes.count == 16)
        #expect(Secret.random().bytes.count == 32)
        #expect(Secret.random().bytes != Secret.random().bytes)
    }
}
