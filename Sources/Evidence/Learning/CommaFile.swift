import Foundation

/// What keeps a data set from being read, for whoever asked for it.
package struct DatasetError: Error, CustomStringConvertible, Equatable {
    package let path: String
    /// Counted from 1; `nil` for the file as a whole.
    package var line: Int?
    package let problem: String

    package init(path: String, line: Int? = nil, problem: String) {
        self.path = path
        self.line = line
        self.problem = problem
    }

    package var description: String {
        "\(path)\(line.map { ":\($0)" } ?? ""): \(problem)"
    }
}

/// A CSV file (RFC 4180) read a row at a time, cells being bytes of the file itself.
///
/// A library makes a string of each cell; of a million rows of seventy that is all a reader would do.
package struct CommaFile {
    /// One cell: where it lies, without its quotes.
    struct Cell {
        let start: Int
        let end: Int
        /// Whether quotes within it stand doubled.
        let isEscaped: Bool

        var isEmpty: Bool { start == end }
    }

    let path: String
    private let bytes: Data

    package init(_ url: URL) throws(DatasetError) {
        path = url.path
        do {
            bytes = try Data(contentsOf: url, options: .alwaysMapped)
        } catch {
            throw DatasetError(path: url.path, problem: "cannot be read: \(Self.reason(of: error))")
        }
    }

    private static func reason(of error: any Error) -> String {
        (error as? CocoaError)?.code == .fileReadNoSuchFile ? "there is no such file" : "\(error)"
    }

    /// Hands on each row's cells, the header's first, with the number of the line that it begins in.
    func forEachRow(
        _ body: (UnsafeRawBufferPointer, [Cell], _ line: Int) throws(DatasetError) -> Void
    ) throws(DatasetError) {
        var failure: DatasetError?
        bytes.withUnsafeBytes { bytes in
            do throws(DatasetError) {
                try Self.scan(bytes, path, body)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// Hands on the cells of some columns, row by row.
    ///
    /// - `columns`: Their names; cells come in this order.
    package func forEachRow(
        of columns: [String],
        _ body: ([String], _ line: Int) throws(DatasetError) -> Void
    ) throws(DatasetError) {
        var places: [Int] = []
        try forEachRow { bytes, cells, line throws(DatasetError) in
            guard !places.isEmpty else {
                let names = cells.map { $0.text(in: bytes) }
                places = columns.compactMap(names.firstIndex)
                guard places.count == columns.count else {
                    let missing = columns.filter { !names.contains($0) }.joined(separator: ", ")
                    throw DatasetError(
                        path: path,
                        line: line,
                        problem: "there is no column \(missing)"
                    )
                }
                return
            }
            guard places.allSatisfy({ $0 < cells.count }) else {
                throw DatasetError(path: path, line: line, problem: "a row is too short")
            }
            try body(places.map { cells[$0].text(in: bytes) }, line)
        }
    }

    private static func scan(
        _ bytes: UnsafeRawBufferPointer,
        _ path: String,
        _ body: (UnsafeRawBufferPointer, [Cell], _ line: Int) throws(DatasetError) -> Void
    ) throws(DatasetError) {
        let (comma, quote) = (UInt8(ascii: ","), UInt8(ascii: "\""))
        let (feed, carriage) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        var cells: [Cell] = []
        var place = 0
        var line = 1
        while place < bytes.count {
            cells.removeAll(keepingCapacity: true)
            let began = line
            while true {
                var start = place
                var end = place
                var isEscaped = false
                if place < bytes.count, bytes[place] == quote {
                    start += 1
                    place += 1
                    while true {
                        guard place < bytes.count else {
                            throw DatasetError(
                                path: path,
                                line: began,
                                problem: "a quote is not closed"
                            )
                        }
                        if bytes[place] == feed { line += 1 }
                        if bytes[place] == quote {
                            guard place + 1 < bytes.count, bytes[place + 1] == quote else { break }
                            isEscaped = true
                            place += 1
                        }
                        place += 1
                    }
                    end = place
                    place += 1
                } else {
                    while place < bytes.count, bytes[place] != comma, bytes[place] != feed {
                        place += 1
                    }
                    end = place
                    if end > start, bytes[end - 1] == carriage,
                        place >= bytes.count || bytes[place] == feed
                    {
                        end -= 1
                    }
                }
                cells.append(Cell(start: start, end: end, isEscaped: isEscaped))
                if place < bytes.count, bytes[place] == comma {
                    place += 1
                    continue
                }
                if place < bytes.count, bytes[place] == carriage { place += 1 }
                guard place >= bytes.count || bytes[place] == feed else {
                    throw DatasetError(
                        path: path,
                        line: began,
                        problem: "text stands after a quoted cell"
                    )
                }
                place += 1
                line += 1
                break
            }
            try body(bytes, cells, began)
        }
    }
}

extension CommaFile.Cell {
    func text(in bytes: UnsafeRawBufferPointer) -> String {
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        return isEscaped ? text.replacing("\"\"", with: "\"") : text
    }

    /// A plain decimal; not-a-number where the cell is empty.
    ///
    /// - Returns: `nil` where it is something else.
    func number(in bytes: UnsafeRawBufferPointer) -> Double? {
        if isEmpty { return .nan }
        var place = start
        let isNegative = bytes[place] == UInt8(ascii: "-")
        if isNegative { place += 1 }
        var digits: UInt64 = 0
        var decimals: Int?
        var count = 0
        while place < end {
            let byte = bytes[place]
            if byte == UInt8(ascii: "."), decimals == nil {
                decimals = 0
            } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), count < 18 {
                digits = digits * 10 + UInt64(byte - UInt8(ascii: "0"))
                count += 1
                decimals = decimals.map { $0 + 1 }
            } else {
                return Double(text(in: bytes))
            }
            place += 1
        }
        guard count > 0 else { return nil }
        // Both are exact below 2^53 and 10^22, so that their quotient is the nearest there is.
        guard digits < 1 << 53 else { return Double(text(in: bytes)) }
        let value = Double(digits) / Self.powers[decimals ?? 0]
        return isNegative ? -value : value
    }

    private static let powers: [Double] = (0...18).map { power in
        (0..<power).reduce(1.0) { product, _ in product * 10 }
    }
}
