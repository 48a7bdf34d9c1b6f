import Foundation
import Testing

@testable import Reports

/// The schema under `Reports/schema` is the one that the metrics make.
///
/// `GUESTGUARD_RECORD=1 swift test --filter Generated` makes it anew.
@Suite struct GeneratedSchemaTests {
    @Test func `the schema of a summary is made from its metrics`() throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Reports/schema/summary.schema.json")
        let text = SummarySchema.json.text
        if ProcessInfo.processInfo.environment["GUESTGUARD_RECORD"] == "1" {
            try Data(text.utf8).write(to: url)
        }
        #expect(try String(contentsOf: url, encoding: .utf8) == text)
        // Whatever a gate may select has a place beside the whole.
        for metric in Metric.standard where !metric.selectedBy.isEmpty {
            let key = metric.name.split(separator: ".").last.map(String.init) ?? ""
            #expect(key.hasPrefix("<") || text.contains("\"^\(key)\\\\{("), "\(metric.name)")
        }
    }
}
