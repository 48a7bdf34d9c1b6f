/// One named reason a score moved, and by how much.
package struct Signal: Hashable, Sendable, Codable {
    /// As it stands in journals, reports and the store, `geo_distance`.
    package struct Name: Hashable, Sendable, Codable, ExpressibleByStringLiteral,
        CustomStringConvertible
    {
        package let text: String

        /// - Precondition: `text` is a name, see `isName`.
        package init(stringLiteral text: String) {
            precondition(Self.isName(text), "a signal's name is a-z, 0-9 and _, found \(text)")
            self.text = text
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            text = try container.decode(String.self)
            guard Self.isName(text) else {
                throw DecodingError.dataCorruptedError(
                    in: container,
                    debugDescription: "a signal's name is a-z, 0-9 and _"
                )
            }
        }

        /// 1 to 64 of a–z, 0–9 and `_`: it is written into journals and rows as it is.
        private static func isName(_ text: String) -> Bool {
            (1...64).contains(text.utf8.count)
                && text.utf8.allSatisfy {
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                        || $0 == UInt8(ascii: "_")
                }
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(text)
        }

        package var description: String { text }
    }

    package let name: Name
    /// 0–100, before its weight.
    package let score: Double
    /// At least zero; a signal that is not available does not appear at all.
    package let weight: Double

    package init(name: Name, score: Double, weight: Double) {
        self.name = name
        self.score = score
        self.weight = weight
    }
}

/// The raw values of one access, in the order of the engine's features; not-a-number where unknown.
package struct FeatureVector: Sendable {
    package private(set) var values: [Double]

    package init(count: Int) { values = Array(repeating: .nan, count: count) }

    package subscript(index: Int) -> Double {
        get { values[index] }
        set { values[index] = newValue }
    }
}

extension FeatureVector: Codable {
    /// Unknown values are null: JSON has no not-a-number.
    package init(from decoder: any Decoder) throws {
        let known = try decoder.singleValueContainer().decode([Double?].self)
        self.init(count: known.count)
        for (index, value) in known.enumerated() { values[index] = value ?? .nan }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values.map { $0.isNaN ? nil : $0 })
    }
}

/// What the engine answers about one access at one moment.
///
/// A class, because it never changes and is told to everybody.
package final class Assessment: Sendable, Codable {
    package let accessID: AccessID
    package let score: RiskScore
    /// The signals that were available, in the order of the scorer's catalogue.
    package let signals: [Signal]
    package let features: FeatureVector
    package let geo: GeoRecord
    package let scoredAt: Instant
    /// `heuristic/2` or a model's name.
    package let scorer: String
    /// A mail scanner's or a chat preview's fetch: no person was there, nothing was learnt.
    package let isMachine: Bool
    /// Whether the guest is expected there: with a browser or from an address that they have answered
    /// with, or from where they live.
    package let isExpected: Bool
    /// What speaks against the access, where it is worth a flag.
    package let suspicion: Suspicion?

    package init(
        accessID: AccessID,
        score: RiskScore,
        signals: [Signal],
        features: FeatureVector,
        geo: GeoRecord,
        scoredAt: Instant,
        scorer: String,
        isMachine: Bool = false,
        isExpected: Bool = false,
        suspicion: Suspicion? = nil
    ) {
        self.accessID = accessID
        self.score = score
        self.signals = signals
        self.features = features
        self.geo = geo
        self.scoredAt = scoredAt
        self.scorer = scorer
        self.isMachine = isMachine
        self.isExpected = isExpected
        self.suspicion = suspicion
    }

    /// The signals that raised the score most, largest contribution first.
    package var reasons: [Signal] { signals.reasons }
}

extension [Signal] {
    /// Those that raised the score, largest contribution first.
    package var reasons: [Signal] {
        filter { $0.score * $0.weight > 0 }.sorted {
            let (left, right) = ($0.score * $0.weight, $1.score * $1.weight)
            return left != right ? left > right : $0.name.description < $1.name.description
        }
    }
}
