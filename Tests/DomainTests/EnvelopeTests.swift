import Domain
import Foundation
import TestSupport
import Testing

@Suite struct EnvelopeTests {
    private func json<Content: Codable & Sendable>(_ content: Content) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(Envelope(content)), as: UTF8.self)
    }

    private func read<Content: Codable & Sendable>(
        _ text: String,
        _: Content.Type
    ) throws -> Content {
        try JSONDecoder().decode(Envelope<Content>.self, from: Data(text.utf8)).content
    }

    @Test func `what is written says its form, and is read again`() throws {
        let text = try json(RiskScore(41))
        #expect(text == #"{"content":{"value":41},"version":1}"#)
        #expect(try read(text, RiskScore.self) == RiskScore(41))
    }

    @Test func `another form is refused by its number`() throws {
        let error = #expect(throws: UnknownVersion.self) {
            try read(#"{"content":{"value":41},"version":2}"#, RiskScore.self)
        }
        #expect(error.map(String.init(describing:)) == "form 2 is unknown here, expected 1")
        #expect(throws: DecodingError.self) { try read(#"{"value":41}"#, RiskScore.self) }
    }

    @Test func `an assessment comes from another process as it left`() throws {
        var features = FeatureVector(count: 3)
        features[1] = 12.5
        let sent = Assessment(
            accessID: AccessID(high: 1, low: 2),
            score: RiskScore(77),
            signals: [Signal(name: "geo_distance", score: 80, weight: 0.5)],
            features: features,
            geo: GeoRecord(
                country: "PT",
                point: GeoPoint(latitude: 41.1, longitude: -8.6),
                asn: 4_294_967_295,
                network: .mobile
            ),
            scoredAt: Instant(microseconds: 1_780_315_200_000_001),
            scorer: "heuristic/2",
            isMachine: true
        )
        let read = try read(try json(sent), Assessment.self)
        #expect(read.accessID == sent.accessID && read.score == sent.score)
        #expect(read.signals == sent.signals && read.geo == sent.geo)
        #expect(read.scoredAt == sent.scoredAt && read.scorer == sent.scorer && read.isMachine)
        #expect(read.features.values[0].isNaN && read.features.values[2].isNaN)
        #expect(read.features.values[1] == 12.5)
    }

    /// A name is written into journals and rows as it is.
    @Test(arguments: ["", "geo distance", "geo\\\"", "Geo", "é", String(repeating: "a", count: 65)])
    func `a signal's name that is none is refused`(name: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Signal.Name.self, from: Data("\"\(name)\"".utf8))
        }
    }
}
