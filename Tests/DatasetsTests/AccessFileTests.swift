import Domain
import Foundation
import FraudEngine
import TestSupport
import Testing
import Truth

@testable import Evidence

@Suite(.enabled(if: Python.isThere, Python.isMissing)) struct AccessFileTests {
    /// `accesses.csv` as it was promised, in order; more may stand between.
    private static let contract = [
        "access_id", "event_id", "guest_id", "token_id", "at", "ip", "country", "city", "latitude",
        "longitude", "asn", "network", "user_agent", "browser", "os", "device", "screen",
        "timezone", "language", "webgl_hash", "referrer", "f_fingerprint_match",
        "f_geo_distance_km", "f_hour_local", "f_browser_consistent", "f_access_count",
        "f_referrer", "risk_score", "decision", "outcome", "scored_at", "scorer", "persona",
        "actor", "attack", "campaign_id", "is_fraud", "observed_label", "observed_at", "split",
    ]

    /// Writes what the body tells a ledger, and reads it back as somebody else would.
    private func table(
        _ body: (LedgerRehearsal) -> Void
    ) throws -> (header: [String], rows: [[String: String]]) {
        let scratch = try Scratch()
        let file = try AccessFile(scratch.file("accesses.csv"))
        let rehearsal = LedgerRehearsal(file)
        body(rehearsal)
        rehearsal.ledger.ended(at: Sample.at(1_000_000))
        let record = try file.finish()
        #expect(file.failure == nil)
        let rows = try Python.rows(of: scratch.file("accesses.csv"))
        let header = try #require(rows.first)
        #expect(rows.allSatisfy { $0.count == header.count })
        #expect(record.rows == rows.count - 1)
        return (
            header,
            rows.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
        )
    }

    // MARK: Columns

    @Test func `the columns stand in the order that was promised`() throws {
        let header = try table { _ in }.header
        let promised = Set(Self.contract)
        #expect(header.filter(promised.contains) == Self.contract)
        #expect(Set(header).count == header.count)
        let further = header.filter { !promised.contains($0) }
        #expect(
            further.filter { !$0.hasPrefix("f_") } == [
                "channel", "invited_at", "home_country", "home_city", "cause", "rejection",
                "moment", "enforced", "recorded", "flagged_link", "alerts", "censored_reason",
            ]
        )
        #expect(Feature.allCases.map(\.column) == header.filter { $0.hasPrefix("f_") })
    }

    @Test func `each code that was texted for a form is a part of its cost`() {
        let rehearsal = LedgerRehearsal()
        rehearsal.open(Sample.access(1))
        for (number, micros): (UInt64, Int) in [(1, 7_900), (2, 15_800)] {
            let challenge = Challenge(
                id: ChallengeID(high: 9, low: number),
                accessID: Sample.id(1),
                tokenID: TokenID(high: 4, low: 1),
                guestID: GuestID(high: 3, low: 1),
                eventID: EventID(high: 2, low: 1),
                kind: .code,
                reply: Reply(response: .attending),
                asker: Asker(TestVisit.phone),
                answerHash: "",
                issuedAt: Sample.at(10),
                expiresAt: Sample.at(610),
                score: nil
            )
            rehearsal.observe(.challengeIssued(challenge))
            var code = Domain.Notification(
                id: NotificationID(high: 10, low: number),
                recipient: .guest(challenge.guestID),
                eventID: challenge.eventID,
                channel: .sms,
                kind: .verification,
                cause: "verification/\(challenge.id)",
                createdAt: Sample.at(10)
            )
            rehearsal.observe(.notificationQueued(code))
            code.status = .delivered
            code.costMicros = micros
            rehearsal.observe(.notificationChanged(code))
        }
        #expect(rehearsal.rows().map(\.codesCostMicros) == [23_700])
    }

    @Test func `everything that is known stands in its column`() throws {
        let geo = GeoRecord(
            country: "NG",
            city: "Lagos",
            point: GeoPoint(latitude: 6.4541, longitude: -3.25),
            accuracyKm: 20,
            timeZone: "Africa/Lagos",
            asn: 29465,
            network: .mobile
        )
        let assessment = Sample.assessment(
            1,
            score: 87,
            features: [
                .fingerprintMatch: 1.0 / 3, .geoDistanceKm: 5017, .hourLocal: 13.5,
                .browserConsistent: 0, .accessCount: 12, .referrer: 4, .fillSeconds: 0.000001,
                .speedKmh: 0.0000004,
            ],
            geo: geo,
            at: Sample.at(7).advanced(by: .microseconds(42))
        )
        let (_, rows) = try table {
            $0.observe(
                .guestCast(
                    GuestID(high: 3, low: 1),
                    event: EventID(high: 2, low: 1),
                    persona: "prompt",
                    lives: Residence(city: "Leeds", country: "GB"),
                    listed: Residence(city: "London", country: "GB")
                )
            )
            $0.observe(.notificationQueued(Sample.invitation(1, by: .email)))
            $0.open(Sample.access(1, referrer: "mail.example"))
            $0.observe(.accessLabelled(Sample.id(1), Sample.thief))
            $0.observe(.submissionScored(assessment))
            $0.observe(.accessDecided(Sample.decided(1, .block)))
            $0.observe(.accessEnded(Sample.id(1), .blocked))
            $0.observe(.alertRaised(Sample.alert(1)))
            $0.observe(.accessObserved(Sample.id(1), .fraudulent), at: Sample.at(3_600))
        }
        let row = try #require(rows.first)
        let expected = [
            "access_id": "00000000-0000-0006-0000-000000000001",
            "event_id": "00000000-0000-0002-0000-000000000001",
            "guest_id": "00000000-0000-0003-0000-000000000001",
            "token_id": "00000000-0000-0004-0000-000000000001",
            "at": "2026-06-01T12:00:01.000000Z", "ip": "240.0.0.1", "country": "NG",
            "city": "Lagos", "latitude": "6.4541", "longitude": "-3.25", "asn": "29465",
            "network": "mobile", "user_agent": "Mozilla/5.0", "browser": "Safari",
            "os": "iOS 17", "device": "iPhone 15", "screen": "393x852",
            "timezone": "Europe/London", "language": "en-GB", "webgl_hash": "apple",
            "referrer": "mail.example", "f_fingerprint_match": "0.333333",
            "f_geo_distance_km": "5017", "f_hour_local": "13.5", "f_browser_consistent": "0",
            "f_access_count": "12", "f_referrer": "4", "f_fill_s": "0.000001",
            "f_speed_kmh": "0", "risk_score": "87", "decision": "block", "outcome": "blocked",
            "scored_at": "2026-06-01T12:00:07.000042Z", "scorer": "heuristic/1",
            "channel": "email", "invited_at": "2026-06-01T12:00:00.000000Z",
            "home_country": "GB", "home_city": "London", "enforced": "1",
            "cause": "score", "moment": "submit", "recorded": "0", "flagged_link": "0",
            "alerts": "1", "persona": "casual-forward", "actor": "outsider",
            "attack": "casual-forward",
            "campaign_id": "casual-forward/1", "is_fraud": "1", "observed_label": "1",
            "observed_at": "2026-06-01T13:00:00.000000Z", "split": "calibrate",
        ]
        #expect(row.filter { !$0.value.isEmpty } == expected)
    }

    @Test func `an empty cell is unknown, never zero`() throws {
        let (_, rows) = try table {
            $0.open(
                Sample.access(
                    1,
                    event: nil,
                    fingerprint: Fingerprint(),
                    rejection: .unknown
                )
            )
            $0.open(Sample.access(2))
            $0.observe(.accessLabelled(Sample.id(2), Sample.guest))
            $0.observe(.submissionScored(Sample.assessment(2, score: 0)))
        }
        let known = rows.map { row in row.filter { !$0.value.isEmpty } }
        #expect(
            known[0] == [
                "access_id": "00000000-0000-0006-0000-000000000001",
                "at": "2026-06-01T12:00:01.000000Z", "ip": "240.0.0.1", "outcome": "rejected",
                "recorded": "0", "flagged_link": "0", "alerts": "0",
                "rejection": "unknown", "split": "train", "enforced": "1",
                "censored_reason": "never_reported",
            ]
        )
        // Scored, yet without a place and without a single feature; genuine, which is a 0.
        #expect(known[1]["risk_score"] == "0")
        #expect(known[1]["is_fraud"] == "0")
        #expect(known[1]["network"] == "unknown")
        #expect(known[1]["actor"] == "guest")
        let absent = [
            "country", "city", "latitude", "longitude", "asn", "attack", "campaign_id", "referrer",
            "decision", "observed_label", "observed_at", "rejection",
        ]
        #expect((absent + Feature.allCases.map(\.column)).allSatisfy { known[1][$0] == nil })
    }

    @Test func `a label that nobody came to know says why`() throws {
        let (_, rows) = try table {
            for number in UInt64(1)...6 {
                $0.open(Sample.access(number, event: number))
                $0.observe(.accessLabelled(Sample.id(number), Sample.guest))
                $0.observe(.submissionScored(Sample.assessment(number, score: 70)))
            }
            $0.observe(.accessDecided(Sample.decided(1, .block)))
            $0.observe(.accessEnded(Sample.id(1), .blocked))
            $0.observe(.accessDecided(Sample.decided(2, .smsVerify)))
            $0.observe(.accessEnded(Sample.id(2), .failedVerification))
            $0.observe(.accessDecided(Sample.decided(3, .smsVerify)))
            $0.observe(.accessEnded(Sample.id(3), .abandoned))
            $0.observe(.rsvpRecorded(Sample.rsvp(4), outcome: .submitted))
            $0.observe(.rsvpRecorded(Sample.rsvp(5), outcome: .submitted))
            $0.observe(.accessObserved(Sample.id(5), .genuine), at: Sample.at(3_600))
        }
        #expect(
            rows.map { $0["censored_reason"] } == [
                "blocked", "blocked", "blocked", "event_not_over", "", "never_reported",
            ]
        )
        #expect(rows.map { $0["observed_label"] } == ["", "", "", "", "0", ""])
    }

    // MARK: RFC 4180

    @Test(arguments: [
        "a,b", "say \"no\"", "\"", "\"\"", ",", "line\nend", "line\r\nend", "\r", " padded ",
        "Ünïcödé 李 🎉", "a\tb", "=1+1", ",\"\n\",", "'", "",
    ])
    func `any text is read back as it was`(text: String) throws {
        let (_, rows) = try table {
            $0.open(
                Sample.access(
                    1,
                    fingerprint: Sample.fingerprint(userAgent: text, language: text + "!"),
                    referrer: text
                )
            )
        }
        #expect(rows.count == 1)
        #expect(rows.first?["user_agent"] == text)
        #expect(rows.first?["language"] == text + "!")
        #expect(rows.first?["referrer"] == text)
        #expect(rows.first?["browser"] == "Safari")
    }

    @Test func `lines end in a newline alone, and the header is the first`() throws {
        let scratch = try Scratch()
        let url = scratch.file("accesses.csv")
        let file = try AccessFile(url)
        let rehearsal = LedgerRehearsal(file)
        rehearsal.open(Sample.access(1))
        rehearsal.ledger.ended(at: Sample.at(10))
        _ = try file.finish()
        let text = try String(contentsOf: url, encoding: .utf8)
        #expect(text.hasPrefix(AccessColumns.header))
        #expect(text.hasSuffix("\n"))
        #expect(!text.utf8.contains(UInt8(ascii: "\r")))
        #expect(text.utf8.count { $0 == UInt8(ascii: "\n") } == 2)
        #expect(text.utf8.starts(with: "access_id,event_id,".utf8))
    }

    // MARK: What comes late

    @Test func `what operators came to know is joined, whenever they did`() throws {
        let (_, rows) = try table { rehearsal in
            for number in UInt64(1)...4 {
                rehearsal.open(Sample.access(number))
                rehearsal.observe(.alertRaised(Sample.alert(number)))
            }
            // Of the second while its story is under way, of the others after the end.
            rehearsal.observe(.accessObserved(Sample.id(2), .fraudulent), at: Sample.at(5))
            rehearsal.ledger.ended(at: Sample.at(10))
            rehearsal.observe(.accessObserved(Sample.id(4), .genuine), at: Sample.at(20))
            rehearsal.observe(.accessObserved(Sample.id(1), .genuine), at: Sample.at(30))
            rehearsal.observe(.accessObserved(Sample.id(1), .fraudulent), at: Sample.at(40))
        }
        #expect(rows.map { $0["observed_label"] } == ["1", "1", "", "0"])
        #expect(
            rows.map { $0["observed_at"] } == [
                "2026-06-01T12:00:40.000000Z", "2026-06-01T12:00:05.000000Z", "",
                "2026-06-01T12:00:20.000000Z",
            ]
        )
        #expect(rows.map { $0["at"]?.suffix(10) } == (1...4).map { "0\($0).000000Z" })
    }

    /// Larger than every buffer on the way: a quarter and a whole mebibyte.
    @Test func `thousands of rows keep their order and their late facts`() throws {
        let count: UInt64 = 6_000
        let (_, rows) = try table { rehearsal in
            for number in 0..<count {
                rehearsal.open(
                    Sample.access(
                        number,
                        event: number % 7,
                        fingerprint: Sample.fingerprint(
                            userAgent: String(repeating: "a,", count: Int(number % 200))
                        )
                    )
                )
                rehearsal.observe(.alertRaised(Sample.alert(number)))
            }
            rehearsal.ledger.ended(at: Sample.at(10_000))
            for number in 0..<count where number % 3 == 0 {
                rehearsal.observe(.accessObserved(Sample.id(number), .genuine), at: Sample.at(9))
            }
        }
        #expect(rows.count == Int(count))
        let isWhole = rows.enumerated().allSatisfy { number, row in
            row["access_id"] == Sample.id(UInt64(number)).description
                && row["user_agent"]?.count == number % 200 * 2
                && row["observed_label"] == (number % 3 == 0 ? "0" : "")
        }
        #expect(isWhole)
    }

    // MARK: Splits

    @Test func `all accesses of an event are in one part of the data`() throws {
        let (_, rows) = try table { rehearsal in
            for number in UInt64(0)..<240 {
                rehearsal.open(Sample.access(number, event: number % 12))
            }
        }
        var splits: [String: Set<String>] = [:]
        for row in rows { splits[row["event_id"] ?? "", default: []].insert(row["split"] ?? "") }
        #expect(splits.count == 12)
        #expect(splits.values.allSatisfy { $0.count == 1 })
        #expect(Set(splits.values.joined()) == ["train", "calibrate", "test"])
    }
}

