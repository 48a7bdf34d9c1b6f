import Domain

/// The first-party cookie that tells a browser that comes again, which nothing that prints shows.
///
/// Set at the first look and returned from then on. Only its hash goes any further than the door:
/// whoever reads the store cannot pose as a browser.
package struct BrowserCookie: Hashable, Sendable, Redacted {
    /// 128 random bits: what a cookie rests on.
    package static let byteCount = 16

    package let unredactedText: String
    /// What the system knows its browser by: the first 16 bytes of the text's SHA-256.
    package let browser: BrowserID

    /// - Precondition: `random` has 16 bytes that nobody can guess.
    package init(random: [UInt8]) {
        precondition(
            random.count == Self.byteCount,
            "a cookie has \(Self.byteCount) bytes, found \(random.count)"
        )
        self.init(returned: Base64URL.encode(random))
    }

    /// A cookie as a browser returns it, ours or not: one that we never set is nobody's.
    package init(returned text: String) {
        unredactedText = text
        browser = withUnsafeBytes(of: SHA256.digest(of: text)) { bytes in
            BrowserID(
                high: UInt64(bigEndian: bytes.load(as: UInt64.self)),
                low: UInt64(bigEndian: bytes.load(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    package var description: String { "a cookie of \(unredactedText.utf8.count) characters" }
}
