import Domain
import Foundation
import Run
import Scenario
import Synchronization

/// Plays runs, several side by side where asked, and tells their results in the order they were
/// asked for.
struct RunQueue {
    let jobs: Int
    let isQuiet: Bool
    /// Whether no run begins after one that fails by itself.
    var endsAtFailure = false

    /// - `tell`: Told each result as soon as those before it have been told.
    /// - Throws: The first error in the order of the runs; by then every thread has ended and
    ///   cleared up.
    func play(_ runs: [RequestedRun], tell: (RunResult) throws -> Void) async throws {
        let line = Mutex((next: 0, threads: min(jobs, runs.count)))
        let isStopped = Atomic(false)
        let (results, report) = AsyncStream.makeStream(
            of: (Int, Result<RunResult, any Error>).self
        )
        for _ in 0..<min(jobs, runs.count) {
            let thread = Thread {
                while let index = line.withLock({ line -> Int? in
                    guard line.next < runs.count, !Interruption.isAsked else { return nil }
                    line.next += 1
                    return line.next - 1
                }) {
                    let result = Result { try play(runs[index], isStopped: isStopped) }
                    // After an error nobody begins another run.
                    if case .failure = result { line.withLock { $0.next = runs.count } }
                    if endsAtFailure, case .success(let run) = result, !run.isPassed {
                        line.withLock { $0.next = runs.count }
                    }
                    report.yield((index, result))
                }
                let isLast = line.withLock { line in
                    line.threads -= 1
                    return line.threads == 0
                }
                if isLast { report.finish() }
            }
            // A run's flows are deep at times; a thread of its own also keeps the main one free.
            thread.stackSize = 16 << 20
            thread.start()
        }
        var early: [Int: Result<RunResult, any Error>] = [:]
        var told = 0
        var failure: (any Error)?
        for await (index, result) in results {
            early[index] = result
            while case .success(let result)? = early[told] {
                early[told] = nil
                told += 1
                do {
                    try tell(result)
                } catch {
                    // Nobody hears the others: they end where they are, and clear up.
                    failure = failure ?? error
                    isStopped.store(true, ordering: .relaxed)
                    line.withLock { $0.next = runs.count }
                }
            }
        }
        if let failure { throw failure }
        for index in early.keys.sorted() { _ = try early[index]?.get() }
        if told < runs.count, Interruption.isAsked || !endsAtFailure {
            throw Interrupted(rerun: runs[told].rerun)
        }
    }

    private func play(
        _ run: RequestedRun,
        isStopped: borrowing Atomic<Bool>
    ) throws -> RunResult {
        if !isQuiet { Console.message("Playing \(run.rerun)") }
        let showsProgress = !isQuiet && jobs == 1 && Console.isInteractive
        let started = ContinuousClock.now
        let result = try EvidencedRun(run: run, jobs: jobs).play(
            isInterrupted: { Interruption.isAsked || isStopped.load(ordering: .relaxed) },
            progress: { progress in
                guard showsProgress else { return }
                let seconds = (ContinuousClock.now - started).inSeconds
                Console.progress(
                    "\(Int(progress.share * 100))%  \(progress.now.description.prefix(16))Z  "
                        + "\(progress.journalEntries) events  \(Int(seconds)) s"
                )
            }
        )
        if showsProgress { Console.progress("") }
        return result
    }
}
