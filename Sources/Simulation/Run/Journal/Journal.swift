import Domain
import Foundation
import Runtime
import Tokens
import Truth

/// Writes down everything that happens in a run, in order, and keeps the digest of it.
///
/// Entries are written down in batches: code that runs two hundred times in a row is in the
/// processor's cache, code that runs between two steps of the system is not.
///
/// One occurrence or note a line. The SHA-256 of all lines is the run's digest; it is the same
/// whether or not the lines are kept. Every `entriesPerCheckpoint` lines the digest so far is noted,
/// so that two runs that differ can be bisected without reading all of either.
package final class Journal: Witness, NoteTaker, @unchecked Sendable {
    // Confined to the run's thread, like everything that calls it.

    /// The digest after so many lines.
    package struct Checkpoint: Hashable, Sendable {
        package let sequence: Int
        package let at: Instant
        package let digest: String
    }

    package static let entriesPerCheckpoint = 10_000

    private enum Entry {
        case occurrence(Occurrence, at: Instant)
        case note(StageNote, at: Instant)
    }

    private let runtime: any Runtime
    private let observers: [any RunObserver]
    /// What has happened and is not written down yet.
    @exclusivity(unchecked) private var recent: [Entry] = []
    private static let entriesPerBatch = 256
    private let sink: FileHandle?
    private let hash = SHA256Stream()
    private let pending = TextBuffer(capacity: Journal.bytesPerWrite + 4_096)
    private let line: JournalLine
    @exclusivity(unchecked) private var sequence = 0
    private(set) package var checkpoints: [Checkpoint] = []
    /// The first error of writing; the run goes on to its next look at it.
    private(set) package var failure: (any Error)?
    private(set) package var privacy = PrivacyScan()

    private static let bytesPerWrite = 1 << 18

    /// - `sink`: Where the lines are kept; `nil` for nowhere.
    /// - `observers`: Told of each thing after it has been written down, a batch at a time.
    package init(
        runtime: any Runtime,
        sink: FileHandle?,
        observers: [any RunObserver]
    ) {
        self.runtime = runtime
        self.sink = sink
        self.observers = observers
        recent.reserveCapacity(Self.entriesPerBatch)
        line = JournalLine(buffer: pending)
    }

    package var entries: Int { sequence + recent.count }

    package func observe(_ occurrence: Occurrence) {
        let now = runtime.now
        recent.append(.occurrence(occurrence, at: now))
        if recent.count >= Self.entriesPerBatch { catchUp() }
    }

    package func note(_ note: StageNote) {
        let now = runtime.now
        recent.append(.note(note, at: now))
        if recent.count >= Self.entriesPerBatch { catchUp() }
    }

    /// Ends the journal.
    ///
    /// - Returns: The run's digest, 64 hexadecimal digits.
    package func close() -> String {
        catchUp()
        flush()
        for observer in observers { observer.ended(at: runtime.now) }
        try? sink?.close()
        return hash.copyDigest().hex
    }

    /// Writes down what has happened, then tells each observer of all of it.
    private func catchUp() {
        let first = sequence
        for entry in recent { write(entry) }
        for observer in observers { tell(observer, startingAt: first) }
        recent.removeAll(keepingCapacity: true)
    }

    private func tell(_ observer: any RunObserver, startingAt first: Int) {
        for (index, entry) in recent.enumerated() {
            switch entry {
            case .occurrence(let occurrence, let instant):
                observer.observe(occurrence, at: instant, sequence: first + index)
            case .note(let note, let instant):
                observer.observe(note, at: instant, sequence: first + index)
            }
        }
    }

    private func write(_ entry: Entry) {
        let instant: Instant
        switch entry {
        case .occurrence(let occurrence, let at):
            line.write(occurrence, at: at, sequence: sequence)
            instant = at
        case .note(let note, let at):
            line.write(note, at: at, sequence: sequence)
            instant = at
        }
        sequence += 1
        let isCheckpoint = sequence % Self.entriesPerCheckpoint == 0
        if isCheckpoint || pending.count >= Self.bytesPerWrite { flush() }
        if isCheckpoint {
            checkpoints.append(
                Checkpoint(sequence: sequence, at: instant, digest: hash.copyDigest().hex)
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
                failure = error
            }
        }
        pending.removeAll()
    }
}

/// Looks for personal data in what is about to be written down: invariant, not filter.
///
/// A line of the journal has no business with an at sign, a token's prefix or a plus sign before
/// digits, so their mere presence is a violation.
package struct PrivacyScan: Sendable {
    private(set) package var scanned = 0
    private(set) package var violations = 0
    /// The first offending line's number, counted from 0.
    private(set) package var first: Int?

    package init() {}

    /// Scans whole lines, each with its line end.
    package mutating func scan(_ lines: UnsafeRawBufferPointer) {
        guard Self.isSuspicious(lines) else {
            scanned += lines.count { $0 == UInt8(ascii: "\n") }
            return
        }
        for line in lines.split(separator: UInt8(ascii: "\n")) {
            if Self.isSuspicious(UnsafeRawBufferPointer(rebasing: line)) {
                violations += 1
                if first == nil { first = scanned }
            }
            scanned += 1
        }
    }

    /// Signs are looked for by the C library, many bytes at one time.
    private static func isSuspicious(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let start = text.baseAddress, !text.isEmpty else { return false }
        if memchr(start, Int32(UInt8(ascii: "@")), text.count) != nil { return true }
        if memchr(start, Int32(UInt8(ascii: "+")), text.count) != nil { return true }
        let end = start + text.count
        var rest = start
        while let k = memchr(rest, Int32(UInt8(ascii: "k")), end - rest) {
            rest = UnsafeRawPointer(k) + 1
            guard rest < end, rest - start > 1 else { continue }
            if rest.load(as: UInt8.self) == UInt8(ascii: "_"),
                rest.load(fromByteOffset: -2, as: UInt8.self) == UInt8(ascii: "t")
            {
                return true
            }
        }
        return false
    }
}
