import ArgumentParser
import Evidence
import Forest
import Foundation

/// The finished runs that a command reads.
struct DataSets: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Data sets of runs: folders that hold an accesses.csv, or a run's --out.",
            valueName: "run"
        ),
        completion: .directory
    )
    var runs: [String]

    func validate() throws {
        guard !runs.isEmpty else { throw ValidationError("Expected at least one run.") }
    }

    func table() throws(DatasetError) -> AccessTable { try AccessTable(runs) }
}

/// How a forest is grown, on how many threads.
struct ForestOptions: ParsableArguments {
    @Option(help: "Trees.")
    var trees = 100

    @Option(help: "Depth of a tree, in splits.")
    var depth = 12

    @Option(help: "Fewest different rows on either side of a split.")
    var leastRows = 5

    @Option(help: "Columns tried at a node; 0 for the square root of their number.")
    var columns = 0

    @Option(help: "Threads that grow trees; the forest does not depend on it.")
    var jobs = 1

    func validate() throws {
        for (name, value, range) in [
            ("--trees", trees, 1...10_000), ("--depth", depth, 1...32),
            ("--least-rows", leastRows, 1...1_000_000), ("--columns", columns, 0...128),
            ("--jobs", jobs, 1...64),
        ] where !range.contains(value) {
            throw ValidationError(
                "\(name): expected \(range.lowerBound) to \(range.upperBound), found \(value)."
            )
        }
    }

    var parameters: ForestParameters {
        var parameters = ForestParameters()
        parameters.trees = trees
        parameters.depth = depth
        parameters.leastRows = leastRows
        parameters.columnsPerNode = columns
        return parameters
    }
}

/// Nothing was written, because somebody asked for the end.
struct Stopped: Error {
    /// As shells report it: 130 for SIGINT, 143 for SIGTERM.
    var exitCode: ExitCode { ExitCode(128 + (Interruption.signalNumber ?? SIGINT)) }
}

/// Ends with what is wrong, and the status of what could not run.
func orEnd(_ work: () throws -> Void) throws {
    do {
        try work()
    } catch let error as ExitCode {
        throw error
    } catch let error as Stopped {
        Console.message("guestguard: interrupted; nothing was written")
        throw error.exitCode
    } catch {
        Console.message("guestguard: \(error)")
        throw ExitCode(2)
    }
}

func percent(_ share: Double) -> String { String(format: "%.1f%%", 100 * share) }

func decimals(_ value: Double?) -> String {
    value.map { String(format: "%.4f", $0) } ?? "–"
}
