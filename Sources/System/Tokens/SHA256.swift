import COpenSSL

/// 32 bytes of SHA-256 or HMAC-SHA-256.
package struct SHA256Digest: Hashable, Sendable, BitwiseCopyable {
    // Four words in memory order instead of an array: one is made for every access, and an array
    // would be allocated each time.
    private var word0: UInt64 = 0
    private var word1: UInt64 = 0
    private var word2: UInt64 = 0
    private var word3: UInt64 = 0

    package static let byteCount = 32

    /// A digest whose bytes `fill` writes.
    init(filledBy fill: (UnsafeMutableRawBufferPointer) -> Void) {
        withUnsafeMutableBytes(of: &self) { fill($0) }
    }

    package var bytes: [UInt8] { withUnsafeBytes(of: self) { Array($0) } }

    /// 64 hexadecimal digits in lower case.
    package var hex: String {
        withUnsafeBytes(of: self) { bytes in
            String(unsafeUninitializedCapacity: 2 * Self.byteCount) { buffer in
                for (index, byte) in bytes.enumerated() {
                    buffer[2 * index] = Self.digit(byte >> 4)
                    buffer[2 * index + 1] = Self.digit(byte & 15)
                }
                return 2 * Self.byteCount
            }
        }
    }

    /// 43 characters.
    package var base64URL: String { withUnsafeBytes(of: self) { Base64URL.encode($0) } }

    /// Compares without telling by the time it takes where the first difference is.
    package func isEqualInConstantTime(to other: SHA256Digest) -> Bool {
        withUnsafeBytes(of: self) { left in
            withUnsafeBytes(of: other) { right in
                CRYPTO_memcmp(left.baseAddress, right.baseAddress, Self.byteCount) == 0
            }
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }
}

/// SHA-256 (FIPS 180-4) by OpenSSL.
package enum SHA256 {
    package static func digest(of bytes: UnsafeRawBufferPointer) -> SHA256Digest {
        SHA256Digest { digest in
            var size: UInt32 = 0
            let code = EVP_Digest(
                bytes.baseAddress,
                bytes.count,
                digest.baseAddress,
                &size,
                algorithm.pointer,
                nil
            )
            precondition(code == 1 && size == 32, "OpenSSL gives no SHA-256")
        }
    }

    package static func digest(of bytes: [UInt8]) -> SHA256Digest {
        bytes.withUnsafeBytes { digest(of: $0) }
    }

    /// The digest of the text in UTF-8.
    package static func digest(of text: String) -> SHA256Digest {
        var text = text
        return text.withUTF8 { digest(of: UnsafeRawBufferPointer($0)) }
    }

    /// Fetched once: OpenSSL 3 looks `EVP_sha256()` up by name at every use.
    fileprivate static let algorithm: Algorithm = {
        guard let pointer = EVP_MD_fetch(nil, "SHA256", nil) else {
            preconditionFailure("OpenSSL gives no SHA-256")
        }
        return Algorithm(pointer: pointer)
    }()

    /// Never changed and never freed, so it may be shared.
    fileprivate struct Algorithm: @unchecked Sendable {
        let pointer: OpaquePointer
    }
}

/// SHA-256 of what comes piece by piece.
///
/// Not for sharing between threads.
package final class SHA256Stream {
    private let context: OpaquePointer
    private var isFinal = false

    package init() {
        guard let context = EVP_MD_CTX_new(),
            EVP_DigestInit_ex(context, SHA256.algorithm.pointer, nil) == 1
        else { preconditionFailure("OpenSSL gives no SHA-256") }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    package func update(_ bytes: UnsafeRawBufferPointer) {
        precondition(!isFinal, "a finalized stream takes no more bytes")
        let code = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        precondition(code == 1, "OpenSSL gives no SHA-256")
    }

    /// The digest of all so far; more may follow.
    package func copyDigest() -> SHA256Digest {
        precondition(!isFinal, "a finalized stream gives no more digests")
        guard let copy = EVP_MD_CTX_new(), EVP_MD_CTX_copy_ex(copy, context) == 1 else {
            preconditionFailure("OpenSSL gives no copy of a digest")
        }
        defer { EVP_MD_CTX_free(copy) }
        return Self.finish(copy)
    }

    /// The digest of all; the stream takes no more.
    package func finalize() -> SHA256Digest {
        precondition(!isFinal, "a finalized stream gives no more digests")
        isFinal = true
        return Self.finish(context)
    }

    private static func finish(_ context: OpaquePointer) -> SHA256Digest {
        SHA256Digest { digest in
            var size: UInt32 = 0
            let code = EVP_DigestFinal_ex(context, digest.baseAddress, &size)
            precondition(code == 1 && size == 32, "OpenSSL gives no SHA-256")
        }
    }
}
