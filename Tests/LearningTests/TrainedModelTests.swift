import Domain
import Forest
import Foundation
import FraudEngine
import TestSupport
import Testing

@testable import Evidence

@Suite struct TrainedModelTests {
    /// The committed sample, which is one event, dealt out to splits row by row.
    private static let table: AccessTable? = try? {
        let sample = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Datasets/sample/accesses.csv")
        let splits = ["train", "train", "train", "calibrate", "test"]
        let lines = try String(contentsOf: sample, encoding: .utf8).split(separator: "\n")
        let dealt = lines.enumerated().map { number, line -> String in
            guard number > 0, let comma = line.lastIndex(of: ",") else { return String(line) }
            return line[...comma] + splits[number % splits.count]
        }
        let scratch = try Scratch()
        let url = scratch.file("accesses.csv")
        try Data((dealt.joined(separator: "\n") + "\n").utf8).write(to: url)
        return try AccessTable([url.path])
    }()

    private func learn(
        jobs: Int = 1,
        labels: Labels = .truth,
        isInterrupted: Bool = false
    ) throws -> TrainedModel? {
        var parameters = ForestParameters()
        parameters.trees = 12
        return try TrainedModel.learn(
            from: try #require(Self.table),
            labels: labels,
            parameters,
            jobs: jobs,
            isInterrupted: { isInterrupted },
            progress: { _ in }
        )
    }

    @Test func `a model is the same bytes whatever the number of threads`() throws {
        let one = try #require(try learn(jobs: 1)?.bytes())
        #expect(try learn(jobs: 4)?.bytes() == one)
        #expect(try learn(isInterrupted: true) == nil)
    }

    @Test func `a model that was read scores as the one that was learnt`() throws {
        let model = try #require(try learn())
        let table = try #require(Self.table)
        let file = try ModelFile(model.bytes())
        let scorer = try ForestScorer(file)
        #expect(scorer.name == "forest/\(file.checksum.prefix(12))")
        let raw = table.rawScores(of: Array(0..<table.count), by: model.forest)
        for row in 0..<table.count {
            let vector = table.vector(row)
            let probability = model.calibration.probability(of: raw[row])
            #expect(scorer.rawScore(vector) == raw[row])
            #expect(scorer.probability(vector) == probability)
            #expect(scorer.score(vector).score.value == Int((100 * probability).rounded()))
        }
    }

    /// What a tree has seen it remembers: only on other rows do its votes mean anything.
    @Test(arguments: Labels.allCases)
    func `probabilities are fitted on the rows of their split, which no tree has seen`(
        labels: Labels
    ) throws {
        let table = try #require(Self.table)
        func rows(_ split: String) -> [Int] {
            table.rows {
                table.splits[$0] == split && (labels == .truth || table.observed[$0] != nil)
            }
        }
        func truths(_ rows: [Int]) -> [Bool] {
            rows.map { labels == .truth ? table.isFraud[$0] : table.observed[$0] == true }
        }
        let (train, calibrate) = (rows("train"), rows("calibrate"))
        // The sample may hold observations of one kind only.
        guard Set(truths(calibrate)).count == 2, Set(truths(train)).count == 2 else {
            #expect(labels == .observed)
            return
        }
        let model = try #require(try learn(labels: labels))
        let raw = table.rawScores(of: calibrate, by: model.forest)
        #expect(model.calibration == IsotonicCurve(fitting: raw, truths(calibrate)))
        let others = table.rawScores(of: train, by: model.forest)
        #expect(model.calibration != IsotonicCurve(fitting: others, truths(train)))
        #expect(model.parts.map(\.rows).suffix(2) == [calibrate.count, calibrate.count])
        #expect(model.parts[0].rows <= train.count)
        #expect(model.parts[1].frauds == truths(calibrate).count { $0 })
    }

