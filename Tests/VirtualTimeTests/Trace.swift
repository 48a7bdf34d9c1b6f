import Domain
import Synchronization
import VirtualTime

/// What happened in a test's run, line by line.
final class Trace: Sendable {
    private let text = Mutex<[String]>([])

    var lines: [String] { text.withLock { $0 } }

    func add(_ line: String) { text.withLock { $0.append(line) } }
}

extension Instant {
    /// So many seconds after the epoch.
    static func second(_ count: Int64) -> Instant { Instant(microseconds: count * 1_000_000) }
}

extension VirtualRuntime {
    convenience init(order: ReadyOrder = .arrival) {
        self.init(start: .epoch, seed: 1, order: order)
    }
}
