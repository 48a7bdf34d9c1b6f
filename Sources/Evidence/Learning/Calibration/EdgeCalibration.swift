import Domain
import Figures
import Forest

/// A promise about fresh data that an edge is to keep.
package enum EdgePromise: String, Sendable, CaseIterable {
    /// Of an event's honest forms, how many meet a challenge or a block.
    case friction
    /// Of an event's honest forms, how many are asked for a code or blocked.
    case codes
    /// Of an event's blocked forms, how many are honest.
    case wrongBlocks = "wrong_blocks"

    /// The edge that it is about.
    package var band: Decision {
        switch self {
        case .friction: .softVerify
        case .codes: .smsVerify
        case .wrongBlocks: .block
        }
    }

    package var meaning: String {
        switch self {
        case .friction: "of an event's honest forms, the share that meets a challenge or a block"
        case .codes: "of an event's honest forms, the share that is asked for a code or blocked"
        case .wrongBlocks: "of an event's blocked forms, the share that is a guest's"
        }
    }
}

/// Edges whose promises hold for fresh events with a stated confidence, or which of them cannot be made.
///
/// What is independent of one another is an event with the attacks on it, not a form. So a promise is about
/// the mean over events of a loss between nought and one, each event counting as much as any other, and
/// events without a form that the loss is a share of counting not at all. Edges are tried from the safest
/// down, and the first at which a test of the promise does not hold ends the search: no edge after it is
/// looked at, so that trying many costs nothing (fixed-sequence testing; Angelopoulos et al., "Learn then
/// Test", 2021). The chance that any of the three promises is broken is shared out among them.
///
/// A form is asked for a code by its own score or by a flag that a look at its link has left, and a flag
/// counts from the edge of `sms_verify` on. The promise on friction takes it to count from its own edge on:
/// that one is never the higher, so what is promised holds wherever the other comes to stand.
package struct EdgeCalibration: Sendable {
    /// What is taken to be independent of one another.
    package enum Unit: String, Sendable, CaseIterable {
        /// Events with the attacks on them: each counts once, whatever its size.
        case event
        /// Single forms: true of no event that is attacked or whose guests are alike, but what other
        /// programs assume.
        case form
    }

    /// What is promised at most, each strictly between 0 and 1.
    package struct Request: Hashable, Sendable {
        package var friction = 0.05
        package var codes = 0.03
        package var wrongBlocks = 0.05
        /// That all promises are kept.
        package var confidence = 0.95
        package var unit = Unit.event

        package init() {}

        package func bound(of promise: EdgePromise) -> Double {
            switch promise {
            case .friction: friction
            case .codes: codes
            case .wrongBlocks: wrongBlocks
            }
        }
    }

    /// What became of one promise.
    package struct Finding: Hashable, Sendable {
        package let promise: EdgePromise
        package let bound: Double
        /// The lowest edge that keeps it; `nil` where none does at this confidence.
        package let edge: Int?
        /// The mean loss of the events there; where none keeps it, at the edge where fewest more would do.
        package let mean: Double?
        /// How many events that rests on, or forms where these are the unit.
        package let events: Int
        /// How many like these it would take where they were too few; `nil` where they sufficed, or where
        /// more would not help at any edge.
        package let eventsNeeded: Int?
        package let unit: Unit

        /// For people.
        package var verdict: String {
            if edge != nil { return "holds" }
            guard let eventsNeeded else {
                return "more \(unit.rawValue)s like these would not help"
            }
            return "too few: about \(eventsNeeded) \(unit.rawValue)s like these would do"
        }
    }

    package let request: Request
    package let findings: [Finding]
    /// `nil` unless every promise has an edge.
    package let edges: BandEdges?
    package let forms: Int
    package let frauds: Int

    /// One form that was sent.
    package struct Form: Sendable {
        let score: Int
        /// The highest score of a look at its link before: what may have left a flag.
        let inherited: Int
        let isFraud: Bool
        /// Of its event, and of all that hangs together with it.
        let group: Int
        let run: Int
        /// Kind of attack; `nil` for a guest's.
        let attack: String?
        let persona: String

        package init(
            score: Int,
            inherited: Int = 0,
            isFraud: Bool,
            group: Int,
            run: Int = 0,
            attack: String? = nil,
            persona: String = ""
        ) {
            self.score = score
            self.inherited = inherited
            self.run = run
            self.attack = attack
            self.persona = persona
            self.isFraud = isFraud
            self.group = group
        }
    }

    /// Finds edges for forms of events that the scorer has not learnt from.
    package init(on forms: [Form], _ request: Request) {
        self.init(on: EventLosses(forms), request)
    }

    init(on events: EventLosses, _ request: Request) {
        self.request = request
        (forms, frauds) = events.counts
        findings = EdgePromise.allCases.map { Self.find($0, events, request) }
        let edge = Dictionary(uniqueKeysWithValues: findings.map { ($0.promise, $0.edge) })
        if case .some(.some(let soft)) = edge[.friction], case .some(.some(let sms)) = edge[.codes],
            case .some(.some(let block)) = edge[.wrongBlocks]
        {
            // A higher edge than needed keeps its promise as well: fewer meet what is behind it.
            let sms = max(sms, soft)
            edges = BandEdges(softVerify: soft, smsVerify: sms, block: max(block, sms))
        } else {
            edges = nil
        }
    }

    private static func find(
        _ promise: EdgePromise,
        _ events: EventLosses,
        _ request: Request
    ) -> Finding {
        let bound = request.bound(of: promise)
        let errorRate = (1 - request.confidence) / Double(EdgePromise.allCases.count)
        if request.unit == .form {
            return findByForm(promise, events, BinomialTest(bound: bound, errorRate: errorRate))
        }
        let test = BettingTest(bound: bound, errorRate: errorRate)
        var kept: (edge: Int, losses: [Double])?
        // Where it does not hold, with how many losses it would.
        var lacking: (losses: [Double], needed: Int)?
        for edge in (0...99).reversed() {
            let losses = events.losses(of: promise, above: edge)
            // Where even losses of nought would prove nothing there is nothing to try yet. How many events
            // there are says nothing of what they lose.
            let isTried = test.holds(for: losses.map { _ in 0 })
            if isTried, test.holds(for: losses) {
                kept = (edge, losses)
                continue
            }
            if let needed = test.lossesNeeded(like: losses), needed < lacking?.needed ?? .max {
                lacking = (losses, needed)
            }
            if isTried { break }
        }
        let losses = kept?.losses ?? lacking?.losses ?? []
        return Finding(
            promise: promise,
            bound: bound,
            edge: kept?.edge,
            mean: losses.isEmpty ? nil : losses.reduce(0, +) / Double(losses.count),
            events: losses.count,
            eventsNeeded: kept == nil ? lacking?.needed : nil,
            unit: .event
        )
    }

    /// The same search with single forms for the unit.
    private static func findByForm(
        _ promise: EdgePromise,
        _ events: EventLosses,
        _ test: BinomialTest
    ) -> Finding {
        var kept: (edge: Int, losses: Int, forms: Int)?
        var lacking: (losses: Int, forms: Int, needed: Int)?
        for edge in (0...99).reversed() {
            let (losses, forms) = events.counts(of: promise, above: edge)
            let isTried = test.holds(losses: 0, of: forms)
            if isTried, test.holds(losses: losses, of: forms) {
                kept = (edge, losses, forms)
                continue
            }
            if let needed = test.trialsNeeded(like: losses, of: forms),
                needed < lacking?.needed ?? .max
            {
                lacking = (losses, forms, needed)
            }
            if isTried { break }
        }
        let (losses, forms) =
            kept.map { ($0.losses, $0.forms) }
            ?? lacking.map { ($0.losses, $0.forms) } ?? (0, 0)
        return Finding(
            promise: promise,
            bound: test.bound,
            edge: kept?.edge,
            mean: forms == 0 ? nil : Double(losses) / Double(forms),
            events: forms,
            eventsNeeded: kept == nil ? lacking?.needed : nil,
            unit: .form
        )
    }
}

