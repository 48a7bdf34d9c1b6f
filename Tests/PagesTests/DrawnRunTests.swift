import Domain
import Evidence
import Figures
import Foundation
import Testing
import Truth

@testable import Reports

/// What a run's page draws, read back from its markup and held against what was told to it.
@Suite struct DrawnRunTests {
    private let run: DrawnRun
    private let charts: [String: DrawnChart]

    init() throws { (run, charts) = try Self.drawn.get() }

    // Made once, and never changed.
    nonisolated(unsafe) private static let drawn = Result {
        let run = DrawnRun()
        return (run, try run.page())
    }

    private func chart(_ name: String) throws -> DrawnChart {
        try #require(charts[name], "there is no chart \(name)")
    }

    /// Every chart that a page has; a new one wants a test here.
    @Test func `each chart of a page is checked`() {
        #expect(
            charts.keys.sorted() == [
                "accesses", "answered", "attacks", "backlog", "campaigns", "delivery-funnel",
                "friction", "lag", "latency-load", "latency-ranks", "latency-time", "map", "pace",
                "precision-recall", "reliability", "replies-time", "roc", "scores-accesses-judged",
                "scores-forms-sent", "sweep",
            ]
        )
    }

    // MARK: Gates

    @Test func `a gate that holds, one that fails and one without data each say so`() throws {
        let names = MetricNames([
            ("fraud.attempts.recall.sms_verify", .share), ("sms.delivered", .share),
        ])
        let gates = [
            "fraud.attempts.recall.sms_verify >= 0.01", "fraud.attempts.recall.sms_verify >= 1",
            "sms.delivered >= 0.5",
        ]
        let gated = try DrawnRun(gates: gates.map { try GateExpression.parse($0, among: names) })
        let page = try gated.text()
        let marks = page.matches(of: /<details class="gate (\w+)"><summary><b>([^<]+)</).map {
            "\($0.output.1): \($0.output.2)"
        }
        #expect(marks == ["good: holds", "bad: fails", "bad: no data"])
    }

    // MARK: Scores

    private typealias Choice = @Sendable (DrawnRun.Case) -> Bool

    private static let populations: [(String, Choice)] = [
        ("accesses judged", { _ in true }), ("forms sent", { $0.isForm }),
    ]

    @Test(arguments: [0, 1])
    func `scores lie where they lay, guests' and outsiders' each in their own colour`(
        population: Int
    ) throws {
        let (name, belongs) = Self.populations[population]
        let chart = try chart("scores-" + name.replacing(" ", with: "-"))
        let axes = try chart.axes()
        for (series, isFraud) in [("guests'", false), ("outsiders'", true)] {
            let scores = run.cases.filter { belongs($0) && $0.isFraud == isFraud }
                .compactMap(\.score)
            var wanted = stride(from: 0, to: 100, by: 5).map { start in
                let last = start == 95 ? 100 : start + 4
                let count = scores.count { (start...last).contains($0) }
                return (x: Double(start), y: Double(count) / Double(scores.count))
            }
            wanted.append((100, wanted.last?.y ?? 0))
            expectEqual(
                try chart.steps(series, axes),
                wanted,
                within: (0.05, 0.001),
                "\(name), \(series)"
            )
        }
        let marks = chart.marks(axes)
        #expect(marks.count == 3)
        for (mark, edge) in [("soft", 30.0), ("SMS", 60), ("block", 85)] {
            #expect(abs((marks[mark] ?? .nan) - edge) < 0.05, "\(mark)")
        }
    }

    private typealias Share =
        @Sendable (_ above: [DrawnRun.Case], _ all: [DrawnRun.Case]) -> Proportion

    private static let recall: Share = { above, all in
        Proportion(successes: above.count(where: \.isFraud), trials: all.count(where: \.isFraud))
    }
    private static let falsePositiveRate: Share = { above, all in
        Proportion(
            successes: above.count { !$0.isFraud },
            trials: all.count { !$0.isFraud }
        )
    }
    private static let precision: Share = { above, _ in
        Proportion(successes: above.count(where: \.isFraud), trials: above.count)
    }

    /// A share at each edge, cluster by cluster, from the edge 100 down to −1.
    private func shares(
        _ share: Share,
        of cases: [DrawnRun.Case]
    ) -> [ClusteredProportion] {
        let clusters = Dictionary(grouping: cases, by: \.cluster).values
        return (-1...100).reversed().map { edge in
            var sum = ClusteredProportion()
            for cluster in clusters {
                sum.add(share(cluster.filter { ($0.score ?? 0) > edge }, cluster))
            }
            return sum
        }
    }

    private func expectCurve(
        _ name: String,
        _ x: Share,
        _ y: Share,
        axes names: [String]
    ) throws {
        let chart = try chart(name)
        let axes = try chart.axes()
        #expect(chart.axisNames == names)
        for (population, belongs) in Self.populations {
            let cases = run.cases.filter(belongs)
            let places = zip(shares(x, of: cases), shares(y, of: cases))
                .filter { $0.value != nil && $1.value != nil }
            expectEqual(
                try chart.line(population, axes),
                places.map { ($0.value ?? 0, $1.value ?? 0) },
                within: (0.001, 0.001),
                "\(name), \(population)"
            )
            let bounds = places.compactMap { x, y in y.bounds().map { (x.value ?? 0, $0) } }
            #expect(!bounds.isEmpty)
            let band = try chart.band(population, axes)
            expectEqual(
                band.map { ($0.x, $0.low) },
                bounds.map { ($0, $1.lowerBound) },
                within: (0.001, 0.001),
                "\(name), lower bounds of \(population)"
            )
            expectEqual(
                band.map { ($0.x, $0.high) },
                bounds.map { ($0, $1.upperBound) },
                within: (0.001, 0.001),
                "\(name), upper bounds of \(population)"
            )
        }
    }

    @Test func `the ROC has outsiders upwards and guests to the right`() throws {
        try expectCurve(
            "roc",
            Self.falsePositiveRate,
            Self.recall,
            axes: ["guests above the edge", "outsiders above the edge"]
        )
    }

    @Test func `precision stands over recall`() throws {
        try expectCurve(
            "precision-recall",
            Self.recall,
            Self.precision,
            axes: ["outsiders above the edge (recall)", "outsiders among them (precision)"]
        )
    }

    @Test func `swept edges have what lies above each`() throws {
        let chart = try chart("sweep")
        let axes = try chart.axes()
        let forms = run.cases.filter(\.isForm)
        for (series, share) in [
            ("precision", Self.precision), ("recall", Self.recall),
            ("guests", Self.falsePositiveRate),
        ] {
            let name = try #require(chart.legend.keys.first { $0.hasPrefix(series) })
            // By edge from 0 up; −1 is left out.
            let edges = shares(share, of: forms).reversed().dropFirst().enumerated()
                .filter { $0.element.value != nil }
            expectEqual(
                try chart.line(name, axes),
                edges.map { (Double($0.offset), $0.element.value ?? 0) },
                within: (0.05, 0.001),
                "sweep, \(name)"
            )
            let bounds = edges.compactMap { edge, share in
                share.bounds().map { (Double(edge), $0) }
            }
            let band = try chart.band(name, axes)
            expectEqual(
                band.map { ($0.x, $0.high) },
                bounds.map { ($0, $1.upperBound) },
                within: (0.05, 0.001),
                "sweep, upper bounds of \(name)"
            )
            expectEqual(
                band.map { ($0.x, $0.low) },
                bounds.map { ($0, $1.lowerBound) },
                within: (0.05, 0.001),
                "sweep, lower bounds of \(name)"
            )
        }
        let marks = chart.marks(axes)
        #expect(abs((marks["SMS"] ?? .nan) - 60) < 0.05 && marks.count == 3)
    }

    // Ten bins of ten scores, the last of eleven.
    @Test func `reliability has what was so over what was said`() throws {
        let chart = try chart("reliability")
        let axes = try chart.axes()
        let forms = run.cases.filter(\.isForm)
        let bins = Dictionary(grouping: forms) { min(9, ($0.score ?? 0) / 10) }
            .sorted { $0.key < $1.key }.map(\.value)
        let wanted = bins.map { bin in
            let said = bin.reduce(0) { $0 + ($1.score ?? 0) }
            let share = Proportion(successes: bin.count(where: \.isFraud), trials: bin.count)
            return (x: Double(said) / Double(bin.count) / 100, share)
        }
        expectEqual(
            try chart.line("seen", axes),
            wanted.map { ($0.x, $0.1.value ?? 0) },
            within: (0.001, 0.001),
            "reliability"
        )
        expectEqual(
            try chart.band("seen", axes).map { ($0.low, $0.high) },
            wanted.compactMap { $0.1.scoreBounds.map { ($0.lowerBound, $0.upperBound) } },
            within: (0.001, 0.001),
            "reliability's bounds"
        )
        expectEqual(
            try chart.line("as the score says", axes),
            [(0, 0), (1, 1)],
            within: (0.001, 0.001),
            "the diagonal"
        )
        #expect(chart.axisNames == ["score, as a probability", "outsiders among them"])
    }

    @Test func `attacks are shaded by what was decided on their forms`() throws {
        let grid = try chart("attacks").grid()
        for attack in ["bot-farm", "casual-forward"] {
            let forms = run.cases.filter { $0.isForm && $0.label.attack == attack }
            for (column, decision) in [
                ("allow", Decision.allow), ("soft verify", .softVerify),
                ("SMS verify", .smsVerify), ("block", .block),
            ] {
                let share = Double(forms.count { $0.decision == decision }) / Double(forms.count)
                let drawn = try #require(grid[attack]?[column], "\(attack), \(column)")
                #expect(abs(drawn - share) < 0.0051, "\(attack), \(column)")
            }
        }
        #expect(grid.count == 2)
    }

    // MARK: Guests

    @Test func `friction's bars are shares of those who set out, with bounds over events`() throws {
        let bars = try chart("friction").bars()
        // The one whom it hits most stands first.
        #expect(bars.map(\.name) == ["traveller", "prompt"])
        for (name, bar) in bars {
            var share = ClusteredProportion()
            for event in DrawnRun.events {
                let places = (1...DrawnRun.guestsPerEvent).filter {
                    DrawnRun.setsOut($0) && DrawnRun.persona(of: $0) == name
                }
                share.add(
                    Proportion(
                        successes: places.count { DrawnRun.isChallenged($0, at: event) },
                        trials: places.count
                    )
                )
            }
            let bounds = try #require(share.bounds())
            #expect(abs((bar.value ?? .nan) - (share.value ?? 0)) < 0.001)
            #expect(abs((bar.low ?? .nan) - bounds.lowerBound) < 0.001, "\(name)")
            #expect(abs((bar.high ?? .nan) - bounds.upperBound) < 0.001, "\(name)")
            #expect(bar.note.hasSuffix(" of \(share.trials)"))
        }
    }

    @Test func `who answered is a share of who was invited`() throws {
        let bars = try chart("answered").bars()
        #expect(bars.map(\.name) == ["prompt", "traveller"])
        for (name, bar) in bars {
            let guests = 6 * (name == "prompt" ? 6 : 4)
            let answered = Set(
                run.cases.filter { !$0.isFraud && $0.isRecorded && $0.label.persona == name }
                    .map(\.guest)
            ).count
            let share = Proportion(successes: answered, trials: guests)
            let bounds = try #require(share.scoreBounds)
            #expect(abs((bar.value ?? .nan) - (share.value ?? 0)) < 0.001)
            #expect(abs((bar.low ?? .nan) - bounds.lowerBound) < 0.001)
            #expect(abs((bar.high ?? .nan) - bounds.upperBound) < 0.001)
            #expect(bar.note == "of \(guests)")
        }
    }

    // MARK: Over time

    private static let fates = [
        "let in or only looked", "soft verify", "SMS verify", "blocked", "refused at the door",
    ]

    /// A form met what was decided; a look comes to something where it flagged its link.
    private func accessClass(_ entry: DrawnRun.Case) -> String {
        switch entry.decision {
        case .allow: Self.fates[0]
        case .softVerify: entry.isForm ? Self.fates[1] : Self.fates[0]
        case .smsVerify: Self.fates[2]
        case .block: Self.fates[3]
        }
    }

    @Test func `accesses are stacked by what became of them, when they came`() throws {
        let stacks = try chart("accesses").stacks(bins: 120, Self.fates)
        var wanted = [[Int]](repeating: [0, 0, 0, 0, 0], count: 120)
        for entry in run.cases {
            wanted[entry.bin][Self.fates.firstIndex(of: accessClass(entry)) ?? 0] += 1
        }
        #expect(stacks == wanted)
    }

    /// Orange is an outsider's wherever bars, dots and lanes are told apart by it.
    @Test func `one colour is one thing's`() throws {
        #expect(try chart("replies-time").legend["outsiders'"] == "c1")
        #expect(try chart("map").legend["outsiders"] == "c1")
        for name in ["accesses", "campaigns"] {
            let legend = try chart(name).legend
            #expect(legend["soft verify"] == "c5" && !legend.values.contains("c1"), "\(name)")
        }
    }

    // Ten days from 1 June on: each day's number, and its date below.
    @Test func `days have their dates`() throws {
        for name in ["accesses", "replies-time", "campaigns", "latency-time"] {
            let texts = try chart(name).elements.filter { $0.name == "text" }
            let dates = texts.filter { $0.kind == "tiny" && $0.text.hasSuffix(" Jun") }
            #expect(dates.first?.text == "1 Jun", "\(name)")
            for date in dates {
                let day = texts.first {
                    $0.number("x") == date.number("x") && $0.number("y") < date.number("y")
                        && $0.number("y") > date.number("y") - 14
                }
                #expect(day.map { "\((Int($0.text) ?? 99) + 1) Jun" } == date.text, "\(name)")
            }
        }
    }

    @Test func `a fault is shaded for as long as it lasted`() throws {
        for name in ["accesses", "replies-time"] {
            let chart = try chart(name)
            #expect(chart.legend["a fault"] == "span")
            let spans = chart.elements.filter { $0.kind == "span" && !$0.text.isEmpty }
            // The plot's 912 pixels from 52 on are ten days, the fault three days to five.
            #expect(spans.map { $0.number("x") } == [325.6])
            #expect(spans.map { $0.number("width") } == [182.4])
            #expect(spans.map(\.text) == ["sms-outage"])
        }
    }

    @Test func `replies are stacked by whose they were`() throws {
        let stacks = try chart("replies-time").stacks(bins: 120, ["guests' own", "outsiders'"])
        var wanted = [[Int]](repeating: [0, 0], count: 120)
        for entry in run.cases where entry.isRecorded {
            wanted[entry.bin][entry.isFraud ? 1 : 0] += 1
        }
        #expect(stacks == wanted)
    }

    @Test func `a campaign's lane has its accesses, each by what became of it`() throws {
        let lanes = try chart("campaigns").lanes(Self.fates)
        let campaigns = Dictionary(grouping: run.cases.filter(\.isFraud)) { $0.cluster }
        #expect(Set(lanes.map(\.name)) == Set(campaigns.keys))
        for (name, note, marks) in lanes {
            let entries = (campaigns[name] ?? []).sorted { $0.minute < $1.minute }
            #expect(marks.map(\.kind) == entries.map(accessClass), "\(name)")
            expectEqual(
                marks.map { ($0.x, 0) },
                entries.map { ($0.day, 0) },
                within: (0.01, 0),
                "campaign \(name)"
            )
            let admitted = entries.count(where: \.isRecorded)
            #expect(
                note
                    == (admitted > 0
                        ? "\(admitted) of \(entries.count) in" : "none of \(entries.count)")
            )
        }
        let begins = lanes.compactMap { lane in campaigns[lane.name]?.map(\.minute).min() }
        #expect(begins == begins.sorted())
    }

    // Thirty large campaigns through which nobody got in, and three small ones through which somebody did.
    @Test func `campaigns that got in are among those that are shown`() {
        var lanes: [String: RunSeries.Lane] = [:]
        for number in 0..<30 { lanes["large/\(number)"] = RunSeries.Lane(accesses: 50 + number) }
        for number in 1...3 {
            lanes["small/\(number)"] = RunSeries.Lane(accesses: 4, admitted: number)
        }
        let shown = RunSeries.shown(lanes, most: 24)
        #expect(shown.prefix(3).map(\.key) == ["small/3", "small/2", "small/1"])
        #expect(shown.count == 24 && shown[3].key == "large/29")
        // No more than half, however many there are.
        for number in 4...40 {
            lanes["small/\(number)"] = RunSeries.Lane(accesses: 4, admitted: 1)
        }
        #expect(RunSeries.shown(lanes, most: 24).count { $0.key.hasPrefix("small") } == 12)
    }

    @Test func `the map has everybody where their addresses are`() throws {
        let dots = try chart("map").places()
        let wanted: [(Double, Double, String, Int)] = [
            (39, -9, "guests, companions", run.cases.count { $0.label.persona == "prompt" }),
            (60, 11, "guests, companions", run.cases.count { $0.label.persona == "traveller" }),
            (-24, -47, "outsiders", run.cases.count(where: \.isFraud)),
        ]
        #expect(dots.count == wanted.count)
        for (latitude, longitude, kind, count) in wanted {
            let dot = try #require(dots.first { abs($0.latitude - latitude) < 0.1 })
            #expect(abs(dot.longitude - longitude) < 0.1)
            #expect(dot.kind == kind)
            #expect(dot.tip == "\(kind): \(count)")
        }
    }

    // MARK: Waits

    private func waits(_ operation: Truth.Operation) -> [(minute: Int64, wait: Double)] {
        DrawnRun.waits.filter { $0.operation == operation }
            .map { ($0.minute, Double($0.milliseconds)) }
    }

    /// The least that so many per cent are at or below.
    private func rank(_ waits: [Double], _ percent: Double) -> Double {
        let place = Int((percent / 100 * Double(waits.count)).rounded(.up))
        return waits.sorted()[max(1, place) - 1]
    }

    @Test func `waits by rank are each operation's own`() throws {
        let chart = try chart("latency-ranks")
        // Marks say shares: what 99 % do not exceed is one in a hundred.
        let axes = try chart.axes(x: .logarithmic, y: .logarithmic) { text in
            text.hasSuffix("%") ? Double(text.dropLast()).map { 100 / (100 - $0) } : nil
        }
        for operation in [Truth.Operation.open, .submit, .score] {
            let waits = waits(operation).map(\.wait)
            for (point, percent) in zip(
                try chart.line(operation.rawValue, axes),
                [50, 75, 90, 95, 98, 99, 99.5, 99.9, 99.99]
            ) {
                #expect(abs(point.x / (100 / (100 - percent)) - 1) < 0.01)
                let wanted = rank(waits, percent)
                #expect(abs(point.y / wanted - 1) < 0.01, "\(operation), \(percent)")
            }
        }
        // Text messages and mail were delivered too.
        #expect(chart.legend.count == 5)
    }

    @Test func `waits over time are what 95 % waited in each stretch`() throws {
        let chart = try chart("latency-time")
        let axes = try chart.axes(y: .logarithmic)
        for operation in [Truth.Operation.open, .submit] {
            let bins = Dictionary(grouping: waits(operation)) { $0.minute / 120 }
                .sorted { $0.key < $1.key }
            let line = try chart.line(operation.rawValue, axes)
            #expect(line.count == bins.count)
            for (point, (bin, waits)) in zip(line, bins) {
                #expect(abs(point.x - (Double(bin) + 0.5) / 12) < 0.01, "\(operation), \(bin)")
                #expect(abs(point.y / rank(waits.map(\.wait), 95) - 1) < 0.01)
            }
        }
    }

    @Test func `waits against load are ranks of busy and of calm minutes`() throws {
        let chart = try chart("latency-load")
        let axes = try chart.axes(x: .logarithmic, y: .logarithmic)
        let calm = waits(.open).map(\.wait)
        let busy = waits(.submit).map(\.wait)
        for (series, percent) in [("half", 50.0), ("95%", 95), ("99%", 99)] {
            let line = try chart.line(series, axes)
            #expect(line.count == 2)
            for (point, (load, waits)) in zip(line, [(1.0, calm), (32, busy)]) {
                #expect(abs(point.x / load - 1) < 0.01)
                #expect(abs(point.y / rank(waits, percent) - 1) < 0.01, "\(series) at \(load)")
            }
        }
        // Forty visitors a minute wait more than twice as long.
        #expect(abs((chart.marks(axes)["knee"] ?? .nan) / 32 - 1) < 0.01)
    }

    // MARK: Messages

    @Test func `the funnel has what was taken and what arrived, of all queued`() throws {
        let bars = try chart("delivery-funnel").bars()
        let wanted = [
            ("SMS, taken", 30.0 / 40, 40), ("SMS, delivered", 24.0 / 40, 40),
            ("e-mail, taken", 27.0 / 30, 30), ("e-mail, delivered", 9.0 / 30, 30),
        ]
        #expect(Set(bars.map(\.name)) == Set(wanted.map(\.0)))
        for (name, share, queued) in wanted {
            let bar = try #require(bars.first { $0.name == name }?.bar)
            #expect(abs((bar.value ?? .nan) - share) < 0.001, "\(name)")
            #expect(bar.note == "of \(queued)" && bar.low == nil)
        }
    }

    @Test func `the backlog is what waited in each stretch`() throws {
        let chart = try chart("backlog")
        let axes = try chart.axes()
        // Text messages: queued on day 1, thirty taken at once, ten that never leave.
        let sms = try chart.steps("SMS", axes)
        // E-mail: queued on day 2, taken two and a half hours later, but for three.
        let email = try chart.steps("e-mail", axes)
        #expect(sms.count == 121 && email.count == 121)
        for bin in 0..<120 {
            let waitingSMS: Double = bin < 12 ? 0 : bin == 12 ? 40 : 10
            let waitingEmail: Double = bin < 24 ? 0 : bin < 26 ? 30 : 3
            #expect(abs(sms[bin].x - Double(bin) / 12) < 0.01)
            #expect(abs(sms[bin].y - waitingSMS) < 0.1, "SMS, \(bin)")
            #expect(abs(email[bin].y - waitingEmail) < 0.1, "e-mail, \(bin)")
        }
    }

    @Test func `the pace is each channel's, under its own limit`() throws {
        let chart = try chart("pace")
        let axes = try chart.axes()
        for (series, bin, busiest) in [("SMS", 12, 5.0), ("e-mail", 25, 3)] {
            let steps = try chart.steps(series, axes)
            for (place, step) in steps.dropLast().enumerated() {
                #expect(abs(step.y - (place == bin ? busiest : 0)) < 0.3, "\(series), \(place)")
            }
        }
        // What e-mail's provider takes is what is agreed, the other's nothing from day 3 to day 5.
        for (series, points) in [
            ("e-mail limit", [(0.0, 14.0), (10, 14)]),
            ("SMS limit", [(0, 100), (3, 100), (3, 0), (5, 0), (5, 100), (10, 100)]),
        ] {
            let line = try chart.line(series, axes)
            expectEqual(line.map { ($0.x, $0.y) }, points, within: (0.01, 0.3), series)
        }
    }

    @Test func `a page's table of faults says what they were in the way of`() throws {
        let page = try run.text()
        let cells = ["sms-outage", "2026-06-04 12:00", "2 days", "calls refused (17)"]
        let places = try cells.map { cell in try #require(page.range(of: ">\(cell)<"), "\(cell)") }
        #expect(places.map(\.lowerBound) == places.map(\.lowerBound).sorted())
    }

    @Test func `lag is the longest wait for each worker`() throws {
        let chart = try chart("lag")
        let axes = try chart.axes(y: .logarithmic)
        // E-mail waited 9,000 seconds and up to eight more; text messages five.
        let messages = try chart.line("notifications", axes)
        expectEqual(
            messages.map { ($0.x, $0.y / 1_000) },
            [(1, 5), (2 + 1.0 / 12, 9_008)],
            within: (0.01, 60),
            "lag of notifications"
        )
        #expect(abs(messages[0].y / 5_000 - 1) < 0.02)
        // Looks alone wait to be scored.
        let bins = Dictionary(grouping: run.cases.filter { !$0.isForm }, by: \.bin)
            .sorted { $0.key < $1.key }
        let engine = try chart.line("fraud engine", axes)
        #expect(engine.count == bins.count)
        for (point, (bin, entries)) in zip(engine, bins) {
            let longest = entries.map { Double($0.number % 50) + 1 }.max() ?? 0
            #expect(abs(point.x - Double(bin) / 12) < 0.01)
            #expect(abs(point.y / 1_000 / longest - 1) < 0.02, "bin \(bin)")
        }
    }
}
