import Catalogue
import Simulation
import Testing

@testable import Scenario

@Suite struct ScenarioReferenceTests {
    private let rows = ScenarioReference.rows()

    @Test func `every key that is read is in it, once`() {
        let paths = Set(rows.map(\.path))
        #expect(paths.count == rows.count)
        for key in ScenarioDraft.keys { #expect(paths.contains(key), "\(key)") }
        for key in Scenario.Event.keys { #expect(paths.contains("events[].\(key.parameter.key)")) }
        for kind in ActorCatalogue.standard.attacks {
            for parameter in kind.parameters {
                #expect(paths.contains("attacks[]{\(kind.name)}.\(parameter.key)"))
            }
        }
        for kind in FaultKind.standard {
            for parameter in kind.parameters {
                #expect(paths.contains("faults[]{\(kind.name)}.\(parameter.key)"))
            }
        }
        #expect(paths.contains("deployment.fraud_engine.workers"))
        #expect(paths.contains("fraud.gate_timeout"))
    }

    @Test func `a time says what it is counted from`() {
        let origins = rows.filter { $0.path.hasSuffix("begins") || $0.path.hasSuffix("_at") }
        #expect(origins.count >= 7)
        for row in origins { #expect(row.meaning.contains(", after "), "\(row.path)") }
    }

    @Test func `no figure is without its meaning, and none about people without a source`() {
        for row in rows { #expect(!row.meaning.isEmpty && !row.type.isEmpty && !row.usual.isEmpty) }
        for row in rows where row.path.contains("{") && !row.path.contains("{…}") {
            #expect(!row.source.isEmpty || row.type == Measure.city.name, "\(row.path)")
        }
    }

    @Test func `every kind has a name of its own and a sentence`() {
        let standard = ActorCatalogue.standard
        let entries: [any CatalogueEntry] =
            standard.guests + standard.machines + standard.attacks + standard.hosts
            + FaultKind.standard
        #expect(Set(entries.map { $0.name }).count == entries.count)
        for entry in entries {
            #expect(entry.summary.hasSuffix("."), "\(entry.name)")
            #expect(Set(entry.parameters.map(\.key)).count == entry.parameters.count)
        }
    }
}
