import ArgumentParser
import Figures
import Foundation

/// `guestguard bench --growth`: what an access costs at an eighth, a quarter, half and all of a
/// scenario's events.
///
/// Each size is played in a process of its own, so that memory can be told; the cost of a run without
/// any event is taken off.
struct GrowthBench {
    let scenario: String
    let runs: Int

    private static let shares = [0, 0.125, 0.25, 0.5, 1]

    /// What playing a share of a scenario's events cost.
    struct Cost: Codable {
        var accesses: Int
        /// Of the process, user and system.
        var processorSeconds: Double
        /// The highest resident set.
        var peakBytes: Int
        /// By the wall clock.
        var setUpSeconds: Double
        var runSeconds: Double
        var writeSeconds: Double

        /// What this process has cost so far.
        static func ofThisProcess(_ timings: RunTimings) -> Cost {
            var usage = rusage()
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            func seconds(_ time: timeval) -> Double {
                Double(time.tv_sec) + Double(time.tv_usec) / 1e6
            }
            return Cost(
                accesses: timings.accesses,
                processorSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
                peakBytes: usage.ru_maxrss * 1_024,
                setUpSeconds: timings.setUpSeconds,
                runSeconds: timings.runSeconds,
                writeSeconds: timings.writeSeconds
            )
        }
    }

    func report(as format: ResultFormat) throws {
        var costs: [Cost] = []
        for share in Self.shares {
            var best: Cost?
            for number in 1...max(1, runs) {
                let events = share == 0 ? "no events" : "\(Self.name(share)) of the events"
                Console.message("\(events), run \(number) of \(runs)")
                let cost = try Self.play(scenario, share: share)
                if cost.processorSeconds < best?.processorSeconds ?? .infinity { best = cost }
            }
            if let best { costs.append(best) }
        }
        guard let empty = costs.first else { return }
        let sizes = Array(zip(Self.shares, costs).dropFirst())
        switch format {
        case .text: try table(sizes, without: empty)
        case .json: try Console.output(json(sizes, without: empty).text)
        }
    }

    /// Of one access, the run without events taken off.
    private static func each(_ cost: Cost, _ empty: Cost, _ value: (Cost) -> Double) -> Double {
        (value(cost) - value(empty)) / Double(max(1, cost.accesses))
    }

    private func json(_ sizes: [(share: Double, cost: Cost)], without empty: Cost) -> JSON {
        .object([
            "schema": .text(Self.schema), "scenario": .text(scenario),
            "empty_processor_seconds": .number(empty.processorSeconds),
            "empty_peak_bytes": .integer(empty.peakBytes),
            "sizes": .array(
                sizes.map { share, cost in
                    .object([
                        "share": .number(share), "accesses": .integer(cost.accesses),
                        "processor_seconds_per_access": .number(
                            Self.each(cost, empty, \.processorSeconds)
                        ),
                        "run_seconds_per_access": .number(Self.each(cost, empty, \.runSeconds)),
                        "write_seconds_per_access": .number(
                            Self.each(cost, empty, \.writeSeconds)
                        ),
                        "bytes_per_access": .number(
                            Self.each(cost, empty, { Double($0.peakBytes) })
                        ),
                    ])
                }
            ),
        ])
    }

    private static let schema = "guestguard.growth/1"

    /// The schema of its JSON: `Reports/schema/growth.schema.json`.
    static let jsonSchema = JSONSchema.document(
        "What an access costs as the past grows",
        schema: schema,
        [
            "scenario": JSONSchema.text(), "empty_processor_seconds": JSONSchema.number,
            "empty_peak_bytes": JSONSchema.whole,
            "sizes": JSONSchema.list(
                of: JSONSchema.object([
                    "share": JSONSchema.share, "accesses": JSONSchema.whole,
                    "processor_seconds_per_access": JSONSchema.number,
                    "run_seconds_per_access": JSONSchema.number,
                    "write_seconds_per_access": JSONSchema.number,
                    "bytes_per_access": JSONSchema.number,
                ])
            ),
        ]
    )

    private static func name(_ share: Double) -> String {
        share == 1 ? "all" : "1/\(Int(1 / share))"
    }

    private func table(_ sizes: [(share: Double, cost: Cost)], without empty: Cost) throws {
        func row(_ name: String, _ cells: [String]) throws {
            let columns = cells.map { String(repeating: " ", count: max(0, 12 - $0.count)) + $0 }
            try Console.output(
                name.padding(toLength: 34, withPad: " ", startingAt: 0) + columns.joined() + "\n"
            )
        }
        func each(_ name: String, _ unit: Double, _ value: (Cost) -> Double) throws {
            let values = sizes.map { Self.each($0.cost, empty, value) * unit }
            try row(name, values.map { String(format: "%.1f", $0) })
            let grown = values.map { String(format: "× %.2f", $0 / max(values[0], 1e-12)) }
            try row("  beside 1/8", grown)
        }
        try row("events", sizes.map { Self.name($0.share) })
        try row("accesses", sizes.map { "\($0.cost.accesses)" })
        try each("processor time an access, µs", 1e6, \.processorSeconds)
        try each("  simulation with store, µs", 1e6, \.runSeconds)
        try each("  data set and reports, µs", 1e6, \.writeSeconds)
        try each("memory an access, KB", 1 / 1_024, { Double($0.peakBytes) })
        try row(
            "without events",
            [
                String(format: "%.2f s", empty.processorSeconds),
                "\(empty.peakBytes / 1_048_576) MB",
            ]
        )
    }

    /// Plays a share of the events in a process of its own.
    private static func play(_ scenario: String, share: Double) throws -> Cost {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["bench", "scenario", scenario, "--event-share", "\(share)"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw process.terminationReason == .uncaughtSignal
                ? ExitCode(128 + process.terminationStatus) : ExitCode(process.terminationStatus)
        }
        return try JSONDecoder().decode(Cost.self, from: printed)
    }
}
