import Domain

/// A CSV row in the making (RFC 4180), written byte by byte into memory that is used again.
///
/// A library would build a string a cell; at forty cells an access that is most of the cost of
/// writing a data set.
struct TextLine {
    /// Whole rows, and the one under way.
    let buffer: TextBuffer
    private var isFirst = true

    init(in buffer: TextBuffer) { self.buffer = buffer }

    mutating func begin() { isFirst = true }

    mutating func end() { buffer.append(UInt8(ascii: "\n")) }

    /// An empty cell: unknown.
    mutating func unknown() { separate() }

    /// A cell of text, quoted where it has to be.
    mutating func cell(_ text: String) {
        separate()
        let needsQuotes = text.utf8.contains {
            $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\n")
                || $0 == UInt8(ascii: "\r")
        }
        guard needsQuotes else { return buffer.append(text) }
        buffer.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { buffer.append(byte) }
            buffer.append(byte)
        }
        buffer.append(UInt8(ascii: "\""))
    }

    mutating func cell(_ text: String?) {
        if let text { cell(text) } else { unknown() }
    }

    mutating func cell<Entity>(_ identifier: Identifier<Entity>?) {
        separate()
        if let identifier { buffer.append(identifier) }
    }

    mutating func cell(_ instant: Instant?) {
        separate()
        if let instant { buffer.append(instant) }
    }

    mutating func cell(_ address: IPAddress) {
        separate()
        buffer.append(address)
    }

    mutating func cell(_ flag: Bool?) { cell(flag.map { $0 ? 1 : 0 }) }

    mutating func cell(_ number: Int?) {
        separate()
        if let number { buffer.append(number) }
    }

    /// A number with at most six decimals, without trailing zeros; not-a-number is unknown.
    mutating func cell(_ number: Double?) {
        separate()
        guard let number, number.isFinite, abs(number) < 1e12 else { return }
        buffer.append(decimal: number)
    }

    private mutating func separate() {
        if isFirst { isFirst = false } else { buffer.append(UInt8(ascii: ",")) }
    }

    /// One cell for each column.
    mutating func write<Row>(_ row: Row, _ columns: [Column<Row>]) {
        for column in columns { column.write(row, &self) }
    }
}
