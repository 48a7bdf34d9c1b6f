import Domain
import Figures
import FraudEngine

/// What the heuristic score would be worth without each of its signals, on forms that were sent.
///
/// The forms are those of runs in which all signals counted: whoever was challenged came back as they
/// did. It says what a signal adds to the others, not what it tells by itself.
package struct Ablation: Sendable {
    /// One scorer on all forms.
    package struct Line: Hashable, Sendable {
        /// `nil` for all signals together.
        package let without: Signal.Name?
        /// Share of fraudulent forms above the threshold that so many honest forms are above.
        package let caughtAtFriction: Double?
        /// Of honest forms, at the edge of `sms_verify` or above.
        package let friction: Proportion
        /// Of fraudulent forms, there.
        package let caught: Proportion
        /// Forms whose score is another.
        package let moved: Int
    }

    /// Share of honest forms that may lie above the threshold.
    package let allowedFriction: Double
    package let lines: [Line]

    package init(
        of table: AccessTable,
        signals: [SignalKind] = SignalKind.standard,
        edges: BandEdges = .documented,
        allowedFriction: Double = 0.05
    ) {
        self.allowedFriction = allowedFriction
        let forms = table.forms
        let vectors = forms.map(table.vector)
        let whole = HeuristicScorer(signals: signals)
        let scores = vectors.map { whole.score($0).score }
        func line(_ without: Signal.Name?, _ scorer: HeuristicScorer) -> Line {
            var found = ScoreTable()
            var (friction, caught, moved) = (Proportion(), Proportion(), 0)
            for (index, vector) in vectors.enumerated() {
                let score = without == nil ? scores[index] : scorer.score(vector).score
                let isFraud = table.isFraud[forms[index]]
                found.record(ScoredSample(score: score.value, isFraud: isFraud))
                let isChallenged = edges.band(of: score) >= .smsVerify
                if isFraud {
                    caught.record(success: isChallenged)
                } else {
                    friction.record(success: isChallenged)
                }
                if score != scores[index] { moved += 1 }
            }
            return Line(
                without: without,
                caughtAtFriction: found.recall(atFalsePositiveRate: allowedFriction),
                friction: friction,
                caught: caught,
                moved: moved
            )
        }
        lines =
            [line(nil, whole)]
            + signals.map { signal in
                line(signal.name, HeuristicScorer(signals: signals, without: [signal.name]))
            }
    }
}
