import ArgumentParser
import Catalogue
import Domain
import Foundation
import Scenario

/// The command `guestguard scenarios`.
struct ScenariosCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenarios",
        abstract: "List, check and explain scenario files; show what may stand in them.",
        subcommands: [List.self, Check.self, Explain.self, Reference.self],
        defaultSubcommand: List.self
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the scenarios of a folder."
        )

        @Argument(help: "The folder.", completion: .directory)
        var folder = "Scenarios"

        func run() throws {
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
                Console.message(
                    "guestguard: \(folder): expected a folder of scenarios, found none"
                )
                throw ExitCode(2)
            }
            let files = names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
            if files.isEmpty { Console.message("\(folder): no scenarios (*.yaml) in it") }
            let width = files.map(\.count).max() ?? 0
            var isBroken = false
            for name in files {
                let padded = name.padding(toLength: width, withPad: " ", startingAt: 0)
                let summary: String
                do throws(ScenarioProblems) {
                    let file = try ScenarioFile(
                        path: "\(folder)/\(name)",
                        vocabulary: Vocabulary.scenario
                    )
                    summary = file.scenario.firstSentence
                } catch {
                    isBroken = true
                    summary = "(\(error.problems.count) problems)"
                }
                try Console.output("\(padded)  \(summary)\n")
            }
            if isBroken { throw ExitCode(2) }
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check scenario files; every problem is named with its place."
        )

        @Argument(help: "Scenario files.", completion: .file(extensions: ["yaml", "yml"]))
        var files: [String]

        @OptionGroup var variant: ScenarioVariant

        func run() throws {
            var isBroken = false
            for path in files {
                let warnings: Int
                do throws(ScenarioProblems) {
                    warnings = try variant.file(at: path).warnings.count
                } catch {
                    isBroken = true
                    Console.message(error.description)
                    continue
                }
                let doubts =
                    warnings == 0 ? "" : ", with \(warnings) warning\(warnings == 1 ? "" : "s")"
                try Console.output("\(path): good\(doubts)\n")
            }
            if isBroken { throw ExitCode(2) }
        }
    }

    struct Explain: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a scenario with its defaults filled in."
        )

        @Argument(help: "A scenario file.", completion: .file(extensions: ["yaml", "yml"]))
        var file: String

        @OptionGroup var variant: ScenarioVariant

        func run() throws {
            let explained: String
            do throws(ScenarioProblems) {
                let file = try variant.file(at: file)
                let origin =
                    file.extended.map { "# on top of \($0)\n" }
                    + file.settings.map { "# --set \($0.text.replacing("\n", with: " "))\n" }
                explained = origin.joined() + file.scenario.explained
            } catch {
                Console.message(error.description)
                throw ExitCode(2)
            }
            try Console.output(explained)
        }
    }
}

extension ScenariosCommand {
    struct Reference: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print every key that a scenario file may have, as a Markdown table."
        )

        func run() throws { try Console.output(ScenarioReference.table().markdown) }
    }
}

extension Scenario {
    fileprivate var firstSentence: String {
        let text = description.visible.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard let end = text.firstIndex(of: ".") else { return text }
        return String(text[...end])
    }
}
