import Domain
import Evidence
import Figures
import Truth

/// Gates and invariants as test cases, as CI servers show them: `junit.xml`.
///
/// The elements are those that Jenkins' xUnit schema and its readers have in common. The time of a case is
/// the run's own, in virtual seconds: equal runs give equal bytes.
package struct JUnitReport: Sendable {
    private struct Case {
        let suite: String
        let name: String
        /// `nil` where it holds.
        let failure: String?
        /// Why it is not judged; `nil` where it is.
        var skipped: String?
    }

    private let name: String
    private let cases: [Case]
    /// In whole virtual seconds.
    private let time: Int64

    /// Of one run.
    package init(_ summary: Summary) {
        self.init(
            "\(summary.frame.scenarioName), seed \(summary.frame.seed)",
            summary.gates,
            summary.checks,
            summary.frame
        )
    }

    /// Of several seeds together.
    package init(_ seeds: SeedsSummary) {
        let (first, last) = (seeds.seeds.first ?? 0, seeds.seeds.last ?? 0)
        self.init(
            "\(seeds.frame?.scenarioName ?? ""), seeds \(first)..\(last)",
            seeds.results,
            seeds.checks,
            seeds.frame
        )
    }

    private init(
        _ name: String,
        _ gates: [GateResult],
        _ checks: [Check],
        _ frame: RunFrame?
    ) {
        self.name = name
        time = frame.map { ($0.endsAt - $0.startsAt).microseconds / 1_000_000 } ?? 0
        cases =
            gates.map { gate in
                Case(
                    suite: "gates",
                    name: gate.name,
                    failure: gate.failsRun
                        ? ([gate.explanation] + [gate.madeOf].compactMap(\.self))
                            .joined(separator: "; ") : nil,
                    // What is not judged here, and what only warns, is neither passed nor failed.
                    skipped: gate.failsRun || gate.verdict == .pass && !gate.isLeftToAll
                        ? nil : gate.explanation
                )
            }
            + checks.map { check in
                let first = check.first.map { ": \($0)" } ?? ""
                return Case(
                    suite: "invariants",
                    name: check.name,
                    failure: check.isViolated
                        ? "\(check.violations) of \(check.checked) violated\(first)" : nil
                )
            }
    }

    package var text: String {
        let failures = cases.count { $0.failure != nil }
        let skipped = cases.count { $0.skipped != nil }
        let counts = "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"0\""
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites \(counts)>",
            "  <testsuite name=\"\(name.escapedForMarkup)\" \(counts) skipped=\"\(skipped)\" "
                + "time=\"\(time)\">",
        ]
        for one in cases {
            let start =
                "    <testcase classname=\"\(name.escapedForMarkup): \(one.suite)\" "
                + "name=\"\(one.name.escapedForMarkup)\" time=\"\(time)\""
            if let skipped = one.skipped {
                let text = skipped.escapedForMarkup
                lines.append(
                    start + "><skipped message=\"\(text)\">\(text)</skipped></testcase>"
                )
                continue
            }
            guard let failure = one.failure else {
                lines.append(start + "/>")
                continue
            }
            let text = failure.escapedForMarkup
            lines.append(start + "><failure message=\"\(text)\">\(text)</failure></testcase>")
        }
        return (lines + ["  </testsuite>", "</testsuites>"]).joined(separator: "\n") + "\n"
    }
}
