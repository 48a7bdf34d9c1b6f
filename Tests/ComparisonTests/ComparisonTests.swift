import Catalogue
import Domain
import Figures
import Foundation
import Reports
import TestSupport
import Testing

@testable import Evidence

@Suite struct ComparisonTests {
    private static let measure = Measure(
        "caught",
        of: "forms",
        isBetterHigh: true,
        counts: { _ in true },
        succeeds: { $0.decision > 0 }
    )
    private static let one = [ComparedRuns.Identity(scenario: "a", seed: 1)]
    private static let two = [ComparedRuns.Identity(scenario: "a", seed: 2)]

    private func runs(
        _ identities: [ComparedRuns.Identity],
        _ shares: [(successes: Int, trials: Int)]
    ) -> ComparedRuns {
        let clusters = shares.enumerated().map {
            ("\($0)", Proportion(successes: $1.successes, trials: $1.trials))
        }
        return ComparedRuns(
            identities,
            shares: [Dictionary(uniqueKeysWithValues: clusters)],
            measures: [Self.measure]
        )
    }

    // Student's table: 2.228 for ten degrees, 12.706 for one, 2.776 for four.
    @Test(arguments: [(2.228, 10.0), (12.706, 1), (2.776, 4)])
    func `a deviate of Student's table is exceeded once in twenty times`(
        deviate: Double,
        degrees: Double
    ) {
        #expect(abs(studentTail(deviate, degrees: degrees) - 0.05) < 1e-4)
        #expect(studentTail(-deviate, degrees: degrees) == studentTail(deviate, degrees: degrees))
    }

    // Three tests: 0.01 three times, 0.03 twice, 0.04 once but never below those before it.
    @Test func `chances are corrected step by step, and never fall`() {
        let corrected = Comparison.holm([0.01, 0.04, nil, 0.03])
        #expect(corrected.map { $0.map { ($0 * 1e6).rounded() / 1e6 } } == [0.03, 0.06, nil, 0.06])
        #expect(Comparison.holm([0.9, 0.8]) == [1, 1])
        #expect(Comparison.holm([]) == [])
    }

    // Ten clusters of ten forms each, each with one more caught: 40 % and 50 %. All clusters pull alike,
    // by nought: what they have in common is the whole difference.
    @Test func `what every cluster shows is shown where runs are paired`() throws {
        let before = (0..<10).map { (successes: $0 % 2 == 0 ? 2 : 6, trials: 10) }
        let after = before.map { (successes: $0.successes + 1, trials: 10) }
        let paired = Comparison(runs(Self.one, before), runs(Self.one, after))
        #expect(paired.lines[0].verdict == .better)
        #expect(abs((paired.lines[0].difference?.value ?? 0) - 0.1) < 1e-12)
        #expect(!paired.hasRegression)
        let back = Comparison(runs(Self.one, after), runs(Self.one, before))
        #expect(back.lines[0].verdict == .worse && back.hasRegression)
        // Between seeds the same difference drowns in that of the clusters.
        let apart = Comparison(runs(Self.one, before), runs(Self.two, after))
        #expect(apart.lines[0].verdict == .noWorse)
    }

    @Test func `a difference that one cluster makes is weak evidence`() {
        let before = (0..<40).map { _ in (successes: 5, trials: 10) }
        var after = before
        after[7].successes = 10
        let found = Comparison(runs(Self.one, before), runs(Self.one, after)).lines[0]
        #expect(found.verdict == .noWorse)
        #expect((found.chance ?? 0) > 0.2)
    }

