import ArgumentParser
import Catalogue
import Domain
import Evidence
import Figures
import Foundation
import FraudEngine

/// The command `guestguard signals`.
struct SignalsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signals",
        abstract: "List what raises a risk score, with its weight, and the features behind it.",
        subcommands: [List.self, Features.self, Ablate.self],
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

    struct Ablate: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ablation",
            abstract: "Score the forms of finished runs again without each signal.",
            discussion: """
                Prints what of the fraud is caught where five in a hundred honest forms meet a \
                challenge, and what the documented edge of sms_verify does. A signal without which \
                nothing changes is not needed for these forms.
                """
        )

        @OptionGroup var data: DataSets

        @OptionGroup var result: ResultOptions

        func run() throws {
            try orEnd {
                let table = try data.table()
                let forms = table.forms
                let frauds = forms.count { table.isFraud[$0] }
                guard frauds > 0, frauds < forms.count else {
                    throw UsageProblem(
                        description: "\(forms.count) forms, \(frauds) of them fraud: expected some "
                            + "of both"
                    )
                }
                let ablation = Ablation(of: table)
                if result.format == .json { return try Console.output(ablation.json.text) }
                try Console.output(
                    "\(forms.count) forms, \(frauds) of them fraud, of \(table.files.count) runs\n\n"
                        + ablation.table.text
                )
            }
        }
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

extension Ablation {
    fileprivate var table: Table {
        func percent(_ share: Double?) -> String {
            share.map { String(format: "%.1f%%", 100 * $0) } ?? "–"
        }
        let whole = lines.first?.caughtAtFriction
        let header = [
            "without", "caught at \(percent(allowedFriction)) friction", "change",
            "caught at sms_verify", "friction there", "scores moved",
        ]
        return Table(
            header,
            [header]
                + lines.map { line in
                    let change = line.caughtAtFriction.flatMap { caught in whole.map { caught - $0 }
                    }
                    return [
                        line.without?.description ?? "none: all signals",
                        percent(line.caughtAtFriction),
                        line.without == nil
                            ? "" : change.map { String(format: "%+.1f", 100 * $0) } ?? "–",
                        percent(line.caught.value), percent(line.friction.value),
                        String(line.moved),
                    ]
                }
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
