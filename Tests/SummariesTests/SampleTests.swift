import Domain
import Figures
import FraudEngine
import Testing
import Truth

@testable import Evidence
@testable import Reports

/// How hard a run was to judge, from runs in which it is known.
@Suite struct SampleTests {
    /// Accesses of 60 events; how far away each was is given for the events of a split and the truth.
    private func tally(
        accesses: Int = 20,
        distance: (Split, Bool, Int) -> Double
    ) -> Tally {
        let tally = Tally()
        let ledger = AccessLedger(readers: [tally])
        for number in 0..<(60 * accesses) {
            let event = EventID(high: 2, low: UInt64(number % 60))
            let isFraud = number / 60 % 4 == 0
            let id = AccessID(high: 6, low: UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
            var features = FeatureVector()
            features[.geoDistanceKm] = distance(Split(of: event), isFraud, number)
            features[.accessCount] = 1
            let access = Access(
                id: id,
                tokenID: nil,
                guestID: nil,
                eventID: event,
                openedAt: SmallRun.start,
                visit: Visit(
                    address: IPAddress(v4: 0xF000_0001),
                    fingerprint: Self.fingerprint,
                    referrer: ""
                ),
                earlierAccesses: 0,
                rejection: nil
            )
            let label = Label(
                actor: isFraud ? .outsider : .guest,
                persona: "x",
                isFraud: isFraud
            )
            let assessment = Assessment(
                accessID: id,
                score: RiskScore(50),
                signals: [],
                features: features,
                geo: GeoRecord(),
                scoredAt: SmallRun.start,
                scorer: "heuristic/1"
            )
            ledger.observe(.accessOpened(access), at: SmallRun.start, sequence: 0)
            ledger.observe(.accessLabelled(id, label), at: SmallRun.start, sequence: 0)
            ledger.observe(.submissionScored(assessment), at: SmallRun.start, sequence: 0)
        }
        ledger.ended(at: SmallRun.start)
        return tally
    }

    private static let fingerprint = Fingerprint()

    private func difficulty(_ tally: Tally) -> Difficulty {
        RunFigures(tally: tally, consumers: []).difficulty
    }

    @Test func `where distance tells, every judge finds it`() {
        let easy = difficulty(
            tally { _, isFraud, number in (isFraud ? 900 : 0) + Double(number % 90) }
        )
        #expect(easy.bestColumn == "f_geo_distance_km")
        #expect(easy.bestColumnArea == 1 && easy.treeArea == 1 && easy.signalsArea == 1)
    }

    /// In training distance tells, and on the test events the other way round.
    @Test func `judges are tried on events that they have not seen`() throws {
        let turned = difficulty(
            tally { split, isFraud, number in
                (isFraud == (split == .train) ? 900 : 0) + Double(number % 90)
            }
        )
        #expect(turned.bestColumn == "f_geo_distance_km")
        #expect(turned.bestColumnArea == 0 && turned.treeArea == 0 && turned.signalsArea == 0)
    }

    @Test func `without rows there is no figure`() {
        let sample = DifficultySample()
        #expect(Difficulty(sample, groups: SplitGroups()).treeArea == nil)
        #expect(Difficulty(sample, groups: SplitGroups()).bestColumn == nil)
        let metrics = Metric.table(of: RunFigures(tally: Tally(), consumers: []))
        #expect(metrics["difficulty.tree.auc"] != nil)
        #expect(metrics["difficulty.tree.auc"]?.value == nil)
    }

    @Test func `a sample is bounded, and the same whatever comes in which order`() {
        let many = tally(accesses: 1_000) { _, isFraud, number in
            (isFraud ? 900 : 0) + Double(number % 90)
        }
        let sample = many.fraud.sample
        let rows = Split.allCases.map { sample.table(of: $0, many.groups).rows }.reduce(0, +)
        #expect((DifficultySample.limit / 4...DifficultySample.limit).contains(rows))
        #expect(difficulty(many).treeArea == 1)
    }

    @Test func `the summary tells it, and says so where there is too little`() throws {
        let easy = Summary(
            frame: SmallRun.frame,
            digest: "",
            dataDigest: "da7a",
            tally: tally { _, isFraud, number in (isFraud ? 900 : 0) + Double(number % 90) },
            checks: [],
            gates: [],
            consumers: []
        )
        #expect(
            TerminalReport(easy, isColoured: false).text(closing: []).contains(
                "\nHow hard: AUC 1 by f_geo_distance_km alone, 1 by a tree of depth 3, "
                    + "1 by the six signals\n"
            )
        )
        #expect(easy.json["difficulty"]?["best_column"]?["name"] == .text("f_geo_distance_km"))
        #expect(easy.json["difficulty"]?["tree"]?["auc"] == .number(1))
        let small = try SmallRun().summary()
        #expect(!TerminalReport(small, isColoured: false).text(closing: []).contains("How hard"))
        #expect(small.json["difficulty"]?["best_column"]?["name"] == .null)
    }
}
