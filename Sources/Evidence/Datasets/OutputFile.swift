import Domain
import Foundation
import Tokens

/// A file that appears complete or not at all: written beside its place, then renamed.
///
/// Counts bytes and keeps the SHA-256 of what was written.
package final class OutputFile {
    package let url: URL
    private let partial: URL
    private let handle: FileHandle
    private let hash = SHA256Stream()
    private let pending = TextBuffer(capacity: OutputFile.bytesPerWrite + 4_096)
    private var byteCount = 0
    private var isFinished = false
    private static let bytesPerWrite = 1 << 18

    /// - Throws: `OutputError` where the folder is missing or may not be written.
    package init(_ url: URL) throws(OutputError) {
        self.url = url
        partial = url.deletingLastPathComponent().appending(
            path: ".\(url.lastPathComponent).partial"
        )
        handle = try FileHandle(making: partial, for: url)
    }

    deinit {
        if !isFinished { try? FileManager.default.removeItem(at: partial) }
    }

    package func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError) {
        pending.append(bytes)
        if pending.count >= Self.bytesPerWrite { try flush() }
    }

    package func write(_ text: String) throws(OutputError) {
        pending.append(text)
        if pending.count >= Self.bytesPerWrite { try flush() }
    }

    /// Puts the file in its place.
    package func finish(rows: Int? = nil) throws(OutputError) -> FileRecord {
        try flush()
        do {
            try handle.close()
            guard rename(partial.path, url.path) == 0 else {
                throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
            }
        } catch {
            throw OutputError(
                path: url.path,
                problem: "cannot be put in its place: \(error.reason)"
            )
        }
        isFinished = true
        return FileRecord(
            name: url.lastPathComponent,
            bytes: byteCount,
            sha256: hash.copyDigest().hex,
            rows: rows
        )
    }

    private func flush() throws(OutputError) {
        hash.update(pending.bytes)
        do {
            try handle.write(contentsOf: Data(pending.bytes))
        } catch {
            throw OutputError(path: url.path, problem: "cannot be written: \(error.reason)")
        }
        byteCount += pending.count
        pending.removeAll()
    }
}

/// A file that a run wrote, for its manifest.
package struct FileRecord: Hashable, Sendable {
    package let name: String
    package let bytes: Int
    /// 64 hexadecimal digits.
    package let sha256: String
    /// Rows without the header, where the file has rows.
    package let rows: Int?

    package init(name: String, bytes: Int, sha256: String, rows: Int?) {
        self.name = name
        self.bytes = bytes
        self.sha256 = sha256
        self.rows = rows
    }

    /// The record of a file that something else wrote.
    package init(of url: URL, rows: Int? = nil) throws(OutputError) {
        guard let handle = try? FileHandle(forReadingFrom: url) else {
            throw OutputError(path: url.path, problem: "cannot be read back")
        }
        let hash = SHA256Stream()
        var count = 0
        while let chunk = try? handle.read(upToCount: 1 << 20), !chunk.isEmpty {
            chunk.withUnsafeBytes { hash.update($0) }
            count += chunk.count
        }
        self.init(
            name: url.lastPathComponent,
            bytes: count,
            sha256: hash.copyDigest().hex,
            rows: rows
        )
    }
}

/// A file or folder that cannot be written.
package struct OutputError: Error, CustomStringConvertible {
    package let path: String
    package let problem: String

    package init(path: String, problem: String) {
        self.path = path
        self.problem = problem
    }

    package var description: String { "\(path): \(problem)" }
}

extension FileHandle {
    /// Makes an empty file, to be written and read back.
    ///
    /// - `url`: What it is made for, as an error names it.
    convenience init(making file: URL, for url: URL) throws(OutputError) {
        let descriptor = open(file.path, O_CREAT | O_TRUNC | O_RDWR | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            throw OutputError(path: url.path, problem: "cannot be written: \(reason)")
        }
        self.init(fileDescriptor: descriptor, closeOnDealloc: true)
    }
}

extension Error {
    /// What the operating system says of it, where it does.
    var reason: String {
        let underlying = (self as? CocoaError)?.underlying ?? self
        return (underlying as? POSIXError).map { String(cString: strerror($0.code.rawValue)) }
            ?? localizedDescription
    }
}
