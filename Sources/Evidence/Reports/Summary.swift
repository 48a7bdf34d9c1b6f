import Domain
import Gates
import Learning
import Truth

/// A run in numbers: `summary.json`, the gates' metrics and the terminal's result.
package struct Summary: Sendable {
    package let frame: RunFrame
    package let digest: String
    package let metrics: MetricTable
    package let checks: [Check]
    package let gates: [GateResult]
    package let tally: TallyFacts

    package var isPassed: Bool {
        checks.allSatisfy { !$0.isViolated } && gates.allSatisfy(\.passed)
    }
}

/// Counts that tables are printed from, sorted by name.
package struct TallyFacts: Sendable {
    package var attacks: [(name: String, caught: Int, total: Int)] = []
    package var personas: [(name: String, challenged: Int, blocked: Int, total: Int)] = []
    package var outcomes: [(name: String, count: Int)] = []
    package var rejections: [(name: String, count: Int)] = []
    package var reasons: [(name: String, count: Int)] = []
    package var responses: [(name: String, count: Int)] = []
}
