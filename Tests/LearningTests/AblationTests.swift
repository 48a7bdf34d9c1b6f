import Domain
import Figures
import Foundation
import FraudEngine
import Testing

@testable import Evidence

@Suite struct AblationTests {
    private static let table = try? AccessTable([
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Datasets/sample").path
    ])

    @Test func `the first line is all signals, and each of the others lacks one`() throws {
        let table = try #require(Self.table)
        let ablation = Ablation(of: table)
        #expect(ablation.lines.map(\.without) == [nil] + SignalKind.standard.map(\.name))
        let whole = ablation.lines[0]
        #expect(whole.moved == 0)
        let forms = table.forms
        #expect(whole.caught.trials == forms.count { table.isFraud[$0] })
        #expect(whole.caught.trials + whole.friction.trials == forms.count)
        let suspected = forms.filter { table.isFraud[$0] && table.scores[$0] > 60 }
        #expect(whole.caught.successes == suspected.count)
        // No signal lowers a score, so that nobody is suspected for the want of one.
        for line in ablation.lines {
            #expect(line.caught.successes <= whole.caught.successes)
            #expect(line.friction.successes <= whole.friction.successes)
        }
    }

    @Test func `a signal that never fires moves nothing, and one that does moves scores`() throws {
        let never = SignalKind("never", weight: 2, "", reason: "") { _ in nil }
        let table = try #require(Self.table)
        let ablation = Ablation(of: table, signals: SignalKind.standard + [never])
        let line = try #require(ablation.lines.first { $0.without == "never" })
        #expect(line.moved == 0)
        #expect(line.caughtAtFriction == ablation.lines[0].caughtAtFriction)
        #expect(try #require(ablation.lines.first { $0.without == "geo_distance" }).moved > 0)
    }
}
