import Foundation
import TestSupport
import Testing

@testable import Evidence

@Suite struct CommaFileTests {
    private func rows(_ text: String) throws -> [[String]] {
        let scratch = try Scratch()
        let url = scratch.file("file.csv")
        try Data(text.utf8).write(to: url)
        var rows: [[String]] = []
        try CommaFile(url).forEachRow { bytes, cells, _ in
            rows.append(cells.map { $0.text(in: bytes) })
        }
        return rows
    }

    @Test func `cells are what RFC 4180 says they are`() throws {
        #expect(try rows("a,b\n1,\n") == [["a", "b"], ["1", ""]])
        #expect(try rows("a,b\r\n1,2") == [["a", "b"], ["1", "2"]])
        #expect(
            try rows("\"a, \"\"b\"\"\",\"two\nlines\"\n,\"\"\n")
                == [["a, \"b\"", "two\nlines"], ["", ""]]
        )
        #expect(try rows("\"a\",b\r\n\"c\"\r\n") == [["a", "b"], ["c"]])
        #expect(try rows("") == [])
        #expect(try rows("\n") == [[""]])
    }

    @Test func `a quote that is never closed, or text behind one, names its line`() {
        #expect(throws: DatasetError.self) { try rows("a\n\"b\nc") }
        do {
            _ = try rows("a\n\"b\"c\n")
            Issue.record("nothing was thrown")
        } catch {
            #expect("\(error)".hasSuffix("file.csv:2: text stands after a quoted cell"))
        }
    }

    @Test(arguments: [
        ("0", 0), ("12.5", 12.5), ("-0.000001", -0.000001), ("3.141593", 3.141593),
        ("9007199254740993", 9_007_199_254_740_992), ("1e-3", 0.001), (".5", 0.5), ("7.", 7),
        ("123456789.123456", 123456789.123456),
    ])
    func `numbers are the nearest there are`(text: String, expected: Double) throws {
        #expect(number(text) == expected)
    }

    @Test func `what is no number is none, and an empty cell is unknown`() {
        #expect(number("")?.isNaN == true)
        for text in ["x", "-", ".", "1,", "1.2.3", "1 "] { #expect(number(text) == nil, "\(text)") }
    }

    private func number(_ text: String) -> Double? {
        Data(text.utf8).withUnsafeBytes {
            CommaFile.Cell(start: 0, end: $0.count, isEscaped: false).number(in: $0)
        }
    }
}
