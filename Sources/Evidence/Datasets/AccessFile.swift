import Domain
import Foundation
import Truth

/// Writes `accesses.csv`: one row an access, in the order of opening.
///
/// Rows are set aside as their stories end; what operators come to know later is kept as a few
/// bytes an access and joined at the end.
package final class AccessFile: AccessReader {
    private struct Late {
        var split: Split
        var observed: Observed?
        var at: Instant = .epoch
    }

    private let url: URL
    private let spool: URL
    private let spoolHandle: FileHandle
    private var pending: [UInt8] = []
    private var line = TextLine()
    private var late: [Late] = []
    private var early: [Int: (Observed, Instant)] = [:]
    private(set) package var failure: OutputError?
    private static let bytesPerWrite = 1 << 18

    package init(_ url: URL) throws(OutputError) {
        self.url = url
        spool = url.deletingLastPathComponent().appending(
            path: ".\(url.lastPathComponent).rows"
        )
        guard FileManager.default.createFile(atPath: spool.path, contents: nil),
            let handle = try? FileHandle(forUpdating: spool)
        else { throw OutputError(path: url.path, problem: "cannot be written") }
        spoolHandle = handle
    }

    deinit {
        try? spoolHandle.close()
        try? FileManager.default.removeItem(at: spool)
    }

    package func read(_ row: AccessRow) {
        line.begin()
        line.write(row)
        line.end()
        pending.append(contentsOf: line.bytes)
        var rest = Late(split: Split(of: row.access.eventID))
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
        var row = 0
        var rest: [UInt8] = []
        while let chunk = try? spoolHandle.read(upToCount: 1 << 20), !chunk.isEmpty {
            var start = chunk.startIndex
            while let end = chunk[start...].firstIndex(of: UInt8(ascii: "\n")) {
                rest.append(contentsOf: chunk[start..<end])
                guard !isInsideQuotes(rest) else {
                    rest.append(UInt8(ascii: "\n"))
                    start = end + 1
                    continue
                }
                try output.write(rest)
                try output.write(ending(of: late[row]))
                rest.removeAll(keepingCapacity: true)
                row += 1
                start = end + 1
            }
            rest.append(contentsOf: chunk[start...])
        }
        let record = try output.finish(rows: row)
        try? FileManager.default.removeItem(at: spool)
        return record
    }

    private func isInsideQuotes(_ bytes: [UInt8]) -> Bool {
        var isInside = false
        for byte in bytes where byte == UInt8(ascii: "\"") { isInside.toggle() }
        return isInside
    }

    private func ending(of late: Late) -> [UInt8] {
        line.begin()
        line.unknown()
        line.cell(late.observed?.rawValue)
        line.cell(late.observed == nil ? nil : late.at)
        line.cell(late.split.rawValue)
        line.end()
        return line.bytes
    }

    private func setAside() {
        guard failure == nil, !pending.isEmpty else { return }
        do {
            try spoolHandle.write(contentsOf: pending)
        } catch {
            failure = OutputError(path: url.path, problem: "cannot be written: disk full?")
        }
        pending.removeAll(keepingCapacity: true)
    }
}
