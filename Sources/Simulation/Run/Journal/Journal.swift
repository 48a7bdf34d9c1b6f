import Domain
import Foundation
import Runtime
import Truth

/// Takes down everything that happens in a run, in order, and keeps the digest of it.
///
/// One system event or world event a line. The SHA-256 of all lines is the run's digest; it is the same
/// whether or not the lines are kept. Every `entriesPerCheckpoint` lines the digest so far is noted,
/// so that two runs that differ can be bisected without reading all of either.
///
/// Entries are written down in batches: code that runs hundreds of times in a row is in the
/// processor's cache, code that runs between two steps of the system is not.
package final class Journal: SystemEventSink, WorldEventSink, @unchecked Sendable {
    // Confined to the run's thread, like everything that calls it.

    /// The digest after so many lines.
    package struct Checkpoint: Hashable, Sendable {
        package let sequence: Int
        package let at: Instant
        package let digest: String
    }

    package static let entriesPerCheckpoint = 10_000

    enum Entry: Sendable {
        case systemEvent(SystemEvent, at: Instant)
        case note(WorldEvent, at: Instant)
    }

    private let runtime: any Runtime
    private let writer: JournalWriter
    /// Where the writer works on a thread of its own.
    private let thread: JournalThread?
    /// What has happened and is in nobody's hands yet.
    @exclusivity(unchecked) private var recent: [Entry] = []
    @exclusivity(unchecked) private var handedOn = 0
    private let entriesPerBatch: Int

    /// - Parameters:
    ///   - runtime: Whose time the entries have.
    ///   - sink: Where the lines are kept; `nil` for nowhere.
    ///   - observers: Told of each thing after it has been written down, a batch at a time.
    ///   - isApart: Whether they are told on a thread of its own, while the run goes on.
    package init(
        runtime: any Runtime,
        sink: FileHandle?,
        observers: [any RunObserver],
        isApart: Bool = false
    ) {
        self.runtime = runtime
        writer = JournalWriter(sink: sink, observers: observers)
        thread = isApart ? JournalThread(for: writer) : nil
        // Handing on wakes a thread, which takes as long as writing down some entries does.
        entriesPerBatch = isApart ? 1_024 : 256
        recent.reserveCapacity(entriesPerBatch)
    }

    deinit { thread?.close() }

    package var entries: Int { handedOn + recent.count }

    /// The first error of writing; the run goes on to its next look at it.
    package var failure: (any Error)? { writer.failure }

    package func observe(_ systemEvent: SystemEvent) {
        append(.systemEvent(systemEvent, at: runtime.now))
    }

    package func note(_ note: WorldEvent) { append(.note(note, at: runtime.now)) }

    private func append(_ entry: Entry) {
        recent.append(entry)
        if recent.count >= entriesPerBatch { handOn() }
    }

    private func handOn() {
        handedOn += recent.count
        if let thread {
            recent = thread.exchange(recent)
        } else {
            writer.take(recent)
            recent.removeAll(keepingCapacity: true)
        }
    }

    /// Ends the journal: everything is written down and every observer has been told.
    package func close() -> Record {
        handOn()
        thread?.close()
        return writer.close(at: runtime.now)
    }

    /// What a journal comes to.
    package struct Record: Sendable {
        /// Of the whole run, 64 hexadecimal digits.
        package let digest: String
        package let checkpoints: [Checkpoint]
        package let privacy: PrivacyScan
    }
}
