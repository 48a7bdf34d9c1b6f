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
    private static let one = [run(seed: 1)]
    private static let two = [run(seed: 2)]

    private static func run(_ name: String = "a", seed: UInt64) -> ComparedRuns.Run {
        ComparedRuns.Run(name: name, scenario: name, seed: seed, digest: "\(seed)")
    }

    private func runs(
        _ runs: [ComparedRuns.Run],
        _ shares: [(successes: Int, trials: Int)]
    ) -> ComparedRuns {
        let clusters = shares.enumerated().map {
            (
                ComparedRuns.Cluster(run: 0, name: "\($0)"),
                Proportion(successes: $1.successes, trials: $1.trials)
            )
        }
        return ComparedRuns(
            runs,
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

    // Two clusters of forty forms each, of which one has all caught and one none; four of one form.
    @Test func `a difference that may be all of a share cannot be judged`() {
        let side = (0..<6).map { (successes: $0 == 0 ? 40 : 0, trials: $0 < 2 ? 40 : 1) }
        let found = Comparison(runs(Self.one, side), runs(Self.two, side))
        #expect(found.lines[0].verdict == .cannotBeJudged && found.isUndecided)
        #expect(found.text.contains("cannot be judged (a few clusters make all of it)"))
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
        func shares(_ successes: (Int) -> Int) -> [[ComparedRuns.Cluster: Proportion]] {
            Self.directions.indices.map { measure in
                Dictionary(
                    uniqueKeysWithValues: (0..<12).map {
                        (
                            ComparedRuns.Cluster(run: 0, name: "\($0)"),
                            Proportion(successes: successes(measure), trials: 10)
                        )
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
        "access_id,event_id,guest_id,persona,campaign_id,moment,decision,is_fraud,actor,recorded,"
        + "flagged_link"

    private func write(
        _ rows: [String],
        seed: Int,
        in scratch: Scratch,
        _ name: String,
        guests: [String] = ["e1,g1", "e1,g2"]
    ) throws -> String {
        let folder = scratch.url.appending(path: "Datasets/\(name)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(([Self.header] + rows).joined(separator: "\n").utf8)
            .write(to: folder.appending(path: "accesses.csv"))
        try Data((["event_id,guest_id"] + guests).joined(separator: "\n").utf8)
            .write(to: folder.appending(path: "guests.csv"))
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
            row(1, "e1,g1,p,,submit,allow,0,guest,1,0"),
            row(2, "e1,g2,p,,submit,block,0,guest,0,1"),
            row(3, "e1,g1,q,c1,submit,sms_verify,1,outsider,1,0"),
            row(4, "e1,g1,q,c1,open,allow,1,outsider,0,0"),
            row(5, "e1,g1,m,,open,allow,0,machine,0,0"), row(6, "e1,g2,p,,,,0,guest,0,0"),
        ]
        let other = [row(1, "e1,g1,p,,submit,soft_verify,0,guest,1,0")] + rows.dropFirst()
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
        #expect(found.text.contains("1 of 4 decisions differ:"))
        #expect(found.unmatched == (0, 0))
        #expect(Comparison(before, before).isSame)
    }

    /// Afterwards all identifiers are others, guest 2 came once more, and a third form was never sent.
    @Test func `visits are matched by guest and number, whatever they are called`() throws {
        let scratch = try Scratch()
        let before = [
            row(1, "e1,g1,p,,open,allow,0,guest,0,0"), row(2, "e1,g1,p,,submit,allow,0,guest,1,0"),
            row(3, "e1,g1,p,,submit,block,0,guest,0,0"),
            row(4, "e2,g3,p,,submit,allow,0,guest,1,0"),
            row(5, "e2,g3,x,c/0,submit,block,1,outsider,0,0"),
        ]
        let after = [
            row(11, "f1,h1,p,,open,allow,0,guest,0,0"),
            row(12, "f1,h2,p,,open,allow,0,guest,0,0"),
            row(13, "f1,h1,p,,submit,,0,guest,0,0"),
            row(14, "f1,h1,p,,submit,allow,0,guest,1,0"),
            row(15, "f2,h3,p,,submit,sms_verify,0,guest,1,0"),
            row(16, "f2,h3,x,c/0,submit,allow,1,outsider,1,0"),
        ]
        let list = ["e1,g1", "e1,g2", "e2,g3"]
        let found = Comparison(
            try ComparedRuns(at: write(before, seed: 7, in: scratch, "a", guests: list)),
            try ComparedRuns(
                at: write(
                    after,
                    seed: 7,
                    in: scratch,
                    "b",
                    guests: list.map { $0.replacing("e", with: "f").replacing("g", with: "h") }
                ),
                folder: "Reports/b"
            )
        )
        // The first form of guest 1 was refused at the door afterwards: it has no decision there.
        #expect(found.common == 4 && found.unmatched == (1, 1))
        let flips = found.flips.map { flip in
            "\(flip.visit.event).\(flip.visit.guest) \(flip.visit.who) \(flip.visit.number) "
                + "\(flip.before) \(flip.after) \(flip.isFraud)"
        }
        #expect(
            flips == [
                "1.1 p 2 block allow false", "2.1 c/0 1 block allow true",
                "2.1 p 1 allow sms_verify false",
            ]
        )
        #expect(
            found.text.contains(
                "3 of 4 decisions differ; 1 visits were made only before, 1 only after:"
            )
        )
        let identifier = AccessID(high: 1, low: 14)
        #expect(
            found.flipTable.rows[0] == [
                "7", "1 of event 1", "form 2", "p", "block", "allow",
                "guestguard explain Reports/b \(identifier)",
            ]
        )
        #expect(found.flipTable.rows[1][3] == "c/0, outsider's")
    }

    @Test func `runs are paired by scenario and seed, else by name and seed, else by seed`() {
        func side(_ runs: [ComparedRuns.Run]) -> ComparedRuns {
            ComparedRuns(runs, shares: [[:]], measures: [Self.measure])
        }
        let before = side([Self.run(seed: 1), Self.run(seed: 2), Self.run("b", seed: 2)])
        #expect(
            before.places(of: side([Self.run("b", seed: 2), Self.run(seed: 2), Self.run(seed: 1)]))
                == [2, 1, 0]
        )
        // A variant has another file under one name; seed 2 might be either's, seed 9 is nobody's.
        let variant = ComparedRuns.Run(name: "b", scenario: "v", seed: 2, digest: "")
        #expect(before.places(of: side([variant])) == [2])
        #expect(before.places(of: side([Self.run("c", seed: 1)])) == [0])
        #expect(before.places(of: side([Self.run("c", seed: 2)])) == [3])
        #expect(before.places(of: side([Self.run("c", seed: 9), Self.run(seed: 8)])) == [3, 4])
    }

    @Test func `which runs are held against each other is said`() {
        let enough = (0..<12).map { (successes: 4 + $0 % 2, trials: 10) }
        func headline(_ other: [ComparedRuns.Run]) -> String {
            Comparison(runs(Self.one, enough), runs(other, enough)).headline
        }
        #expect(
            headline([
                ComparedRuns.Run(name: "a", scenario: "a", seed: 1, digest: "other")
            ]).hasSuffix(
                "Both play the same scenario and seeds: differences are taken within clusters."
            )
        )
        #expect(
            headline([ComparedRuns.Run(name: "a", scenario: "v", seed: 1, digest: "other")])
                .hasSuffix(
                    "They play two scenarios with the same seeds: differences are taken within clusters."
                )
        )
        #expect(
            headline(Self.one + Self.two)
                .hasSuffix(
                    "1 seed is in both, for which differences are taken within clusters."
                )
        )
        #expect(headline(Self.two).hasSuffix("seeds: their clusters are independent."))
    }

    // Bounds hold for all shares together, so that a share that is no worse has 0 within them.
    @Test func `bounds agree with verdicts`() {
        var state: UInt64 = 3
        func unit() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) * 0x1p-53
        }
        func side(_ run: [ComparedRuns.Run]) -> ComparedRuns {
            ComparedRuns(
                run,
                shares: Measure.standard.map { _ in
                    Dictionary(
                        uniqueKeysWithValues: (0..<12).map { number in
                            (
                                ComparedRuns.Cluster(run: 0, name: "\(number)"),
                                Proportion(
                                    successes: (0..<10).count { _ in unit() < 0.5 },
                                    trials: 10
                                )
                            )
                        }
                    )
                },
                measures: Measure.standard
            )
        }
        for _ in 0..<60 {
            for line in Comparison(side(Self.one), side(Self.two)).lines
            where line.verdict == .noWorse {
                guard let difference = line.difference else { continue }
                #expect(difference.low <= 0 && difference.high >= 0)
            }
        }
    }

    // MARK: Certification

    /// Runs of ten clusters of twenty forms, of which half are caught on average.
    private func equalRuns(_ count: Int, caught share: Double = 0.5) -> [ComparedRuns] {
        var state: UInt64 = 5
        func unit() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) * 0x1p-53
        }
        return (0..<count).map { number in
            runs(
                [Self.run(seed: UInt64(number))],
                (0..<10).map { _ in
                    (successes: (0..<20).count { _ in unit() < share }, trials: 20)
                }
            )
        }
    }

    @Test func `equal builds are seldom called different, and what is noticed is`() throws {
        let certified = Certification(equalRuns(600), runsPerSide: 1)
        #expect(certified.pairs == 300 && certified.undecided == 0)
        for (way, place) in [(certified.apart, 1), (certified.together, 0)] {
            // 15 of 300 are stated; at 1.85 standard errors 22.
            #expect((1...22).contains(way.alarms.successes), "\(way.alarms.successes)")
            let noticed = try #require(way.lines[0].noticed)
            // A build that is worse by as much is called so in four pairs of five.
            let worse = equalRuns(1_200, caught: 0.5 - noticed).suffix(600)
            let shown = zip(equalRuns(600), worse).count { before, after in
                Comparison(before, after, places: [place]).hasRegression
            }
            #expect((0.72...0.88).contains(Double(shown) / 600), "\(shown)")
        }
        // Of 600 runs, 50 on either side are six pairs.
        #expect(Certification(equalRuns(600), runsPerSide: 50).pairs == 6)
        #expect(certified.text(name: "x", seeds: "0..599").contains("300 pairs of equal builds"))
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
        let path = try write([row(1, "e1,g1,p,,submit")], seed: 1, in: scratch, "short")
        let short = #expect(throws: (any Error).self) { try ComparedRuns(at: path) }
        #expect("\(short.map { "\($0)" } ?? "")".hasSuffix("accesses.csv:2: a row is too short"))
        #expect(throws: (any Error).self) { try ComparedRuns(at: scratch.url.path + "/none") }
        try FileManager.default.removeItem(at: URL(filePath: path + "/manifest.json"))
        let bare = #expect(throws: (any Error).self) { try ComparedRuns(at: path) }
        #expect("\(bare.map { "\($0)" } ?? "")".contains("expected a data set's manifest"))
    }
}
