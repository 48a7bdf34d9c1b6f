import ArgumentParser
import Catalogue
import Evidence
import Reports

/// The command `guestguard metrics`.
struct MetricsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "List the metrics that gates may name, and the invariants of every run.",
        subcommands: [List.self, Invariants.self],
        defaultSubcommand: List.self
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List every metric with its unit and meaning."
        )

        func run() throws { try Console.output(Metric.catalogue().text) }
    }

    struct Invariants: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what may never happen in a run."
        )

        func run() throws { try Console.output(Invariant.catalogue().text) }
    }
}
