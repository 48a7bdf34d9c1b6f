import Domain
import Testing

@testable import FraudEngine

/// Each signal alone, from raw values set by hand.
@Suite struct SignalTests {
    private func vector(_ values: [Feature: Double]) -> FeatureVector {
        var features = FeatureVector()
        for feature in Feature.allCases {
            if let value = values[feature] { features[feature] = value }
        }
        return features
    }

    private func score(_ name: Signal.Name, _ features: FeatureVector) -> Double? {
        SignalKind.standard.first { $0.name == name }?.curve(features)
    }

    @Test func `the accuracy radius is taken off the distance`() {
        // Kilometres, radius, expected: 50, 100, 200, 400 and 1,000 km beyond the radius.
        let table: [(Double, Double, Double)] = [
            (0, 20, 0), (70, 20, 0), (120, 20, 25), (220, 20, 50), (420, 20, 75),
            (1_020, 20, 100), (9_000, 20, 100), (240, 200, 0), (262, 0, 57.75),
        ]
        for (km, radius, expected) in table {
            let features = vector([.geoDistanceKm: km, .geoAccuracyKm: radius])
            #expect(score("geo_distance", features) == expected, "\(km) ± \(radius)")
        }
        #expect(score("geo_distance", vector([.geoDistanceKm: 120])) == 30)
        #expect(score("geo_distance", vector([.geoAccuracyKm: 20])) == nil)
    }

    @Test func `a strange device weighs less on a familiar line`() {
        let strange = vector([.fingerprintMatch: 0, .familiarAddress: 0])
        #expect(score("fingerprint_match", strange) == 100)
        let household = vector([.fingerprintMatch: 0, .familiarAddress: 1])
        #expect(score("fingerprint_match", household) == 30)
        #expect(score("fingerprint_match", vector([.fingerprintMatch: 1])) == 0)
        #expect(score("fingerprint_match", vector([:])) == nil)
    }

    @Test(arguments: [
        (0.5, 40.0), (1, 80), (4.99, 80), (5, 40), (6, 0), (22.99, 0), (23, 40), (23.99, 40),
    ])
    func `small hours are unusual`(hour: Double, expected: Double) {
        #expect(score("access_time", vector([.hourLocal: hour])) == expected)
    }

    @Test(arguments: [(0.0, 0.0), (4, 0), (5, 10), (14, 100), (500, 100)])
    func `many openings are unusual`(count: Double, expected: Double) {
        #expect(score("repeated_access", vector([.accessCount: count])) == expected)
    }

    @Test func `an airliner's speed is possible, a rocket's is not`() {
        #expect(score("impossible_travel", vector([.speedKmh: 950])) == nil)
        #expect(score("impossible_travel", vector([.speedKmh: 950.1])) == 100)
        #expect(score("impossible_travel", vector([:])) == nil)
    }

    @Test func `two links on a device are a household, four are not`() {
        #expect(score("device_on_many_tokens", vector([.tokensOnDevice: 2])) == nil)
        #expect(score("device_on_many_tokens", vector([.tokensOnDevice: 3])) == 75)
        #expect(score("device_on_many_tokens", vector([.tokensOnDevice: 60])) == 100)
    }

    @Test func `many links from one address say nothing behind a carrier's NAT`() {
        let office = vector([.tokensOnAddress: 8, .networkKind: 2])
        #expect(score("address_on_many_tokens", office) == 40)
        let carrier = vector([.tokensOnAddress: 8, .networkKind: 0])
        #expect(score("address_on_many_tokens", carrier) == nil)
        let few = vector([.tokensOnAddress: 7, .networkKind: 2])
        #expect(score("address_on_many_tokens", few) == nil)
    }

    @Test func `a clock two hours off is a signal, one hour is not`() {
        #expect(score("time_zone", vector([.timeZoneMismatchHours: 1])) == nil)
        #expect(score("time_zone", vector([.timeZoneMismatchHours: 2])) == 60)
        #expect(score("time_zone", vector([.timeZoneMismatchHours: 12])) == 100)
    }

