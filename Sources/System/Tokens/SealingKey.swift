import COpenSSL
import Domain

/// AES-256-GCM (NIST SP 800-38D) by OpenSSL, under keys that no store holds.
///
/// The nonce is drawn from what the bytes belong to, whose identifier is never used twice: so the
/// same message is sealed to the same bytes, and nothing else under the same nonce. What a later key than
/// the first has sealed begins with its name, which the seal covers by failing under any other.
package final class SealingKey: Sealer, Redacted {
    private static let nonceBytes = 12
    private static let tagBytes = 16
    private struct Key: Sendable {
        /// What stands before what it has sealed; empty for the first.
        let mark: [UInt8]
        let digest: SHA256Digest
    }

    private let keys: PerKey<Key>

    package init(keys ring: KeyRing) {
        keys = PerKey(ring) { key in
            Key(
                mark: key.id.map { Array("kid \($0)\n".utf8) } ?? [],
                digest: SHA256.digest(of: key.secret.bytes)
            )
        }
    }

    package func seal(_ plain: [UInt8], for id: MessageID) -> [UInt8] {
        let keys = keys.all
        let newest = keys[keys.count - 1]
        return newest.mark + seal(plain, for: id, under: newest.digest)
    }

    /// By the key that it names; the first key's may begin with whatever looks like a name.
    package func open(_ sealed: [UInt8], for id: MessageID) -> [UInt8]? {
        let keys = keys.all
        for key in keys.dropFirst() where sealed.starts(with: key.mark) {
            let rest = Array(sealed.dropFirst(key.mark.count))
            if let plain = open(rest, for: id, under: key.digest) { return plain }
        }
        return open(sealed, for: id, under: keys[0].digest)
    }

    private func seal(
        _ plain: [UInt8],
        for id: MessageID,
        under key: SHA256Digest
    ) -> [UInt8] {
        var sealed = [UInt8](repeating: 0, count: plain.count)
        var tag = [UInt8](repeating: 0, count: Self.tagBytes)
        let isDone = Self.withContext(for: id, under: key, encrypting: true) { context in
            var count: Int32 = 0
            return EVP_EncryptUpdate(context, &sealed, &count, plain, Int32(plain.count)) == 1
                && EVP_EncryptFinal_ex(context, nil, &count) == 1
                && EVP_CIPHER_CTX_ctrl(
                    context,
                    EVP_CTRL_AEAD_GET_TAG,
                    Int32(Self.tagBytes),
                    &tag
                ) == 1
        }
        precondition(isDone, "OpenSSL gives no AES-256-GCM")
        return sealed + tag
    }

    private func open(
        _ sealed: [UInt8],
        for id: MessageID,
        under key: SHA256Digest
    ) -> [UInt8]? {
        guard sealed.count >= Self.tagBytes else { return nil }
        let body = Array(sealed.dropLast(Self.tagBytes))
        var tag = Array(sealed.suffix(Self.tagBytes))
        var plain = [UInt8](repeating: 0, count: body.count)
        let isGenuine = Self.withContext(for: id, under: key, encrypting: false) { context in
            var count: Int32 = 0
            return EVP_DecryptUpdate(context, &plain, &count, body, Int32(body.count)) == 1
                && EVP_CIPHER_CTX_ctrl(
                    context,
                    EVP_CTRL_AEAD_SET_TAG,
                    Int32(Self.tagBytes),
                    &tag
                ) == 1
                && EVP_DecryptFinal_ex(context, nil, &count) == 1
        }
        return isGenuine ? plain : nil
    }

    private static func withContext(
        for id: MessageID,
        under key: SHA256Digest,
        encrypting: Bool,
        _ body: (OpaquePointer) -> Bool
    ) -> Bool {
        guard let context = EVP_CIPHER_CTX_new() else { return false }
        defer { EVP_CIPHER_CTX_free(context) }
        let nonce = withUnsafeBytes(of: SHA256.digest(of: id.description)) {
            Array($0.prefix(nonceBytes))
        }
        return withUnsafeBytes(of: key) { key in
            EVP_CipherInit_ex(
                context,
                EVP_aes_256_gcm(),
                nil,
                key.baseAddress?.assumingMemoryBound(to: UInt8.self),
                nonce,
                encrypting ? 1 : 0
            ) == 1
        } && body(context)
    }

    package var description: String { "sealing keys" }
}
