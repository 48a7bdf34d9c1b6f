import Domain
import Foundation
import Reports
import Scenario
import Synchronization

/// Plays runs, several side by side where asked, and prints their results in the order they were
/// asked for.
struct Playing {
    let jobs: Int
    let isQuiet: Bool
    let format: RunCommand.Format

    func play(_ runs: [StagedRun]) async throws -> [Production.Result] {
        let next = Mutex(0)
        let (results, report) = AsyncStream.makeStream(
            of: (Int, Result<Production.Result, any Error>).self
        )
        for _ in 0..<min(jobs, runs.count) {
            let thread = Thread {
                while let index = next.withLock({ number -> Int? in
                    guard number < runs.count else { return nil }
                    number += 1
                    return number - 1
                }) {
                    report.yield((index, Result { try play(runs[index]) }))
                }
            }
            // A run's flows are deep at times; a thread of its own also keeps the main one free.
            thread.stackSize = 16 << 20
            thread.start()
        }
        var early: [Int: Result<Production.Result, any Error>] = [:]
        var finished: [Production.Result] = []
        for await (index, result) in results {
            early[index] = result
            while let result = early.removeValue(forKey: finished.count) {
                let production = try result.get()
                print(production)
                finished.append(production)
            }
            if finished.count == runs.count { break }
        }
        return finished
    }

    private func play(_ run: StagedRun) throws -> Production.Result {
        if !isQuiet { Console.message("Playing \(run.rerun)") }
        let showsProgress = !isQuiet && jobs == 1 && Console.isInteractive
        let started = ContinuousClock.now
        let result = try Production(run: run).play(
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

    private func print(_ result: Production.Result) {
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
