import ArgumentParser
import Catalogue
import Domain
import Forest
import Foundation
import FraudEngine
import Learning
import Reports

/// The command `guestguard calibrate`.
struct CalibrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Find band edges that keep promises for fresh data.",
        discussion: """
            Looks for the lowest edges of which three promises hold together with the stated \
            confidence: how many honest forms of an event meet a challenge, how many are asked for \
            a code, and how many of its blocked forms are honest. What is independent is an event \
            with the attacks on it, so that each event counts once, and too few events are a \
            verdict: exit status 1, with how many it would take.

            Edges are found for the scores of one scorer, on events that it has not learnt from: \
            those in the split "test", or all of them with --split all, for runs that the model \
            was not learnt from. Scores change what people do: play a run with the edges, and see.
            """
    )

    @OptionGroup var asked: PromiseOptions

    @Option(help: "File for the edges, which run --thresholds reads.")
    var out: String

    func run() throws {
        try orEnd {
            let scorer = try RunRequests.scorer(named: asked.scorer)
            let table = try asked.data.table()
            let calibration = EdgeCalibration(on: asked.forms(of: table, by: scorer), asked.request)
            try Console.output(
                "\(calibration.forms) forms, \(calibration.frauds) of them fraud, scored by "
                    + "\(scorer.name)\n\n\(calibration.table.text)\n"
            )
            guard let edges = calibration.edges else {
                Console.message(
                    "guestguard: no valid edges at a confidence of \(percent(asked.confidence)); nothing "
                        + "was written"
                )
                throw ExitCode(1)
            }
            try write(calibration, edges, scorer.name, table)
            try Console.output(
                "soft_verify above \(edges.softVerify), sms_verify above \(edges.smsVerify), "
                    + "block above \(edges.block): \(out)\n"
            )
        }
    }

    private func write(
        _ calibration: EdgeCalibration,
        _ edges: BandEdges,
        _ name: String,
        _ table: AccessTable
    ) throws {
        let promises = calibration.findings.map { finding -> JSON in
            .object([
                "promise": .text(finding.promise.rawValue),
                "meaning": .text(finding.promise.meaning),
                "at_most": .number(finding.bound),
                "seen": finding.mean.map(JSON.number) ?? .null,
                "events": .integer(finding.events),
            ])
        }
        let file = JSON.object([
            "schema": .text(Thresholds.schema),
            "scorer": .text(name),
            "soft_verify": .integer(edges.softVerify),
            "sms_verify": .integer(edges.smsVerify),
            "block": .integer(edges.block),
            "confidence": .number(asked.confidence),
            "promises": .array(promises),
            "runs": .array(
                table.files.map {
                    .text(URL(filePath: $0).deletingLastPathComponent().lastPathComponent)
                }
            ),
        ])
        do {
            try Data(file.text.utf8).write(to: URL(filePath: out), options: .atomic)
        } catch {
            throw UsageProblem(
                description: "\(out): expected a file that can be written, found none"
            )
        }
    }
}

extension EdgeCalibration {
    fileprivate var table: Table {
        let header = ["promise", "at most", "edge", "seen", "events", "verdict"]
        return Table(
            header,
            [header]
                + findings.map { finding in
                    [
                        finding.promise.meaning, percent(finding.bound),
                        finding.edge.map(String.init) ?? "none",
                        finding.mean.map(percent) ?? "–", String(finding.events),
                        finding.verdict,
                    ]
                }
        )
    }
}

extension EdgeCalibration.Finding {
    fileprivate var verdict: String {
        if edge != nil { return "holds" }
        guard let eventsNeeded else { return "more events like these would not help" }
        return "too few: about \(eventsNeeded) events like these would do"
    }
}
