import Domain
import Foundation

/// Who is logged in, and until when.
package struct HostSession: Hashable, Sendable {
    package let host: HostID
    /// The JWT's `jti`: what is revoked when the host logs out.
    package let id: String
    /// Seconds since 1970.
    package let issuedAt: Int64
    /// Seconds since 1970; the first second at which the session is over.
    package let expiresAt: Int64

    /// - Precondition: `id` has 1 to 128 bytes.
    package init(host: HostID, id: String, issuedAt: Int64, expiresAt: Int64) {
        precondition(
            (1...128).contains(id.utf8.count),
            "a session's id has 1 to 128 bytes, found \(id.utf8.count)"
        )
        self.host = host
        self.id = id
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
    }

    package func isExpired(at instant: Instant) -> Bool { instant.seconds >= expiresAt }
}

/// Makes and checks hosts' sessions: JSON Web Tokens with HMAC-SHA-256 (RFC 7519).
///
/// A session is read a few times a minute, so its claims go through Foundation's coders.
package struct SessionSigner: Sendable {
    private struct Claims: Codable {
        let sub: HostID
        let iat: Int64
        let exp: Int64
        let jti: String
    }

    private let jws: CompactJWS

    package init(keys: KeyRing) { jws = CompactJWS(keys: keys, type: "JWT") }

    /// The session's text: as good as the host's password until it expires; never for a log.
    package func issue(_ session: HostSession) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let claims = Claims(
            sub: session.host,
            iat: session.issuedAt,
            exp: session.expiresAt,
            jti: session.id
        )
        guard let json = try? encoder.encode(claims) else {
            preconditionFailure("claims of text and numbers can always be encoded")
        }
        return jws.seal(String(decoding: json, as: UTF8.self))
    }

    /// Reads a session whose signature is ours; expiry and revocation are the caller's to judge.
    package func verify(_ text: String) throws(TokenError) -> HostSession {
        try verify(bytes: Array(text.utf8))
    }

    /// The same for bytes that may not even be text.
    package func verify(bytes: [UInt8]) throws(TokenError) -> HostSession {
        try bytes.withUnsafeBufferPointer { jws.open($0, read: Self.session) }.get()
    }

    private static func session(json: UnsafeBufferPointer<UInt8>) -> HostSession? {
        guard let claims = try? JSONDecoder().decode(Claims.self, from: Data(buffer: json)),
            (1...128).contains(claims.jti.utf8.count)
        else { return nil }
        return HostSession(
            host: claims.sub,
            id: claims.jti,
            issuedAt: claims.iat,
            expiresAt: claims.exp
        )
    }
}
