/// Text in the making: UTF-8, written byte by byte into memory that is used again.
///
/// For what is written a million times in a run (a line of the journal, a row of a data set, a
/// value of a statement), where a string for each piece would cost more than all the rest. Grows
/// as it must, never shrinks. Not for sharing between threads.
package final class TextBuffer {
    @exclusivity(unchecked) private var start: UnsafeMutablePointer<UInt8>
    @exclusivity(unchecked) private var capacity: Int
    /// Bytes written since it was last emptied.
    @exclusivity(unchecked) package private(set) var count = 0
    @exclusivity(unchecked) private var secondOfPrefix = Int64.min
    /// The date and time of `secondOfPrefix`, 19 bytes: most instants share theirs with the one
    /// before.
    private let prefix: UnsafeMutablePointer<UInt8>

    package init(capacity: Int = 1_024) {
        precondition(capacity > 0, "a buffer has room for a byte at least, found \(capacity)")
        self.capacity = capacity
        start = .allocate(capacity: capacity)
        prefix = .allocate(capacity: 27)
    }

    deinit {
        start.deallocate()
        prefix.deallocate()
    }

    package var isEmpty: Bool { count == 0 }

    /// What has been written; valid until the next change.
    package var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start, count: count)
    }

    /// What has been written, as a string of its own.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package func removeAll() { count = 0 }

    // MARK: Bytes and words

    package func append(_ byte: UInt8) {
        makeRoom(for: 1)
        start[count] = byte
        count += 1
    }

    package func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    package func append(_ text: String) {
        if text.utf8.withContiguousStorageIfAvailable({ append($0) }) == nil {
            for byte in text.utf8 { append(byte) }
        }
    }

    package func append(_ bytes: UnsafeRawBufferPointer) {
        bytes.withMemoryRebound(to: UInt8.self) { append($0) }
    }

    package func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        makeRoom(for: bytes.count)
        (start + count).update(from: source, count: bytes.count)
        count += bytes.count
    }

    // MARK: Values

    package func append(_ number: Int) {
        if number < 0 { append(UInt8(ascii: "-")) }
        append(magnitude: UInt64(number.magnitude))
    }

    package func append(magnitude number: UInt64) {
        let digits = Self.digits(of: number)
        makeRoom(for: digits)
        write(number, digits: digits)
    }

    /// A number with leading zeros.
    package func append(_ number: UInt64, digits: Int) {
        makeRoom(for: digits)
        write(number, digits: digits)
    }

    /// The 36 characters of a UUID.
    @inlinable
    package func append<Entity>(_ identifier: Identifier<Entity>) {
        append(uuid: identifier.high, identifier.low)
    }

    package func append(uuid high: UInt64, _ low: UInt64) {
        makeRoom(for: UUIDText.byteCount)
        UUIDText.write(
            high,
            low,
            to: UnsafeMutableBufferPointer(start: start + count, count: UUIDText.byteCount)
        )
        count += UUIDText.byteCount
    }

    /// ISO 8601 in UTC with six digits of fraction, 27 characters.
    package func append(_ instant: Instant) {
        let second = instant.seconds
        if second != secondOfPrefix {
            instant.write(to: UnsafeMutableBufferPointer(start: prefix, count: 27))
            secondOfPrefix = second
        }
        append(UnsafeBufferPointer(start: prefix, count: 19))
        append(UInt8(ascii: "."))
        append(UInt64(instant.microseconds - second * 1_000_000), digits: 6)
        append(UInt8(ascii: "Z"))
    }

    /// Dotted decimal for IPv4; RFC 5952 for IPv6.
    package func append(_ address: IPAddress) {
        guard address.isIPv4 else { return append(address.description) }
        for shift in [UInt64(24), 16, 8] {
            append(magnitude: address.low >> shift & 255)
            append(UInt8(ascii: "."))
        }
        append(magnitude: address.low & 255)
    }

    /// A number with at most six decimals, without trailing zeros.
    package func append(decimal number: Double) {
        precondition(abs(number) < 1e12, "a number below 10¹² in size, found \(number)")
        let millionths = Int64((number * 1_000_000).rounded())
        if millionths < 0 { append(UInt8(ascii: "-")) }
        let (whole, fraction) = millionths.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        append(magnitude: whole)
        guard fraction > 0 else { return }
        append(UInt8(ascii: "."))
        append(fraction, digits: 6)
        while start[count - 1] == UInt8(ascii: "0") { count -= 1 }
    }

    /// A JSON string (RFC 8259), quotes included.
    package func append(jsonQuoted text: String) {
        append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case UInt8(ascii: "\n"): append("\\n")
            case 0..<0x20:
                append("\\u00")
                makeRoom(for: 2)
                write(hexadecimal: UInt64(byte), digits: 2)
            default: append(byte)
            }
        }
        append(UInt8(ascii: "\""))
    }

    // MARK: Where there is room

    private func write(_ byte: UInt8) {
        start[count] = byte
        count += 1
    }

    private func write(_ number: UInt64, digits: Int) {
        var rest = number
        var position = count + digits
        count = position
        while position > count - digits {
            position -= 1
            start[position] = UInt8(truncatingIfNeeded: 48 + rest % 10)
            rest /= 10
        }
    }

    /// Sixteen hexadecimal digits.
    package func append(hexadecimal number: UInt64) {
        makeRoom(for: 16)
        write(hexadecimal: number, digits: 16)
    }

    private func write(hexadecimal number: UInt64, digits: Int) {
        for nibble in stride(from: digits - 1, through: 0, by: -1) {
            let value = UInt8(truncatingIfNeeded: number >> UInt64(4 * nibble)) & 0xF
            write(value < 10 ? 48 + value : 87 + value)
        }
    }

    private static func digits(of number: UInt64) -> Int {
        var digits = 1
        var rest = number / 10
        while rest > 0 {
            digits += 1
            rest /= 10
        }
        return digits
    }

    private func makeRoom(for bytes: Int) {
        if count + bytes > capacity { grow(toHold: count + bytes) }
    }

    private func grow(toHold needed: Int) {
        let larger = max(needed, 2 * capacity)
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        memory.update(from: start, count: count)
        start.deallocate()
        start = memory
        capacity = larger
    }
}
