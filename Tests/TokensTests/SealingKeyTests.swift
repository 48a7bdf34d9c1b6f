import Domain
import Testing
import Tokens

@Suite struct SealingKeyTests {
    private let key = SealingKey(keys: KeyRing(Secret(bytes: Array(0..<32))))
    private let id = MessageID(high: 1, low: 2)

    @Test func `what is sealed is what Python seals, and opens again`() {
        // Python: AESGCM(sha256(bytes(range(32))).digest())
        //     .encrypt(sha256(id).digest()[:12], b"tk_secret\\n123456", None).hex()
        let sealed = key.seal(Array("tk_secret\n123456".utf8), for: id)
        let hex = sealed.map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
        #expect(
            hex
                == "cddfc6307d891065bc0091bdc20a5ab437e4c22633d913cdf856846da0790339"
        )
        #expect(
            key.open(sealed, for: id).map { String(decoding: $0, as: UTF8.self) }
                == "tk_secret\n123456"
        )
        #expect(key.open(key.seal([], for: id), for: id) == [])
    }

    @Test func `nothing opens what was changed, belongs elsewhere or is under another key`() {
        let sealed = key.seal(Array("123456".utf8), for: id)
        for place in sealed.indices {
            var changed = sealed
            changed[place] ^= 1
            #expect(key.open(changed, for: id) == nil)
        }
        #expect(key.open(sealed, for: MessageID(high: 1, low: 3)) == nil)
        let other = SealingKey(keys: KeyRing(Secret(bytes: Array(1..<33))))
        #expect(other.open(sealed, for: id) == nil)
        #expect(key.open([], for: id) == nil)
        #expect(key.open(Array(sealed.dropLast()), for: id) == nil)
    }
}