/// Forms by event, counted by score.
struct EventLosses {
    /// How many forms of an event have each score or a higher one, by kind.
    private struct Event {
        var honest = [Int](repeating: 0, count: 101)
        var fraud = [Int](repeating: 0, count: 101)
        /// Honest forms by their own score or by what they inherit, whichever is higher.
        var met = [Int](repeating: 0, count: 101)

        /// What is lost with an edge there, and what it is a part of.
        func parts(of promise: EdgePromise, above edge: Int) -> (part: Int, whole: Int) {
            switch promise {
            case .friction, .codes: (met[edge + 1], honest[0])
            case .wrongBlocks: (honest[edge + 1], honest[edge + 1] + fraud[edge + 1])
            }
        }
    }

    private var events: [Event] = []

    init(_ forms: [EdgeCalibration.Form]) {
        var numbers: [Int: Int] = [:]
        for form in forms {
            let number = numbers[form.group] ?? events.count
            if number == events.count {
                numbers[form.group] = number
                events.append(Event())
            }
            if form.isFraud {
                events[number].fraud[form.score] += 1
            } else {
                events[number].honest[form.score] += 1
                events[number].met[max(form.score, form.inherited)] += 1
            }
        }
        for number in events.indices {
            for score in (0..<100).reversed() {
                events[number].fraud[score] += events[number].fraud[score + 1]
                events[number].honest[score] += events[number].honest[score + 1]
                events[number].met[score] += events[number].met[score + 1]
            }
        }
        // In an order that has nothing to do with what became of them.
        var generator = SplitMix64(seed: 0)
        for place in events.indices.dropLast() {
            events.swapAt(place, place + generator.below(events.count - place))
        }
    }

