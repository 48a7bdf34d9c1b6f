import ArgumentParser
import Foundation

/// The command `guestguard journal`.
struct JournalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "Look into journals.",
        subcommands: [Diff.self]
    )

    struct Diff: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the first entry in which two journals differ.",
            discussion: "Exit status 0 when they are equal, 1 when they differ."
        )

        @Argument(help: "A journal.jsonl.", completion: .file(extensions: ["jsonl"]))
        var first: String

        @Argument(help: "Another one.", completion: .file(extensions: ["jsonl"]))
        var second: String

        func run() throws {
            var left = try LineReader(first)
            var right = try LineReader(second)
            var last: String?
            var number = 1
            while true {
                let (one, other) = (left.next(), right.next())
                if one == nil, other == nil { break }
                if one != other {
                    Console.output(
                        """
                        Line \(number) is the first that differs.
                          before: \(last ?? "(nothing)")
                          \(first): \(one ?? "(ended)")
                          \(second): \(other ?? "(ended)")

                        """
                    )
                    throw ExitCode(1)
                }
                last = one
                number += 1
            }
            Console.output("equal, \(number - 1) lines\n")
        }
    }
}

/// Lines of a file that may be larger than memory.
private struct LineReader {
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private var position = 0

    init(_ path: String) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            Console.message("guestguard: \(path): expected a journal, found no such file")
            throw ExitCode(2)
        }
        self.handle = handle
    }

    mutating func next() -> String? {
        var line: [UInt8] = []
        while true {
            if position == buffer.count {
                guard let chunk = try? handle.read(upToCount: 1 << 18), !chunk.isEmpty else {
                    return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
                }
                buffer = Array(chunk)
                position = 0
            }
            if let end = buffer[position...].firstIndex(of: UInt8(ascii: "\n")) {
                line.append(contentsOf: buffer[position..<end])
                position = end + 1
                return String(decoding: line, as: UTF8.self)
            }
            line.append(contentsOf: buffer[position...])
            position = buffer.count
        }
    }
}
