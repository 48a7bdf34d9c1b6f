/// One named reason a score moved, and by how much.
package struct Signal: Hashable, Sendable {
    package enum Name: String, Sendable, CaseIterable, Codable {
        case fingerprintMatch = "fingerprint_match"
        case geoDistance = "geo_distance"
        case browserConsistency = "browser_consistency"
        case accessTime = "access_time"
        case repeatedAccess = "repeated_access"
        case referrer
        case clickSpeed = "click_speed"
        case navigation
        case impossibleTravel = "impossible_travel"
        case networkType = "network_type"
        case timeZone = "time_zone"
        case deviceOnManyTokens = "device_on_many_tokens"
        case addressOnManyTokens = "address_on_many_tokens"
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

/// A raw value that the scorer saw, in the fixed order of the training data's columns.
package enum Feature: Int, CaseIterable, Sendable {
    case fingerprintMatch, geoDistanceKm, hourLocal, browserConsistent, accessCount, referrer
    case geoAccuracyKm, speedKmh, clickDelaySeconds, fillSeconds, timeZoneMismatchHours
    case networkKind, tokensOnDevice, tokensOnAddress, hasJavaScript, baselineAccesses
    case weekday, countryMatch, familiarAddress

    /// The column's name in `accesses.csv`.
    package var column: String {
        switch self {
        case .fingerprintMatch: "f_fingerprint_match"
        case .geoDistanceKm: "f_geo_distance_km"
        case .hourLocal: "f_hour_local"
        case .browserConsistent: "f_browser_consistent"
        case .accessCount: "f_access_count"
        case .referrer: "f_referrer"
        case .geoAccuracyKm: "f_geo_accuracy_km"
        case .speedKmh: "f_speed_kmh"
        case .clickDelaySeconds: "f_click_delay_s"
        case .fillSeconds: "f_fill_s"
        case .timeZoneMismatchHours: "f_time_zone_mismatch_h"
        case .networkKind: "f_network_kind"
        case .tokensOnDevice: "f_tokens_on_device"
        case .tokensOnAddress: "f_tokens_on_address"
        case .hasJavaScript: "f_has_javascript"
        case .baselineAccesses: "f_baseline_accesses"
        case .weekday: "f_weekday"
        case .countryMatch: "f_country_match"
        case .familiarAddress: "f_familiar_address"
        }
    }
}

/// The raw values of one access, one for each `Feature`; not-a-number where unknown.
package struct FeatureVector: Sendable {
    package private(set) var values: [Double]

    package init() {
        values = Array(repeating: .nan, count: Feature.allCases.count)
    }

    package subscript(feature: Feature) -> Double {
        get { values[feature.rawValue] }
        set { values[feature.rawValue] = newValue }
    }
}

/// What the engine answers about one access at one moment.
///
/// A class, because it never changes and is told to everybody.
package final class Assessment: Sendable {
    package let accessID: AccessID
    package let score: RiskScore
    /// The signals that were available, in the order of `Signal.Name`.
    package let signals: [Signal]
    package let features: FeatureVector
    package let geo: GeoRecord
    package let scoredAt: Instant
    /// `heuristic/1` or a model's name.
    package let scorer: String
    /// A mail scanner's or a chat preview's fetch: no person was there, nothing was learnt.
    package let isMachine: Bool

    package init(
        accessID: AccessID,
        score: RiskScore,
        signals: [Signal],
        features: FeatureVector,
        geo: GeoRecord,
        scoredAt: Instant,
        scorer: String,
        isMachine: Bool = false
    ) {
        self.accessID = accessID
        self.score = score
        self.signals = signals
        self.features = features
        self.geo = geo
        self.scoredAt = scoredAt
        self.scorer = scorer
        self.isMachine = isMachine
    }

    /// The signals that raised the score most, largest contribution first.
    package var reasons: [Signal] {
        signals.filter { $0.score * $0.weight > 0 }.sorted {
            let (left, right) = ($0.score * $0.weight, $1.score * $1.weight)
            return left != right ? left > right : $0.name.rawValue < $1.name.rawValue
        }
    }
}
