import Foundation

/// A thread on which a scribe works while the run goes on: full batches come, empty ones go back.
///
/// Batches are written down in the order in which they came, so what is written is the same as
/// without it. The run waits where the scribe is `batchesAhead` behind.
final class Desk: @unchecked Sendable {
    /// What the run's thread and the scribe's share, each only while it holds the condition.
    private final class Trays: @unchecked Sendable {
        let changed = NSCondition()
        /// The earliest first.
        var full: [[Journal.Entry]] = []
        var empty: [[Journal.Entry]] = []
        var isClosing = false
        var hasLeft = false
    }

    private let trays = Trays()
    private static let batchesAhead = 8

    init(for scribe: Scribe) {
        let thread = Thread { [trays] in
            while var batches = Self.next(in: trays) {
                for index in batches.indices {
                    scribe.take(batches[index])
                    batches[index].removeAll(keepingCapacity: true)
                }
                Self.putBack(batches, in: trays)
            }
        }
        thread.start()
    }

    /// Hands on what has happened.
    ///
    /// - Returns: An empty batch for what will happen.
    func exchange(_ batch: [Journal.Entry]) -> [Journal.Entry] {
        trays.changed.lock()
        defer { trays.changed.unlock() }
        while trays.full.count >= Self.batchesAhead { trays.changed.wait() }
        trays.full.append(batch)
        trays.changed.broadcast()
        return trays.empty.popLast() ?? []
    }

    /// Waits until everything is written down; the scribe's thread has ended then.
    func close() {
        trays.changed.lock()
        defer { trays.changed.unlock() }
        trays.isClosing = true
        trays.changed.broadcast()
        while !trays.hasLeft { trays.changed.wait() }
    }

    // MARK: On the scribe's thread

    /// Waits for the batches that have come; `nil` where none will come any more.
    private static func next(in trays: Trays) -> [[Journal.Entry]]? {
        trays.changed.lock()
        defer { trays.changed.unlock() }
        while trays.full.isEmpty {
            guard !trays.isClosing else {
                trays.hasLeft = true
                trays.changed.broadcast()
                return nil
            }
            trays.changed.wait()
        }
        defer {
            trays.full.removeAll(keepingCapacity: true)
            trays.changed.broadcast()
        }
        return trays.full
    }

    private static func putBack(_ batches: [[Journal.Entry]], in trays: Trays) {
        trays.changed.lock()
        defer { trays.changed.unlock() }
        trays.empty.append(contentsOf: batches)
    }
}
