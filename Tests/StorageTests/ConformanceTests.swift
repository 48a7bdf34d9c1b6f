import Domain
import Foundation
import Storage
import TestSupport
import Testing

/// Every way to commit keeps the store's contract: random sequences of operations have the same
/// answers, let the same things out, and leave the same rows.
@Suite struct ConformanceTests {
    private static let ways: [(name: String, commits: Store.Commits)] = [
        ("every step", .everyStep(synced: false)), ("three", .grouped(steps: 3)),
        ("many", .grouped(steps: 16_384)), ("together", .together),
    ]
    private static let sequencesPerStore: UInt64 = 125

    /// Eighty stores of each way, 10,000 sequences.
    @Test(arguments: 0..<80)
    func `sequences have the same answers and leave the same rows`(batch: Int) throws {
        let stores = try Self.ways.map { try PlayedStore($0.name, $0.commits) }
        for number in 0..<Self.sequencesPerStore {
            let seed = UInt64(batch) * Self.sequencesPerStore + number
            let steps = StoreSequence(seed: seed).steps
            for (place, step) in steps.enumerated() {
                let answers = stores.map { $0.play(step, of: seed) }
                for (store, answer) in zip(stores, answers) where answer != answers[0] {
                    Issue.record(
                        """
                        sequence \(seed), step \(place), \(store.name): \(answer), expected \
                        \(answers[0]); the steps: \(steps[...place])
                        """
                    )
                    return
                }
            }
        }
        let left = try stores.map { try $0.left() }
        for (store, found) in zip(stores, left) where found != left[0] {
            let (expected, found) = (Set(left[0]), Set(found))
            Issue.record(
                """
                batch \(batch), \(store.name): more \(found.subtracting(expected).sorted()), \
                less \(expected.subtracting(found).sorted())
                """
            )
        }
    }

    /// Sequences reach what they are there for: refusals, constraints, cascades.
    @Test func `sequences are refused, break constraints and find what they wrote`() throws {
        let store = try PlayedStore("every step", .everyStep(synced: false))
        var answers: [String: Int] = [:]
        for seed: UInt64 in 0..<400 {
            for step in StoreSequence(seed: seed).steps {
                for word in store.play(step, of: seed).split(separator: " ") {
                    answers[String(word), default: 0] += 1
                }
            }
        }
        for word in [
            "refused", "constraint", "ok", "true", "false", "nil", "machine-less:1", "queued:1",
        ] {
            #expect(answers[word, default: 0] > 20, "\(word): \(answers[word, default: 0])")
        }
    }
}

/// A store with all that it was told and has let out.
private final class PlayedStore {
    let name: String
    private let store: Store
    private let outlet = TestOutlet()

    init(_ name: String, _ commits: Store.Commits) throws {
        self.name = name
        store = try Store(path: nil, commits: commits, outlet: outlet, sealer: TestSealer())
    }

    private struct Refusal: Error {}

    /// What a step answers, and what has left after it.
    func play(_ step: StoreSequence.Step, of sequence: UInt64) -> String {
        let before = (outlet.messages.count, outlet.systemEvents.count)
        var answers: [String] = []
        do {
            // Of what has left, which is all that a consumer can settle.
            let left = outlet.published
            for settled in step.settled where !left.isEmpty {
                store.settle(left[left.count - 1 - settled % left.count].id)
            }
            let play = { (transaction: Transaction) in
                for operation in step.operations {
                    answers.append(
                        try operation.play(on: transaction, rows: SequenceRows(sequence))
                    )
                }
                if step.refuses { throw Refusal() }
            }
            if step.reads { try store.read(play) } else { try store.step(play) }
            answers.append("ok")
        } catch is Refusal {
            answers.append("refused")
        } catch let error as StoreError {
            answers.append(error.isConstraintViolation ? "constraint" : "\(error)")
        } catch {
            answers.append("\(error)")
        }
        if step.looksAtOutbox {
            answers.append("out:\((try? store.outgoing(at: .epoch).messages.count) ?? -1)")
        }
        answers.append(
            "left:\(outlet.messages.count - before.0),\(outlet.systemEvents.count - before.1)"
        )
        return answers.joined(separator: " ")
    }

    /// All rows, and all that has left, in order.
    func left() throws -> [String] {
        var rows: [String] = []
        let buffer = TextBuffer()
        try store.writeContents(to: buffer) {
            rows.append(buffer.text)
            buffer.removeAll()
        }
        return rows + outlet.messages.map { "\($0)" } + outlet.systemEvents.map { "\($0)" }
    }
}
