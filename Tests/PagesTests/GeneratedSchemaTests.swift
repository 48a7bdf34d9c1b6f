import Figures
import Foundation
import Testing

@testable import Evidence
@testable import Reports

/// The schemas under `Reports/schema` are those that the code states.
///
/// `GUESTGUARD_RECORD=1 swift test --filter Generated` makes them anew; `Tests/figures/validate` holds
/// documents against them.
@Suite struct GeneratedSchemaTests {
    private static let schemas: [(name: String, schema: JSON)] = [
        ("summary", SummarySchema.json), ("seeds", SummarySchema.seeds),
        ("gates", GateSuggestions.schema), ("runs", SummarySchema.runs),
        ("comparison", Comparison.jsonSchema), ("baseline", BaselineFile.jsonSchema),
        ("certification", Certification.jsonSchema),
        ("explanation", Explanation.jsonSchema),
        ("threshold-report", ThresholdReport.jsonSchema), ("evaluation", Evaluation.jsonSchema),
        ("calibration", EdgeCalibration.jsonSchema), ("promises", PromiseCheck.jsonSchema),
        ("training", TrainedModel.jsonSchema), ("ablation", Ablation.jsonSchema),
    ]

    @Test func `each document's schema is the one that is committed`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Reports/schema")
        for (name, schema) in Self.schemas {
            let url = folder.appending(path: "\(name).schema.json")
            if ProcessInfo.processInfo.environment["GUESTGUARD_RECORD"] == "1" {
                try Data(schema.text.utf8).write(to: url)
            }
            #expect(try String(contentsOf: url, encoding: .utf8) == schema.text, "\(name)")
            let version = name == "baseline" ? 2 : 1
            #expect(
                schema["properties"]?["schema"]?["const"] == .text("guestguard.\(name)/\(version)")
            )
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        // Those of what a machine costs are the command line's own.
        let others = ["bench", "growth", "forest-bench"].map { "\($0).schema.json" }
        #expect(files.filter { !others.contains($0) }.count == Self.schemas.count)
    }

    @Test func `whatever a gate may select has a place beside the whole`() {
        let text = SummarySchema.json.text
        for metric in Metric.standard where !metric.selectedBy.isEmpty {
            let key = metric.name.split(separator: ".").last.map(String.init) ?? ""
            #expect(key.hasPrefix("<") || text.contains("\"^\(key)\\\\{("), "\(metric.name)")
        }
    }
}
