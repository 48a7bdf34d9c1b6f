import ArgumentParser
import Domain
import Evidence
import Figures
import Foundation
import FraudEngine
import Reports
import Run
import Scenario
import Truth

/// The command `guestguard explain`.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Follow one access, guest or campaign of a finished run.",
        discussion: """
            Tells in order of time what the guest was sent, how this visit compares with earlier \
            ones, what each signal adds to the score, what was decided and what followed. What \
            only the simulation knows stands below a line at the end.

            The run is played once more, since no journal holds all of it; the digest proves that \
            it is the same. The run's report says which command that \
            takes: call explain from where it was called.
            """
    )

    @Argument(
        help: ArgumentHelp("The run's folder, Reports/<scenario>-<seed>.", valueName: "run"),
        completion: .directory
    )
    var folder: String

    @Argument(
        help: ArgumentHelp(
            "An access's or guest's identifier or a campaign's name, or the beginning of one.",
            valueName: "id"
        )
    )
    var id: String

    @Option(help: "How it is told: text or json.")
    var format = ResultFormat.text

    @Flag(help: "Say nothing of progress.")
    var quiet = false

    func validate() throws {
        if id.isEmpty { throw ValidationError("Expected an identifier, found nothing.") }
    }

    func run() throws {
        Interruption.install()
        try orEnd {
            let finished = try FinishedRun(at: folder)
            let (search, subject) = try find(in: finished)
            let file = search.caseFile(of: subject)
            try finished.play(watchedBy: file, isQuiet: quiet)
            let explanation = Explanation(file, of: subject, by: finished.request.scorer)
            try Console.output(format == .json ? explanation.json.text : explanation.text)
        }
    }

    /// What the identifier stands for: found among the rows of the data set, or else in the run itself.
    private func find(in run: FinishedRun) throws -> (InquirySearch, Inquiry) {
        let rows = InquirySearch(id)
        try run.readRows(into: rows)
        if let found = rows.subjects.first, rows.subjects.count == 1 { return (rows, found) }
        let search = InquirySearch(id)
        if rows.subjects.isEmpty { try run.play(watchedBy: search, isQuiet: quiet) }
        let subjects = rows.subjects.isEmpty ? search.subjects : rows.subjects
        guard let found = subjects.first else {
            throw UsageProblem(
                description:
                    "\(id): expected an access, a guest or a campaign of \(run.path), "
                    + "found none that begins so"
            )
        }
        guard subjects.count == 1 else {
            let some = subjects.prefix(5).map(\.text).joined(separator: ", ")
            throw UsageProblem(
                description: "\(id): expected the beginning of one identifier, found "
                    + "\(subjects.count): \(some)\(subjects.count > 5 ? ", …" : "")"
            )
        }
        return (search, found)
    }
}

/// A run that can be played once more.
private struct FinishedRun {
    let path: String
    let request: RequestedRun
    private let digest: String

    /// - `path`: Of its folder under `Reports`.
    init(at path: String) throws {
        self.path = path
        let folder = URL(filePath: path, directoryHint: .isDirectory)
        func content(_ name: String) throws -> Data {
            guard let data = FileManager.default.contents(atPath: folder.appending(path: name).path)
            else {
                throw UsageProblem(
                    description: "\(path): expected a run's folder, found no \(name) in it"
                )
            }
            return data
        }
        let summary = try JSONSerialization.jsonObject(with: content("summary.json"))
        guard let digest = (summary as? [String: Any])?["digest"] as? String,
            let rerun = MarkdownReport.rerun(
                in: String(decoding: try content("report.md"), as: UTF8.self)
            )
        else {
            throw UsageProblem(
                description: "\(path): expected a run of one seed, found no digest or rerun line"
            )
        }
        self.digest = digest
        let words = ShellWords.split(rerun)
        let command = try RunCommand.parse(Array(words.dropFirst(2)) + ["--no-journal"])
        guard let request = try RunRequests(command).runs().first else {
            throw UsageProblem(description: "\(path): expected a rerun line, found \(rerun)")
        }
        self.request = request
    }

    /// Looks through `accesses.csv`, where there is one.
    func readRows(into search: InquirySearch) throws {
        let name = URL(filePath: path).lastPathComponent
        let file = URL(filePath: path).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Datasets/\(name)/accesses.csv")
        guard FileManager.default.fileExists(atPath: file.path) else { return }
        for row in try AccessIdentity.rows(of: file) {
            search.add(row.access, of: row.guest, in: row.campaign)
        }
    }

    /// Plays it from end to end.
    ///
    /// - Throws: Where it is no longer the same run.
    func play(watchedBy observer: any RunObserver, isQuiet: Bool) throws {
        let scratch = FileManager.default.temporaryDirectory
            .appending(path: "guestguard-\(getpid())-\(request.seed)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let scenario = request.file.scenario
        let simulation = try SimulationRun(
            scenario,
            options: RunOptions(
                seed: request.seed,
                geoPath: request.geoPath,
                scratchFolder: scratch,
                scorer: request.scorer,
                policy: scenario.fraud.policy(edges: request.edges)
            ),
            journalSink: nil,
            observers: [observer]
        )
        let showsProgress = !isQuiet && Console.isInteractive
        let outcome = try simulation.run(isInterrupted: { Interruption.isAsked }) { progress in
            if showsProgress {
                Console.progress("playing it again: \(Int(100 * progress.share)) %")
            }
        }
        if showsProgress { Console.progress("") }
        if outcome.wasInterrupted { throw Stopped() }
        guard outcome.digest == digest else {
            throw UsageProblem(
                description: "\(path): expected the digest \(digest.prefix(12)), found "
                    + "\(outcome.digest.prefix(12)): the scenario, the scorer or this build is "
                    + "another than the run's"
            )
        }
    }
}
