import Figures

/// One number of a run, with bounds where it is an estimate.
package struct MetricValue: Hashable, Sendable {
    /// `nil` where the run holds no data for it.
    package var value: Double?
    /// The lower 95 % bound.
    package var low: Double?
    /// The upper 95 % bound.
    package var high: Double?
    /// How many observations it rests on.
    package var n: Int?
    /// How many clusters of them there are, each independent of the others.
    package var clusters: Int?
    /// What the bounds came from, so that other confidences can be judged too.
    package var share: ClusteredProportion?
    /// The values of several runs, which are independent of each other: what a number without a share
    /// has bounds from.
    package var runs: RunValues?
    /// Of a count: how often it could have grown.
    package var tries: Tries?

    /// How often something was put to the test.
    package struct Tries: Hashable, Sendable {
        package let count: Int
        /// `forms that outsiders sent`.
        package let of: String
    }

    /// A number without bounds.
    package init(_ value: Double?, n: Int? = nil) {
        self.value = value
        self.n = n
    }

    /// A share with its bounds, where there are clusters enough for any.
    package init(_ share: ClusteredProportion) {
        let bounds = share.bounds()
        value = share.value
        low = bounds?.lowerBound
        high = bounds?.upperBound
        n = share.trials
        clusters = share.clusters
        self.share = share
    }

    /// A count, which is exact.
    package init(count: Int) { self.init(Double(count)) }

    /// A count of those that might have been counted.
    ///
    /// - `of`: What there were so many of, `forms that outsiders sent`.
    package init(count: Int, outOf tries: Int, _ of: String) {
        self.init(Double(count))
        self.tries = Tries(count: tries, of: of)
    }

    /// How many observations a gate may ask for; `nil` where nothing counts them.
    package var observations: Int? { n ?? tries?.count }
}

/// How a metric of several seeds is judged.
package enum Pooling: Sendable {
    /// Reckoned from the observations of all seeds together: shares and latencies.
    case together
    /// In each seed by itself: counts, which must hold in every one.
    case eachSeed
}

/// The numbers of a run by name, in the order in which they were entered.
package struct MetricTable: Sendable {
    package private(set) var names: [String] = []
    private var values: [String: MetricValue] = [:]
    /// Metrics whose bounds are part of what they say.
    private var estimates: Set<String> = []
    private var pooled: Set<String> = []

    package init() {}

    /// The metric of that name; entering `nil` removes it.
    package subscript(name: String) -> MetricValue? {
        get { values[name] }
        set {
            if newValue == nil {
                names.removeAll { $0 == name }
            } else if values[name] == nil {
                names.append(name)
            }
            values[name] = newValue
        }
    }

    /// Marks a metric as an estimate: reports show its bounds.
    package mutating func markEstimate(_ name: String) { estimates.insert(name) }

    package func isEstimate(_ name: String) -> Bool { estimates.contains(name) }

    /// Marks a metric that several seeds have together.
    package mutating func markPooled(_ name: String) { pooled.insert(name) }

    package func pooling(of name: String) -> Pooling {
        pooled.contains(name) ? .together : .eachSeed
    }

    /// Names and values, in order.
    package var entries: [(name: String, value: MetricValue)] {
        names.compactMap { name in values[name].map { (name, $0) } }
    }
}

/// What a gate may pick out of a metric: `{attack=reseller}` leaves that attack's part of it.
package struct MetricSelector: Hashable, Sendable {
    /// What parts are told apart by: `attack`, `persona`.
    package let key: String
    /// What there are parts of.
    package let values: [String]

    package init(key: String, values: [String]) {
        self.key = key
        self.values = values
    }

    /// The name of a metric's part, in its one spelling.
    package static func name(_ metric: String, _ key: String, _ value: String) -> String {
        "\(metric){\(key)=\(value)}"
    }
}

/// The metrics that gates may name, each with its unit.
package struct MetricNames: Sendable, ExpressibleByDictionaryLiteral {
    package let names: [String]
    private let units: [String: MetricUnit]
    private let selectors: [String: [MetricSelector]]

    /// - `units`: By name, each once.
    /// - `selectors`: By the name of the metric whose parts they pick.
    package init(
        _ units: [(name: String, unit: MetricUnit)],
        selectors: [String: [MetricSelector]] = [:]
    ) {
        names = units.map(\.name)
        self.units = Dictionary(uniqueKeysWithValues: units.map { ($0.name, $0.unit) })
        self.selectors = selectors
    }

    /// The same metrics, of whose parts only those of such kinds can be picked: of what a run plays.
    package func selecting(among kinds: Set<String>) -> MetricNames {
        MetricNames(
            names.compactMap { name in units[name].map { (name, $0) } },
            selectors: selectors.mapValues { parts in
                parts.map { part in
                    // Actors are in every run.
                    part.key == "actor"
                        ? part
                        : MetricSelector(
                            key: part.key,
                            values: part.values.filter(kinds.contains)
                        )
                }
            }
        )
    }

    /// What may be picked out of a metric; empty where it has no parts.
    package func selectors(of name: String) -> [MetricSelector] { selectors[name] ?? [] }

    package init(dictionaryLiteral elements: (String, MetricUnit)...) {
        self.init(elements.map { ($0.0, $0.1) })
    }

    /// `nil` where there is no such metric.
    package subscript(name: String) -> MetricUnit? { units[name] }
}
