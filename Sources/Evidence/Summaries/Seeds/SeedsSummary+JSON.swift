import Figures
import Truth

extension SeedsSummary {
    /// The first and the last seed.
    package var range: String { "\(seeds.min() ?? 0)..\(seeds.max() ?? 0)" }

    /// The content of the `summary.json` of several seeds.
    ///
    /// Metrics stand where a run's stand; each with what the seeds have together, where they have
    /// anything, and its spread.
    package var json: JSON {
        let metrics = metrics
        var members: [String: JSON] = [
            "schema": .text("guestguard.seeds/1"),
            "build": .object(["version": .text(frame?.build ?? "")]),
            "scenario": .object([
                "name": .text(frame?.scenarioName ?? ""),
                "sha256": .text(frame?.scenarioHash ?? ""),
            ]),
            "seeds": .array(
                seeds.indices.map {
                    .object([
                        "seed": .whole(seeds[$0]), "digest": .text(digests[$0]),
                        "data_digest": .text(dataDigests[$0]),
                    ])
                }
            ),
            "passed": .bool(isPassed),
            "gates": .array(results.map(Summary.json)),
            "invariants": .array(checks.map(Summary.json)),
        ]
        for name in names {
            var figure: [String: JSON] = [:]
            if let value = metrics[name] {
                figure["pooled"] = .optional(value.value)
                if value.share != nil {
                    figure["low"] = .optional(value.low)
                    figure["high"] = .optional(value.high)
                }
                if let n = value.n { figure["n"] = .integer(n) }
                if let clusters = value.clusters { figure["clusters"] = .integer(clusters) }
            }
            if let spread = spread(of: name) {
                figure["min"] = .number(spread.least)
                figure["median"] = .number(spread.median)
                figure["max"] = .number(spread.most)
                figure["seeds"] = .integer(spread.seeds)
            }
            let path = name.split(separator: ".").map(String.init)
            Summary.insert(.object(figure), at: path[...], into: &members)
        }
        return .object(members)
    }
}
