import ArgumentParser
import Domain
import Evidence
import Figures
import Forest
import Foundation
import VirtualTime

/// The command `guestguard bench forest`.
struct ForestBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forest",
        abstract: "Measure the training of a forest, one row and many, and how good it is.",
        discussion: """
            Learns from four fifths of the rows and tries the others. Without a file, rows are \
            made up: 150,000 of 18 columns, the same every time. Wall-clock figures: compare \
            them with figures of the same machine and hour only.
            """
    )

    @Argument(
        help: """
            A CSV of numbers with a header row; the column is_fraud is the class, and all others \
            are learnt from.
            """,
        completion: .file(extensions: ["csv"])
    )
    var file: String?

    @Option(help: "Writes the rows to a CSV, for other programs to learn from, and ends.")
    var write: String?

    @Option(
        help: ArgumentHelp(
            "Leaves model.onnx, and answers.csv with the probability of each row tried.",
            valueName: "folder"
        )
    )
    var keep: String?

    @OptionGroup var forest: ForestOptions

    @OptionGroup var result: ResultOptions

    func run() throws {
        Interruption.install()
        try orEnd {
            let table = try file.map { try NumberTable(path: $0) } ?? .madeUp()
            if let write { return try table.write(to: write) }
            try measure(table)
        }
    }

    private func measure(_ table: NumberTable) throws {
        let (train, test) = table.parts
        let parameters = forest.parameters
        let clock = ContinuousClock()
        let started = clock.now
        let trainer = try ForestTrainer(train, parameters)
        let binned = clock.now
        guard
            let grown = trainer.growAll(
                rows: train.rows,
                jobs: forest.jobs,
                isInterrupted: { Interruption.isAsked }
            )
        else { throw Stopped() }
        let trained = clock.now
        let rows = (0..<test.rows).flatMap { row in test.columns.map { $0[row] } }
        let begun = clock.now
        let probabilities = rows.withUnsafeBufferPointer(grown.forest.probabilities)
        let tried = clock.now
        if let keep { try leave(grown.forest, probabilities, in: keep) }
        let measured = Measured(
            learnt: train.rows,
            tried: test.rows,
            nodes: grown.forest.nodeCount,
            trainingSeconds: (trained - started).inSeconds,
            binningSeconds: (binned - started).inSeconds,
            rowsPerSecond: Double(test.rows) / (tried - begun).inSeconds,
            rowMicroseconds: oneRow(grown.forest, Array(rows.prefix(test.names.count))),
            figures: ProbabilityFigures(probabilities, test.isPositive)
        )
        if result.format == .json { return try Console.output(measured.json.text) }
        try say(
            "rows",
            "\(train.rows) to learn from, \(test.rows) to try, of \(train.names.count) columns"
        )
        try say(
            "forest",
            "\(parameters.trees) trees of depth \(parameters.depth) at most, "
                + "\(forest.jobs) threads"
        )
        try say("nodes", "\(measured.nodes) of eight bytes")
        try say("training", String(format: "%.2f s", measured.trainingSeconds))
        try say("  of which binning", String(format: "%.2f s", measured.binningSeconds))
        try say("many rows", String(format: "%.0f rows/s", measured.rowsPerSecond))
        try say("one row, warm", String(format: "%.2f µs", measured.rowMicroseconds))
        if let figures = measured.figures {
            for (name, value) in figures.named { try say(name, String(format: "%.4f", value)) }
        }
    }

    /// What came of it.
    private struct Measured {
        let learnt: Int
        let tried: Int
        let nodes: Int
        let trainingSeconds: Double
        let binningSeconds: Double
        let rowsPerSecond: Double
        let rowMicroseconds: Double
        /// `nil` where the rows that were tried are of one kind.
        let figures: ProbabilityFigures?

        var json: JSON {
            .object([
                "schema": .text(ForestBench.schema), "rows_learnt": .integer(learnt),
                "rows_tried": .integer(tried), "nodes": .integer(nodes),
                "training_seconds": .number(trainingSeconds),
                "binning_seconds": .number(binningSeconds),
                "rows_per_second": .number(rowsPerSecond),
                "row_microseconds": .number(rowMicroseconds),
                "roc_auc": .optional(figures?.rocAUC), "brier": .optional(figures?.brier),
            ])
        }
    }

    private static let schema = "guestguard.forest-bench/1"

    /// The schema of its JSON: `Reports/schema/forest-bench.schema.json`.
    static let jsonSchema = JSONSchema.document(
        "What a forest costs on a machine",
        schema: schema,
        [
            "rows_learnt": JSONSchema.whole, "rows_tried": JSONSchema.whole,
            "nodes": JSONSchema.whole, "training_seconds": JSONSchema.number,
            "binning_seconds": JSONSchema.number, "rows_per_second": JSONSchema.number,
            "row_microseconds": JSONSchema.number, "roc_auc": JSONSchema.orNull(JSONSchema.share),
            "brier": JSONSchema.orNull(JSONSchema.share),
        ]
    )

    private func leave(
        _ forest: Forest,
        _ probabilities: [Double],
        in path: String
    ) throws {
        let folder = URL(filePath: path, directoryHint: .isDirectory)
        let answers = probabilities.map { "\($0)\n" }.joined()
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(ONNXModel(of: forest, producer: "guestguard \(Build.version)").bytes)
                .write(to: folder.appending(path: "model.onnx"), options: .atomic)
            try Data(("probability\n" + answers).utf8)
                .write(to: folder.appending(path: "answers.csv"), options: .atomic)
        } catch {
            throw UsageProblem(
                description: "\(path): expected a folder that can be written, found none"
            )
        }
    }

    /// Microseconds for one row, over and over.
    private func oneRow(_ forest: Forest, _ row: [Float]) -> Double {
        let rounds = 200_000
        var sum = 0.0
        let started = ContinuousClock.now
        row.withUnsafeBufferPointer { row in
            guard let row = row.baseAddress else { return }
            for _ in 0..<rounds { sum += forest.probability(row) }
        }
        let elapsed = (ContinuousClock.now - started).inSeconds
        precondition(sum >= 0, "the answers must be used, or nothing is measured")
        return elapsed / Double(rounds) * 1_000_000
    }

    private func say(_ name: String, _ value: String) throws {
        try Console.output(
            name.padding(toLength: 34, withPad: " ", startingAt: 0) + value + "\n"
        )
    }
}

