import Domain

/// What became of the promises in runs that were played with the edges.
///
/// Scores change what people do: whoever is challenged comes back on another device, gives up or is
/// flagged, and attackers adapt. Edges are found on runs that were decided otherwise (the open loop); runs
/// that were decided by them (the closed loop) say whether it holds all the same.
package struct ClosedLoop: Sendable {
    /// Of one promise.
    package struct Line: Sendable {
        package let promise: EdgePromise
        /// The mean over events, and how many there are that have anything to lose.
        package let mean: Double?
        package let events: Int
    }

    package let lines: [Line]
    package let forms: Int

    /// - `table`: Runs that were played with the edges; what they decided counts, not their scores.
    package init(_ table: AccessTable) {
        let groups = table.groups
        var events: [Int: (honest: Int, met: Int, code: Int, blocked: Int, wrong: Int)] = [:]
        for row in table.forms where table.isEnforced[row] {
            let decision = table.decisions[row]
            var event = events[groups[row]] ?? (0, 0, 0, 0, 0)
            if !table.isFraud[row] {
                event.honest += 1
                if decision > .allow { event.met += 1 }
                if decision >= .smsVerify { event.code += 1 }
                if decision == .block { event.wrong += 1 }
            }
            if decision == .block { event.blocked += 1 }
            events[groups[row]] = event
        }
        forms = table.forms.count { table.isEnforced[$0] }
        let ordered = events.sorted { $0.key < $1.key }.map(\.value)
        lines = EdgePromise.allCases.map { promise in
            let losses = ordered.compactMap { event -> Double? in
                let (part, whole) =
                    switch promise {
                    case .friction: (event.met, event.honest)
                    case .codes: (event.code, event.honest)
                    case .wrongBlocks: (event.wrong, event.blocked)
                    }
                return whole == 0 ? nil : Double(part) / Double(whole)
            }
            return Line(
                promise: promise,
                mean: losses.isEmpty ? nil : losses.reduce(0, +) / Double(losses.count),
                events: losses.count
            )
        }
    }
}
