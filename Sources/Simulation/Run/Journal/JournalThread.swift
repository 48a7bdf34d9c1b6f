import Foundation

/// A thread on which the writer works while the run goes on: full batches come, empty ones go back.
///
/// Batches are written down in the order in which they came, so what is written is the same as
/// without it. The run waits where the writer is `batchesAhead` behind.
final class JournalThread: @unchecked Sendable {
    /// What the run's thread and the writer's share, each only while it holds the condition.
    private final class Shared: @unchecked Sendable {
        let changed = NSCondition()
        /// The earliest first.
        var full: [[Journal.Entry]] = []
        var empty: [[Journal.Entry]] = []
        var isClosing = false
        var hasLeft = false
    }

    private let shared = Shared()
    private static let batchesAhead = 8

    init(for writer: JournalWriter) {
        let thread = Thread { [shared] in
            while var batches = Self.next(in: shared) {
                for index in batches.indices {
                    writer.take(batches[index])
                    batches[index].removeAll(keepingCapacity: true)
                }
                Self.putBack(batches, in: shared)
            }
        }
        thread.start()
    }

    /// Hands on what has happened.
    ///
    /// - Returns: An empty batch for what will happen.
    func exchange(_ batch: [Journal.Entry]) -> [Journal.Entry] {
        shared.changed.lock()
        defer { shared.changed.unlock() }
        while shared.full.count >= Self.batchesAhead { shared.changed.wait() }
        shared.full.append(batch)
        shared.changed.broadcast()
        return shared.empty.popLast() ?? []
    }

    /// Waits until everything is written down; the writer's thread has ended then.
    func close() {
        shared.changed.lock()
        defer { shared.changed.unlock() }
        shared.isClosing = true
        shared.changed.broadcast()
        while !shared.hasLeft { shared.changed.wait() }
    }

    // MARK: On the writer's thread

    /// Waits for the batches that have come; `nil` where none will come any more.
    private static func next(in shared: Shared) -> [[Journal.Entry]]? {
        shared.changed.lock()
        defer { shared.changed.unlock() }
        while shared.full.isEmpty {
            guard !shared.isClosing else {
                shared.hasLeft = true
                shared.changed.broadcast()
                return nil
            }
            shared.changed.wait()
        }
        defer {
            shared.full.removeAll(keepingCapacity: true)
            shared.changed.broadcast()
        }
        return shared.full
    }

    private static func putBack(_ batches: [[Journal.Entry]], in shared: Shared) {
        shared.changed.lock()
        defer { shared.changed.unlock() }
        shared.empty.append(contentsOf: batches)
    }
}
