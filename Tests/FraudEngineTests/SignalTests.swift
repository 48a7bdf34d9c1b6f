import Domain
import Foundation
import Testing
import VirtualTime

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

    @Test func `a train's speed is possible, a rocket's is not`() {
        #expect(score("impossible_travel", vector([.speedKmh: 100])) == 0)
        #expect(score("impossible_travel", vector([.speedKmh: 525])) == 50)
        #expect(score("impossible_travel", vector([.speedKmh: 9_500])) == 100)
        #expect(score("impossible_travel", vector([:])) == nil)
    }

    @Test func `two links on a device are a household, four are not`() {
        #expect(score("device_on_many_tokens", vector([.tokensOnDevice: 2])) == 0)
        #expect(score("device_on_many_tokens", vector([.tokensOnDevice: 3])) == 75)
        #expect(score("device_on_many_tokens", vector([.tokensOnDevice: 60])) == 100)
    }

    @Test func `many links from one address say nothing behind a carrier's NAT`() {
        let office = vector([.tokensOnAddress: 8, .networkKind: 2])
        #expect(score("address_on_many_tokens", office) == 40)
        let carrier = vector([.tokensOnAddress: 8, .networkKind: 0])
        #expect(score("address_on_many_tokens", carrier) == 0)
        let few = vector([.tokensOnAddress: 7, .networkKind: 2])
        #expect(score("address_on_many_tokens", few) == 0)
    }

    @Test func `a clock two hours off is a signal, one hour is not`() {
        #expect(score("time_zone", vector([.timeZoneMismatchHours: 1])) == 0)
        #expect(score("time_zone", vector([.timeZoneMismatchHours: 2])) == 60)
        #expect(score("time_zone", vector([.timeZoneMismatchHours: 12])) == 100)
    }

    @Test func `a form filled in within three seconds is no person's`() {
        #expect(score("click_speed", vector([.fillSeconds: 1])) == 100)
        #expect(score("click_speed", vector([.fillSeconds: 9])) == 50)
        #expect(score("click_speed", vector([.fillSeconds: 40])) == 0)
        #expect(score("click_speed", vector([:])) == nil)
    }

    @Test func `a missing cookie says something once there is a trusted access`() {
        #expect(score("cookie", vector([.cookie: 0, .baselineAccesses: 0])) == nil)
        #expect(score("cookie", vector([.cookie: 0, .baselineAccesses: 2])) == 100)
        #expect(score("cookie", vector([.cookie: 1, .baselineAccesses: 2])) == 0)
    }

    @Test func `one contradiction says most of what two say`() {
        #expect(score("contradictions", vector([.contradictions: 0])) == 0)
        #expect(score("contradictions", vector([.contradictions: 1])) == 70)
        #expect(score("contradictions", vector([.contradictions: 4])) == 100)
    }

    @Test func `a picture that no other device of the model draws is a signal`() {
        #expect(score("picture", vector([.pictureShare: 0])) == 100)
        #expect(score("picture", vector([.pictureShare: 0.01])) == 50)
        #expect(score("picture", vector([.pictureShare: 0.4])) == 0)
        #expect(score("picture", vector([:])) == nil)
    }

    @Test func `each question that nobody passed says more, up to three`() {
        for (missed, expected) in [(0.0, 0.0), (1, 100.0 / 3), (3, 100), (9, 100)] {
            let found = score("challenges_missed", vector([.challengesMissed: missed]))
            #expect(abs((found ?? -1) - expected) < 1e-9, "\(missed)")
        }
    }

    @Test func `new devices, and a link that somebody scouted, say the more the more there are`() {
        for (devices, expected) in [(0.0, 0.0), (1, 0), (2, 50), (3, 100), (8, 100)] {
            #expect(score("new_devices", vector([.newDevices: devices])) == expected)
        }
        for (links, expected) in [(0.0, 0.0), (1, 0), (2, 100.0 / 3), (4, 100), (64, 100)] {
            let found = score("scouted_link", vector([.linksScouted: links])) ?? -1
            #expect(abs(found - expected) < 1e-9, "\(links)")
        }
    }

    @Test(arguments: [
        ("first_device", Feature.firstDevice), ("first_language", .firstLanguage),
        ("country", .countryMatch),
    ])
    func `another than the first, or than expected, is a signal`(
        name: String,
        feature: Feature
    ) {
        func score(_ features: FeatureVector) -> Double? {
            SignalKind.standard.first { $0.name.description == name }?.curve(features)
        }
        #expect(score(vector([feature: 1])) == 0)
        #expect(score(vector([feature: 0])) == 100)
        #expect(score(vector([:])) == nil)
    }

    @Test func `nothing speaks against a quiet access`() {
        let quiet = HeuristicScorer().score(quietVector)
        #expect(quiet.score.value == 3)
        #expect(quiet.signals.allSatisfy { $0.score == 0 })
    }

    private var quietVector: FeatureVector {
        vector([
            .fingerprintMatch: 1, .geoDistanceKm: 0, .geoAccuracyKm: 20, .hourLocal: 12,
            .browserConsistent: 1, .accessCount: 1, .referrer: 0, .speedKmh: 10, .fillSeconds: 40,
            .timeZoneMismatchHours: 0, .networkKind: 1, .tokensOnDevice: 0, .tokensOnAddress: 0,
            .hasJavaScript: 1, .baselineAccesses: 1, .cookie: 1, .countryMatch: 1,
            .firstDevice: 1, .firstLanguage: 1, .otherDevices: 0,
            .contradictions: 0, .pictureShare: 0.9, .challengesMissed: 0, .newDevices: 0,
            .linksScouted: 0,
        ])
    }

    @Test func `the document's two stories score in their bands`() {
        // Registered in London, opened in Lagos on a friend's phone in his language, from a chat.
        var forwarded = quietVector
        forwarded[.fingerprintMatch] = 0.1
        forwarded[.geoDistanceKm] = 5_000
        forwarded[.countryMatch] = 0
        forwarded[.browserConsistent] = 0
        forwarded[.speedKmh] = 110
        forwarded[.referrer] = 2
        forwarded[.cookie] = 0
        forwarded[.firstDevice] = 0
        forwarded[.firstLanguage] = 0
        forwarded[.otherDevices] = 1
        #expect((86...100).contains(HeuristicScorer().score(forwarded).score.value))
        // The guest's own phone in the next town, late, for the third time: 23 there, low.
        var own = quietVector
        own[.geoDistanceKm] = 90
        own[.hourLocal] = 23.5
        own[.accessCount] = 3
        #expect((0...30).contains(HeuristicScorer().score(own).score.value))
    }

    // MARK: What a score promises

    /// Random values, some of them unknown.
    private func randomVector(_ stream: inout RandomStream) -> FeatureVector {
        var features = FeatureVector()
        for feature in Feature.allCases where stream.bool(probability: 0.8) {
            let isHuge = stream.bool(probability: 0.25)
            features[feature] = (stream.unit() * (isHuge ? 20_000 : 3)).rounded()
        }
        return features
    }

    @Test func `every signal and every score is bounded`() {
        var stream = RandomStream(seed: 1, name: "bounded")
        let scorer = HeuristicScorer()
        for _ in 0..<2_000 {
            let found = scorer.score(randomVector(&stream))
            #expect((0...100).contains(found.score.value))
            #expect(found.signals.allSatisfy { (0...100).contains($0.score) })
        }
    }

    /// One feature a signal, and one that may be unknown.
    private func signals(weights: [Double]) -> [SignalKind] {
        weights.enumerated().map { index, weight in
            SignalKind("some", weight: weight, prior: 40, "", reason: "") {
                $0[index].isNaN ? nil : $0[index]
            }
        }
    }

    @Test func `a signal that rises never lowers the score`() {
        var stream = RandomStream(seed: 1, name: "rising")
        let weights = SignalKind.standard.map(\.weight)
        let scorer = HeuristicScorer(signals: signals(weights: weights))
        for _ in 0..<2_000 {
            var features = FeatureVector(count: weights.count)
            for index in weights.indices where stream.bool(probability: 0.5) {
                features[index] = 100 * stream.unit()
            }
            let index = stream.integer(in: 0...weights.count - 1)
            features[index] = 100 * stream.unit()
            let before = scorer.score(features).score
            features[index] = features[index] + (100 - features[index]) * stream.unit()
            #expect(scorer.score(features).score >= before)
        }
    }

    @Test func `what a signal adds does not depend on how much is known`() {
        // In log-odds, and with rounded scores within what a rounded score can tell.
        func gain(_ features: FeatureVector) -> Double {
            var far = features
            far[.geoDistanceKm] = 5_000
            func odds(_ features: FeatureVector) -> Double {
                let percent = Double(HeuristicScorer().score(features).score.value)
                return log(percent / (100 - percent))
            }
            return odds(far) - odds(features)
        }
        var cold = quietVector
        for feature in [Feature.fingerprintMatch, .browserConsistent, .speedKmh, .firstDevice] {
            cold[feature] = .nan
        }
        cold[.baselineAccesses] = 0
        var stranger = quietVector
        stranger[.fingerprintMatch] = 0
        let distance = SignalKind.standard.first { $0.name == "geo_distance" }?.weight ?? 0
        for features in [cold, stranger] { #expect(abs(gain(features) - distance) < 0.2) }
    }

    @Test func `a signal with nothing to compare with counts with its prior`() {
        let kind = SignalKind("device", weight: 2, prior: 60, "", reason: "") {
            $0[.fingerprintMatch].isNaN ? nil : 100 * (1 - $0[.fingerprintMatch])
        }
        let scorer = HeuristicScorer(signals: [kind])
        #expect(
            scorer.score(vector([:])).score == scorer.score(vector([.fingerprintMatch: 0.4])).score
        )
        #expect(scorer.score(vector([:])).signals.isEmpty)
    }

    @Test func `the document's order of weights is kept`() {
        let weights = Dictionary(
            uniqueKeysWithValues: SignalKind.documented.map { ($0.name, $0.weight) }
        )
        let high: [Signal.Name] = ["fingerprint_match"]
        let medium: [Signal.Name] = ["geo_distance", "browser_consistency"]
        let low: [Signal.Name] = ["access_time", "repeated_access", "referrer"]
        func weight(_ names: [Signal.Name]) -> [Double] { names.compactMap { weights[$0] } }
        #expect(weight(high).min()! > weight(medium).max()!)
        #expect(weight(medium).min()! > weight(low).max()!)
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
        // e to the −3.4 + (40 × 2 + 80 × 6) ÷ 100 = 2.2 is 9.03: nine in ten.
        let found = scorer.score(vector([.accessCount: 80, .geoDistanceKm: 5_000]))
        #expect(found.score.value == 90)
        #expect(found.signals.map(\.name) == ["always", "louder"])
    }

    @Test func `every feature has a column of its own, a range, and a meaning`() {
        #expect(Set(Feature.entries.map(\.column)).count == Feature.allCases.count)
        for entry in Feature.entries {
            #expect(entry.column.hasPrefix("f_") && !entry.range.isEmpty && !entry.meaning.isEmpty)
        }
    }
}
