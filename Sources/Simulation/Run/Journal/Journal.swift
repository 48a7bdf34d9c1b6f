import Domain
import Foundation
import Runtime
import Synchronization
import Tokens
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
    @exclusivity(unchecked) private var isClosed = false
    /// Whom the run goes on with.
    private let connections: RunConnections?

    /// - Parameters:
    ///   - runtime: Whose time the entries have.
    ///   - sink: Where the lines are kept; `nil` for nowhere.
    ///   - observers: Told of each thing after it has been written down, a batch at a time.
    ///   - isApart: Whether they are told on a thread of its own, while the run goes on.
    ///   - connections: Told of each thing at once: what happens makes people act.
    init(
        runtime: any Runtime,
        sink: FileHandle?,
        observers: [any RunObserver],
        isApart: Bool = false,
        then connections: RunConnections? = nil
    ) {
        self.connections = connections
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
        connections?.react(to: systemEvent)
    }

    package func note(_ note: WorldEvent) { append(.note(note, at: runtime.now)) }

    private func append(_ entry: Entry) {
        guard !isClosed else { return }
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
        isClosed = true
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

/// Writes a journal's entries down, then tells the observers of them.
///
/// Confined to one thread at a time: the run's, or its journal thread's until that is closed.
final class JournalWriter: @unchecked Sendable {
    private let observers: [any RunObserver]
    private let sink: FileHandle?
    private let hash = SHA256Stream()
    private let pending = TextBuffer(capacity: JournalWriter.bytesPerWrite + 4_096)
    private let line: JournalLine
    @exclusivity(unchecked) private var sequence = 0
    private var checkpoints: [Journal.Checkpoint] = []
    private var privacy = PrivacyScan()
    private let firstFailure = Mutex<(any Error)?>(nil)

    private static let bytesPerWrite = 1 << 18

    init(sink: FileHandle?, observers: [any RunObserver]) {
        self.sink = sink
        self.observers = observers
        line = JournalLine(buffer: pending)
    }

    /// The first error of writing; from any thread.
    var failure: (any Error)? { firstFailure.withLock(\.self) }

    /// Writes down what has happened, then tells each observer of all of it.
    func take(_ batch: [Journal.Entry]) {
        let first = sequence
        for entry in batch { write(entry) }
        for observer in observers { tell(observer, of: batch, startingAt: first) }
    }

    /// Nothing follows.
    func close(at instant: Instant) -> Journal.Record {
        flush()
        for observer in observers { observer.ended(at: instant) }
        try? sink?.close()
        return Journal.Record(
            digest: hash.copyDigest().hex,
            checkpoints: checkpoints,
            privacy: privacy
        )
    }

    private func tell(
        _ observer: any RunObserver,
        of batch: [Journal.Entry],
        startingAt first: Int
    ) {
        for (index, entry) in batch.enumerated() {
            switch entry {
            case .systemEvent(let systemEvent, let instant):
                observer.observe(systemEvent, at: instant, sequence: first + index)
            case .note(let note, let instant):
                observer.observe(note, at: instant, sequence: first + index)
            }
        }
    }

    private func write(_ entry: Journal.Entry) {
        let instant: Instant
        switch entry {
        case .systemEvent(let systemEvent, let at):
            line.write(systemEvent, at: at, sequence: sequence)
            instant = at
        case .note(let note, let at):
            line.write(note, at: at, sequence: sequence)
            instant = at
        }
        sequence += 1
        let isCheckpoint = sequence % Journal.entriesPerCheckpoint == 0
        if isCheckpoint || pending.count >= Self.bytesPerWrite { flush() }
        if isCheckpoint {
            checkpoints.append(
                Journal.Checkpoint(
                    sequence: sequence,
                    at: instant,
                    digest: hash.copyDigest().hex
                )
            )
        }
    }

    private func flush() {
        privacy.scan(pending.bytes)
        hash.update(pending.bytes)
        if let sink, failure == nil {
            do {
                try sink.write(contentsOf: Data(pending.bytes))
            } catch {
                firstFailure.withLock { $0 = error }
            }
        }
        pending.removeAll()
    }
}
