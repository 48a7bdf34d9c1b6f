import ArgumentParser
import Catalogue
import Domain
import Evidence
import Figures
import Forest
import Foundation
import FraudEngine
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

            With --costs the cheapest edges are chosen of those that keep the promises, which are \
            all that are no lower. A file of costs says what a decision costs, by whose form it was:

              guest:    { allow: 0, soft_verify: 0.20, sms_verify: 1, block: 30 }
              outsider: { allow: 40, soft_verify: 20, sms_verify: 8, block: 0 }
            """
    )

    @OptionGroup var asked: PromiseOptions

    @Option(help: "File for the edges, which run --thresholds reads.")
    var out: String

    @Option(help: "File of what decisions cost, in YAML.", completion: .file(extensions: ["yaml"]))
    var costs: String?

    @Option(
        help:
            "Folder for thresholds.html, thresholds.md and threshold-report.json: why these edges.",
        completion: .directory
    )
    var report: String?

    @Option(
        help:
            "Runs that were played with these edges: the report holds them beside what was found.",
        completion: .directory
    )
    var closedLoop: [String] = []

    @OptionGroup var result: ResultOptions

    func validate() throws {
        if report == nil, !closedLoop.isEmpty {
            throw ValidationError("--closed-loop: expected --report, which is where it shows.")
        }
    }

    func run() throws {
        Interruption.install()
        try orEnd {
            let scorer = try RunRequests.scorer(named: asked.scorer)
            let costs = try costs.map(CostFile.costs)
            let table = try asked.data.table()
            let forms = asked.forms(of: table, by: scorer, split: asked.split)
            let calibration = EdgeCalibration(on: forms, asked.request)
            let chosen = calibration.edges.map { floor in
                costs.map { CheapestEdges(forms).find($0, from: floor).edges } ?? floor
            }
            try tell(
                "\(calibration.forms) forms, \(calibration.frauds) of them fraud, scored by "
                    + "\(scorer.name)\n\n\(calibration.table.text)\n"
            )
            if let report {
                let loop =
                    closedLoop.isEmpty ? nil : ClosedLoop(try AccessTable(closedLoop))
                try write(
                    ThresholdStudy(calibration, on: forms, chosen: chosen, costs ?? .assumed),
                    forms,
                    scorer.name,
                    loop,
                    to: report
                )
            }
            if result.format == .json {
                try Console.output(
                    calibration.json(scorer: scorer.name, edges: chosen, file: out).text
                )
            }
            guard let edges = chosen else {
                Console.message(
                    "guestguard: no valid edges at a confidence of \(percent(asked.confidence)); none "
                        + "were written"
                )
                throw ExitCode(1)
            }
            try write(calibration, edges, scorer.name, table)
            try tell(
                "soft_verify above \(edges.softVerify), sms_verify above \(edges.smsVerify), "
                    + "block above \(edges.block): \(out)\n"
            )
        }
    }

    /// To people; programs get one document.
    private func tell(_ text: String) throws {
        if result.format == .text { try Console.output(text) }
    }

    /// Times that events are drawn anew for the report.
    private static let draws = 100

    private func write(
        _ study: ThresholdStudy,
        _ forms: [EdgeCalibration.Form],
        _ name: String,
        _ loop: ClosedLoop?,
        to folder: String
    ) throws {
        var done = 0
        let check = PromiseCheck(of: forms, asked.request, events: nil, times: Self.draws) {
            if Console.isInteractive { Console.progress("\(done) of \(Self.draws) draws") }
            done += 1
            return Interruption.isAsked
        }
        if Console.isInteractive { Console.progress("") }
        if Interruption.isAsked { throw Stopped() }
        let report = ThresholdReport(
            study,
            scorer: name,
            check: check,
            closedLoop: loop,
            rerun: rerun
        )
        let url = URL(filePath: folder, directoryHint: .isDirectory)
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            for (file, text) in [
                ("thresholds.html", try report.page()), ("thresholds.md", report.markdown),
                ("threshold-report.json", report.json.text),
            ] {
                try Data(text.utf8).write(to: url.appending(path: file), options: .atomic)
            }
        } catch let error as CocoaError {
            throw UsageProblem(
                description: "\(folder): expected a folder that can be written, found "
                    + "\(error.localizedDescription)"
            )
        }
        try tell("Report:  \(folder)/thresholds.html\n")
    }

    /// The command that does it again.
    private var rerun: String {
        var words =
            ["guestguard", "calibrate"] + asked.data.runs + ["--split", asked.split.rawValue]
        words += ["--scorer", asked.scorer, "--max-friction", "\(asked.maxFriction)"]
        words += [
            "--max-codes", "\(asked.maxCodes)", "--block-precision", "\(asked.blockPrecision)",
        ]
        words += [
            "--confidence", "\(asked.confidence)", "--unit", asked.unit.rawValue, "--out", out,
        ]
        if let costs { words += ["--costs", costs] }
        if let report { words += ["--report", report] }
        for run in closedLoop { words += ["--closed-loop", run] }
        return words.joined(separator: " ")
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
            "unit": .text(asked.unit.rawValue),
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
        let header = [
            "promise", "at most", "edge", "seen", "\(request.unit.rawValue)s", "verdict",
        ]
        return Table(
            header,
            [header]
                + findings.map { finding in
                    [
                        finding.promise.meaning, percent(finding.bound),
                        finding.edge.map(String.init) ?? "none",
                        // Where no edge holds: at the one where fewest more would do.
                        finding.mean.map { percent($0) + (finding.edge == nil ? " at best" : "") }
                            ?? "–",
                        String(finding.events),
                        finding.verdict,
                    ]
                }
        )
    }
}
