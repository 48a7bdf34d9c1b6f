import Domain
import Forest

/// How often promises are broken that calibration says are kept.
///
/// Somebody has some events, finds edges on them, and what becomes of fresh events tells whether the
/// promises were kept. What somebody has is either drawn from the events of finished runs, with replacement,
/// and all of these are the truth; or it is one run, played with a seed of its own, and all others are the
/// truth. Beside them a naive choice: the lowest edge of which the events seen keep the promise.
package struct PromiseCheck: Sendable {
    /// Of one promise.
    package struct Line: Hashable, Sendable {
        package let promise: EdgePromise
        /// Times that an edge was found for it.
        package internal(set) var found = 0
        /// Of these, edges that lose more over all events than promised.
        package internal(set) var broken = 0
        package internal(set) var naiveFound = 0
        package internal(set) var naiveBroken = 0
    }

    /// How often edges were looked for.
    package private(set) var times = 0
    /// Events that somebody has each time; in runs of different sizes, on average.
    package let events: Int
    /// Events that there are.
    package let population: Int
    package private(set) var lines: [Line]
    /// Times that all three edges were found.
    package private(set) var foundAll = 0
    /// Of these, times that any promise was broken.
    package private(set) var brokenAny = 0

    /// - `events`: How many are drawn each time; all that there are where it is `nil`.
    /// - `isInterrupted`: Asked before each time.
    package init(
        of forms: [EdgeCalibration.Form],
        _ request: EdgeCalibration.Request,
        events: Int?,
        times: Int,
        seed: UInt64 = 1,
        isInterrupted: () -> Bool = { false }
    ) {
        let all = EventLosses(forms)
        population = all.count
        self.events = events ?? all.count
        lines = EdgePromise.allCases.map { Line(promise: $0) }
        let truth = EdgePromise.allCases.map { all.means(of: $0, by: request.unit) }
        var generator = SplitMix64(seed: seed)
        while self.times < times, all.count > 0, !isInterrupted() {
            self.times += 1
            let drawn = EventLosses(drawing: self.events, from: all, &generator)
            count(drawn, request, truth)
        }
    }

    /// Each run is all that somebody has, and the others tell what is true.
    ///
    /// - `isInterrupted`: Asked before each run.
    package init(
        ofEachRunIn forms: [EdgeCalibration.Form],
        _ request: EdgeCalibration.Request,
        isInterrupted: () -> Bool = { false }
    ) {
        let runs = Dictionary(grouping: forms, by: \.run).sorted { $0.key < $1.key }
            .map { EventLosses($0.value) }
        population = runs.reduce(0) { $0 + $1.count }
        events = runs.isEmpty ? 0 : population / runs.count
        lines = EdgePromise.allCases.map { Line(promise: $0) }
        let sums = EdgePromise.allCases.map { promise in
            runs.reduce(into: LossSums(request.unit)) { $0.add($1, promise, 1) }
        }
        for run in runs where runs.count > 1 {
            if isInterrupted() { break }
            times += 1
            let others = zip(EdgePromise.allCases, sums).map { promise, all in
                var others = all
                others.add(run, promise, -1)
                return others.means
            }
            count(run, request, others)
        }
    }

    /// What events lose in all at each edge, and how many of them have anything to lose.
    private struct LossSums {
        private var sums = [Double](repeating: 0, count: 100)
        private var counts = [Int](repeating: 0, count: 100)
        private let unit: EdgeCalibration.Unit

        init(_ unit: EdgeCalibration.Unit) { self.unit = unit }

        mutating func add(_ events: EventLosses, _ promise: EdgePromise, _ sign: Int) {
            for edge in 0...99 {
                switch unit {
                case .event:
                    let losses = events.losses(of: promise, above: edge)
                    sums[edge] += Double(sign) * losses.reduce(0, +)
                    counts[edge] += sign * losses.count
                case .form:
                    let (losses, forms) = events.counts(of: promise, above: edge)
                    sums[edge] += Double(sign * losses)
                    counts[edge] += sign * forms
                }
            }
        }

        var means: [Double?] {
            zip(sums, counts).map { $1 == 0 ? nil : max(0, $0 / Double($1)) }
        }
    }

    private mutating func count(
        _ losses: EventLosses,
        _ request: EdgeCalibration.Request,
        _ truth: [[Double?]]
    ) {
        let calibration = EdgeCalibration(on: losses, request)
        var isBroken = false
        for (place, finding) in calibration.findings.enumerated() {
            func breaks(_ edge: Int) -> Bool { truth[place][edge] ?? 0 > finding.bound }
            if let edge = finding.edge {
                lines[place].found += 1
                if breaks(edge) {
                    lines[place].broken += 1
                    isBroken = true
                }
            }
            let seen = losses.means(of: finding.promise, by: request.unit)
            if let naive = seen.firstIndex(where: { $0.map { $0 <= finding.bound } ?? false }) {
                lines[place].naiveFound += 1
                if breaks(naive) { lines[place].naiveBroken += 1 }
            }
        }
        guard calibration.edges != nil else { return }
        foundAll += 1
        if isBroken { brokenAny += 1 }
    }
}
