import Catalogue
import Simulation
import World

/// Every key that a scenario file may have, made from what reads them.
package enum ScenarioReference {
    package struct Row: Hashable, Sendable {
        /// `events[].invited_at`.
        package let path: String
        package let type: String
        package let usual: String
        package let meaning: String
        package let source: String
    }

    /// In the order of a scenario file; kinds' own parameters behind the common ones.
    package static func rows(
        catalogue: ActorCatalogue = .standard,
        faults: [FaultKind] = FaultKind.standard
    ) -> [Row] {
        func rows(_ path: String, _ parameters: [Parameter]) -> [Row] {
            parameters.map { row(path, $0) }
        }
        func ofKinds<Kind: CatalogueEntry>(_ path: String, _ kinds: [Kind]) -> [Row] {
            kinds.flatMap { kind in
                kind.parameters.map { row("\(path){\(kind.name)}.", $0) }
            }
        }
        func keys<Root>(_ path: String, _ keys: [ScenarioKey<Root>]) -> [Row] {
            rows(path, keys.map(\.parameter))
        }
        let share = Parameter.shaped("share", Measure.share.name, "of guests", otherwise: nil)
        var all = keys("", Scenario.keys) + rows("", Scenario.parts)
        all += keys("events[].", Scenario.Event.keys)
        all.append(
            row(
                "hosts.",
                .shaped(
                    "kind",
                    "kind of host",
                    "how they deal with alerts",
                    otherwise: ActorCatalogue.usualHost.name
                )
            )
        )
        all += ofKinds("hosts", catalogue.hosts)
        all.append(row("cast{…}.", share))
        all += ofKinds("cast", catalogue.guests)
        all.append(row("machines{…}.", share))
        all += ofKinds("machines", catalogue.machines)
        all += rows("attacks[].", Scenario.Attack.keys) + ofKinds("attacks[]", catalogue.attacks)
        all += rows("faults[].", Scenario.Fault.keys) + ofKinds("faults[]", faults)
        let deployment = Scenario.Deployment()
        for (name, component) in [
            ("core_api", deployment.coreAPI), ("fraud_engine", deployment.fraudEngine),
            ("notifications", deployment.notifications),
        ] {
            // Each component has defaults of its own.
            all += Scenario.Deployment.Component.keys.map {
                Row(
                    path: "deployment.\(name).\($0.parameter.key)",
                    type: $0.parameter.measure.name,
                    usual: $0.text(component) ?? "",
                    meaning: $0.parameter.meaning,
                    source: $0.parameter.source
                )
            }
        }
        all += keys("deployment.round_trip.", RoundTrip.keys)
        all += keys("fraud.", Scenario.Fraud.keys) + keys("system.", Scenario.System.keys)
        all += keys("population.", PopulationFigures.keys) + rows("gates[].", Scenario.Gate.keys)
        all += keys("outputs.", Scenario.Outputs.keys)
        return all
    }

    /// The same as a table.
    package static func table(
        catalogue: ActorCatalogue = .standard,
        faults: [FaultKind] = FaultKind.standard
    ) -> Table {
        Table(
            ["key", "type", "default", "meaning", "source"],
            rows(catalogue: catalogue, faults: faults).map {
                ["`\($0.path)`", $0.type, $0.usual, $0.meaning, $0.source]
            }
        )
    }

    private static func row(_ path: String, _ parameter: Parameter) -> Row {
        Row(
            path: path + parameter.key,
            type: parameter.measure.name,
            usual: parameter.usualText,
            meaning: parameter.fullMeaning,
            source: parameter.source
        )
    }
}
