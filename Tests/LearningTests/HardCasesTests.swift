import Domain
import Forest
import Foundation
import FraudEngine
import TestSupport
import Testing

@testable import Evidence

/// Data that nobody would wish to learn from, and what comes of it.
@Suite struct HardCasesTests {
    /// A data set of so many rows: three of five in `train`, one in `calibrate`, one in `test`.
    ///
    /// - `isFraud`: By row.
    /// - `value`: Of a feature in a row; `nil` for an empty cell.
    private func table(
        rows: Int,
        isFraud: (Int) -> Bool = { $0 % 2 == 0 },
        value: (Feature, Int) -> Double?
    ) throws -> AccessTable {
        let names = [
            "token_id", "event_id", "campaign_id", "at", "risk_score", "is_fraud", "observed_label",
            "decision", "moment", "enforced", "attack", "persona", "actor", "split",
            "timezone",
        ]
        var text = (Feature.allCases.map(\.column) + names).joined(separator: ",") + "\n"
        for row in 0..<rows {
            let features = Feature.allCases.map { value($0, row).map { "\($0)" } ?? "" }
            let split = ["train", "train", "train", "calibrate", "test"][(row / 2) % 5]
            let fraud = isFraud(row)
            let rest = [
                "t\(row)", "e\(row / 2)", fraud ? "c\(row)" : "", "2026-06-01T08:00:00.000000Z",
                "10",
                fraud ? "1" : "0", "", row % 3 == 0 ? "soft_verify" : "allow", "submit", "1",
                fraud ? "bot-farm" : "", "x",
                fraud ? "outsider" : "guest", split, "UTC",
            ]
            text += (features + rest).joined(separator: ",") + "\n"
        }
        let scratch = try Scratch()
        let url = scratch.file("accesses.csv")
        try Data(text.utf8).write(to: url)
        return try AccessTable([url.path])
    }

