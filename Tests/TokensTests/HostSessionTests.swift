import Domain
import Testing

@testable import Tokens

@Suite struct SessionSignerTests {
    private static let signer = SessionSigner(keys: KeyRing(TokenVector.secret))
    private static let session = HostSession(
        host: HostID(high: 0x0189_0A5D_AC96_774B, low: 0xBCCE_B302_099A_8057),
        id: "session-1",
        issuedAt: 1_717_200_000,
        expiresAt: 1_717_286_400
    )
    /// Python, as in `TokenVector`, with the header `{"alg":"HS256","typ":"JWT"}`.
    private static let text = """
        eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.\
        eyJleHAiOjE3MTcyODY0MDAsImlhdCI6MTcxNzIwMDAwMCwianRpIjoic2Vzc2lvbi0xIiwic3ViIjoiMDE4OTBhNWQt\
        YWM5Ni03NzRiLWJjY2UtYjMwMjA5OWE4MDU3In0.\
        P3QSbrKRP7EVi_dTegNbhe1N7XP254wPv_cZbk3FQ5s
        """

    /// An independent JWT under the same secret.
    private static func signed(header: String, claims: String) -> String {
        String(TokenVector.signed(header: header, payload: claims).dropFirst(3))
    }

    @Test func `a session is the one that Python makes, and is read back`() throws {
        #expect(Self.signer.issue(Self.session) == Self.text)
        #expect(try Self.signer.verify(Self.text) == Self.session)
    }

    @Test func `a session ends at its expiry`() {
        #expect(!Self.session.isExpired(at: Instant(microseconds: 1_717_286_399_999_999)))
        #expect(Self.session.isExpired(at: Instant(microseconds: 1_717_286_400_000_000)))
    }

    @Test(arguments: [
        "{\"alg\":\"none\",\"typ\":\"JWT\"}", "{\"alg\":\"HS512\",\"typ\":\"JWT\"}",
        "{\"alg\":\"HS256\",\"typ\":\"GG\"}", "{}",
    ])
    func `another header is refused even when it is signed`(header: String) {
        let text = Self.signed(
            header: header,
            claims: "{\"sub\":\"\(Self.session.host)\",\"iat\":1,\"exp\":2,\"jti\":\"a\"}"
        )
        #expect(throws: TokenError.wrongHeader) { try Self.signer.verify(text) }
    }

    @Test(arguments: [
        "{}", "", "[]", "{\"sub\":\"Ada\",\"iat\":1,\"exp\":2,\"jti\":\"a\"}",
        "{\"sub\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"iat\":1,\"exp\":2}",
        "{\"sub\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"iat\":1,\"exp\":2,\"jti\":\"\"}",
        "{\"sub\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"iat\":\"1\",\"exp\":2,\"jti\":\"a\"}",
        "{\"sub\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"iat\":1,\"exp\":1e99,\"jti\":\"a\"}",
    ])
    func `claims of another shape are refused even when they are signed`(claims: String) {
        let text = Self.signed(header: "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims: claims)
        #expect(throws: TokenError.malformed) { try Self.signer.verify(text) }
    }

    @Test func `a flip of any bit, a cut at any length and another key are refused`() {
        let original = Array(Self.text.utf8)
        var mutants = original.indices.map { Array(original.prefix($0)) }
        for position in original.indices {
            for bit in 0..<8 {
                var mutant = original
                mutant[position] ^= 1 << UInt8(bit)
                mutants.append(mutant)
            }
        }
        mutants.append(
            Array(SessionSigner(keys: KeyRing(Secret.random())).issue(Self.session).utf8)
        )
        let refused = mutants.count { (try? Self.signer.verify(bytes: $0)) == nil }
        #expect(refused == original.count * 9 + 1)
    }
}