    /// So many events drawn from others, with replacement.
    init(drawing count: Int, from others: EventLosses, _ generator: inout SplitMix64) {
        events = (0..<count).map { _ in others.events[generator.below(others.events.count)] }
    }

    var count: Int { events.count }

    var counts: (forms: Int, frauds: Int) {
        events.reduce((0, 0)) { ($0.0 + $1.honest[0] + $1.fraud[0], $0.1 + $1.fraud[0]) }
    }

    /// The mean loss with an edge at each score, 0...99; `nil` where nothing is there to lose.
    func means(of promise: EdgePromise, by unit: EdgeCalibration.Unit = .event) -> [Double?] {
        (0...99).map { edge in
            if unit == .form {
                let (losses, forms) = counts(of: promise, above: edge)
                return forms == 0 ? nil : Double(losses) / Double(forms)
            }
            let losses = losses(of: promise, above: edge)
            return losses.isEmpty ? nil : losses.reduce(0, +) / Double(losses.count)
        }
    }

    /// The same of all events together: forms that are lost, of so many.
    func counts(of promise: EdgePromise, above edge: Int) -> (losses: Int, forms: Int) {
        var (losses, forms) = (0, 0)
        // Looked at where they lie: a copy of an event is three arrays.
        for number in events.indices {
            let (part, whole) = events[number].parts(of: promise, above: edge)
            losses += part
            forms += whole
        }
        return (losses, forms)
    }

    /// What each event loses with an edge there; those with nothing to lose are left out.
    func losses(of promise: EdgePromise, above edge: Int) -> [Double] {
        var losses: [Double] = []
        losses.reserveCapacity(events.count)
        for number in events.indices {
            let (part, whole) = events[number].parts(of: promise, above: edge)
            if whole > 0 { losses.append(Double(part) / Double(whole)) }
        }
        return losses
    }
}
