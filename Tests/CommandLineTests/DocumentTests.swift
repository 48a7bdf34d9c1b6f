import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import guestguard

/// What people read: short, with links that lead somewhere and commands that exist.
@Suite struct DocumentTests {
    private static let documents = [
        "README.md", "Scenarios/README.md", "Scenarios/REFERENCE.md", "Datasets/README.md",
        "Reports/README.md", "Sources/README.md", "Sources/System/DECISIONS.md", "Tests/README.md",
        ".github/CONTRIBUTING.md", ".github/SECURITY.md", ".github/CHANGELOG.md",
    ]

    private func text(_ name: String) throws -> String {
        try String(contentsOf: GuestGuardCommand.root.appending(path: name), encoding: .utf8)
    }

    @Test func `README is read in five minutes`() throws {
        let words = try text("README.md").split { $0.isWhitespace }
        #expect(words.count <= 1_200, "\(words.count) words")
    }

    @Test(arguments: documents)
    func `every link of a document leads to a file`(name: String) throws {
        let folder = GuestGuardCommand.root.appending(path: name).deletingLastPathComponent()
        for match in try text(name).matches(of: #/\]\(([^)\s]+)\)/#) {
            let target = String(match.output.1.prefix { $0 != "#" })
            guard !target.isEmpty, !target.contains("://") else { continue }
            let file = folder.appending(path: target).standardized
            #expect(FileManager.default.fileExists(atPath: file.path), "\(name): \(target)")
        }
    }

    /// README leads to each of the others, at once or by one document between.
    @Test func `every document is two links from README at most`() throws {
        var reached: Set<String> = ["README.md"]
        for _ in 0..<2 {
            for name in reached {
                let folder = URL(filePath: "/\(name)").deletingLastPathComponent()
                for match in try text(name).matches(of: #/\]\(([^)\s#]+\.md)/#) {
                    let path = folder.appending(path: String(match.output.1)).standardized.path
                    let target = String(path.dropFirst())
                    if Self.documents.contains(target) { reached.insert(target) }
                }
            }
        }
        #expect(Set(Self.documents).subtracting(reached) == [])
    }

