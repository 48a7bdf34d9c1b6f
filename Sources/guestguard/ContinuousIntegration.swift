import Evidence
import Figures
import Foundation
import Reports
import Scenario

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
        at places: [GatePlace],
        report: @autoclosure () -> String
    ) {
        if environment["GITHUB_ACTIONS"] == "true" {
            for (number, gate) in gates.enumerated() where !gate.passed {
                let place = places.indices.contains(number) ? places[number] : nil
                annotate(
                    gate.warns ? "warning" : "error",
                    place.flatMap { $0.line > 0 ? $0 : nil }
                        ?? GatePlace(file: path, line: 0, column: 0),
                    gate.name,
                    gate.explanation
                )
            }
            for check in checks where check.isViolated {
                annotate(
                    "error",
                    GatePlace(file: path, line: 0, column: 0),
                    check.name,
                    check.first ?? "violated"
                )
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

    /// Shares that became worse, each at the run that was held against the baseline.
    func tell(_ comparison: Comparison, of path: String) {
        guard environment["GITHUB_ACTIONS"] == "true" else { return }
        for line in comparison.lines where line.verdict == .worse {
            annotate(
                "error",
                GatePlace(file: path, line: 0, column: 0),
                "\(line.measure.name) became worse",
                "\(line.before.value.map(percentText) ?? "–") before, "
                    + "\(line.after.value.map(percentText) ?? "–") after"
            )
        }
        if comparison.isUndecided {
            annotate(
                "warning",
                GatePlace(file: path, line: 0, column: 0),
                "nothing could be judged",
                comparison.headline
            )
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
    private func annotate(
        _ level: String,
        _ place: GatePlace,
        _ title: String,
        _ text: String
    ) {
        Console.message("::\(level) \(Self.properties(place, title))::\(Self.escaped(text))")
    }

    private static func properties(_ place: GatePlace, _ title: String) -> String {
        func property(_ text: String) -> String {
            escaped(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
        }
        let line = place.line > 0 ? ",line=\(place.line),col=\(place.column)" : ""
        return "file=\(property(place.file))\(line),title=\(property(title))"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("\r", with: "%0D")
            .replacing("\n", with: "%0A")
    }
}
