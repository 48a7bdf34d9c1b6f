import Domain
import Forest

/// How often promises are broken that calibration says are kept.
///
/// Events of finished runs stand for all there are: what an edge loses over all of them is the truth. From
/// them so many are drawn anew, with replacement, as if they were all that somebody had; edges are found on
/// these and held against the truth. Beside them a naive choice: the lowest edge of which the events seen
/// keep the promise.
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
    /// Events drawn each time.
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
        let truth = EdgePromise.allCases.map { all.means(of: $0) }
        var generator = SplitMix64(seed: seed)
        while self.times < times, all.count > 0, !isInterrupted() {
            self.times += 1
            let drawn = EventLosses(drawing: self.events, from: all, &generator)
            count(drawn, request, truth)
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
            let seen = losses.means(of: finding.promise)
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
