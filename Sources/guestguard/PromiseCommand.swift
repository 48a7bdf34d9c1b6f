import ArgumentParser
import Catalogue
import Domain
import Evidence
import Figures
import Foundation
import FraudEngine

/// The command `guestguard promise`.
struct PromiseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promise",
        abstract: "Measure how often edges break the promises that they were found for.",
        discussion: """
            Takes the events of finished runs for all there are, draws so many of them anew, finds \
            edges on these as guestguard calibrate does, and compares them with what they do over \
            all events. With --each-run somebody has one run instead, and all others say what \
            their edges are worth. Beside them stands a naive choice: the lowest edge of which the \
            events seen keep the promise. Exit status 1 where any promise was broken more often \
            than stated, beyond chance.

            With --seeds the arguments are a model's folder and a scenario, which is played with \
            each of the seeds first; nothing of these runs is kept:

              guestguard promise model Scenarios/many-small-events.yaml --seeds 1..300
            """
    )

    @OptionGroup var asked: PromiseOptions

    @Option(help: "Events drawn each time (default: as many as there are).")
    var events: Int?

    @Option(help: "How often.")
    var times = 300

    @Flag(help: "Find edges on each run by itself, and try them on all others.")
    var eachRun = false

    @Option(
        help: "Seeds from A to B, as A..B, that a scenario is played with first.",
        transform: SeedRange.parse
    )
    var seeds: SeedRange?

    @Option(help: "Runs side by side, where a scenario is played.")
    var jobs = 1

    @OptionGroup var result: ResultOptions

    func validate() throws {
        guard times >= 1 else {
            throw ValidationError("--times: expected at least 1, found \(times).")
        }
        if let events, events < 1 {
            throw ValidationError("--events: expected at least 1, found \(events).")
        }
        if eachRun, events != nil {
            throw ValidationError("--events: with --each-run a run has the events that it has.")
        }
        if seeds != nil, asked.data.runs.count != 2 {
            throw ValidationError(
                "--seeds: expected a model's folder and a scenario, found \(asked.data.runs.count) "
                    + "arguments."
            )
        }
        if !(1...64).contains(jobs) {
            throw ValidationError("--jobs: expected 1 to 64, found \(jobs).")
        }
    }

    func run() async throws {
        Interruption.install()
        guard let seeds else { return try measure(asked.data.runs, asked.scorer, asked.split) }
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "guestguard-promise-\(getpid())")
        defer { try? FileManager.default.removeItem(at: folder) }
        // Data sets are written, and nothing else is looked at.
        try await PlayedSeeds(
            scenario: asked.data.runs[1],
            seeds: seeds.range,
            jobs: jobs,
            folder: folder
        ).play()
        let model = URL(filePath: asked.data.runs[0], directoryHint: .isDirectory)
            .appending(path: "model.ggforest")
        try measure([folder.path], model.relativePath, .all)
    }

    private func measure(
        _ runs: [String],
        _ scorerName: String,
        _ split: EvaluateCommand.Part
    ) throws {
        let eachRun = eachRun || seeds != nil
        try orEnd {
            let scorer = try RunRequests.scorer(named: scorerName)
            let table = try AccessTable(runs)
            let check = check(asked.forms(of: table, by: scorer, split: split), eachRun: eachRun)
            if Interruption.isAsked { throw Stopped() }
            guard check.times > 0 else {
                throw UsageProblem(
                    description:
                        "--each-run: expected two runs at least, found \(table.files.count)"
                )
            }
            let stated = 1 - asked.confidence
            let how =
                eachRun
                ? "in \(check.times) runs, about \(check.events) in each"
                : "\(check.events) of them drawn \(check.times) times"
            if result.format == .json {
                try Console.output(check.json(scorer: scorer.name, stated: stated).text)
            } else {
                try tell(check, how, scorer.name, stated)
            }
            // Three standard deviations of a chance as stated; no edge breaks no promise.
            let times = Double(check.times)
            let most = stated * times + 3 * (stated * (1 - stated) * times).squareRoot()
            if Double(check.brokenAny) > most { throw ExitCode(1) }
        }
    }

    private func tell(
        _ check: PromiseCheck,
        _ how: String,
        _ scorer: String,
        _ stated: Double
    ) throws {
        try Console.output(
            "\(check.population) events, \(how), scored by \(scorer)\n\n"
                + "\(check.table.text)\n"
                + "All edges were found \(check.foundAll) times, and any promise was broken "
                + "\(check.brokenAny) times; stated: \(percent(stated)) at most\n"
        )
    }
}

extension PromiseCommand {
    private func check(_ forms: [EdgeCalibration.Form], eachRun: Bool) -> PromiseCheck {
        var done = 0
        func isInterrupted() -> Bool {
            if Console.isInteractive { Console.progress("edges found \(done) times") }
            done += 1
            return Interruption.isAsked
        }
        defer { if Console.isInteractive { Console.progress("") } }
        if eachRun {
            return PromiseCheck(
                ofEachRunIn: forms,
                asked.request,
                isInterrupted: isInterrupted
            )
        }
        return PromiseCheck(
            of: forms,
            asked.request,
            events: events,
            times: times,
            isInterrupted: isInterrupted
        )
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

extension EdgeCalibration.Unit: ExpressibleByArgument {}

/// Which forms, whose scores, and what is promised.
struct PromiseOptions: ParsableArguments {
    @OptionGroup var data: DataSets

    @Option(
        name: [.customLong("scorer"), .customLong("model")],
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

    @Option(
        help: "What is taken to be independent: event, or form, as programs without events have it."
    )
    var unit = EdgeCalibration.Unit.event

    @Option(help: "Which rows: test or all.")
    var split = EvaluateCommand.Part.test

    func validate() throws {
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
        request.unit = unit
        return request
    }

    /// The forms of a split, scored anew.
    func forms(
        of table: AccessTable,
        by scorer: any RiskScorer,
        split: EvaluateCommand.Part
    ) -> [EdgeCalibration.Form] {
        let rows = table.forms.filter { split == .all || table.splits[$0] == split.rawValue }
        return EdgeCalibration.Form.forms(of: table, rows: rows, by: scorer)
    }
}