@Suite struct SplitTests {
    /// Reckoned in Python from the definition of SplitMix64's finaliser.
    @Test(arguments: [
        (UInt64(0), Split.train), (1, .calibrate), (2, .train), (3, .test), (4, .train),
        (5, .train),
        (6, .train), (7, .train), (8, .calibrate), (9, .calibrate), (10, .train), (11, .train),
    ])
    func `an event's part follows from its identifier alone`(low: UInt64, split: Split) {
        #expect(Split(of: EventID(high: 2, low: low)) == split)
    }

    @Test func `of many events three fifths train, a fifth calibrates and a fifth tests`() {
        var counts: [Split: Int] = [:]
        for number in UInt64(0)..<10_000 {
            let id = EventID(
                high: 0x019E_824D_D740_7E57 &+ number << 16,
                low: 0x8000_0000_0000_0000 &+ number &* 0x9E37_79B9_7F4A_7C15
            )
            counts[Split(of: id), default: 0] += 1
        }
        // Three standard deviations of a fair draw are 147 and 120.
        #expect((5_853...6_147).contains(counts[.train] ?? 0))
        #expect((1_880...2_120).contains(counts[.calibrate] ?? 0))
        #expect((1_880...2_120).contains(counts[.test] ?? 0))
    }

    private func row(
        _ number: UInt64,
        event: UInt64?,
        attack: String? = nil,
        campaign: String? = nil
    ) -> AccessRow {
        AccessRow(
            access: Sample.access(number, event: event),
            ordinal: Int(number),
            outcome: .opened,
            label: Label(
                actor: attack == nil ? .guest : .outsider,
                persona: attack ?? "prompt",
                attack: attack,
                campaign: campaign,
                isFraud: attack != nil
            )
        )
    }

