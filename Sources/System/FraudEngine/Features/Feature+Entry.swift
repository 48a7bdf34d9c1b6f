import Domain

extension Feature {
    /// What a feature is, and how it is measured.
    package struct Entry: Sendable {
        /// The column's name in `accesses.csv`.
        package let column: String
        /// The signal that says in words what it tells: a scorer's that weighs features.
        package let signal: Signal.Name
        package let meaning: String
        /// Of the values; empty for counts, codes and shares.
        package let unit: String
        package let range: String
        /// When there is no value.
        package let unknown: String
        /// Not-a-number where unknown.
        let measure: @Sendable (borrowing Sighting) -> Double

        init(
            _ column: String,
            tells signal: Signal.Name,
            _ meaning: String,
            unit: String = "",
            range: String,
            unknown: String = "never",
            measure: @escaping @Sendable (borrowing Sighting) -> Double?
        ) {
            self.column = column
            self.signal = signal
            self.meaning = meaning
            self.unit = unit
            self.range = range
            self.unknown = unknown
            self.measure = { measure($0) ?? .nan }
        }
    }
}

extension FeatureVector {
    /// Nothing is known yet.
    package init() { self.init(count: Feature.allCases.count) }

    package subscript(feature: Feature) -> Double {
        get { self[feature.rawValue] }
        set { self[feature.rawValue] = newValue }
    }

    /// Everything that can be measured of an access at one moment.
    init(of sighting: borrowing Sighting) {
        self.init()
        for (index, entry) in Feature.entries.enumerated() { self[index] = entry.measure(sighting) }
    }
}
