import Domain
import Testing

@testable import FraudEngine

/// What counts how much, and for how long, written down by hand: the order is the document's (high, medium,
/// low), the sizes those of the fit that `SignalKind` tells of.
@Suite struct EngineNumbersTests {
    private static let signals: [(name: String, weight: Double, prior: Double)] = [
        ("fingerprint_match", 1.7, 60), ("geo_distance", 1, 0), ("browser_consistency", 0.6, 30),
        ("access_time", 0.2, 0), ("repeated_access", 0.5, 0), ("referrer", 0.5, 0),
        ("country", 0.5, 0), ("click_speed", 1.2, 0), ("navigation", 2.2, 0),
        ("impossible_travel", 0.3, 0), ("network_type", 0.4, 0), ("time_zone", 0.2, 0),
        ("challenges_missed", 3, 0), ("contradictions", 1.4, 0), ("picture", 0.9, 0),
        ("cookie", 0.2, 0), ("first_device", 0.7, 0), ("first_language", 0.8, 0),
        ("many_devices", 0.2, 0), ("new_devices", 1.5, 0), ("scouted_link", 1.6, 0),
        ("device_on_many_tokens", 2, 0), ("address_on_many_tokens", 0.2, 0),
    ]

    @Test func `every signal has its weight and its prior`() {
        let kinds = SignalKind.standard
        #expect(kinds.map(\.name.description) == Self.signals.map(\.name))
        #expect(kinds.map(\.weight) == Self.signals.map(\.weight))
        #expect(kinds.map(\.prior) == Self.signals.map(\.prior))
        #expect(SignalKind.documented.count == 6)
        #expect(HeuristicScorer.startingOdds == -3.4)
    }

    @Test func `memories keep as much as they say, as long as they say`() {
        #expect(PictureMemory.sightingsNeeded == 20)
        #expect(LinkMemory.devicesKept == 8 && LinkMemory.newFor == .days(2))
        #expect(Baseline.devicesKept == 3 && Baseline.browsersKept == 3)
        #expect(Baseline.addressesKept == 4)
    }
}
