/// A UUID, version 7 (RFC 9562): 48 bits of milliseconds, then 74 random bits.
///
/// Ordered by time, so that indexes on it grow at their end. The random bits come from the
/// runtime's entropy and say nothing about whom the identifier belongs to.
package struct Identifier<Entity>: Hashable, Sendable {
    package let high: UInt64
    package let low: UInt64

    /// An identifier from two 64-bit words, taken as they are.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A version 7 identifier; of the 128 random bits given, 74 are used.
    package init(at instant: Instant, random: (UInt64, UInt64)) {
        let milliseconds = UInt64(bitPattern: instant.milliseconds) & 0xFFFF_FFFF_FFFF
        high = milliseconds << 16 | 0x7000 | random.0 & 0x0FFF
        low = 0x8000_0000_0000_0000 | random.1 >> 2
    }
}

// Written out and inlinable, like the rest that every dictionary and journal line asks for: across
// modules the synthesised members of a generic type work through metadata, at several times the
// cost.
extension Identifier {
    @inlinable
    package static func == (left: Self, right: Self) -> Bool {
        left.high == right.high && left.low == right.low
    }

    /// The random half says it all.
    @inlinable
    package func hash(into hasher: inout Hasher) { hasher.combine(low ^ high) }
}

extension Identifier: Comparable {
    @inlinable
    package static func < (left: Self, right: Self) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }
}

extension Identifier: CustomStringConvertible, LosslessStringConvertible {
    /// The usual 36 characters in lower case.
    package var description: String {
        String(unsafeUninitializedCapacity: UUIDText.byteCount) { write(to: $0) }
    }

    /// Writes the 36 bytes of the description and says how many they were.
    @inlinable
    @discardableResult
    package func write(to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        UUIDText.write(high, low, to: buffer)
        return UUIDText.byteCount
    }

    /// Reads the 36 characters that `description` writes; upper case is welcome too.
    package init?(_ description: String) {
        var description = description
        guard let words = description.withUTF8(UUIDText.read) else { return nil }
        self.init(high: words.high, low: words.low)
    }
}

extension Identifier: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "expected a UUID of 36 characters"
            )
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A UUID's text (RFC 9562): 32 hexadecimal digits in five groups.
package enum UUIDText {
    package static let byteCount = 36

    /// Writes the 36 bytes of the text.
    package static func write(
        _ high: UInt64,
        _ low: UInt64,
        to buffer: UnsafeMutableBufferPointer<UInt8>
    ) {
        precondition(buffer.count >= byteCount, "36 bytes of room, found \(buffer.count)")
        put(high, nibbles: 0..<8, to: buffer, at: 0)
        put(high, nibbles: 8..<12, to: buffer, at: 9)
        put(high, nibbles: 12..<16, to: buffer, at: 14)
        put(low, nibbles: 0..<4, to: buffer, at: 19)
        put(low, nibbles: 4..<16, to: buffer, at: 24)
        for dash in [8, 13, 18, 23] { buffer[dash] = UInt8(ascii: "-") }
    }

    /// Reads the 36 bytes of a text, in either case.
    package static func read(
        _ text: UnsafeBufferPointer<UInt8>
    ) -> (high: UInt64, low: UInt64)? {
        guard text.count == byteCount else { return nil }
        var (high, low): (UInt64, UInt64) = (0, 0)
        for index in 0..<byteCount {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard text[index] == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let value = hexadecimalValue(of: text[index]) else { return nil }
            if index < 18 { high = high << 4 | value } else { low = low << 4 | value }
        }
        return (high, low)
    }

    private static func put(
        _ word: UInt64,
        nibbles: Range<Int>,
        to buffer: UnsafeMutableBufferPointer<UInt8>,
        at start: Int
    ) {
        for nibble in nibbles {
            let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * nibble)) & 0xF
            buffer[start + nibble - nibbles.lowerBound] = value < 10 ? 48 + value : 87 + value
        }
    }
}

private func hexadecimalValue(of byte: UInt8) -> UInt64? {
    switch byte {
    case 48...57: UInt64(byte - 48)
    case 97...102: UInt64(byte - 87)
    case 65...70: UInt64(byte - 55)
    default: nil
    }
}

package typealias EventID = Identifier<Event>
package typealias GuestID = Identifier<Guest>
package typealias HostID = Identifier<Host>
package typealias TokenID = Identifier<Token>
package typealias AccessID = Identifier<Access>
package typealias RSVPID = Identifier<RSVP>
package typealias ChallengeID = Identifier<Challenge>
package typealias NotificationID = Identifier<Notification>
package typealias MessageID = Identifier<Message>
package typealias AccountRequestID = Identifier<AccountRequest>
package typealias BrowserID = Identifier<ReturningBrowser>
