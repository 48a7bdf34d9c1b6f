import Domain
import Figures
import Truth

/// What visitors waited by when they came, and by how many came in the same minute.
///
/// Openings and submissions alone: what waits behind them is another queue's. Four bytes a visit: a
/// histogram for each of hundreds of bins took half of a small run's time to grow.
struct LoadCurve {
    /// Waits of the minutes in which about as many came: from `least` to twice as many.
    struct Step {
        let least: Int
        let waits: LatencyHistogram
    }

    /// Microseconds waited, by bin of the run's time.
    private var overTime: [Operation: [[UInt32]]] = [:]
    private let bins: Int
    private var minute = Int64.min
    private var waitsOfMinute: [Int64] = []
    /// By the power of two below the number of arrivals.
    private var byPower: [Int: LatencyHistogram] = [:]

    init(bins: Int) { self.bins = bins }

    /// Takes a wait in, the earlier first.
    mutating func record(_ operation: Operation, _ wait: Duration, at instant: Instant, bin: Int) {
        guard operation == .open || operation == .submit else { return }
        // Changed where it lies: a copy would be made for every visitor.
        var waits =
            overTime.removeValue(forKey: operation) ?? [[UInt32]](repeating: [], count: bins)
        waits[bin].append(UInt32(clamping: wait.microseconds))
        overTime[operation] = waits
        let now = (instant - Instant(microseconds: 0)).microseconds / 60_000_000
        if now != minute {
            settle()
            minute = now
        }
        waitsOfMinute.append(wait.microseconds)
    }

    /// Counts the last minute in.
    mutating func settle() {
        guard !waitsOfMinute.isEmpty else { return }
        let power = Int.bitWidth - 1 - waitsOfMinute.count.leadingZeroBitCount
        var histogram = byPower.removeValue(forKey: power) ?? LatencyHistogram()
        for wait in waitsOfMinute { histogram.record(microseconds: wait) }
        byPower[power] = histogram
        waitsOfMinute.removeAll(keepingCapacity: true)
    }

    /// What so many per cent waited at most.
    ///
    /// - Parameters:
    ///   - operation: What was waited for.
    ///   - percentile: Above 0 and at most 100.
    /// - Returns: Milliseconds by bin, `nil` where nobody came; empty where nobody ever did.
    func overTime(_ operation: Operation, percentile: Double) -> [Double?] {
        (overTime[operation] ?? []).map { waits in
            guard !waits.isEmpty else { return nil }
            let rank = Int((percentile / 100 * Double(waits.count)).rounded(.up))
            return Double(waits.sorted()[max(1, rank) - 1]) / 1_000
        }
    }

    /// The fewest arrivals first.
    var steps: [Step] {
        byPower.sorted { $0.key < $1.key }.map { Step(least: 1 << $0.key, waits: $0.value) }
    }

    /// Arrivals in a minute from which on 95 % of the waits are more than twice as long as where hardly
    /// anybody came; `nil` where they never are.
    var knee: Int? {
        let steps = steps.filter { $0.waits.count >= Self.fewestWaits }
        guard let calm = steps.first?.waits.milliseconds(at: 95) else { return nil }
        let isLate = { (step: Step) in step.waits.milliseconds(at: 95) > 2 * calm }
        guard let last = steps.lastIndex(where: { !isLate($0) }), last + 1 < steps.count else {
            return nil
        }
        return steps[last + 1].least
    }

    /// Below so many waits a rank says nothing.
    static let fewestWaits = 20
}