    private func learn(_ table: AccessTable, labelNoise: Double = 0) throws -> TrainedModel {
        var parameters = ForestParameters()
        parameters.trees = 10
        parameters.leastRows = 1
        return try #require(
            try TrainedModel.learn(
                from: table,
                labels: .truth,
                labelNoise: labelNoise,
                parameters,
                jobs: 1,
                isInterrupted: { false },
                progress: { _ in }
            )
        )
    }

    private func scorer(_ model: TrainedModel) throws -> ForestScorer {
        try ForestScorer(ModelFile(model.bytes()))
    }

    @Test func `ten rows are learnt from, and promise nothing`() throws {
        let table = try table(rows: 10) { feature, row in
            feature == .geoDistanceKm ? Double(row % 2 == 0 ? 9_000 : 3) : 1
        }
        let model = try learn(table)
        #expect(model.parts.map(\.name).count == 3)
        let forms = EdgeCalibration.Form.forms(
            of: table,
            rows: table.forms,
            by: try scorer(model)
        )
        let calibration = EdgeCalibration(on: forms, EdgeCalibration.Request())
        #expect(calibration.edges == nil)
        #expect(calibration.findings.allSatisfy { $0.edge == nil })
    }

    @Test(arguments: [true, false])
    func `one class alone teaches nothing, and says so`(isFraud: Bool) throws {
        let table = try table(rows: 200, isFraud: { _ in isFraud }) { _, row in Double(row) }
        #expect(throws: ForestError.self) { try learn(table) }
        let forms = EdgeCalibration.Form.forms(of: table, rows: table.forms, by: HeuristicScorer())
        #expect(EdgeCalibration(on: forms, EdgeCalibration.Request()).edges == nil)
    }

    @Test func `columns without a value are never asked, and nothing at all has a score`() throws {
        let table = try table(rows: 400) { feature, row in
            feature == .geoDistanceKm ? Double(row % 2 == 0 ? 5_000 + row : row) : nil
        }
        let model = try learn(table)
        let splits = model.forest.splitsByColumn
        for feature in Feature.allCases where feature != .geoDistanceKm {
            #expect(splits[feature.rawValue] == 0, "\(feature)")
            #expect(model.looks.falls[feature.rawValue] == 0, "\(feature)")
        }
        #expect(splits[Feature.geoDistanceKm.rawValue] > 0)
        #expect(try #require(model.looks.falls[Feature.geoDistanceKm.rawValue]) > 0.2)
        let score = try scorer(model).score(FeatureVector()).score.value
        #expect((0...100).contains(score))
    }

    /// Codes that no row had, numbers that no access has, and not a number.
    @Test(arguments: [99, -1, 1e300, -1e300, .infinity, -.infinity, .nan])
    func `values that were never seen have a score all the same`(value: Double) throws {
        let table = try table(rows: 400) { feature, row in
            feature == .networkKind || feature == .referrer
                ? Double(row % 5) : Double(row % 2 == 0 ? row : row % 7)
        }
        let scorer = try scorer(learn(table))
        for feature in Feature.allCases {
            var vector = table.vector(0)
            vector[feature] = value
            let (score, signals) = scorer.score(vector)
            #expect((0...100).contains(score.value), "\(feature)")
            #expect(scorer.score(vector).score == score)
            #expect(signals.allSatisfy { $0.score.isFinite && $0.weight.isFinite })
        }
    }

    /// Says what the first feature says.
    private struct Parrot: RiskScorer {
        let name: String
        let feature: Feature

        func score(_ features: FeatureVector) -> (score: RiskScore, signals: [Signal]) {
            (RiskScore(Int(features[feature])), [])
        }

        func breakdown(_ features: FeatureVector) -> ScoreBreakdown {
            ScoreBreakdown(start: 0, shares: [])
        }
    }

    /// Half of 60 outsiders, each a cluster of its own, lie above all guests.
    ///
    /// The number of those caught among as many drawn has a standard deviation of the root of a quarter
    /// over 60: one in forty of a thousand draws lies below 0.3751 (standard deviation 0.0048, by
    /// simulation), one in twenty below 0.3955.
    @Test func `an evaluation's bounds leave out one in forty draws on either side`() throws {
        let table = try table(rows: 120) { feature, row in
            guard row % 2 == 0 else { return 20 }
            return feature == .geoDistanceKm ? (row % 4 == 0 ? 90 : 10) : row % 4 == 0 ? 10 : 90
        }
        let evaluation = try #require(
            Evaluation(
                of: Parrot(name: "a", feature: .geoDistanceKm),
                beside: [Parrot(name: "b", feature: .fillSeconds)],
                on: table,
                split: nil
            )
        )
        #expect(evaluation.clusters == 120)
        for line in evaluation.lines {
            // Three of the sixty guests may lie above, which are drawn in part.
            #expect(abs(line.caught.value - 0.5) < 1e-9)
            #expect(abs(line.caught.low - 0.3751) < 0.0102, "\(line.caught.low)")
            #expect(abs(line.caught.high - 0.6249) < 0.0102, "\(line.caught.high)")
        }
        // One catches what the other misses: what one gains the other loses, twice as far.
        #expect(abs(evaluation.gain.value) < 1e-9)
        #expect(abs(evaluation.gain.low + 0.2498) < 0.0204, "\(evaluation.gain.low)")
        #expect(abs(evaluation.gain.high - 0.2498) < 0.0204, "\(evaluation.gain.high)")
    }

    @Test(arguments: ["train", "calibrate", "test"])
    func `a model is tried on the forms of its split alone`(split: String) throws {
        let table = try table(rows: 100) { _, row in Double(row) }
        let evaluation = try #require(
            Evaluation(
                of: HeuristicScorer(),
                beside: [HeuristicScorer()],
                on: table,
                split: split
            )
        )
        #expect(evaluation.forms == (split == "train" ? 60 : 20))
        #expect(evaluation.frauds == (split == "train" ? 30 : 10))
        #expect(evaluation.clusters == evaluation.forms)
    }

    /// Two forms an event, a guest's and an outsider's; every third form was asked for a name.
    @Test func `a closed loop counts what was decided, not what was scored`() throws {
        let table = try table(rows: 60) { _, row in Double(row) }
        let loop = ClosedLoop(table)
        #expect(loop.forms == 60)
        let means = Dictionary(uniqueKeysWithValues: loop.lines.map { ($0.promise, $0) })
        let friction = try #require(means[.friction])
        #expect(friction.events == 30 && abs((friction.mean ?? 0) - 1.0 / 3) < 1e-12)
        #expect(means[.codes]?.mean == 0)
        #expect(means[.wrongBlocks]?.mean == nil && means[.wrongBlocks]?.events == 0)
    }

    @Test func `a million rows are learnt from`() throws {
        let rows = 1_000_000
        var generator = SplitMix64(seed: 1)
        let noise = (0..<rows).map { _ in Float(generator.below(1_000)) }
        let truth = (0..<rows).map { $0 % 40 == 0 }
        let told = (0..<rows).map { Float($0 % 40 == 0 ? 5 : $0 % 5) }
        var parameters = ForestParameters()
        parameters.trees = 1
        parameters.depth = 3
        let trainer = try ForestTrainer(
            TrainingTable(names: ["noise", "told"], columns: [noise, told], isPositive: truth),
            parameters
        )
        let grown = try #require(trainer.growAll(rows: rows, jobs: 1))
        let answers = [Float(3), 5, 3, 1].withUnsafeBufferPointer(grown.forest.probabilities)
        #expect(answers[0] > 0.9 && answers[1] < 0.1)
    }

    @Test func `wrong labels are as many of one kind as of the other, and the same every time`() {
        let frauds = Set((0..<1_000).filter { $0 % 20 == 0 })
        let parts = [Array(0..<600), Array(600..<1_000)]
        let noise = LabelNoise(0.2, seed: 7)
        let mistaken = noise.rows(among: parts, areFraud: frauds.contains)
        #expect(mistaken.count == 20)
        #expect(mistaken.intersection(frauds).count == 10)
        #expect(mistaken.count { $0 < 600 } == 12)
        #expect(mistaken == noise.rows(among: parts, areFraud: frauds.contains))
        #expect(mistaken != LabelNoise(0.2, seed: 8).rows(among: parts, areFraud: frauds.contains))
        #expect(LabelNoise(0, seed: 7).rows(among: parts, areFraud: frauds.contains).isEmpty)
    }

    @Test func `a model says what was done to its labels, and what its columns are worth`() throws {
        let table = try table(rows: 600) { feature, row in
            feature == .geoDistanceKm ? Double(row % 2 == 0 ? 5_000 + row : row) : Double(row % 11)
        }
        let (clean, noisy) = (try learn(table), try learn(table, labelNoise: 0.2))
        #expect(try clean.bytes() != noisy.bytes())
        func card(_ model: TrainedModel) throws -> String {
            ModelCard(of: model, try ModelFile(model.bytes())).text
        }
        #expect(try card(noisy).contains("20 % of the frauds were called honest on purpose"))
        #expect(try !card(clean).contains("on purpose"))
        let lines = try card(clean).split(separator: "\n")
        let first = try #require(lines.first { $0.hasPrefix("| f_") })
        #expect(first.hasPrefix("| f_geo_distance_km | "))
        let falls = clean.looks.falls.compactMap(\.self)
        #expect(falls.count == Feature.allCases.count)
        #expect(falls.filter { abs($0) > 0.05 }.count == 1, "\(falls)")
    }
}
