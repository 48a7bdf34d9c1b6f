import Domain
import Foundation
import Testing

@testable import Tokens

@Suite struct TokenSignerTests {
    private static let signer = TokenVector.signer

    @Test func `a token is the one that Python makes`() throws {
        let token = Self.signer.issue(
            guest: TokenVector.guest,
            event: TokenVector.event,
            issuedAt: TokenVector.issuedAt,
            nonce: TokenVector.nonce
        )
        #expect(token.unredactedText == TokenVector.text)
        #expect(token.payload == TokenVector.payload)
        // Python: hashlib.sha256(text).hexdigest()
        #expect(
            token.hash.hex == "67d54ec0984c0acfffacfbbdd3d446c8fe965f20a5eb9ff1f4508bf2afd468e2"
        )
    }

    @Test func `a handle is fifteen bytes of its own, and its hash is Python's`() {
        let handle = LinkHandle(random: Array(0..<15))
        // Python: "tk_" + base64.urlsafe_b64encode(bytes(range(15))).decode(), and its sha256
        #expect(handle.unredactedText == "tk_AAECAwQFBgcICQoLDA0O")
        #expect(
            handle.hash.hex == "491caa4b41ff86c938d48eaeb3e950dcd422c835cf3254e91505e7d02ddf1490"
        )
        #expect(PresentedToken(handle.unredactedText)?.hash == handle.hash)
    }

    @Test func `a token that Python made is read`() throws {
        #expect(try Self.signer.verify(TokenVector.text) == TokenVector.payload)
        #expect(try Self.signer.verify(bytes: Array(TokenVector.text.utf8)) == TokenVector.payload)
    }

    @Test func `an independent reader of the payload agrees, and finds five keys only`() throws {
        struct Payload: Decodable {
            let gid: UUID
            let eid: UUID
            let iat: Int
            let exp: Int
            let nonce: String
        }
        let json = Data(TokenVector.payload.json.utf8)
        let read = try JSONDecoder().decode(Payload.self, from: json)
        #expect(read.gid.uuidString == "01890A5D-AC96-774B-BCCE-B302099A8057")
        #expect(read.eid.uuidString == "01890A5D-AC96-774B-BCCE-B302099A8058")
        #expect(read.iat == 1_717_200_000)
        #expect(read.exp - read.iat == 30 * 86_400)
        #expect(Base64URL.decode(read.nonce.utf8) == TokenVector.nonce)
        let object = try JSONSerialization.jsonObject(with: json)
        let keys = try #require(object as? [String: Any]).keys.sorted()
        #expect(keys == ["eid", "exp", "gid", "iat", "nonce"])
    }

    @Test(arguments: [0, 1, 9, 10, 1_717_200_000, 999_999_999_998])
    func `what is issued is read back`(seconds: Int64) throws {
        var draws = Draws(seed: UInt64(seconds))
        for _ in 0..<50 {
            let token = Self.signer.issue(
                guest: GuestID(high: draws.next(), low: draws.next()),
                event: EventID(high: draws.next(), low: draws.next()),
                issuedAt: Instant(microseconds: seconds * 1_000_000),
                lifetime: .seconds(1),
                nonce: draws.bytes(16)
            )
            let payload = try Self.signer.verify(token.unredactedText)
            #expect(payload == token.payload)
            #expect(payload.issuedAt == seconds)
            #expect(payload.expiresAt == seconds + 1)
        }
    }

    @Test func `expiry is the reader's to judge, and the last second counts`() throws {
        let payload = try Self.signer.verify(TokenVector.text)
        #expect(!payload.isExpired(at: .epoch))
        #expect(!payload.isExpired(at: Instant(microseconds: 1_719_791_999_999_999)))
        #expect(payload.isExpired(at: Instant(microseconds: 1_719_792_000_000_000)))
        #expect(payload.isExpired(at: .distantFuture))
    }

    /// Headers under a true signature: only the key's holder could make these, and none is read.
    @Test(arguments: [
        "{\"alg\":\"none\",\"typ\":\"GG\"}", "{\"alg\":\"None\",\"typ\":\"GG\"}",
        "{\"alg\":\"HS384\",\"typ\":\"GG\"}", "{\"alg\":\"RS256\",\"typ\":\"GG\"}",
        "{\"alg\":\"hs256\",\"typ\":\"GG\"}", "{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
        "{\"typ\":\"GG\",\"alg\":\"HS256\"}", "{\"alg\": \"HS256\",\"typ\":\"GG\"}",
        "{\"alg\":\"HS256\",\"typ\":\"GG\",\"kid\":\"1\"}", "{\"alg\":\"HS256\"}", "{}", "",
    ])
    func `a header other than ours is refused even when it is signed`(header: String) {
        let text = TokenVector.signed(header: header, payload: TokenVector.payload.json)
        #expect(throws: TokenError.wrongHeader) { try Self.signer.verify(text) }
    }

    @Test(arguments: ["none", "HS512", "RS256"])
    func `another algorithm with a borrowed signature is a forgery`(algorithm: String) {
        let header = Base64URL.encode("{\"alg\":\"\(algorithm)\",\"typ\":\"GG\"}".utf8)
        let text = "tk_\(header).\(TokenVector.body).\(TokenVector.signature)"
        #expect(throws: TokenError.wrongSignature) { try Self.signer.verify(text) }
        #expect(throws: TokenError.malformed) {
            try Self.signer.verify("tk_\(header).\(TokenVector.body).")
        }
    }

    /// Each means the same to a lenient reader, or nearly.
    @Test(arguments: [
        (",", ", "), ("{", "{ "), ("\"gid\"", "\"Gid\""), ("01890a5d", "01890A5D"),
        ("01890a5d", "0189\\u0030a5d"), ("1717200000", "01717200000"),
        ("1717200000", "1717200000.0"), ("1717200000", "-1717200000"), ("1717200000", "1.7172e9"),
        ("1717200000", "+1717200000"), ("1717200000", ""), ("1717200000", "1000000000000"),
        ("1717200000", "\"1717200000\""), ("\"}", "=\"}"), ("_w\"}", "_x\"}"), ("\"}", "\"}\n"),
        ("\"}", "\",\"name\":\"Ada\"}"), ("\"}", "\",\"iat\":1}"), ("}", "}}"), ("}", ""),
        ("774b", "774"), ("-774b", "774b-"),
        ("{", "\u{FEFF}{"),
    ])
    func `a payload in any other form is refused even when it is signed`(
        part: String,
        replacement: String
    ) throws {
        let json = TokenVector.payload.json
        let range = try #require(json.range(of: part))
        let altered = json.replacingCharacters(in: range, with: replacement)
        try #require(altered != json)
        let text = TokenVector.signed(header: TokenVector.goodHeader, payload: altered)
        #expect(throws: TokenError.malformed) { try Self.signer.verify(text) }
    }

    @Test func `a payload of bytes that are no text is refused even when it is signed`() {
        let signed =
            TokenVector.header + "." + Base64URL.encode([0xFF, 0xFE, 0x00, 0xC3] as [UInt8])
        let code = HMACSHA256(secret: TokenVector.secret).code(of: signed).base64URL
        #expect(throws: TokenError.malformed) { try Self.signer.verify("tk_\(signed).\(code)") }
    }

    @Test func `a host's session under the same secret is no invitation, and the reverse`() {
        let sessions = SessionSigner(keys: KeyRing(TokenVector.secret))
        let session = sessions.issue(
            HostSession(host: HostID(high: 1, low: 2), id: "s", issuedAt: 1, expiresAt: 2)
        )
        #expect(throws: TokenError.wrongHeader) { try Self.signer.verify("tk_" + session) }
        #expect(throws: TokenError.wrongHeader) {
            try sessions.verify(String(TokenVector.text.dropFirst(3)))
        }
    }

    @Test func `an error says what is wrong without the token`() {
        #expect(
            TokenError.allCases.map(\.description) == [
                "token: expected a text as it was issued, found one that is damaged or made up",
                "token: expected a signature of ours, found another",
                "token: expected the header of its kind, found another",
            ]
        )
    }
}