    /// Each `guestguard …` of a document is a command, with options that it has; what has no placeholder is
    /// parsed as it would be typed.
    @Test(arguments: documents)
    func `every command of a document is accepted`(name: String) throws {
        var count = 0
        for line in Self.commandLines(of: try text(name)) {
            count += 1
            let words = line.split(separator: " ").map {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: "'\""))
            }
            let (command, rest) = Self.command(words)
            let help = GuestGuard.helpMessage(for: command, columns: 200)
            for option in rest where option.hasPrefix("--") {
                let bare = String(option.prefix { $0 != "=" })
                #expect(
                    help.contains(bare) || bare == "--help"
                        || bare == "--generate-completion-script",
                    "\(name): \(line): \(bare)"
                )
            }
            let isTemplate = words.contains { word in
                word.contains("…") || word.contains("|") || word.contains("<")
                    || word.contains(#/^[A-Z]+(\.[a-z]+)?$/#) || word.hasPrefix("[")
            }
            guard !isTemplate, !rest.contains("--help"), !rest.isEmpty, !line.contains("'") else {
                continue
            }
            #expect(throws: Never.self, "\(name): \(line)") {
                _ = try GuestGuard.parseAsRoot(words)
            }
        }
        if name == "README.md" { #expect(count >= 8) }
    }

    /// Options stand in a text without their command too, and files of the project by their path.
    @Test(arguments: documents)
    func `a document names no option or file that does not exist`(name: String) throws {
        let text = try text(name)
        let options = try Self.options()
        for match in text.matches(of: #/(?:^|[ `(])(--[a-z][a-z-]+)/#) {
            #expect(options.contains(String(match.output.1)), "\(name): \(match.output.1)")
        }
        let path =
            #/`((?:Sources|Tests|Scenarios|Datasets|Reports|\.ci|\.github)/[A-Za-z0-9_+./-]+)`/#
        for match in text.matches(of: path) {
            let written = String(match.output.1)
            // A run's own folders are not committed.
            if written.contains(#/-([0-9]+|A\.\.B)(/|$)/#) { continue }
            let file = GuestGuardCommand.root.appending(path: written)
            #expect(FileManager.default.fileExists(atPath: file.path), "\(name): \(written)")
        }
    }

    /// A document that shows a command's usage shows what `--help` says.
    @Test(arguments: documents)
    func `usage in a document is the help's`(name: String) throws {
        for match in try text(name).matches(of: #/(?m)^USAGE: (guestguard .*)$/#) {
            let words = match.output.1.split(separator: " ").dropFirst().map(String.init)
            let help = GuestGuard.helpMessage(for: Self.command(words).0, columns: 1_000)
            #expect(help.contains("USAGE: \(match.output.1)\n"), "\(name)")
        }
    }

    /// Each word has one meaning, and these mean what another word means.
    @Test(arguments: documents)
    func `retired names stand in no document`(name: String) throws {
        let retired =
            #/(?i)\b(customers?|device ids?|fraud probabilit(y|ies)|noisy labels?|profiles?)\b/#
        // The table of words names what is not said.
        for line in try text(name).components(separatedBy: "\n") where !line.hasPrefix("| ") {
            for match in line.matches(of: retired) {
                Issue.record("\(name): \(match.output.0)")
            }
        }
    }

    /// A warning, as now and then a longer one is the clearer one.
    @Test(arguments: documents)
    func `paragraphs and sentences are short`(name: String) throws {
        for paragraph in Self.paragraphs(of: try text(name)) {
            let words = paragraph.split { $0.isWhitespace }
            if words.count > 80 {
                let start = words.prefix(8).joined(separator: " ")
                Issue.record(
                    "\(name): a paragraph of \(words.count) words: \(start)",
                    severity: .warning
                )
            }
            for sentence in words.joined(separator: " ").split(separator: #/[.!?:;]\s/#) {
                let count = sentence.split(separator: " ").count
                guard count > 40 else { continue }
                Issue.record(
                    "\(name): a sentence of \(count) words: \(sentence.prefix(60))",
                    severity: .warning
                )
            }
        }
    }

    @Test func `README's scenario is a good one`() throws {
        let readme = try text("README.md")
        let start = try #require(readme.range(of: "```yaml\n# mine.yaml\n"))
        let end = try #require(readme.range(of: "```", range: start.upperBound..<readme.endIndex))
        let scenario = String(readme[start.upperBound..<end.lowerBound])
        #expect(scenario.split(separator: "\n").count <= 15)
        let command = try GuestGuardCommand()
        try command.write("mine.yaml", scenario)
        let checked = try command.run("scenarios", "check", "mine.yaml")
        #expect(checked.status == 0 && checked.errors == "", "\(checked.errors)")
        #expect(try command.run("run", "mine.yaml", "--quiet").status == 0)
    }

    // MARK: Finding paragraphs

    /// A document's prose: no code, no tables, no headings; each item of a list by itself.
    private static func paragraphs(of text: String) -> [String] {
        var found: [String] = []
        var paragraph: [String] = []
        var isCode = false
        for line in text.components(separatedBy: "\n") + [""] {
            let isFence = line.hasPrefix("```")
            if isFence { isCode.toggle() }
            let isProse = !isCode && !isFence && !line.isEmpty && !line.contains(#/^[|#<]/#)
            if !isProse || line.contains(#/^ *(-|[0-9]+\.) /#) {
                found.append(paragraph.joined(separator: " "))
                paragraph = []
            }
            if isProse { paragraph.append(line) }
        }
        return found
    }

    // MARK: Finding commands

    /// The options of all commands, and those of the programs that documents show beside ours.
    private static func options() throws -> Set<String> {
        var options: Set<String> = [
            "--help", "--generate-completion-script",
            // Of swift build and test, and of the scripts under Tests.
            "--product", "--filter", "--here", "--drawn-by", "--every", "--strict", "--write",
            "--all",
            "--check", "--scenario",
        ]
        var commands: [any ParsableCommand.Type] = [GuestGuard.self]
        while let command = commands.popLast() {
            commands += command.configuration.subcommands
            for match in GuestGuard.helpMessage(for: command).matches(of: #/--[a-z][a-z-]+/#) {
                options.insert(String(match.output))
            }
        }
        return options
    }

    /// What follows `guestguard ` in a document's code, continued lines put together.
    private static func commandLines(of text: String) -> [String] {
        var found: [String] = []
        var joined: [String] = []
        var isCode = false
        for line in text.components(separatedBy: "\n") {
            if line.hasPrefix("```") { isCode.toggle() }
            guard isCode else {
                for match in line.matches(of: #/`guestguard ([^`]+)`/#) {
                    found.append(String(match.output.1))
                }
                continue
            }
            // A workflow folds its lines, a shell ends them with a backslash.
            if let last = joined.last,
                last.hasSuffix("\\") || last.hasSuffix(">")
                    || last.contains("release/guestguard") && line.hasPrefix("      ")
            {
                joined[joined.count - 1] =
                    last.trimmingCharacters(in: CharacterSet(charactersIn: "\\> ")) + " "
                    + line.trimmingCharacters(in: .whitespaces)
            } else {
                joined.append(line)
            }
        }
        for line in joined {
            // What stands two spaces behind a command says what it is for.
            guard let match = line.firstMatch(of: #/(?:^|[ /])guestguard (.+)$/#),
                !line.hasPrefix("Again:")
            else { continue }
            let words = String(match.output.1)
            let end = words.range(of: "   ")?.lowerBound ?? words.endIndex
            found.append(String(words[..<end]))
        }
        return found
    }

    /// The command that words name, and what is left of them.
    private static func command(_ words: [String]) -> (any ParsableCommand.Type, [String]) {
        var command: any ParsableCommand.Type = GuestGuard.self
        var rest = words[...]
        while let next = rest.first,
            let found = command.configuration.subcommands.first(where: {
                ($0.configuration.commandName ?? "\($0)".lowercased()) == next
            })
        {
            command = found
            rest = rest.dropFirst()
        }
        return (command.configuration.defaultSubcommand ?? command, Array(rest))
    }
}
