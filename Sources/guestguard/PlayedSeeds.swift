import ArgumentParser
import Foundation
import Run

/// A scenario's seeds, played for what another command makes of them.
struct PlayedSeeds {
    let scenario: String
    let seeds: ClosedRange<UInt64>
    let jobs: Int
    /// Where the runs are written.
    let folder: URL
    /// Further options of `guestguard run`.
    var options: [String] = []
    var showsProgress = Console.isInteractive

    /// Plays them.
    ///
    /// - Parameters:
    ///   - prepare: May change what is asked for.
    ///   - tell: Told each result, in the order of the seeds.
    /// - Throws: Exit status 2 where they cannot be played, 130 or 143 where that was interrupted; said by
    ///   then.
    func play(
        prepare: (inout RequestedRun) -> Void = { _ in },
        tell: (RunResult) throws -> Void = { _ in }
    ) async throws {
        do {
            let command = try RunCommand.parse(
                [
                    scenario, "--seeds", "\(seeds.lowerBound)..\(seeds.upperBound)", "--out",
                    folder.path, "--no-journal", "--quiet",
                ] + options
            )
            var runs = try RunRequests(command).runs()
            for place in runs.indices { prepare(&runs[place]) }
            var done = 0
            try await RunQueue(jobs: jobs, isQuiet: true).play(runs) { result in
                try tell(result)
                done += 1
                if showsProgress { Console.progress("\(done) of \(runs.count) runs") }
            }
            if showsProgress { Console.progress("") }
        } catch let error as any RunFailure {
            Console.message("guestguard: \(error)")
            throw error.exitCode
        } catch let error as Interrupted {
            Console.message("guestguard: interrupted; nothing was written")
            throw error.exitCode
        }
    }
}
