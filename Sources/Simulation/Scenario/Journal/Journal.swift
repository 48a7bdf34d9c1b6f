import Domain
import Foundation
import Runtime
import Tokens
import Truth

/// Writes down everything that happens in a run, in order, and keeps the digest of it.
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

    private let runtime: any Runtime
    private let observers: [any RunObserver]
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
    /// - `observers`: Told of each thing right after it has been written down.
    package init(
        runtime: any Runtime,
        sink: FileHandle?,
        observers: [any RunObserver]
    ) {
        self.runtime = runtime
        self.sink = sink
        self.observers = observers
        line = JournalLine(buffer: pending)
    }

    package var entries: Int { sequence }

    package func saw(_ occurrence: Occurrence) {
        let now = runtime.now
        line.write(occurrence, at: now, sequence: sequence)
        commit(at: now)
        for observer in observers { observer.saw(occurrence, at: now, sequence: sequence - 1) }
    }

    package func note(_ note: StageNote) {
        let now = runtime.now
        line.write(note, at: now, sequence: sequence)
        commit(at: now)
        for observer in observers { observer.learned(note, at: now, sequence: sequence - 1) }
    }

    /// Ends the journal.
    ///
    /// - Returns: The run's digest, 64 hexadecimal digits.
    package func close() -> String {
        flush()
        for observer in observers { observer.ended(at: runtime.now) }
        try? sink?.close()
        return hash.copyDigest().hex
    }

    private func commit(at now: Instant) {
        sequence += 1
        let isCheckpoint = sequence % Self.entriesPerCheckpoint == 0
        if isCheckpoint || pending.count >= Self.bytesPerWrite { flush() }
        if isCheckpoint {
            checkpoints.append(
                Checkpoint(sequence: sequence, at: now, digest: hash.copyDigest().hex)
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

    /// No branches within, so that the compiler looks at many bytes at one time.
    private static func isSuspicious(_ text: UnsafeRawBufferPointer) -> Bool {
        let bytes = text.bindMemory(to: UInt8.self)
        var found: UInt8 = 0
        for index in 0..<bytes.count {
            let isSign = bytes[index] == UInt8(ascii: "@") || bytes[index] == UInt8(ascii: "+")
            found |= isSign ? 1 : 0
        }
        guard bytes.count > 2 else { return found != 0 }
        for index in 2..<bytes.count {
            let isUnderscore: UInt8 = bytes[index] == UInt8(ascii: "_") ? 1 : 0
            let isK: UInt8 = bytes[index - 1] == UInt8(ascii: "k") ? 1 : 0
            let isT: UInt8 = bytes[index - 2] == UInt8(ascii: "t") ? 1 : 0
            found |= isUnderscore & isK & isT
        }
        return found != 0
    }
}
