import Catalogue
import Domain
import Simulation
import World

extension Scenario {
    /// The scenario as YAML with every default filled in; reading it gives the same scenario.
    package var explained: String {
        var text = ScenarioText()
        text.write(self, Self.keys)
        text.line("events:")
        for event in events { text.write(event, Event.keys, asItem: true) }
        text.line("hosts:")
        text.line("  kind: \(hosts.kind.name)")
        text.write(hosts.values, of: hosts.kind.parameters, indent: "  ")
        text.line("cast:\(cast.isEmpty ? " {}" : "")")
        for part in cast { text.write(part.kind, share: part.share, part.values) }
        let rest = max(0, 1 - cast.reduce(0) { $0 + $1.share })
        text.line("  # \(ActorCatalogue.rest.name): the rest, \(Quantities.text(share: rest))")
        text.line("machines:\(machines.isEmpty ? " {}" : "")")
        for part in machines { text.write(part.kind, share: part.share, part.values) }
        text.line("attacks:\(attacks.isEmpty ? " []" : "")")
        for attack in attacks { text.write(attack) }
        text.line("faults:\(faults.isEmpty ? " []" : "")")
        for fault in faults { text.write(fault) }
        text.line("deployment:")
        for (name, component) in [
            ("core_api", deployment.coreAPI), ("fraud_engine", deployment.fraudEngine),
            ("notifications", deployment.notifications),
        ] {
            text.line("  \(name): { \(ScenarioText.flow(component, Deployment.Component.keys)) }")
        }
        text.line(
            "  round_trip: { \(ScenarioText.flow(deployment.roundTrip, RoundTrip.keys)) }"
        )
        text.line("fraud:")
        text.write(fraud, Fraud.keys, indent: "  ")
        text.line("system:")
        text.write(system, System.keys, indent: "  ")
        for setting in settingsThatDiffer {
            text.line("# \(setting.text)")
        }
        text.line("population:")
        text.write(population, PopulationFigures.keys, indent: "  ")
        text.line("gates:\(gates.isEmpty ? " []" : "")")
        for gate in gates { text.line("  - \(gate.yaml)") }
        text.line("outputs: { \(ScenarioText.flow(outputs, Outputs.keys)) }")
        return text.text
    }
}

extension Scenario {
    /// The product's settings that this scenario changes, in the order of their keys.
    package var settingsThatDiffer: [ChangedSetting] {
        Self.differing("fraud", fraud, Fraud.keys) + Self.differing("system", system, System.keys)
    }

    private static func differing<Root: Configurable>(
        _ name: String,
        _ root: Root,
        _ keys: [ScenarioKey<Root>]
    ) -> [ChangedSetting] {
        let usual = Root()
        return keys.compactMap { key in
            let (value, otherwise) = (key.text(root) ?? "", key.text(usual) ?? "")
            guard value != otherwise else { return nil }
            return ChangedSetting(
                key: "\(name).\(key.parameter.key)",
                value: value,
                usual: otherwise
            )
        }
    }

    /// Where every rehearsal differs from a server, because it costs real time and is modelled, or
    /// must repeat.
    package static let rehearsed = [
        "hosts' passwords are hashed in one round, and the time that the product's rounds take is modelled",
        "nothing is synced to the disk",
        "secrets are drawn from the seed",
    ]
}

extension Scenario.Gate {
    /// On one line: a text, or a mapping where there is more to say.
    package var yaml: String {
        guard warns || wish != nil else { return Quantities.quoted(text) }
        let parts = [
            "gate: \(Quantities.quoted(text))", warns ? "warn: true" : nil,
            wish.map { "wish: \(Quantities.quoted($0))" },
        ]
        return "{ \(parts.compactMap(\.self).joined(separator: ", ")) }"
    }
}

/// YAML in the making.
private struct ScenarioText {
    private(set) var text = ""

    mutating func line(_ line: String) { text += line + "\n" }

    /// Keys and values, a line each; what has neither value nor default as a comment.
    ///
    /// - `asItem`: As an item of a list two columns in.
    mutating func write<Root>(
        _ root: Root,
        _ keys: [ScenarioKey<Root>],
        indent: String = "",
        asItem: Bool = false
    ) {
        var start = asItem ? "  - " : indent
        for key in keys {
            let parameter = key.parameter
            if let value = key.text(root) {
                line("\(start)\(parameter.key): \(value)\(Self.remark(parameter))")
            } else if let otherwise = parameter.otherwise, !otherwise.hasPrefix("see ") {
                line("\(start)# \(parameter.key): \(otherwise)")
            } else {
                continue
            }
            start = asItem ? "    " : indent
        }
    }

    /// A kind's parameters, set or by default.
    mutating func write(
        _ values: ParameterValues,
        of parameters: [Parameter],
        indent: String
    ) {
        for parameter in parameters {
            if let value = values[parameter.key] ?? parameter.usual {
                let written = parameter.measure.text(value)
                line("\(indent)\(parameter.key): \(written)\(Self.remark(parameter))")
            } else {
                line("\(indent)# \(parameter.key): \(parameter.usualText)")
            }
        }
    }

    mutating func write<Kind: CatalogueEntry>(
        _ kind: Kind,
        share: Double,
        _ values: ParameterValues
    ) {
        guard !kind.parameters.isEmpty else {
            return line("  \(kind.name): \(Quantities.text(share: share))")
        }
        line("  \(kind.name):")
        line("    share: \(Quantities.text(share: share))")
        write(values, of: kind.parameters, indent: "    ")
    }

    mutating func write(_ attack: Scenario.Attack) {
        line("  - kind: \(attack.kind.name)")
        if let share = attack.share { line("    share: \(Quantities.text(share: share))") }
        if let count = attack.count { line("    count: \(count)") }
        write(attack.values, of: attack.kind.parameters, indent: "    ")
    }

    mutating func write(_ fault: Scenario.Fault) {
        line("  - kind: \(fault.kind.name)")
        line("    at: \(fault.at.text)  # after the scenario's start")
        line("    for: \(Quantities.text(fault.lasts))")
        write(fault.values, of: fault.kind.parameters, indent: "    ")
    }

    /// Keys and values on one line.
    static func flow<Root>(_ root: Root, _ keys: [ScenarioKey<Root>]) -> String {
        keys.compactMap { key in key.text(root).map { "\(key.parameter.key): \($0)" } }
            .joined(separator: ", ")
    }

    /// What a point in time is counted from.
    private static func remark(_ parameter: Parameter) -> String {
        parameter.origin.map { "  # after \($0)" } ?? ""
    }
}
