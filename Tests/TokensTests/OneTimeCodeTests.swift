import Domain
import Testing

@testable import Tokens

@Suite struct OneTimeCodeTests {
    private static let challenge = ChallengeID(
        high: 0x0189_0A5D_AC96_774B,
        low: 0xBCCE_B302_099A_8057
    )

    @Test(arguments: [
        (0, "000000"), (42, "000042"), (999_999, "999999"), (1_000_000, "000000"),
        (18_446_744_073_708_999_999, "999999"),
    ])
    func `a code has six digits`(bits: UInt64, expected: String) {
        #expect(OneTimeCode { bits }.digits == expected)
    }

    @Test func `bits that would favour low codes are drawn again`() {
        // 2^64 = 18,446,744,073,709,551,616: what lies above 18,446,744,073,709,000,000 is uneven.
        var draws: [UInt64] = [.max, 18_446_744_073_709_000_000, 7]
        #expect(OneTimeCode { draws.removeFirst() }.digits == "000007")
        #expect(draws.isEmpty)
    }

    @Test func `each digit is as likely as any other in every place`() {
        var draws = Draws(seed: 5)
        var counts = Array(repeating: Array(repeating: 0, count: 10), count: 6)
        for _ in 0..<60_000 {
            for (place, digit) in OneTimeCode(random: { draws.next() }).digits.utf8.enumerated() {
                counts[place][Int(digit - 48)] += 1
            }
        }
        // Chi-squared, nine degrees of freedom: 33.7 is exceeded once in 10,000 fair tests.
        for place in counts {
            let chiSquared = place.reduce(0.0) {
                $0 + Double(($1 - 6_000) * ($1 - 6_000)) / 6_000
            }
            #expect(chiSquared < 33.7)
        }
    }

    @Test func `what is stored is the HMAC of challenge and answer`() {
        // Python: hmac.new(bytes(range(32)), b"01890a5d-ac96-774b-bcce-b302099a8057:042137", "sha256")
        let hash = OneTimeCode.hash(
            of: "042137",
            for: Self.challenge,
            keys: KeyRing(TokenVector.secret)
        )
        #expect(hash == "f54ba254f13b8ffa0255dc1e10ee5c4412ac11238e31b5a6ad8810b7261fd23a")
    }

    @Test func `the right answer to the right challenge matches, and nothing else`() {
        let (secret, challenge) = (TokenVector.secret, Self.challenge)
        let hash = OneTimeCode.hash(of: "042137", for: challenge, keys: KeyRing(secret))
        func matches(
            _ answer: String,
            _ hash: String,
            _ challenge: ChallengeID,
            _ secret: Secret
        ) -> Bool {
            OneTimeCode.matches(answer, hash: hash, for: challenge, keys: KeyRing(secret))
        }
        #expect(matches("042137", hash, challenge, secret))
        for wrong in ["042138", "42137", " 042137", "042137\n", "", "０42137", "0421370"] {
            #expect(!matches(wrong, hash, challenge, secret))
        }
        #expect(!matches("042137", hash, ChallengeID(high: 1, low: 2), secret))
        #expect(!matches("042137", hash, challenge, Secret(bytes: Array(1...32))))
        #expect(!matches("042137", hash.uppercased(), challenge, secret))
        #expect(!matches("042137", String(hash.dropLast()), challenge, secret))
        #expect(!matches("042137", "", challenge, secret))
    }
}
