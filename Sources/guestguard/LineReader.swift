import ArgumentParser
import Foundation

/// Lines of a file that may be larger than memory.
struct LineReader {
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private var position = 0

    init(_ path: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw Self.problem(path, found: "no such file")
        }
        // A run's folder stands for its journal.
        let file = isFolder.boolValue ? path + "/journal.jsonl" : path
        guard let handle = FileHandle(forReadingAtPath: file) else {
            throw Self.problem(
                path,
                found: isFolder.boolValue ? "a folder without journal.jsonl" : "no permission"
            )
        }
        self.handle = handle
    }

    private static func problem(_ path: String, found: String) -> ExitCode {
        Console.message("guestguard: \(path): expected a journal, found \(found)")
        return ExitCode(2)
    }

    mutating func next() -> String? {
        var line: [UInt8] = []
        while true {
            if position == buffer.count {
                guard let chunk = try? handle.read(upToCount: 1 << 18), !chunk.isEmpty else {
                    return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
                }
                buffer = Array(chunk)
                position = 0
            }
            if let end = buffer[position...].firstIndex(of: UInt8(ascii: "\n")) {
                line.append(contentsOf: buffer[position..<end])
                position = end + 1
                return String(decoding: line, as: UTF8.self)
            }
            line.append(contentsOf: buffer[position...])
            position = buffer.count
        }
    }
}
