/// Why a token was refused.
package enum TokenError: Error, Hashable, Sendable, CaseIterable {
    /// Not of a token's shape: its text was damaged or made up.
    case malformed
    /// The signature is not ours.
    case wrongSignature
    /// Signed by us under another header than this kind of token has.
    case wrongHeader

    package var isMalformed: Bool { self == .malformed }
}

extension TokenError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformed:
            "token: expected a text as it was issued, found one that is damaged or made up"
        case .wrongSignature: "token: expected a signature of ours, found another"
        case .wrongHeader: "token: expected the header of its kind, found another"
        }
    }
}

/// Compact JWS (RFC 7515) with HMAC-SHA-256 and one header for each key, which is compared, never
/// believed.
struct CompactJWS: Sendable, Redacted {
    /// Longer texts are refused unread.
    static let longestText = 1_024

    private struct Seal: Sendable {
        let mac: HMACSHA256
        let encodedHeader: [UInt8]
    }

    private let seals: PerKey<Seal>
    private static let dot = UInt8(ascii: ".")
    /// Letters of 32 bytes in base64url.
    private static let signatureSize = 43

    /// - `type`: The header's `typ`.
    init(keys: KeyRing, type: String) {
        seals = PerKey(keys) { key in
            let name = key.id.map { ",\"kid\":\"\($0)\"" } ?? ""
            let header = "{\"alg\":\"HS256\"\(name),\"typ\":\"\(type)\"}"
            return Seal(
                mac: HMACSHA256(secret: key.secret),
                encodedHeader: Array(Base64URL.encode(header.utf8).utf8)
            )
        }
    }

    var description: String { "a compact JWS under a secret" }

    func seal(_ payload: String) -> String {
        let seals = seals.all
        let newest = seals[seals.count - 1]
        let signed =
            String(decoding: newest.encodedHeader, as: UTF8.self) + "."
            + Base64URL.encode(payload.utf8)
        return signed + "." + newest.mac.code(of: signed).base64URL
    }

    /// Reads the payload of a text that we sealed.
    ///
    /// The signature is judged before anything it covers is read, in constant time.
    ///
    /// - Parameters:
    ///   - text: Three parts between dots, or anything else.
    ///   - read: Reads the payload; `nil` where it is not of the caller's shape.
    /// - Returns: What `read` made of the payload, or why the text was refused.
    func open<Payload>(
        _ text: UnsafeBufferPointer<UInt8>,
        read: (UnsafeBufferPointer<UInt8>) -> Payload?
    ) -> Result<Payload, TokenError> {
        guard text.count <= Self.longestText, let headerEnd = text.firstIndex(of: Self.dot),
            let payloadEnd = text[(headerEnd + 1)...].firstIndex(of: Self.dot),
            let signature = Self.signature(in: text[(payloadEnd + 1)...])
        else { return .failure(.malformed) }
        let seals = seals.all
        let named = seals.first { text[..<headerEnd].elementsEqual($0.encodedHeader) }
        let expected = (named ?? seals[0]).mac.code(
            of: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: text[..<payloadEnd]))
        )
        guard expected.isEqualInConstantTime(to: signature) else {
            return .failure(.wrongSignature)
        }
        guard named != nil else { return .failure(.wrongHeader) }
        let letters = UnsafeBufferPointer(rebasing: text[(headerEnd + 1)..<payloadEnd])
        let size = Base64URL.decodedSize(of: letters.count)
        return withUnsafeTemporaryAllocation(byteCount: size, alignment: 1) { bytes in
            guard Base64URL.decode(letters, into: bytes),
                let payload = bytes.withMemoryRebound(
                    to: UInt8.self,
                    { read(UnsafeBufferPointer($0)) }
                )
            else { return .failure(.malformed) }
            return .success(payload)
        }
    }

    private static func signature(
        in letters: Slice<UnsafeBufferPointer<UInt8>>
    ) -> SHA256Digest? {
        guard letters.count == signatureSize else { return nil }
        var isCanonical = false
        let signature = SHA256Digest {
            isCanonical = Base64URL.decode(UnsafeBufferPointer(rebasing: letters), into: $0)
        }
        return isCanonical ? signature : nil
    }
}
