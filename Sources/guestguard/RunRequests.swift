import Catalogue
import Domain
import Evidence
import Figures
import Forest
import Foundation
import FraudEngine
import Run
import Scenario
import Tokens
import Truth

/// One run as it was asked for.
struct RequestedRun: Sendable {
    let file: ScenarioFile
    let seed: UInt64
    let edges: BandEdges
    let scorer: any RiskScorer
    var gates: [GateExpression]
    let geoPath: String?
    let reportsFolder: URL
    let datasetsFolder: URL
    let keepsJournal: Bool
    let commits: RehearsalCommits
    /// How many of the events take place, from 0 to 1.
    var eventShare = 1.0
    /// What the report says what changed against; `nil` for nothing.
    let baseline: ComparedRuns?
    /// Whether it is judged together with those of other seeds.
    let isPooled: Bool
    /// Whether anything is left for training or study.
    var keepsData: Bool {
        file.scenario.outputs.dataset || file.scenario.outputs.database
    }

    /// The line that repeats the run.
    let rerun: String

    /// A summary with the gates that are this run's to judge.
    func told(_ summary: Summary) -> Summary {
        isPooled ? summary.asOneOfSeveral(judgedBy: gates) : summary
    }

    /// The run's folder, as other commands take it from where this one was called.
    var folder: String {
        let path = reportsFolder.relativePath
        return ShellWords.quoted(path.hasPrefix("./") ? String(path.dropFirst(2)) : path)
    }

    /// What the scenario and its thresholds say, not what the system was given.
    var rules: InvariantRules {
        let scenario = file.scenario
        return InvariantRules(
            edges: edges,
            accessesPerMinute: scenario.fraud.rateLimit,
            smsPerSecond: scenario.system.smsPerSecond,
            emailsPerSecond: scenario.system.emailPerSecond,
            triesPerChallenge: scenario.system.triesPerCode,
            asksOnSilence: scenario.fraud.onSilence == .code
        )
    }

    /// The product's settings that are others here, calibrated edges included.
    var changes: [ChangedSetting] {
        var scenario = file.scenario
        scenario.fraud.edges = edges
        return scenario.settingsThatDiffer
    }

    var frame: RunFrame {
        RunFrame(
            scenarioName: file.scenario.name,
            scenarioHash: SHA256.digest(of: file.bytes).hex,
            seed: seed,
            startsAt: file.scenario.starts,
            endsAt: file.scenario.endsAt,
            build: Build.version
        )
    }
}

/// Reads and checks everything before the first run starts: bad input costs nobody an hour.
struct RunRequests {
    private let command: RunCommand

    init(_ command: RunCommand) { self.command = command }

    func runs() throws -> [RequestedRun] {
        var problems: [String] = []
        var files: [ScenarioFile] = []
        for path in command.scenarios {
            do throws(ScenarioProblems) {
                files.append(try command.variant.file(at: path))
            } catch {
                problems.append(error.description)
            }
        }
        var thresholds: Thresholds?
        if let path = command.thresholds {
            do throws(ThresholdsError) {
                thresholds = try Thresholds(at: path)
            } catch {
                problems.append(error.description)
            }
        }
        var scorer: any RiskScorer = HeuristicScorer()
        do throws(DatasetError) {
            scorer = try Self.scorer(named: command.scorer)
        } catch {
            problems.append(error.description)
        }
        if !command.without.isEmpty {
            do throws(UsageProblem) {
                scorer = try heuristic()
            } catch {
                problems.append(error.description)
            }
        }
        if problems.isEmpty, let path = command.thresholds, let meant = thresholds?.scorer,
            meant != scorer.name
        {
            problems.append(
                "\(path): scorer: these edges are for \(meant), found \(scorer.name)"
            )
        }
        var baseline: ComparedRuns?
        if let path = command.baseline {
            do throws(DatasetError) {
                baseline = try ComparedRuns(at: path)
            } catch {
                problems.append(error.description)
            }
            for file in files where !file.scenario.outputs.dataset {
                problems.append("\(file.path): --baseline: expected outputs: { dataset: true }")
            }
        }
        guard problems.isEmpty else {
            throw UsageProblem(description: problems.joined(separator: "\n"))
        }
        let edges = thresholds?.edges
        try requireFoldersOfTheirOwn(files)
        return try files.flatMap { file in
            try seeds(for: file.scenario).map {
                try context(file, seed: $0, edges, scorer, baseline)
            }
        }
    }

