import ArgumentParser
import Domain
import Figures
import Foundation

extension JournalCommand {
    /// The command `guestguard journal show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a journal's entries, all or some of them.",
            discussion: """
                --what takes names such as rsvp.recorded, or the beginning of some as access.*; \
                times are as journals write them, or as much of one as matters: 2026-06-03, or \
                2026-06-03T14. Of a guest everything is shown that leads back to them: links, \
                accesses, challenges, replies, messages.
                """
        )

        @Argument(
            help: "A journal.jsonl, or the folder of a run.",
            completion: .file(extensions: ["jsonl"])
        )
        var journal: String

        @Option(help: "What belongs to a guest, by their identifier or its beginning.")
        var guest: String?

        @Option(help: "Entries of one name, or of all that begin so, as access.*.")
        var what: [String] = []

        @Option(help: "Entries at this time or later.")
        var from: String?

        @Option(help: "Entries at this time or earlier.")
        var to: String?

        @Option(help: "How they are shown: text, or json for the lines as they are.")
        var format = ResultFormat.text

        func run() throws {
            var lines = try LineReader(journal)
            var trail = guest.map(Trail.init)
            var shown = ""
            var number = 0
            while let line = lines.next() {
                number += 1
                guard let entry = JournalEntry(line) else {
                    Console.message(
                        "guestguard: \(journal):\(number): expected a journal's entry, found "
                            + "\"\(line.prefix(40))\""
                    )
                    throw ExitCode(2)
                }
                // A trail must see all entries, whichever are shown.
                guard trail?.leads(to: entry) ?? true, isWanted(entry) else { continue }
                shown += (format == .json ? line : entry.text) + "\n"
                if shown.utf8.count > 1 << 16 {
                    try Console.output(shown)
                    shown = ""
                }
            }
            try Console.output(shown)
        }

        private func isWanted(_ entry: JournalEntry) -> Bool {
            if let from, entry.at < from { return false }
            // A beginning of a time stands for all that begin so.
            if let to, entry.at > to, !entry.at.hasPrefix(to) { return false }
            return what.isEmpty
                || what.contains { wanted in
                    wanted.hasSuffix("*")
                        ? entry.what.hasPrefix(wanted.dropLast()) : entry.what == wanted
                }
        }
    }
}

/// A journal's line: flat JSON, its keys in the order in which they were written.
struct JournalEntry {
    private(set) var at = ""
    private(set) var what = ""
    /// What follows time, number and name; strings without their quotes.
    private(set) var fields: [(key: String, value: String)] = []

    /// `nil` where the line is none of a journal's.
    init?(_ line: String) {
        guard line.hasPrefix("{"), line.hasSuffix("}") else { return nil }
        var rest = Substring(line.dropFirst().dropLast())
        while !rest.isEmpty {
            guard let key = Self.string(&rest), rest.popFirst() == ":",
                let value = rest.first == "\"" ? Self.string(&rest) : Self.word(&rest)
            else { return nil }
            switch key {
            case "at": at = value
            case "what": what = value
            case "seq": break
            default: fields.append((key, value))
            }
            guard rest.isEmpty || rest.popFirst() == "," else { return nil }
        }
        guard !at.isEmpty, !what.isEmpty else { return nil }
    }

    /// A string in quotes, its escapes left as they are.
    private static func string(_ rest: inout Substring) -> String? {
        guard rest.popFirst() == "\"" else { return nil }
        var text = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"": return text
            case "\\":
                text.append(character)
                if let next = rest.popFirst() { text.append(next) }
            default: text.append(character)
            }
        }
        return nil
    }

    private static func word(_ rest: inout Substring) -> String? {
        let word = rest.prefix { $0 != "," }
        rest = rest.dropFirst(word.count)
        return word.isEmpty ? nil : String(word)
    }

    /// For people: when, what, and the rest behind.
    var text: String {
        let name = what.padding(toLength: max(26, what.count), withPad: " ", startingAt: 0)
        let time = at.replacing("T", with: " ").replacing("Z", with: "")
        return ([time, name] + fields.map { "\($0.key)=\($0.value)" }).joined(separator: "  ")
    }
}

/// Everything that leads back to a guest, found as entries come by.
struct Trail {
    private let prefix: String
    /// Of links, accesses, challenges, replies and messages.
    private var known: Set<String> = []

    private static let names: Set = [
        "guest", "token", "access", "challenge", "rsvp", "notification",
    ]

    /// - `guest`: Their identifier, or its beginning.
    init(_ guest: String) { prefix = guest }

    /// Whether an entry is about the guest; what it names is theirs from then on.
    mutating func leads(to entry: JournalEntry) -> Bool {
        let isTheirs = entry.fields.contains { key, value in
            key == "guest" ? value.hasPrefix(prefix) : isKnown(key, value)
        }
        guard isTheirs else { return false }
        for (key, value) in entry.fields where Self.names.contains(key) { known.insert(value) }
        return true
    }

    /// A message's cause names what it was sent for: `invitation/<token>`.
    private func isKnown(_ key: String, _ value: String) -> Bool {
        if key == "cause" {
            return value.split(separator: "/").contains { known.contains(String($0)) }
        }
        return (Self.names.contains(key) || key == "by") && known.contains(value)
    }
}
