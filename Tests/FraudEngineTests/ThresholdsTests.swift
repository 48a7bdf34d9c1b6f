import Domain
import Foundation
import FraudEngine
import TestSupport
import Testing

@Suite struct ThresholdsTests {
    private func edges(from text: String) throws -> BandEdges {
        let scratch = try Scratch()
        let url = scratch.file("thresholds.json")
        try text.write(to: url, atomically: true, encoding: .utf8)
        do throws(ThresholdsError) {
            return try Thresholds(at: url.path).edges
        } catch {
            throw ThresholdsError(
                problems: error.problems.map { $0.replacing(url.path, with: "FILE") }
            )
        }
    }

    @Test func `calibrated edges are read`() throws {
        let read = try edges(
            from: """
                {"schema":"guestguard.thresholds/1","soft_verify":25,"sms_verify":55,"block":80}
                """
        )
        #expect(read == BandEdges(softVerify: 25, smsVerify: 55, block: 80))
    }

    @Test func `a file may say whose scores it is for, and where it comes from`() throws {
        let scratch = try Scratch()
        let url = scratch.file("thresholds.json")
        try Data(
            """
            {"schema":"guestguard.thresholds/1","soft_verify":25,"sms_verify":55,"block":80,
             "scorer":"forest/0123456789ab","confidence":0.95,"promises":[],"runs":["a-1"]}
            """.utf8
        ).write(to: url)
        #expect(try Thresholds(at: url.path).scorer == "forest/0123456789ab")
        let error = try #require(throws: ThresholdsError.self) {
            try edges(
                from: """
                    {"schema":"guestguard.thresholds/1","soft_verify":1,"sms_verify":2,"block":3,
                     "scorer":7}
                    """
            )
        }
        #expect(error.description == "FILE: scorer: expected a scorer's name, found 7")
    }

    @Test func `every problem is named at once`() throws {
        let error = try #require(throws: ThresholdsError.self) {
            try edges(from: #"{"schema":"x","soft_verify":"low","sms_verify":160,"blok":85}"#)
        }
        #expect(
            error.problems == [
                #"FILE: schema: expected "guestguard.thresholds/1", found x"#,
                "FILE: blok: expected one of soft_verify, sms_verify, block, found this key",
                "FILE: soft_verify: expected a whole number in 0...100, found low",
                "FILE: sms_verify: expected a whole number in 0...100, found 160",
                "FILE: block: expected a whole number in 0...100, found none",
            ]
        )
    }

    @Test func `edges rise`() throws {
        let error = try #require(throws: ThresholdsError.self) {
            try edges(
                from: """
                    {"schema":"guestguard.thresholds/1","soft_verify":70,"sms_verify":60,"block":85}
                    """
            )
        }
        #expect(
            error.description
                == "FILE: expected soft_verify <= sms_verify <= block, found 70, 60, 85"
        )
    }

    @Test func `what is no JSON is refused`() {
        #expect(throws: ThresholdsError.self) { try edges(from: "soft_verify: 30") }
        #expect(throws: ThresholdsError.self) {
            try Thresholds(at: "/nowhere/thresholds.json")
        }
    }
}
