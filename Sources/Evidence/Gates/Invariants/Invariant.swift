import Catalogue
import Domain
import Truth

/// Something that may never happen.
package struct Invariant: Sendable {
    /// As `summary.json` and reports name it.
    package let name: String
    package let meaning: String

    init(_ name: String, _ meaning: String) {
        self.name = name
        self.meaning = meaning
    }

    /// Every invariant of a run.
    package static var standard: [Invariant] {
        InvariantMonitor.standardWatches.flatMap { $0.invariants }
    }

    /// For people.
    package static func catalogue() -> Table {
        Table(["invariant", "what must hold"], standard.map { [$0.name, $0.meaning] })
    }
}

/// Watches a run for one thing that may never happen, or for a few that are seen together.
///
/// Knows nothing of how the system works: it judges by what could be seen from outside, with the
/// rules restated in other words.
package protocol InvariantWatch: AnyObject, SendableMetatype {
    /// What it watches for, in the order of its checks.
    static var invariants: [Invariant] { get }
    init(_ rules: InvariantRules)
    func observe(_ systemEvent: SystemEvent, at instant: Instant)
    func observe(_ note: WorldEvent, at instant: Instant)
    /// One check for each of its invariants.
    func checks(on leftovers: RunLeftovers) -> [Check]
}

extension InvariantWatch {
    package func observe(_ systemEvent: SystemEvent, at instant: Instant) {}
    package func observe(_ note: WorldEvent, at instant: Instant) {}

    /// An empty check of one of its invariants.
    static func check(_ index: Int = 0) -> Check { Check(invariants[index].name) }
}