    @Test func `too few clusters, or none, are too little`() {
        let few = (0..<4).map { _ in (successes: 1, trials: 2) }
        #expect(
            Comparison(runs(Self.one, few), runs(Self.one, few)).lines[0].verdict == .cannotBeJudged
        )
        let none = Comparison(runs(Self.one, []), runs(Self.two, [])).lines[0]
        #expect(none.verdict == .cannotBeJudged && none.before.value == nil)
    }

    /// What four clusters show is nothing, whichever side has them.
    @Test(arguments: [(4, 40), (40, 4), (5, 4), (4, 5)])
    func `too few clusters on one side are too little`(before: Int, after: Int) {
        func side(_ count: Int, _ successes: Int) -> [(successes: Int, trials: Int)] {
            (0..<count).map { _ in (successes: successes, trials: 10) }
        }
        for (first, second) in [(Self.one, Self.two), (Self.one, Self.one)] {
            let found = Comparison(runs(first, side(before, 1)), runs(second, side(after, 9)))
            #expect(found.lines[0].verdict == .cannotBeJudged)
            #expect(found.lines[0].difference == nil && found.lines[0].chance == nil)
        }
        let enough = Comparison(runs(Self.one, side(5, 1)), runs(Self.two, side(5, 9))).lines[0]
        #expect(enough.verdict == .better)
    }

    @Test func `what is no worse says by how much it may be, and what would have been seen`() throws
    {
        let side = (0..<40).map { (successes: 4 + $0 % 3, trials: 10) }
        let line = Comparison(runs(Self.one, side), runs(Self.two, side)).lines[0]
        #expect(line.verdict == .noWorse && line.clusters == 40)
        // Equal shares of 40 clusters with a deviation of 0.08: bounds of 2 · 0.08 · √(2/40) or so.
        let worst = try #require(line.worstCase)
        #expect((0.02...0.05).contains(worst), "\(worst)")
        let seen = try #require(line.smallestSeen)
        #expect(seen > worst && seen < 2 * worst, "\(seen)")
        // A difference of that size is shown in about four comparisons of five.
        var state: UInt64 = 11
        func unit() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) * 0x1p-53
        }
        func drawn(_ share: Double) -> [(successes: Int, trials: Int)] {
            (0..<40).map { _ in (successes: (0..<10).count { _ in unit() < share }, trials: 10) }
        }
        let first = Comparison(runs(Self.one, drawn(0.5)), runs(Self.two, drawn(0.5)))
        let size = try #require(first.lines[0].smallestSeen)
        let shown = (0..<300).count { _ in
            Comparison(runs(Self.one, drawn(0.5)), runs(Self.two, drawn(0.5 - size)))
                .lines[0].verdict == .worse
        }
        #expect((200...275).contains(shown), "\(shown)")
    }

    @Test func `bounds of a difference of shares stay within what shares can differ by`() throws {
        // Nearly all of it in a few clusters, so that the bounds are wide.
        let before = (0..<6).map { (successes: $0 == 0 ? 40 : 0, trials: $0 == 0 ? 40 : 1) }
        let after = (0..<6).map { (successes: 0, trials: $0 == 0 ? 40 : 1) }
        let difference = try #require(
            Comparison(runs(Self.one, before), runs(Self.two, after)).lines[0].difference
        )
        #expect(difference.low >= -1 && difference.high <= 1)
    }

    @Test func `where nothing can be judged that is what is said`() {
        let few = Comparison(
            runs(Self.one, [(successes: 1, trials: 2)]),
            runs(Self.two, [(successes: 1, trials: 2)])
        )
        #expect(few.isUndecided && !few.hasRegression)
        #expect(few.headline.hasPrefix("Nothing can be judged: a share takes 5 clusters"))
        #expect(few.text.contains("cannot be judged (1 clusters, 5 are enough)"))
        #expect(few.markdown.hasPrefix("❔"))
        let enough = (0..<12).map { _ in (successes: 4, trials: 10) }
        let judged = Comparison(runs(Self.one, enough), runs(Self.two, enough))
        #expect(!judged.isUndecided && judged.headline.hasPrefix("No worse than 0 points"))
        // The same run is the same, whatever can be judged of it.
        #expect(
            !Comparison(
                runs(Self.one, [(successes: 1, trials: 2)]),
                runs(Self.one, [(successes: 1, trials: 2)])
            ).isUndecided
        )
    }

    // MARK: What is better

    /// By hand: what catches outsiders is good, what stops or flags the honest is not.
    private static let directions: [(measure: String, isBetterHigh: Bool, of: String)] = [
        ("fraud.attempts.recall.soft_verify", true, "outsiders' forms"),
        ("fraud.attempts.recall.sms_verify", true, "outsiders' forms"),
        ("fraud.attempts.recall.block", true, "outsiders' forms"),
        ("fraud.attempts.false_positive_rate.soft_verify", false, "honest forms"),
        ("fraud.attempts.false_positive_rate.sms_verify", false, "honest forms"),
        ("fraud.attempts.false_positive_rate.block", false, "honest forms"),
        ("fraud.attempts.precision.block", true, "blocked forms"),
        ("outsiders' replies recorded", false, "outsiders' forms"),
        ("honest replies recorded", true, "honest forms"),
        ("links flagged by honest accesses", false, "honest accesses"),
    ]

    @Test func `every measure says of what it is a share, and whether more of it is better`() {
        let standard = Measure.standard
        #expect(standard.map(\.name) == Self.directions.map(\.measure))
        #expect(standard.map(\.isBetterHigh) == Self.directions.map(\.isBetterHigh))
        #expect(standard.map(\.population) == Self.directions.map(\.of))
    }

    /// Each measure risen from 1 to 9 of ten in every cluster, the others as they were.
    @Test(arguments: directions.indices)
    func `a verdict follows its measure's direction`(place: Int) {
        func shares(_ successes: (Int) -> Int) -> [[String: Proportion]] {
            Self.directions.indices.map { measure in
                Dictionary(
                    uniqueKeysWithValues: (0..<12).map {
                        ("\($0)", Proportion(successes: successes(measure), trials: 10))
                    }
                )
            }
        }
        let before = ComparedRuns(Self.one, shares: shares { _ in 1 }, measures: Measure.standard)
        let after = ComparedRuns(
            Self.two,
            shares: shares { $0 == place ? 9 : 1 },
            measures: Measure.standard
        )
        let (_, isBetterHigh, _) = Self.directions[place]
        let risen = Comparison(before, after)
        for (number, line) in risen.lines.enumerated() {
            let wanted: Comparison.Verdict =
                number != place ? .noWorse : isBetterHigh ? .better : .worse
            #expect(line.verdict == wanted, "\(line.measure.name)")
        }
        #expect(risen.hasRegression == !isBetterHigh)
        #expect(Comparison(after, before).hasRegression == isBetterHigh)
    }

    /// 400 pairs of runs that differ by chance alone, clusters of very uneven size and their own shares.
    @Test(arguments: [false, true])
    func `between equals there are false alarms once in twenty times at most`(isPaired: Bool) {
        var state: UInt64 = isPaired ? 7 : 8
        func unit() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) * 0x1p-53
        }
        func draw(_ shares: [(share: Double, trials: Int)]) -> [(successes: Int, trials: Int)] {
            shares.map { entry in
                ((0..<entry.trials).count { _ in unit() < entry.share }, entry.trials)
            }
        }
        func clusters() -> [(share: Double, trials: Int)] {
            (0..<30).map { _ in
                (unit() * unit(), 1 + Int(20 * unit() * unit() * unit()))
            }
        }
        var alarms = 0
        for _ in 0..<400 {
            let first = clusters()
            let before = runs(Self.one, draw(first))
            let after = runs(isPaired ? Self.one : Self.two, draw(isPaired ? first : clusters()))
            let verdict = Comparison(before, after).lines[0].verdict
            if verdict == .better || verdict == .worse { alarms += 1 }
        }
        // 20 of 400 are stated; at 2.6 standard errors 31.
        #expect(alarms <= 31, "\(alarms) of 400")
        #expect(alarms >= 2, "\(alarms) of 400: a test that never speaks")
    }

    // MARK: Data sets

    private static let header =
        "access_id,event_id,campaign_id,moment,decision,is_fraud,actor,recorded,flagged_link"

    private func write(
        _ rows: [String],
        seed: Int,
        in scratch: Scratch,
        _ name: String
    ) throws -> String {
        let folder = scratch.url.appending(path: "Datasets/\(name)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(([Self.header] + rows).joined(separator: "\n").utf8)
            .write(to: folder.appending(path: "accesses.csv"))
        let manifest = """
            {"digest": "\(name)", "scenario": {"name": "x", "sha256": "s", "seed": \(seed)}}
            """
        try Data(manifest.utf8).write(to: folder.appending(path: "manifest.json"))
        return folder.path
    }

    private func row(_ number: Int, _ rest: String) -> String {
        "\(AccessID(high: 1, low: UInt64(number))),\(rest)"
    }

    @Test func `forms are counted by class, machines and accesses without a decision left out`()
        throws
    {
        let scratch = try Scratch()
        let rows = [
            row(1, "e1,,submit,allow,0,guest,1,0"), row(2, "e1,,submit,block,0,guest,0,1"),
            row(3, "e1,c1,submit,sms_verify,1,outsider,1,0"),
            row(4, "e1,c1,open,allow,1,outsider,0,0"), row(5, "e1,,open,allow,0,machine,0,0"),
            row(6, "e1,,,,0,guest,0,0"),
        ]
        let other = [row(1, "e1,,submit,soft_verify,0,guest,1,0")] + rows.dropFirst()
        let before = try ComparedRuns(at: write(rows, seed: 1, in: scratch, "a"))
        let after = try ComparedRuns(at: write(Array(other), seed: 1, in: scratch, "b"))
        let found = Comparison(before, after)
        #expect(found.isPaired && !found.isSame)
        func shares(_ name: String) -> [Int] {
            let line = found.lines.first { $0.measure.name == name }
            return line.map { [$0.before.successes, $0.before.trials, $0.after.successes] } ?? []
        }
        #expect(shares("fraud.attempts.recall.sms_verify") == [1, 1, 1])
        #expect(shares("fraud.attempts.recall.block") == [0, 1, 0])
        #expect(shares("fraud.attempts.false_positive_rate.soft_verify") == [1, 2, 2])
        #expect(shares("fraud.attempts.precision.block") == [0, 1, 0])
        #expect(shares("outsiders' replies recorded") == [1, 1, 1])
        #expect(shares("links flagged by honest accesses") == [1, 2, 1])
        #expect(found.common == 4)
        #expect(
            found.flips.map(\.before) == ["allow"] && found.flips.map(\.after) == ["soft_verify"]
        )
        #expect(found.text.contains("1 of 4 decisions differ"))
        #expect(Comparison(before, before).isSame)
    }

    @Test func `a table's line has the share before, the share after, and of how many after`() {
        let before = runs(Self.one, (0..<10).map { _ in (successes: 1, trials: 4) })
        let after = runs(Self.two, (0..<10).map { _ in (successes: 3, trials: 6) })
        let cells = Comparison(before, after).table.rows[0]
        #expect(cells.prefix(4) == ["caught", "60 forms", "25%", "50%"])
        #expect(cells[4].hasPrefix("+25 ("))
        #expect(cells[6] == "better" && cells[7].hasSuffix("points"))
    }

    @Test func `what is no data set is refused with its place`() throws {
        let scratch = try Scratch()
        let path = try write([row(1, "e1,,submit")], seed: 1, in: scratch, "short")
        let short = #expect(throws: (any Error).self) { try ComparedRuns(at: path) }
        #expect("\(short.map { "\($0)" } ?? "")".hasSuffix("accesses.csv:2: a row is too short"))
        #expect(throws: (any Error).self) { try ComparedRuns(at: scratch.url.path + "/none") }
        try FileManager.default.removeItem(at: URL(filePath: path + "/manifest.json"))
        let bare = #expect(throws: (any Error).self) { try ComparedRuns(at: path) }
        #expect("\(bare.map { "\($0)" } ?? "")".contains("expected a data set's manifest"))
    }
}
