import Evidence
import Foundation
import Reports

/// What a CI server is told besides: the report in its summary of the step, and on GitHub an annotation for
/// each gate or invariant that does not hold.
struct ContinuousIntegration {
    private let environment: [String: String]

    init(_ environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.environment = environment
    }

    /// - `path`: The scenario's file, which the annotations stand at.
    /// - `report`: In Markdown.
    func tell(
        _ gates: [GateResult],
        _ checks: [Check],
        of path: String,
        report: @autoclosure () -> String
    ) {
        if environment["GITHUB_ACTIONS"] == "true" {
            for gate in gates where !gate.passed {
                annotate(gate.warns ? "warning" : "error", path, gate.name, gate.explanation)
            }
            for check in checks where check.isViolated {
                annotate("error", path, check.name, check.first ?? "violated")
            }
        }
        guard let file = environment["GITHUB_STEP_SUMMARY"], !file.isEmpty else { return }
        do {
            try append(report(), to: file)
        } catch {
            // The verdict stands without it.
            Console.message("guestguard: \(file): expected a file to append to, found none")
        }
    }

    private func append(_ text: String, to file: String) throws {
        if !FileManager.default.fileExists(atPath: file) {
            try Data().write(to: URL(filePath: file))
        }
        let handle = try FileHandle(forWritingTo: URL(filePath: file))
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data((text + "\n").utf8))
    }

    /// A workflow command, which GitHub reads off either stream.
    private func annotate(_ level: String, _ path: String, _ title: String, _ text: String) {
        Console.message("::\(level) \(Self.line(file: path, title: title))::\(Self.escaped(text))")
    }

    private static func line(file: String, title: String) -> String {
        func property(_ text: String) -> String {
            escaped(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
        }
        return "file=\(property(file)),title=\(property(title))"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("\r", with: "%0D")
            .replacing("\n", with: "%0A")
    }
}
