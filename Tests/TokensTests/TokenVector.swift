import Domain

@testable import Tokens

/// A token that Python made.
///
///     import base64, hashlib, hmac, json
///     b = lambda x: base64.urlsafe_b64encode(x).rstrip(b"=")
///     payload = {"gid": "01890a5d-ac96-774b-bcce-b302099a8057",
///                "eid": "01890a5d-ac96-774b-bcce-b302099a8058",
///                "iat": 1717200000, "exp": 1719792000, "nonce": b(bytes(range(240, 256))).decode()}
///     signed = b(b'{"alg":"HS256","typ":"GG"}') + b"." + b(json.dumps(payload, separators=(",", ":")).encode())
///     text = b"tk_" + signed + b"." + b(hmac.new(bytes(range(32)), signed, hashlib.sha256).digest())
enum TokenVector {
    static let secret = Secret(bytes: Array(0..<32))
    static let signer = TokenSigner(keys: KeyRing(secret))
    static let guest = GuestID(high: 0x0189_0A5D_AC96_774B, low: 0xBCCE_B302_099A_8057)
    static let event = EventID(high: 0x0189_0A5D_AC96_774B, low: 0xBCCE_B302_099A_8058)
    static let issuedAt = Instant(microseconds: 1_717_200_000_000_000)
    static let nonce: [UInt8] = Array(240...255)
    static let payload = TokenPayload(
        guest: guest,
        event: event,
        issuedAt: 1_717_200_000,
        expiresAt: 1_719_792_000,
        nonce: nonce
    )

    static let header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkdHIn0"
    static let body = """
        eyJnaWQiOiIwMTg5MGE1ZC1hYzk2LTc3NGItYmNjZS1iMzAyMDk5YTgwNTciLCJlaWQiOiIwMTg5MGE1ZC1hYzk2LTc3\
        NGItYmNjZS1iMzAyMDk5YTgwNTgiLCJpYXQiOjE3MTcyMDAwMDAsImV4cCI6MTcxOTc5MjAwMCwibm9uY2UiOiI4UEh5\
        OF9UMTl2ZjQtZnI3X1AzLV93In0
        """
    static let signature = "hbMcAhSIZ2PXyRKX4Rz9mTSG7j-Zr6pflqqSIn_QTnc"
    static let text = "tk_\(header).\(body).\(signature)"

    /// A token of this header and payload with a true signature under `secret`.
    static func signed(header: String, payload: String) -> String {
        let signed = Base64URL.encode(header.utf8) + "." + Base64URL.encode(payload.utf8)
        return "tk_" + signed + "." + HMACSHA256(secret: secret).code(of: signed).base64URL
    }

    static let goodHeader = "{\"alg\":\"HS256\",\"typ\":\"GG\"}"
}
