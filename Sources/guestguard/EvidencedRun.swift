import Catalogue
import Domain
import Evidence
import Figures
import Foundation
import FraudEngine
import Geolocation
import Messaging
import Reports
import Run
import Scenario
import Simulation
import Storage
import Truth

/// One run with its evidence: plays it, judges it and writes its files.
struct EvidencedRun {
    let run: RequestedRun
    /// How many runs may be played at a time, this one among them.
    let jobs: Int

    /// - Throws: `UsageProblem` where files cannot be read or written, or the run broke down,
    ///   `Interrupted` where it was told to end, `MachineProblem` where the disk is full; nothing half-written
    ///   stays.
    func play(
        isInterrupted: () -> Bool,
        progress: (RunProgress) -> Void
    ) throws -> RunResult {
        do {
            return try perform(isInterrupted: isInterrupted, progress: progress)
        } catch let error as UsageProblem {
            throw error
        } catch let error as Interrupted {
            throw error
        } catch let error as MachineProblem {
            throw error
        } catch {
            throw UsageProblem(description: "\(run.file.path): \(error)")
        }
    }

    /// Whether a run may take a second thread without taking it from another run.
    private var hasCoreToSpare: Bool { 2 * jobs <= ProcessInfo.processInfo.activeProcessorCount }

    private func perform(
        isInterrupted: () -> Bool,
        progress: (RunProgress) -> Void
    ) throws -> RunResult {
        let folder = try RunFolder(run)
        defer { folder.cleanUp() }
        do {
            return try perform(in: folder, isInterrupted: isInterrupted, progress: progress)
        } catch  where !(error is Interrupted) {
            // Asked while what was written still lies there: many flows fail of one full disk.
            throw MachineProblem(ifFull: folder.scratch, run.file.path) ?? error
        }
    }

    private func perform(
        in folder: RunFolder,
        isInterrupted: () -> Bool,
        progress: (RunProgress) -> Void
    ) throws -> RunResult {
        let clock = ContinuousClock()
        let started = clock.now
        let scenario = run.file.scenario
        let evidence = try Evidence(run, folder: folder)
        let journal = run.keepsJournal ? try folder.openJournal() : nil
        let simulation = try SimulationRun(
            scenario,
            options: RunOptions(
                seed: run.seed,
                databasePath: scenario.outputs.database ? folder.database.path : nil,
                commits: run.commits,
                eventShare: run.eventShare,
                geoPath: run.geoPath,
                scratchFolder: folder.scratch,
                scorer: run.scorer,
                policy: scenario.fraud.policy(edges: run.edges),
                observesApart: hasCoreToSpare
            ),
            journalSink: journal,
            observers: evidence.observers
        )
        let setUp = clock.now
        let outcome = try simulation.run(isInterrupted: isInterrupted, progress: progress)
        if outcome.wasInterrupted { throw Interrupted(rerun: run.rerun) }
        let played = clock.now
        let rows = try evidence.writeRows(to: folder)
        let summary = evidence.summary(
            of: outcome,
            dataDigest: DataDigest.digest(
                tables: outcome.tablesDigest,
                accesses: rows.accesses,
                guests: rows.guests
            ),
            run: run
        )
        let comparison = try folder.write(
            summary,
            outcome: outcome,
            rows: [rows.accesses, rows.guests],
            evidence: evidence,
            run: run
        )
        var timings = RunTimings()
        timings.setUpSeconds = (setUp - started).inSeconds
        timings.runSeconds = (played - setUp).inSeconds
        timings.writeSeconds = (clock.now - played).inSeconds
        timings.virtualSeconds = scenario.lasts.inSeconds
        timings.statements = outcome.statements
        timings.accesses = Int(summary.metrics["simulated.accesses"]?.value ?? 0)
        let replaces = try folder.publish(timings)
        return RunResult(
            summary: summary,
            timings: timings,
            comparison: comparison,
            replaces: replaces,
            run: run
        )
    }
}

