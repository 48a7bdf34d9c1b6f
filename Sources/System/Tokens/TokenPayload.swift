import Domain

/// What a token says: whose it is, for what, and for how long; no personal data.
package struct TokenPayload: Hashable, Sendable {
    package let guest: GuestID
    package let event: EventID
    /// Seconds since 1970.
    package let issuedAt: Int64
    /// Seconds since 1970; the first second at which the token is no longer good.
    package let expiresAt: Int64
    /// 16 bytes that keep tokens from being predicted.
    package let nonce: [UInt8]

    /// Seconds of one to 12 digits, which is what a payload can write: until the year 33658.
    static let writableSeconds: ClosedRange<Int64> = 0...999_999_999_999

    /// - Precondition: `nonce` has 16 bytes; both times lie in 1970 or later and before 33658.
    package init(
        guest: GuestID,
        event: EventID,
        issuedAt: Int64,
        expiresAt: Int64,
        nonce: [UInt8]
    ) {
        precondition(nonce.count == 16, "a nonce has 16 bytes, found \(nonce.count)")
        for seconds in [issuedAt, expiresAt] {
            precondition(
                Self.writableSeconds.contains(seconds),
                "a token's times lie in \(Self.writableSeconds), found \(seconds)"
            )
        }
        self.guest = guest
        self.event = event
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.nonce = nonce
    }

    /// Whether the token's time is over; the instant `expiresAt` itself is too late.
    package func isExpired(at instant: Instant) -> Bool { instant.seconds >= expiresAt }
}

extension TokenPayload {
    /// The payload as JSON in its one canonical form.
    ///
    /// Written and read by hand, in a fixed shape. Every access reads one: `JSONDecoder` alone takes
    /// 6 to 10 µs for it, where a whole `TokenSigner.verify` takes 1.4 to 2.0 µs (release, on a busy
    /// 2-core machine). And a payload that deviates from this shape in a byte was not written here, so
    /// it is refused, where a JSON decoder would take other orders, spaces, escapes, repeated and
    /// unknown keys.
    var json: String {
        """
        {"gid":"\(guest)","eid":"\(event)","iat":\(issuedAt),"exp":\(expiresAt),\
        "nonce":"\(Base64URL.encode(nonce))"}
        """
    }

    /// Reads the canonical form and nothing else.
    init?(json: UnsafeBufferPointer<UInt8>) {
        var reader = FixedReader(json)
        guard reader.take("{\"gid\":\""), let guest: GuestID = reader.identifier(),
            reader.take("\",\"eid\":\""), let event: EventID = reader.identifier(),
            reader.take("\",\"iat\":"), let issuedAt = reader.number(),
            reader.take(",\"exp\":"), let expiresAt = reader.number(),
            reader.take(",\"nonce\":\""), let nonce = reader.bytes(letters: 22),
            reader.take("\"}"), reader.isAtEnd
        else { return nil }
        self.init(
            guest: guest,
            event: event,
            issuedAt: issuedAt,
            expiresAt: expiresAt,
            nonce: nonce
        )
    }
}

/// Reads fixed texts, identifiers, digits and runs of base64url from left to right.
private struct FixedReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ text: StaticString) -> Bool {
        let expected = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard let found = take(expected.count), found.elementsEqual(expected) else { return false }
        return true
    }

    /// The 36 characters of a UUID, in lower case only.
    mutating func identifier<Entity>() -> Identifier<Entity>? {
        guard let text = take(36) else { return nil }
        var (high, low): (UInt64, UInt64) = (0, 0)
        var nibbles = 0
        for (index, byte) in text.enumerated() {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            let value: UInt64
            switch byte {
            case 48...57: value = UInt64(byte - 48)
            case 97...102: value = UInt64(byte - 87)
            default: return nil
            }
            if nibbles < 16 { high = high << 4 | value } else { low = low << 4 | value }
            nibbles += 1
        }
        return Identifier(high: high, low: low)
    }

    /// One to 12 digits without a leading zero.
    mutating func number() -> Int64? {
        let start = position
        var value: Int64 = 0
        while position < bytes.count, (48...57).contains(bytes[position]), position - start < 12 {
            value = value * 10 + Int64(bytes[position] - 48)
            position += 1
        }
        let count = position - start
        return count == 0 || (count > 1 && bytes[start] == 48) ? nil : value
    }

    mutating func bytes(letters: Int) -> [UInt8]? { take(letters).flatMap(Base64URL.decode) }

    private mutating func take(_ count: Int) -> Slice<UnsafeBufferPointer<UInt8>>? {
        guard bytes.count - position >= count else { return nil }
        defer { position += count }
        return bytes[position..<(position + count)]
    }
}
