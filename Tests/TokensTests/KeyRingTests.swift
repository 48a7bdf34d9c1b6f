import Domain
import Foundation
import Testing
import Tokens

/// New keys sign and seal; what the old ones made stays good.
@Suite struct KeyRingTests {
    private let now = Instant(microseconds: 1_780_315_200_000_000)
    private let first = Secret(bytes: Array(0..<32))
    private let second = Secret(bytes: Array(32..<64))
    private let third = Secret(bytes: Array(64..<96))

    private func token(by signer: TokenSigner, nonce: UInt8 = 1) -> String {
        signer.issue(
            guest: GuestID(high: 3, low: 1),
            event: EventID(high: 2, low: 1),
            issuedAt: now,
            nonce: Array(repeating: nonce, count: 16)
        ).unredactedText
    }

    private func header(of token: String) -> String? {
        let letters = token.dropFirst(3).prefix { $0 != "." }.utf8
        return Base64URL.decode(letters).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `a token names its key, but for the first`() {
        let keys = KeyRing(first)
        let signer = TokenSigner(keys: keys)
        #expect(header(of: token(by: signer)) == #"{"alg":"HS256","typ":"GG"}"#)
        keys.rotate(to: second)
        #expect(header(of: token(by: signer)) == #"{"alg":"HS256","kid":"2","typ":"GG"}"#)
        keys.rotate(to: third)
        #expect(header(of: token(by: signer)) == #"{"alg":"HS256","kid":"3","typ":"GG"}"#)
    }

    @Test func `tokens of every key are read, also by a signer that was there before`() throws {
        let keys = KeyRing(first)
        let signer = TokenSigner(keys: keys)
        let old = token(by: signer)
        keys.rotate(to: second)
        let new = token(by: signer)
        #expect(old != new)
        for reader in [signer, TokenSigner(keys: keys)] {
            for text in [old, new] {
                #expect(try reader.verify(text).guest == GuestID(high: 3, low: 1))
            }
        }
        // Whoever has only the first key does not know the second's.
        #expect(throws: TokenError.self) { try TokenSigner(keys: KeyRing(first)).verify(new) }
    }

    @Test func `a key's name is covered by its signature`() {
        let keys = KeyRing(first)
        let signer = TokenSigner(keys: keys)
        let old = token(by: signer)
        keys.rotate(to: second)
        let new = token(by: signer)
        func parts(_ token: String) -> [Substring] { token.split(separator: ".") }
        let swapped = [
            (parts(new)[0], parts(old)[1], parts(old)[2]),
            (parts(old)[0], parts(new)[1], parts(new)[2]),
        ]
        for (header, payload, signature) in swapped {
            #expect(throws: TokenError.wrongSignature) {
                try signer.verify("\(header).\(payload).\(signature)")
            }
        }
        let unknown = Base64URL.encode(#"{"alg":"HS256","kid":"9","typ":"GG"}"#.utf8)
        #expect(throws: TokenError.wrongSignature) {
            try signer.verify("tk_\(unknown).\(parts(new)[1]).\(parts(new)[2])")
        }
    }

    @Test func `sessions of every key are read`() throws {
        let keys = KeyRing(first)
        let signer = SessionSigner(keys: keys)
        func session(_ id: String) -> HostSession {
            HostSession(host: HostID(high: 1, low: 1), id: id, issuedAt: 0, expiresAt: 60)
        }
        let old = signer.issue(session("a"))
        keys.rotate(to: second)
        let new = signer.issue(session("b"))
        #expect(try signer.verify(old) == session("a") && signer.verify(new) == session("b"))
    }

    @Test func `a code is weighed by the key that it was hashed with`() {
        let keys = KeyRing(first)
        let challenge = ChallengeID(high: 5, low: 1)
        func matches(_ code: String, _ hash: String) -> Bool {
            OneTimeCode.matches(code, hash: hash, for: challenge, keys: keys)
        }
        let old = OneTimeCode.hash(of: "042917", for: challenge, keys: keys)
        keys.rotate(to: second)
        let new = OneTimeCode.hash(of: "042917", for: challenge, keys: keys)
        #expect(old.utf8.count == 64 && new.hasPrefix("2:") && new.utf8.count == 66)
        #expect(matches("042917", old) && matches("042917", new))
        #expect(!matches("042918", old) && !matches("042918", new))
        // Another key's name, or one that there is not, opens nothing.
        #expect(!matches("042917", "2:" + old) && !matches("042917", String(new.dropFirst(2))))
        #expect(!matches("042917", "9" + new.dropFirst()))
    }

    @Test func `what every key has sealed is opened, by its own key and no other`() {
        let keys = KeyRing(first)
        let sealer = SealingKey(keys: keys)
        let id = MessageID(high: 9, low: 1)
        let plain = Array("tk_secret".utf8)
        let old = sealer.seal(plain, for: id)
        keys.rotate(to: second)
        let new = sealer.seal(plain, for: id)
        keys.rotate(to: third)
        let newest = sealer.seal(plain, for: id)
        #expect(Set([old, new, newest]).count == 3)
        for sealed in [old, new, newest] { #expect(sealer.open(sealed, for: id) == plain) }
        #expect(sealer.open(new, for: MessageID(high: 9, low: 2)) == nil)
        var renamed = new
        renamed[4] = UInt8(ascii: "3")
        #expect(sealer.open(renamed, for: id) == nil)
        #expect(sealer.open(Array(new.dropFirst(6)), for: id) == nil)
        #expect(SealingKey(keys: KeyRing(first)).open(new, for: id) == nil)
    }

    /// The first key's seal is random bytes, which may look like a name.
    @Test func `what begins like a name may be the first key's`() {
        let keys = KeyRing(first)
        let sealer = SealingKey(keys: keys)
        keys.rotate(to: second)
        let id = MessageID(high: 9, low: 1)
        let alone = SealingKey(keys: KeyRing(first))
        // A stream cipher: the plain text that seals to a name.
        let zeros = [UInt8](repeating: 0, count: 8)
        let pad = alone.seal(zeros, for: id).prefix(8)
        let plain = zip(Array("kid 2\nxy".utf8), pad).map { $0 ^ $1 }
        let sealed = alone.seal(plain, for: id)
        #expect(sealed.starts(with: Array("kid 2\n".utf8)))
        #expect(sealer.open(sealed, for: id) == plain)
    }

    @Test func `a ring shows how many keys it has, and none of them`() {
        let keys = KeyRing(first)
        keys.rotate(to: second)
        #expect("\(keys)" == "a ring of 2 keys")
        #expect(keys.all.map(\.id) == [nil, "2"] && keys.newest.id == "2")
        #expect(keys.key("2")?.id == "2" && keys.key("3") == nil && keys.key(nil) != nil)
    }
}
