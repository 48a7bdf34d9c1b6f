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

        @Argument(
            help: "A journal.jsonl, or the folder of a run.",
            completion: .file(extensions: ["jsonl"])
        )
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
                    try Console.output(
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
            try Console.output("equal, \(number - 1) lines\n")
        }
    }
}

/// Lines of a file that may be larger than memory.
private struct LineReader {
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private var position = 0

    init(_ path: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw Self.problem(path, found: "no such file")
        }
        // A run's folder stands for its journal.
        let file = isFolder.boolValue ? path + "/journal.jsonl" : path
        guard let handle = FileHandle(forReadingAtPath: file) else {
            throw Self.problem(
                path,
                found: isFolder.boolValue ? "a folder without journal.jsonl" : "no permission"
            )
        }
        self.handle = handle
    }

    private static func problem(_ path: String, found: String) -> ExitCode {
        Console.message("guestguard: \(path): expected a journal, found \(found)")
        return ExitCode(2)
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
