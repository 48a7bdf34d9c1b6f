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

    @Argument(
        help: ArgumentHelp(
            "Data sets of runs: folders that hold an accesses.csv, or a run's --out.",
            valueName: "run"
        ),
        completion: .directory
    )
    var runs: [String]

    @Option(
        help: "What scores: heuristic, or a model's file.",
        completion: .file(extensions: ["ggforest"])
    )
    var scorer = "heuristic"

    @Option(help: "File for the edges, which run --thresholds reads.")
    var out: String

    @Option(help: "Most of an event's honest forms that meet a challenge, as a share.")
    var maxFriction = 0.05

    @Option(help: "Most of an event's honest forms that are asked for a code or blocked.")
    var maxCodes = 0.03

    @Option(help: "Least of an event's blocked forms that are an outsider's.")
    var blockPrecision = 0.95

    @Option(help: "That all three promises are kept.")
    var confidence = 0.95

    @Option(help: "Which rows: test or all.")
    var split = EvaluateCommand.Part.test

    func validate() throws {
        guard !runs.isEmpty else { throw ValidationError("Expected at least one run.") }
        for (name, value) in [
            ("--max-friction", maxFriction), ("--max-codes", maxCodes),
            ("--block-precision", blockPrecision), ("--confidence", confidence),
        ] where value <= 0 || value >= 1 {
            throw ValidationError("\(name): expected more than 0 and less than 1, found \(value).")
        }
    }

    func run() throws {
        try orEnd {
            let scorer = try RunRequests.scorer(named: scorer)
            let table = try AccessTable(runs)
            let groups = table.groups
            let rows = table.rows { row in
                table.moments[row] == .submit
                    && (split == .all || table.splits[row] == split.rawValue)
            }
            var request = EdgeCalibration.Request()
            request.friction = maxFriction
            request.codes = maxCodes
            request.wrongBlocks = 1 - blockPrecision
            request.confidence = confidence
            let calibration = EdgeCalibration(
                on: rows.map { row in
                    EdgeCalibration.Form(
                        score: scorer.score(table.vector(row)).score.value,
                        isFraud: table.isFraud[row],
                        group: groups[row]
                    )
                },
                request
            )
            try Console.output(
                "\(calibration.forms) forms, \(calibration.frauds) of them fraud, scored by "
                    + "\(scorer.name)\n\n\(calibration.table.text)\n"
            )
            guard let edges = calibration.edges else {
                Console.message(
                    "guestguard: no valid edges at a confidence of \(percent(confidence)); nothing "
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
            "confidence": .number(confidence),
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