    /// Runs of two scenarios of one name would be written over each other.
    private func requireFoldersOfTheirOwn(_ files: [ScenarioFile]) throws {
        var paths: [String: String] = [:]
        for file in files {
            let name = file.scenario.name
            if let other = paths.updateValue(file.path, forKey: name) {
                throw UsageProblem(
                    description: "\(file.path): expected scenarios of different names in one "
                        + "command, found \"\(name)\" in \(other) too"
                )
            }
        }
    }

    private func seeds(for scenario: Scenario) -> [UInt64] {
        if let seeds = command.seeds { return Array(seeds.range) }
        return [command.seed ?? scenario.seed]
    }

    /// What a name stands for: the heuristic, or the model in a file.
    static func scorer(named name: String) throws(DatasetError) -> any RiskScorer {
        if name == "heuristic" { return HeuristicScorer() }
        if name.hasSuffix(".json") { return try LikelihoodRatioScorer(at: name) }
        return try ForestScorer(ModelFile(at: name), at: name)
    }

    /// The heuristic without the signals that are to be left out.
    private func heuristic() throws(UsageProblem) -> HeuristicScorer {
        guard command.scorer == "heuristic" else {
            throw UsageProblem(
                description: "--without: expected the heuristic, found --scorer \(command.scorer)"
            )
        }
        let names = SignalKind.standard.map(\.name.text)
        for name in command.without where !names.contains(name) {
            let hint = nearestWord(to: name, among: names).map { ", did you mean \($0)?" } ?? ""
            throw UsageProblem(
                description: "--without: expected a signal of guestguard signals list, found "
                    + "\"\(name)\"\(hint)"
            )
        }
        let left = SignalKind.standard.map(\.name).filter { command.without.contains($0.text) }
        return HeuristicScorer(without: Set(left))
    }

    private func context(
        _ file: ScenarioFile,
        seed: UInt64,
        _ edges: BandEdges?,
        _ scorer: any RiskScorer,
        _ baseline: ComparedRuns?
    ) throws -> RequestedRun {
        let root = URL(filePath: command.out ?? ".", directoryHint: .isDirectory)
        let name = "\(file.scenario.name)\(file.variantMark)-\(seed)"
        // Nothing that a run comes to depends on its commits.
        var words = ["guestguard", "run", file.path, "--seed", "\(seed)"]
        for setting in file.settings { words += ["--set", setting.text] }
        if command.scorer != "heuristic" { words += ["--scorer", command.scorer] }
        for signal in command.without { words += ["--without", signal] }
        if let thresholds = command.thresholds { words += ["--thresholds", thresholds] }
        if let geoip = command.geoip { words += ["--geoip", geoip] }
        return RequestedRun(
            file: file,
            seed: seed,
            edges: edges ?? file.scenario.fraud.edges,
            scorer: scorer,
            gates: try file.scenario.gates.map {
                try Vocabulary.expression(of: $0)
            },
            geoPath: command.geoip,
            reportsFolder: root.appending(path: "Reports/\(name)"),
            datasetsFolder: root.appending(path: "Datasets/\(name)"),
            keepsJournal: file.scenario.outputs.journal && !command.noJournal,
            commits: command.commits,
            baseline: baseline,
            isPooled: command.seeds != nil,
            rerun: words.map(ShellWords.quoted).joined(separator: " ")
        )
    }
}

extension ScenarioFile {
    /// What a run's folder is called by beside the scenario's name: variants stand beside each other.
    fileprivate var variantMark: String {
        if settings.isEmpty { return "" }
        let text = settings.map(\.text).joined(separator: "\n")
        return "-set-" + SHA256.digest(of: Array(text.utf8)).hex.prefix(6)
    }
}