    @Test func `signals beyond the document appear on evidence only`() {
        let quiet = HeuristicScorer().score(
            vector([
                .fingerprintMatch: 1, .geoDistanceKm: 0, .geoAccuracyKm: 20, .hourLocal: 12,
                .browserConsistent: 1, .accessCount: 1, .referrer: 0, .speedKmh: 10,
                .fillSeconds: 40, .timeZoneMismatchHours: 0, .networkKind: 1,
                .tokensOnDevice: 0, .tokensOnAddress: 0, .hasJavaScript: 1,
            ])
        )
        #expect(quiet.score.value == 0)
        #expect(
            quiet.signals.map(\.name) == [
                "fingerprint_match", "geo_distance", "browser_consistency", "access_time",
                "repeated_access", "referrer",
            ]
        )
    }

    @Test func `a score is the weighted mean of the signals there are`() {
        // (100 × 5 + 100 × 2.5 + 100 × 2.5 + 0 × 1.5) ÷ 11.5 = 86.96, the document's 87.
        let found = HeuristicScorer().score(
            vector([
                .fingerprintMatch: 0.1, .geoDistanceKm: 5_000, .geoAccuracyKm: 20,
                .browserConsistent: 0, .hourLocal: 12, .accessCount: 1, .referrer: 0,
            ])
        )
        #expect(found.score.value == 87)
        // Without a device to compare with: 250 ÷ 4 = 62.5, rounded away from zero.
        let cold = HeuristicScorer().score(
            vector([
                .geoDistanceKm: 5_000, .geoAccuracyKm: 20, .hourLocal: 12, .accessCount: 1,
                .referrer: 0,
            ])
        )
        #expect(cold.score.value == 63)
        #expect(cold.signals.count == 4)
    }

    @Test func `reasons come in order of what they contributed`() {
        let found = HeuristicScorer().score(
            vector([
                .fingerprintMatch: 0.1, .geoDistanceKm: 5_000, .browserConsistent: 1,
                .accessCount: 9, .referrer: 3,
            ])
        )
        let assessment = Assessment(
            accessID: AccessID(high: 0, low: 0),
            score: found.score,
            signals: found.signals,
            features: FeatureVector(),
            geo: GeoRecord(),
            scoredAt: .epoch,
            scorer: ""
        )
        #expect(
            assessment.reasons.map(\.name) == [
                "fingerprint_match", "geo_distance", "referrer", "repeated_access",
            ]
        )
    }

    // MARK: The catalogue

    @Test func `every signal has a name of its own, a meaning, a reason and a weight`() {
        let kinds = SignalKind.standard
        #expect(Set(kinds.map(\.name)).count == kinds.count)
        for kind in kinds {
            #expect(kind.weight > 0 && !kind.meaning.isEmpty && !kind.reason.isEmpty)
        }
    }

    @Test func `a score is made of the signals that are handed in`() {
        let always = SignalKind("always", weight: 2, "", reason: "") { _ in 40 }
        let louder = SignalKind("louder", weight: 6, "", reason: "") { $0[.accessCount] }
        let scorer = HeuristicScorer(signals: [always, louder])
        // (40 × 2 + 80 × 6) ÷ 8
        let found = scorer.score(vector([.accessCount: 80, .geoDistanceKm: 5_000]))
        #expect(found.score.value == 70)
        #expect(found.signals.map(\.name) == ["always", "louder"])
    }

    @Test func `every feature has a column of its own, a range, and a meaning`() {
        #expect(Set(Feature.entries.map(\.column)).count == Feature.allCases.count)
        for entry in Feature.entries {
            #expect(entry.column.hasPrefix("f_") && !entry.range.isEmpty && !entry.meaning.isEmpty)
        }
    }
}
