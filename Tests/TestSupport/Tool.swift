import Foundation
import Synchronization

/// A program run to its end: somebody else's, to judge what we write, or our own.
package struct Tool {
    package let status: Int32
    package let output: String
    package let errors: String

    /// Runs `command`, found on the path unless it is a path itself.
    ///
    /// - `environment`: Added to this process's own.
    package static func run(
        _ command: String,
        _ arguments: [String],
        in folder: URL? = nil,
        environment: [String: String] = [:]
    ) throws -> Tool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [command] + arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        // Both pipes are emptied as they fill, or the program would wait for us for ever.
        let complaints = Mutex(Data())
        let reading = DispatchGroup()
        DispatchQueue.global().async(group: reading) {
            let read = errors.fileHandleForReading.readDataToEndOfFile()
            complaints.withLock { $0 = read }
        }
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        reading.wait()
        process.waitUntilExit()
        return Tool(
            status: process.terminationStatus,
            output: String(decoding: printed, as: UTF8.self),
            errors: complaints.withLock { String(decoding: $0, as: UTF8.self) }
        )
    }

    /// Whether a command is there and answers `--version`.
    package static func isThere(_ command: String) -> Bool {
        (try? run(command, ["--version"]))?.status == 0
    }
}
