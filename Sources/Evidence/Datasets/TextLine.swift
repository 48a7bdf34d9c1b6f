import Domain

/// One line of a CSV file in the making (RFC 4180), written byte by byte.
///
/// A library would build a string a cell; at forty cells an access that is most of the cost of
/// writing a data set.
struct TextLine {
    private(set) var bytes: [UInt8] = []
    private var isFirst = true

    init() { bytes.reserveCapacity(1_024) }

    mutating func begin() {
        bytes.removeAll(keepingCapacity: true)
        isFirst = true
    }

    mutating func end() { bytes.append(UInt8(ascii: "\n")) }

    /// An empty cell: unknown.
    mutating func unknown() { separate() }

    /// A cell of text, quoted where it has to be.
    mutating func cell(_ text: String) {
        separate()
        var text = text
        text.withUTF8 { characters in
            let needsQuotes = characters.contains {
                $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\n")
                    || $0 == UInt8(ascii: "\r")
            }
            guard needsQuotes else { return bytes.append(contentsOf: characters) }
            bytes.append(UInt8(ascii: "\""))
            for byte in characters {
                if byte == UInt8(ascii: "\"") { bytes.append(byte) }
                bytes.append(byte)
            }
            bytes.append(UInt8(ascii: "\""))
        }
    }

    mutating func cell(_ text: String?) {
        if let text { cell(text) } else { unknown() }
    }

    mutating func cell<Entity>(_ identifier: Identifier<Entity>?) {
        separate()
        guard let identifier else { return }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 36) { buffer in
            identifier.write(to: buffer)
            bytes.append(contentsOf: buffer)
        }
    }

    mutating func cell(_ instant: Instant?) {
        separate()
        guard let instant else { return }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 27) { buffer in
            instant.write(to: buffer)
            bytes.append(contentsOf: buffer)
        }
    }

    mutating func cell(_ flag: Bool) { cell(flag ? 1 : 0) }

    mutating func cell(_ number: Int?) {
        separate()
        guard let number else { return }
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        append(UInt64(number.magnitude))
    }

    /// A number with at most six decimals, without trailing zeros; not-a-number is unknown.
    mutating func cell(_ number: Double?) {
        separate()
        guard let number, number.isFinite, abs(number) < 1e12 else { return }
        let millionths = Int64((number * 1_000_000).rounded())
        if millionths < 0 { bytes.append(UInt8(ascii: "-")) }
        let (whole, fraction) = millionths.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        append(whole)
        guard fraction > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        var rest = fraction
        var divisor: UInt64 = 100_000
        while rest > 0 {
            bytes.append(UInt8(48 + rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }

    private mutating func append(_ magnitude: UInt64) {
        let start = bytes.count
        var rest = magnitude
        repeat {
            bytes.append(UInt8(48 + rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    private mutating func separate() {
        if isFirst { isFirst = false } else { bytes.append(UInt8(ascii: ",")) }
    }
}