    @Test func `signals are what raises a score, in its own points`() throws {
        let scorer = try ForestScorer(ModelFile(try #require(try learn()).bytes()))
        let table = try #require(Self.table)
        var told = 0
        for row in 0..<table.count {
            let (_, signals) = scorer.score(table.vector(row))
            #expect(signals.allSatisfy { $0.score > 0 && $0.score <= 100 && $0.weight == 1 })
            #expect(Set(signals.map(\.name)).count == signals.count)
            told += signals.count
        }
        #expect(told > 0)
    }

    @Test func `a model of other features is refused by name`() throws {
        let table = TrainingTable(
            names: ["f_other"],
            columns: [(0..<40).map { Float($0) }],
            isPositive: (0..<40).map { $0 > 20 }
        )
        let trainer = try ForestTrainer(table, ForestParameters())
        let grown = try #require(trainer.growAll(rows: 40, jobs: 1))
        let file = try ModelFile(ModelFile.bytes(of: grown.forest, origin: [:]))
        #expect(throws: ForestError.self) { try ForestScorer(file) }
    }

    @Test func `a file that is no model is told with its path`() throws {
        do {
            _ = try ModelFile(at: "/nowhere/model.ggforest")
            Issue.record("nothing was thrown")
        } catch {
            #expect(
                "\(error)"
                    == "/nowhere/model.ggforest: expected heuristic or a model's file, found none"
            )
        }
        let scratch = try Scratch()
        let url = scratch.file("model.ggforest")
        try Data("GGFOREST and then nothing that a model would be made of".utf8).write(to: url)
        #expect(throws: DatasetError.self) { try ModelFile(at: url.path) }
    }

    @Test func `observed labels leave out what nobody knows`() throws {
        let table = try #require(Self.table)
        let known = table.rows { table.observed[$0] != nil && table.splits[$0] == "train" }
        do {
            let model = try learn(labels: .observed)
            #expect(model.map { $0.parts[0].rows <= known.count } ?? false)
        } catch let error as ForestError {
            // The sample may hold observations of one kind only.
            #expect("\(error)".hasPrefix("a forest learns to tell two classes apart"))
        }
    }
}

@Suite struct EvaluationTests {
    /// A forest learnt from the very rows that it is tried on catches what there is to catch.
    @Test func `all scorers meet the same forms, and the difference has bounds`() throws {
        let table = try AccessTable([
            URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "Datasets/sample").path
        ])
        let trainer = try ForestTrainer(
            TrainingTable(
                names: Feature.entries.map(\.column),
                columns: table.features.map { $0.map { Float($0) } },
                isPositive: table.isFraud
            ),
            ForestParameters()
        )
        let grown = try #require(trainer.growAll(rows: table.count, jobs: 2))
        let scorer = try ForestScorer(ModelFile(ModelFile.bytes(of: grown.forest, origin: [:])))
        let others: [any RiskScorer] = [
            LikelihoodRatioScorer(
                fitting: table.features,
                table.isFraud,
                calibrate: (0..<table.count).map { (table.vector($0), table.isFraud[$0]) }
            ), HeuristicScorer(),
        ]
        let evaluation = try #require(
            Evaluation(of: scorer, beside: others, on: table, split: nil)
        )
        #expect(evaluation.forms == table.forms.count)
        #expect(evaluation.frauds == table.forms.count { table.isFraud[$0] })
        #expect(evaluation.lines.map(\.name) == [scorer.name] + others.map(\.name))
        for line in evaluation.lines {
            #expect(line.caught.low <= line.caught.value && line.caught.value <= line.caught.high)
        }
        let (ours, theirs) = (evaluation.lines[0].caught.value, evaluation.lines[2].caught.value)
        #expect(ours > theirs)
        #expect(abs(evaluation.gain.value - (ours - theirs)) < 1e-12)
        #expect(evaluation.attacks.reduce(0) { $0 + $1.forms } == evaluation.frauds)
        // The heuristic's share is the one that the ROC curve of its whole scores has.
        let ablation = Ablation(of: table)
        let known = try #require(ablation.lines[0].caughtAtFriction)
        #expect(abs(theirs - known) < 1e-9)
        #expect(Evaluation(of: scorer, beside: others, on: table, split: "nobody's") == nil)
        #expect(Evaluation(of: scorer, beside: [], on: table, split: nil) == nil)
    }
}
