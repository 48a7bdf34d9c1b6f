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
            let table = try AccessTable(asked.runs)
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

/// The command `guestguard promise`.
struct PromiseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promise",
        abstract: "Measure how often edges break the promises that they were found for.",
        discussion: """
            Takes the events of finished runs for all there are, draws so many of them anew, finds \
            edges on these as guestguard calibrate does, and holds them against what they do over \
            all events. Beside them stands a naive choice: the lowest edge of which the events \
            drawn keep the promise. Exit status 1 where any promise was broken more often than \
            stated, beyond chance.
            """
    )

    @OptionGroup var asked: PromiseOptions

    @Option(help: "Events drawn each time (default: as many as there are).")
    var events: Int?

    @Option(help: "How often.")
    var times = 300

    func validate() throws {
        guard times >= 1 else {
            throw ValidationError("--times: expected at least 1, found \(times).")
        }
        if let events, events < 1 {
            throw ValidationError("--events: expected at least 1, found \(events).")
        }
    }

    func run() throws {
        Interruption.install()
        try orEnd {
            let scorer = try RunRequests.scorer(named: asked.scorer)
            let table = try AccessTable(asked.runs)
            let check = PromiseCheck(
                of: asked.forms(of: table, by: scorer),
                asked.request,
                events: events,
                times: times,
                isInterrupted: { Interruption.isAsked }
            )
            if Interruption.isAsked { throw ExitCode(130) }
            let stated = 1 - asked.confidence
            try Console.output(
                "\(check.population) events, \(check.events) of them drawn \(check.times) times, "
                    + "scored by \(scorer.name)\n\n\(check.table.text)\n"
                    + "All edges were found \(check.foundAll) times, and any promise was broken "
                    + "\(check.brokenAny) times; stated: \(percent(stated)) at most\n"
            )
            // Three standard deviations of a chance as stated; no edge breaks no promise.
            let times = Double(check.times)
            let most = stated * times + 3 * (stated * (1 - stated) * times).squareRoot()
            if Double(check.brokenAny) > most { throw ExitCode(1) }
        }
    }
}

extension PromiseCheck {
    fileprivate var table: Table {
        func share(_ part: Int, _ whole: Int) -> String {
            whole == 0 ? "–" : percent(Double(part) / Double(whole))
        }
        let header = ["promise", "edge found", "broken", "naive edge found", "broken"]
        return Table(
            header,
            [header]
                + lines.map { line in
                    [
                        line.promise.meaning, share(line.found, times),
                        share(line.broken, times), share(line.naiveFound, times),
                        share(line.naiveBroken, times),
                    ]
                }
        )
    }
}

/// Which forms, whose scores, and what is promised.
struct PromiseOptions: ParsableArguments {
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

    var request: EdgeCalibration.Request {
        var request = EdgeCalibration.Request()
        request.friction = maxFriction
        request.codes = maxCodes
        request.wrongBlocks = 1 - blockPrecision
        request.confidence = confidence
        return request
    }

    /// The forms of a split, scored anew.
    func forms(of table: AccessTable, by scorer: any RiskScorer) -> [EdgeCalibration.Form] {
        let groups = table.groups
        return table.forms.filter { split == .all || table.splits[$0] == split.rawValue }
            .map { row in
                EdgeCalibration.Form(
                    score: scorer.score(table.vector(row)).score.value,
                    isFraud: table.isFraud[row],
                    group: groups[row]
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
