import Domain
import Foundation
import Truth

/// Writes `accesses.csv`: one row an access, in the order of opening.
///
/// Rows are set aside as their stories end; what operators come to know later is kept as a few
/// bytes an access and joined at the end.
package final class AccessFile: AccessReader {
    /// What is kept of a row that was set aside.
    private struct Late {
        /// Of the row's settled columns.
        let byteCount: UInt32
        let group: Int32
        let censoring: AccessRow.Censoring
        var observed: Observed?
        var at: Instant = .epoch
    }

    private let url: URL
    private let groups: SplitGroups
    private let spool: URL
    private let spoolHandle: FileHandle
    private let pending = TextBuffer(capacity: AccessFile.bytesPerWrite + 4_096)
    private var line: TextLine
    private var late: [Late] = []
    private var early: [Int: (Observed, Instant)] = [:]
    private(set) package var failure: OutputError?
    private static let bytesPerWrite = 1 << 18

    /// - `groups`: Reads the same rows, before or after this file does.
    package init(_ url: URL, groups: SplitGroups = SplitGroups()) throws(OutputError) {
        self.url = url
        self.groups = groups
        spool = url.deletingLastPathComponent().appending(
            path: ".\(url.lastPathComponent).rows"
        )
        spoolHandle = try FileHandle(making: spool, for: url)
        line = TextLine(in: pending)
    }

    deinit {
        try? spoolHandle.close()
        try? FileManager.default.removeItem(at: spool)
    }

    package func read(_ row: AccessRow) {
        let start = pending.count
        line.begin()
        line.write(row, AccessColumns.settled)
        var rest = Late(
            byteCount: UInt32(pending.count - start),
            group: Int32(groups.number(of: row) ?? -1),
            censoring: row.censoring
        )
        if let (observed, at) = early.removeValue(forKey: row.ordinal) {
            rest.observed = observed
            rest.at = at
        }
        late.append(rest)
        if pending.count >= Self.bytesPerWrite { setAside() }
    }

    package func observed(_ ordinal: Int, _ observed: Observed, at instant: Instant) {
        guard ordinal < late.count else {
            early[ordinal] = (observed, instant)
            return
        }
        late[ordinal].observed = observed
        late[ordinal].at = instant
    }

    /// Joins the rows with what came later and puts the file in its place.
    package func finish() throws(OutputError) -> FileRecord {
        setAside()
        if let failure { throw failure }
        let output = try OutputFile(url)
        try output.write(AccessColumns.header)
        do {
            try spoolHandle.seek(toOffset: 0)
        } catch {
            throw OutputError(path: spool.path, problem: "cannot be read back")
        }
        var next = 0
        while next < late.count {
            let first = next
            var byteCount = 0
            while next < late.count, byteCount < 1 << 20 {
                byteCount += Int(late[next].byteCount)
                next += 1
            }
            guard let chunk = try? spoolHandle.read(upToCount: byteCount), chunk.count == byteCount
            else { throw OutputError(path: spool.path, problem: "cannot be read back") }
            try join(late[first..<next], with: chunk, into: output)
        }
        let record = try output.finish(rows: late.count)
        try? FileManager.default.removeItem(at: spool)
        return record
    }

    private func join(
        _ late: ArraySlice<Late>,
        with rows: Data,
        into output: OutputFile
    ) throws(OutputError) {
        rows.withUnsafeBytes { bytes in
            var start = 0
            for rest in late {
                let end = start + Int(rest.byteCount)
                pending.append(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
                let later = AccessColumns.Later(
                    split: groups.split(of: rest.group < 0 ? nil : Int(rest.group)),
                    observed: rest.observed,
                    observedAt: rest.at,
                    censoring: rest.censoring
                )
                line.write(later, AccessColumns.late)
                line.end()
                start = end
            }
        }
        try output.write(pending.bytes)
        pending.removeAll()
    }

    private func setAside() {
        guard failure == nil, !pending.isEmpty else { return }
        do {
            try spoolHandle.write(contentsOf: Data(pending.bytes))
        } catch {
            failure = OutputError(path: url.path, problem: "cannot be written: \(error.reason)")
        }
        pending.removeAll()
    }
}
