import ArgumentParser
import Catalogue
import Domain
import FraudEngine

/// The command `guestguard signals`.
struct SignalsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signals",
        abstract: "List what raises a risk score, with its weight, and the features behind it.",
        subcommands: [List.self, Features.self],
        defaultSubcommand: List.self
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the signals of the heuristic score."
        )

        func run() throws { try Console.output(SignalKind.table.text) }
    }

    struct Features: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the raw values that signals are made of."
        )

        func run() throws { try Console.output(Feature.table.text) }
    }
}

extension SignalKind {
    static var table: Table {
        Table(
            ["signal", "weight", "what it looks at"],
            standard.map { [$0.name.description, "\($0.weight)", $0.meaning] }
        )
    }
}

extension Feature {
    static var table: Table {
        Table(
            ["feature", "range", "meaning", "unknown where"],
            entries.map { [$0.column, $0.range, $0.meaning, $0.unknown] }
        )
    }
}
