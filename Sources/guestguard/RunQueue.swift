import Domain
import Foundation
import Reports
import Run
import Scenario
import Synchronization

/// Plays runs, several side by side where asked, and prints their results in the order they were
/// asked for.
struct RunQueue {
    let jobs: Int
    let isQuiet: Bool
    let format: RunCommand.Format

    /// - Throws: The first error in the order of the runs; by then every thread has ended and
    ///   cleared up.
    func play(_ runs: [RequestedRun]) async throws -> [RunResult] {
        let line = Mutex((next: 0, threads: min(jobs, runs.count)))
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
                    let result = Result { try play(runs[index]) }
                    // After an error nobody begins another run.
                    if case .failure = result { line.withLock { $0.next = runs.count } }
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
        var finished: [RunResult] = []
        for await (index, result) in results {
            early[index] = result
            while case .success(let production)? = early[finished.count] {
                early[finished.count] = nil
                print(production)
                finished.append(production)
            }
        }
        for index in early.keys.sorted() { _ = try early[index]?.get() }
        if finished.count < runs.count { throw Interrupted(rerun: runs[finished.count].rerun) }
        return finished
    }

    private func play(_ run: RequestedRun) throws -> RunResult {
        if !isQuiet { Console.message("Playing \(run.rerun)") }
        let showsProgress = !isQuiet && jobs == 1 && Console.isInteractive
        let started = ContinuousClock.now
        let result = try EvidencedRun(run: run).play(
            isInterrupted: { Interruption.isAsked },
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

    private func print(_ result: RunResult) {
        switch format {
        case .json: Console.output(result.summary.json.text)
        case .text:
            let run = result.run
            let report = TerminalReport(result.summary, isColoured: Console.isColoured)
            Console.output(
                report.text(closing: [
                    "Report:   \(run.reportsFolder.relativePath)/report.md",
                    "Data set: \(run.datasetsFolder.relativePath)/",
                    "Digest:   \(result.summary.digest)",
                    "Again:    \(run.rerun)",
                ])
            )
        }
        guard !isQuiet else { return }
        let timings = result.timings
        let ratio = timings.virtualSeconds / max(timings.wallSeconds, 1e-6)
        Console.message(
            "\(decimal(timings.wallSeconds)) s for \(Int(timings.virtualSeconds / 86_400)) days: "
                + "\(Int(ratio)) times faster than life, "
                + "\(Int(Double(timings.accesses) / max(timings.wallSeconds, 1e-6))) accesses/s"
        )
    }

    private func decimal(_ seconds: Double) -> String {
        let hundredths = Int((seconds * 100).rounded())
        return "\(hundredths / 100).\(hundredths / 10 % 10)\(hundredths % 10)"
    }
}
