import Domain
import Foundation
import Synchronization
import Tokens
import Truth

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
