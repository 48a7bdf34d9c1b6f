import Foundation
import TestSupport
import Testing

/// The built binary in a folder of its own, as a user would call it.
struct GuestGuardCommand {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// Where `swift build` has put the binary: beside the tests.
    static let binary = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "guestguard").path

    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static let environment = ["NO_COLOR": "1", "COLUMNS": "80"]

    func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Tool {
        try run(arguments, environment: environment)
    }

    func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Tool {
        try Tool.run(
            Self.binary,
            arguments,
            in: scratch.url,
            environment: Self.environment.merging(environment) { $1 }
        )
    }

    /// Puts a scenario into the folder: ten guests, three days, and what else is asked for.
    func scenario(_ name: String = "tiny", _ rest: String = "") throws {
        try write(
            "\(name).yaml",
            """
            description: Ten guests and three days.
            lasts: 3 days
            events: [{ name: Dinner, guests: 10, city: Lisbon }]
            \(rest.contains("cast:") ? "" : "cast: {}")
            \(rest)

            """
        )
    }

    func write(_ name: String, _ text: String) throws {
        try text.write(to: scratch.file(name), atomically: true, encoding: .utf8)
    }

    func text(_ path: String) throws -> String {
        try String(contentsOf: scratch.file(path), encoding: .utf8)
    }

    /// Every file and folder under a path, hidden ones too.
    func tree(_ path: String = ".") throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: scratch.file(path).path).sorted()
    }

    /// Starts the command and sends a signal once it has begun to write.
    ///
    /// - Returns: Its exit status, and what it said.
    func interrupt(
        with signal: Int32,
        after wait: TimeInterval,
        _ arguments: String...
    ) throws -> (status: Int32, errors: String) {
        let process = Process()
        process.executableURL = URL(filePath: Self.binary)
        process.arguments = arguments
        process.currentDirectoryURL = scratch.url
        process.standardOutput = FileHandle.nullDevice
        let log = scratch.file("log")
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        let deadline = Date().addingTimeInterval(60)
        while Date() < deadline, try !tree().contains(where: { $0.hasSuffix(".partial") }) {
            usleep(10_000)
        }
        usleep(UInt32(wait * 1_000_000))
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        let said = try text("log")
        try FileManager.default.removeItem(at: log)
        // Foundation reports a process that a signal has killed by the signal's number.
        return (process.terminationReason == .exit ? process.terminationStatus : -1, said)
    }
}

/// Texts that people read, as they were reviewed; `GUESTGUARD_RECORD=1 swift test` records them.
enum Golden {
    static func expect(
        _ text: String,
        _ name: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Golden/\(name).txt"
        )
        if ProcessInfo.processInfo.environment["GUESTGUARD_RECORD"] == "1" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let expected = try? String(contentsOf: file, encoding: .utf8)
        #expect(text == expected, "\(name).txt", sourceLocation: sourceLocation)
    }
}