/// What a run came to.
struct RunResult: Sendable {
    let summary: Summary
    let timings: RunTimings
    /// With the baseline, where there is one.
    let comparison: Comparison?
    /// What is said where it has replaced a run of other settings.
    let replaces: String?
    let run: RequestedRun
    /// Of several seeds, whether it held what each of them has to.
    var isPassed: Bool { run.told(summary).isPassed }
}

/// What a run cost on this machine, by the wall clock.
struct RunTimings: Sendable {
    var setUpSeconds = 0.0
    var runSeconds = 0.0
    var writeSeconds = 0.0
    var virtualSeconds = 0.0
    var accesses = 0
    /// How often each of the store's statements has run.
    var statements: [String: Int] = [:]
    var wallSeconds: Double { setUpSeconds + runSeconds + writeSeconds }
}

/// Everything that watches a run.
final class Evidence {
    let tally: Tally
    let monitor: InvariantMonitor
    let guests = GuestFile()
    private let accesses: AccessFile
    /// Where a page is wanted.
    let runSeries: RunSeries?
    private let ledger: AccessLedger

    init(_ run: RequestedRun, folder: RunFolder) throws {
        let scenario = run.file.scenario
        tally = Tally(attacks: scenario.attacks.map(\.kind.name))
        monitor = InvariantMonitor(rules: run.rules)
        accesses = try AccessFile(folder.rows("accesses.csv"), groups: tally.groups)
        runSeries = scenario.outputs.html ? RunSeries(run.frame) : nil
        let readers: [(any AccessReader)?] = [tally, accesses, runSeries]
        ledger = AccessLedger(readers: readers.compactMap(\.self))
    }

    var observers: [any RunObserver] {
        [ledger, tally, monitor, guests] + (runSeries.map { [$0] } ?? [])
    }

    /// Writes the rows of the data set, once nothing more can come to be known of them.
    func writeRows(
        to folder: RunFolder
    ) throws -> (accesses: FileRecord, guests: FileRecord) {
        (
            try accesses.finish(),
            try guests.write(to: folder.rows("guests.csv"), groups: tally.groups)
        )
    }

    func summary(of outcome: RunOutcome, dataDigest: String, run: RequestedRun) -> Summary {
        let leftovers = RunLeftovers(
            consumers: outcome.consumers.map { account in
                RunLeftovers.Consumer(
                    name: account.name,
                    received: account.received,
                    settled: account.acknowledged + account.terminated,
                    waiting: account.pending + account.inFlight,
                    deadLettered: account.deadLettered
                )
            },
            storedRSVPs: outcome.storedRSVPs,
            journalLinesScanned: outcome.privacy.scanned,
            journalLinesWithPersonalData: outcome.privacy.violations,
            firstLineWithPersonalData: outcome.privacy.first
        )
        return Summary(
            frame: run.frame,
            digest: outcome.digest,
            dataDigest: dataDigest,
            changes: run.changes,
            tally: tally,
            checks: monitor.verdict(on: leftovers),
            gates: run.gates,
            consumers: outcome.consumers.map {
                ConsumerFigures(
                    name: $0.name,
                    delivered: $0.delivered,
                    redelivered: $0.redelivered,
                    deadLettered: $0.deadLettered,
                    maxPending: $0.maxPending,
                    failed: $0.failed
                )
            },
            deadLetters: outcome.deadLetters,
            faults: outcome.faults.map(FaultFigures.init)
        )
    }
}

extension FaultFigures {
    init(_ record: FaultRecord) {
        let (kind, values) = (record.fault.kind, record.fault.values)
        let settings = kind.parameters.compactMap { parameter in
            values[parameter.key].map { "\(parameter.key) \(parameter.measure.text($0))" }
        }
        self.init(
            kind: kind.name,
            settings: settings.joined(separator: ", "),
            begins: record.begins,
            lasts: record.fault.lasts,
            limit: kind.limit(values).map { Limit(channel: $0.channel, perSecond: $0.perSecond) },
            met: record.met,
            counts: kind.counts
        )
    }
}
