import COpenSSL

/// A key, which nothing that prints shows.
package struct Secret: Sendable, Redacted {
    let bytes: [UInt8]

    /// A secret from bytes drawn elsewhere, as a simulation does.
    ///
    /// - Precondition: At least 16 bytes.
    package init(bytes: [UInt8]) {
        precondition(bytes.count >= 16, "a secret has at least 16 bytes, found \(bytes.count)")
        self.bytes = bytes
    }

    /// A secret from OpenSSL's generator, for live use.
    ///
    /// - Precondition: At least 16 bytes.
    package static func random(byteCount: Int = 32) -> Secret {
        precondition(byteCount >= 16, "a secret has at least 16 bytes, found \(byteCount)")
        var bytes = [UInt8](repeating: 0, count: byteCount)
        precondition(RAND_bytes(&bytes, Int32(byteCount)) == 1, "OpenSSL gives no random bytes")
        return Secret(bytes: bytes)
    }

    package var description: String { "a secret of \(bytes.count) bytes" }
}