    @Test func `events that one campaign touches belong to one split, in whatever order they come`()
    {
        let rows =
            (0..<8).map { row($0, event: $0) } + [
                row(8, event: 3, attack: "x", campaign: "x/0/1"),
                row(9, event: 1, attack: "x", campaign: "x/0/1"),
                row(10, event: 6, attack: "x", campaign: "x/0/2"),
                row(11, event: 1, attack: "x", campaign: "x/0/2"),
            ]
        for order in [rows, rows.reversed()] {
            let groups = SplitGroups()
            for row in order { groups.read(row) }
            let splits = (0..<8).map { groups.split(of: EventID(high: 2, low: $0)) }
            // 1, 3 and 6 are joined and follow the smallest; the others stand for themselves.
            let alone = (UInt64(0)..<8).map { Split(of: EventID(high: 2, low: $0)) }
            for number in 0..<8 {
                #expect(splits[number] == alone[[1, 3, 6].contains(number) ? 1 : number])
            }
            #expect(groups.accessesByAttack.map(\.attack) == ["x"])
            #expect(groups.accessesByAttack.map(\.counts) == [[alone[1]: 4]])
        }
    }

    @Test func `accesses with nobody's token belong to the split of their campaign`() {
        let groups = SplitGroups()
        var counts: [Split: Int] = [:]
        for number in UInt64(0)..<2_000 {
            let forged = row(number, event: nil, attack: "y", campaign: "y/0/\(number)")
            groups.read(forged)
            let split = groups.split(of: groups.number(of: forged))
            #expect(split == groups.split(of: groups.number(of: forged)))
            counts[split, default: 0] += 1
        }
        // Three standard deviations of a fair draw are 66 and 54.
        #expect((1_134...1_266).contains(counts[.train] ?? 0))
        #expect((346...454).contains(counts[.test] ?? 0))
        #expect(groups.accessesByAttack.first?.counts == counts)
        #expect(groups.split(of: nil) == .train)
    }
}