@Suite struct PresentedTokenTests {
    @Test func `a whole token and a handle are told apart`() {
        #expect(PresentedToken(TokenVector.text) == .full(TokenVector.text))
        #expect(PresentedToken("tk_Z9VOwJhMCs__rPu909RG") == .handle("tk_Z9VOwJhMCs__rPu909RG"))
        #expect(PresentedToken("tk_--------------------") == .handle("tk_--------------------"))
    }

    @Test(arguments: [
        "", "tk_", "tk_Z9VOwJhMCs__rPu909R", "tk_Z9VOwJhMCs__rPu909RGA", "TK_Z9VOwJhMCs__rPu909RG",
        " tk_Z9VOwJhMCs__rPu909RG", "tk_Z9VOwJhMCs__rPu909RG\n", "tk_Z9VOwJhMCs+_rPu909RG",
        "tk_Z9VOwJhMCs/_rPu909RG", "tk_Z9VOwJhMCs__rPu909R=", "tk-Z9VOwJhMCs__rPu909RG",
        "tk_Z9VOwJhMCs__rPu909é", "ｔk_Z9VOwJhMCs__rPu909RG", "Z9VOwJhMCs__rPu909RG",
        "tk_" + String(repeating: ".", count: 1_022),
    ])
    func `a text of neither shape is none`(text: String) {
        #expect(PresentedToken(text) == nil)
    }
}
