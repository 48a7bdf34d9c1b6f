import Domain
import Foundation
import Simulation
import Yams

/// What is wrong with a gate, or cannot be meant.
package struct GateFinding: Sendable {
    package var problem: (expected: String, found: String)?
    package var warnings: [String] = []

    package init() {}
}

/// The names that a scenario may use.
package struct ScenarioVocabulary: Sendable {
    package var catalogue: ActorCatalogue
    package var faults: [FaultKind]
    /// Whether there is such a city.
    package var isCity: @Sendable (String) -> Bool
    /// The nearest city's name to a misspelt one.
    package var nearestCity: @Sendable (String) -> String?
    /// Seconds east of UTC in a city at an instant.
    package var offsetSeconds: @Sendable (String, Instant) -> Int
    /// What is to be said of a gate of a scenario that plays such kinds of guests and attacks.
    package var gate: @Sendable (Scenario.Gate, Set<String>) -> GateFinding

    package init(
        catalogue: ActorCatalogue = .standard,
        faults: [FaultKind] = FaultKind.standard,
        isCity: @escaping @Sendable (String) -> Bool,
        nearestCity: @escaping @Sendable (String) -> String? = { _ in nil },
        offsetSeconds: @escaping @Sendable (String, Instant) -> Int = { _, _ in 0 },
        gate: @escaping @Sendable (Scenario.Gate, Set<String>) -> GateFinding = { _, _ in
            GateFinding()
        }
    ) {
        self.catalogue = catalogue
        self.faults = faults
        self.isCity = isCity
        self.nearestCity = nearestCity
        self.offsetSeconds = offsetSeconds
        self.gate = gate
    }
}

/// Reads a scenario from a YAML file, and from those that it extends.
package struct ScenarioFile: Sendable {
    package let path: String
    package let scenario: Scenario
    /// The bytes of the file, behind those of the files that it extends and before what is set from
    /// outside: what the scenario's hash is of.
    package let bytes: [UInt8]
    /// The files that it extends, the nearest first.
    package let extended: [String]
    /// What is set from outside, as it was given.
    package let settings: [ScenarioSetting]
    /// What is allowed, and cannot be meant.
    package let warnings: [ScenarioWarning]
    /// Where each of the scenario's gates stands.
    package let gatePlaces: [GatePlace]

    /// - `settings`: Values in place of the file's own.
    /// - Throws: `ScenarioProblems` with every problem at once.
    package init(
        path: String,
        settings: [ScenarioSetting] = [],
        vocabulary: ScenarioVocabulary
    ) throws(ScenarioProblems) {
        let name = URL(filePath: path).deletingPathExtension().lastPathComponent
        var layers = try ScenarioLayers(path: path)
        try layers.set(settings)
        (scenario, warnings, gatePlaces) = try Self.read(
            layers,
            name: name,
            vocabulary: vocabulary
        )
        self.path = path
        self.settings = settings
        extended = layers.layers.dropLast().map(\.path).reversed()
        bytes =
            layers.layers.flatMap(\.bytes) + settings.flatMap { Array("\n\($0.text)".utf8) }
    }

    /// Reads a scenario from a file's bytes.
    package static func scenario(
        from bytes: [UInt8],
        path: String,
        name: String,
        vocabulary: ScenarioVocabulary
    ) throws(ScenarioProblems) -> Scenario {
        let layers = try ScenarioLayers(path: path, bytes: bytes)
        return try read(layers, name: name, vocabulary: vocabulary).scenario
    }

    private static func read(
        _ layers: ScenarioLayers,
        name: String,
        vocabulary: ScenarioVocabulary
    ) throws(ScenarioProblems) -> (
        scenario: Scenario, warnings: [ScenarioWarning], gatePlaces: [GatePlace]
    ) {
        var draft = ScenarioDraft(vocabulary: vocabulary)
        for layer in layers.layers { draft.read(layer.reader(vocabulary), name: name) }
        let scenario = draft.finish()
        let lists = layers.layers.map(\.problems)
        let problems = lists.flatMap { list in
            list.problems.sorted {
                ($0.line, $0.column, $0.path) < ($1.line, $1.column, $1.path)
            }
        }
        guard problems.isEmpty else { throw ScenarioProblems(problems: problems) }
        return (scenario, lists.flatMap(\.warnings), draft.gatePlaces)
    }
}
