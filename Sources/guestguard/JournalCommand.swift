import ArgumentParser
import Foundation

/// The command `guestguard journal`.
struct JournalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "Look into journals.",
        subcommands: [Show.self, Diff.self]
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