extension ProbabilityFigures {
    /// For people.
    var named: [(name: String, value: Double)] {
        [
            ("ROC-AUC", rocAUC), ("PR-AUC", averagePrecision), ("Brier", brier),
            ("log-loss", logLoss), ("ECE, 15 bins", calibrationError),
            ("recall at precision 0.95", recallAtPrecision95),
        ]
    }
}

extension NumberTable {
    /// 150,000 rows of 18 columns: measures, counts and codes, some of them missing, of which a twentieth
    /// are fraud that no column alone tells.
    static func madeUp(rows: Int = 150_000, columns count: Int = 18) -> NumberTable {
        var columns = [[Float]](repeating: [], count: count)
        var isFraud: [Bool] = []
        var stream = RandomStream(seed: 1, name: "bench/forest")
        for _ in 0..<rows {
            let row = (0..<count).map { column -> Double in
                switch column % 3 {
                case 0: (stream.normal() * 100).rounded() / 100
                case 1: Double(stream.integer(in: 0...5))
                default: (stream.unit() * 1_000).rounded()
                }
            }
            let evidence =
                row[0] + 0.8 * row[3] * (row[1] >= 3 ? 1 : -1) + (row[2] > 700 ? 1.2 : 0)
                - (row[4] == 2 ? 1 : 0) + 0.5 * abs(row[6]) + (row[5] > row[8] ? 0.6 : 0)
            let isPositive = stream.unit() < 1 / (1 + exp(4.4 - evidence))
            for column in 0..<count {
                let isMissing = column % 4 == 3 && stream.unit() < (isPositive ? 0.1 : 0.2)
                columns[column].append(isMissing ? .nan : Float(row[column]))
            }
            isFraud.append(isPositive)
        }
        return NumberTable(
            TrainingTable(
                names: (0..<count).map { "x\($0)" },
                columns: columns,
                isPositive: isFraud
            )
        )
    }
}
