import ArgumentParser
import Catalogue
import Domain
import Foundation
import Scenario
import World

/// The command `guestguard world`.
struct WorldCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "world",
        abstract: "Show how the people of the world live, and where that is known from.",
        subcommands: [Describe.self, Figures.self],
        defaultSubcommand: Describe.self
    )

    struct Describe: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Draw the world and print its marginals beside what the sources say.",
            discussion: """
                A figure outside of its range is marked, and no error: a scenario may want it so.
                """
        )

        @Argument(help: "Scenario file whose population is described (default: the standard one).")
        var scenario: String?

        @Option(help: "How many people, addresses and waits are drawn, 100 to 100000.")
        var draws = 2_000

        func validate() throws {
            guard (100...100_000).contains(draws) else {
                throw ValidationError("--draws: expected 100 to 100000, found \(draws)")
            }
        }

        func run() throws {
            var figures = PopulationFigures()
            if let scenario {
                do throws(ScenarioProblems) {
                    figures = try ScenarioFile(path: scenario, vocabulary: Vocabulary.scenario)
                        .scenario.population
                } catch {
                    Console.message(error.description)
                    throw ExitCode(2)
                }
            }
            try Console.output(Marginal.table(of: figures, draws: draws).text)
        }
    }

    struct Figures: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "List the figures that a scenario may set under population, with their sources."
        )

        func run() throws { try Console.output(PopulationFigures.table.text) }
    }
}

extension Marginal {
    static func table(of figures: PopulationFigures, draws: Int) -> Table {
        let world = WorldModel(
            atlas: .standard,
            addresses: .standard(atlas: .standard, figures: figures),
            figures: figures,
            seed: 1
        )
        return Table(
            ["marginal", "expected", "drawn", "", "source"],
            standard.map { marginal in
                let drawn = marginal.measure(in: world, draws: draws)
                return [
                    marginal.name,
                    "\(marginal.text(marginal.expected.lowerBound)) to "
                        + marginal.text(marginal.expected.upperBound),
                    marginal.text(drawn),
                    marginal.expected.contains(drawn) ? "✓" : "outside",
                    marginal.source,
                ]
            }
        )
    }

    private func text(_ value: Double) -> String {
        switch unit {
        case .share: "\((value * 1_000).rounded() / 10)%"
        case .km: "\((value * 10).rounded() / 10) km"
        }
    }
}

extension PopulationFigures {
    static var table: Table {
        Table(
            ["figure", "default", "meaning", "source"],
            settings.map { setting in
                let parameter = setting.parameter
                return [
                    parameter.key, parameter.usualText, parameter.meaning, parameter.source,
                ]
            }
        )
    }
}
