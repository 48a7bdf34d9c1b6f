import Domain
import Foundation

extension Transaction {
    // MARK: Accesses

    /// Writes an access down as it arrives, before anybody has judged it.
    package func insert(_ access: Access) throws {
        let fingerprint = try row(of: access.visit.fingerprint)
        hasWritten = true
        pending.add(
            PendingRows.AccessRow(
                access: access,
                fingerprint: fingerprint,
                outcome: access.rejection == nil ? .opened : .rejected
            )
        )
    }

    /// Adds where an access came from and what it scored.
    package func recordAssessment(_ assessment: Assessment, isFlagged: Bool) throws {
        hasWritten = true
        guard !pending.assess(assessment, isFlagged: isFlagged) else { return }
        try writing(.recordAssessment).run {
            $0.bind(assessment.accessID)
            bind(assessment, to: &$0)
            $0.bind(isFlagged)
        }
    }

    package func isScored(_ id: AccessID) throws -> Bool {
        if let row = pending.access(id) { return row.assessment != nil }
        return try reading(.isScored).first({ $0.bind(id) }) { $0.bool(0) } ?? false
    }

    package func recordDecision(
        _ decision: Decision,
        outcome: Outcome,
        isFlagged: Bool,
        of access: AccessID
    ) throws {
        hasWritten = true
        let isPending = pending.update(access) { row in
            row.decision = decision
            row.outcome = outcome
            if isFlagged { row.isFlagged = true }
        }
        guard !isPending else { return }
        try writing(.recordVerdict).run {
            $0.bind(access)
            $0.bind(decision.name)
            $0.bind(outcome.rawValue)
            $0.bind(isFlagged)
        }
    }

    package func recordOutcome(_ outcome: Outcome, of access: AccessID) throws {
        hasWritten = true
        guard !pending.update(access, { $0.outcome = outcome }) else { return }
        try writing(.recordOutcome).run {
            $0.bind(access)
            $0.bind(outcome.rawValue)
        }
    }

    /// An access as it was opened, and how far it got.
    package struct StoredAccess: Sendable {
        /// `nil` where the token presented was none of ours.
        package let tokenID: TokenID?
        package let openedAt: Instant
        package let visit: Visit
        /// Why no form was served; `nil` where one was.
        package let rejection: Rejection?
        package let outcome: Outcome
        /// How often the guest's links had been opened before.
        package let earlierAccesses: Int
    }

    package func access(_ id: AccessID) throws -> StoredAccess? {
        if let row = pending.access(id) {
            return StoredAccess(
                tokenID: row.access.tokenID,
                openedAt: row.access.openedAt,
                visit: row.access.visit,
                rejection: row.access.rejection,
                outcome: row.outcome,
                earlierAccesses: row.access.earlierAccesses
            )
        }
        return try reading(.access).first({ $0.bind(id) }) { row in
            StoredAccess(
                tokenID: try row.optionalIdentifier(0),
                openedAt: row.instant(1),
                visit: Visit(
                    address: try row.parsed(2) { IPAddress($0) },
                    fingerprint: try row.parsed(3) {
                        try? JSONDecoder().decode(Fingerprint.self, from: Data($0.utf8))
                    },
                    referrer: row.text(4)
                ),
                rejection: try row.isNull(5) ? nil : row.word(5),
                outcome: try row.word(6),
                earlierAccesses: row.int(7)
            )
        }
    }

    /// How often a guest's links have been opened, by people.
    package func accessCount(of guest: GuestID) throws -> Int {
        let written = try reading(.accessesOfGuest).first({ $0.bind(guest) }) { $0.int(0) } ?? 0
        return written + pending.accessCount(of: guest)
    }

    func write(_ row: PendingRows.AccessRow) throws {
        let access = row.access
        try writing(.insertAccess).run {
            $0.bind(access.id)
            $0.bind(access.guestID)
            $0.bind(access.tokenID)
            $0.bind(access.eventID)
            $0.bind(row.fingerprint)
            $0.bind(access.visit.address)
            $0.bind(access.visit.referrer)
            $0.bind(access.rejection?.rawValue)
            if let assessment = row.assessment {
                bind(assessment, to: &$0)
            } else {
                for _ in 0..<9 { $0.bindNull() }
                $0.bind(false)
            }
            $0.bind(row.decision?.name)
            $0.bind(row.outcome.rawValue)
            $0.bind(row.isFlagged)
            $0.bind(access.openedAt)
        }
    }

    /// Ten columns, from `country` to `machine`.
    private func bind(_ assessment: Assessment, to binder: inout Binder) {
        let geo = assessment.geo
        binder.bind(geo.country)
        binder.bind(geo.city)
        binder.bind(geo.point?.latitude)
        binder.bind(geo.point?.longitude)
        binder.bind(geo.asn.map(Int.init))
        binder.bind(geo.network.rawValue)
        binder.bind(assessment.score.value)
        binder.bind(reasons(of: assessment.signals))
        binder.bind(assessment.scoredAt)
        binder.bind(assessment.isMachine)
    }

    /// The names of the signals that raised a score, as a JSON array.
    private func reasons(of signals: [Signal]) -> TextBuffer {
        text.removeAll()
        text.append(UInt8(ascii: "["))
        for signal in signals where signal.score * signal.weight > 0 {
            text.append(text.count > 1 ? ",\"" : "\"")
            text.append(signal.name.text)
            text.append(UInt8(ascii: "\""))
        }
        text.append(UInt8(ascii: "]"))
        return text
    }

    // MARK: RSVPs

    /// Stores a reply, with the address and device that sent it.
    package func insert(_ rsvp: RSVP, from visit: Visit) throws {
        let fingerprint = try row(of: visit.fingerprint)
        try writing(.insertRSVP).run {
            $0.bind(rsvp.id)
            $0.bind(rsvp.guestID)
            $0.bind(rsvp.eventID)
            $0.bind(rsvp.tokenID)
            $0.bind(rsvp.accessID)
            $0.bind(rsvp.reply.response.rawValue)
            $0.bind(rsvp.reply.plusOnes)
            $0.bind(rsvp.reply.dietaryNotes)
            $0.bind(rsvp.submittedAt)
            $0.bind(rsvp.score?.value)
            $0.bind(fingerprint)
            $0.bind(visit.address)
        }
    }

    package func rsvp(of guest: GuestID) throws -> RSVP? {
        try reading(.rsvpOfGuest).first({ $0.bind(guest) }) { try Self.rsvp(from: $0) }
    }

    /// An event's replies in the order they were recorded.
    package func rsvps(of event: EventID) throws -> [RSVP] {
        try reading(.rsvpsOfEvent).all({ $0.bind(event) }) { try Self.rsvp(from: $0) }
    }

    /// The identifiers of all replies, those that gave way to others included.
    package func allRSVPs() throws -> Set<RSVPID> {
        Set(try reading(.allRSVPs).all({ _ in }) { try $0.identifier(0) })
    }

    /// Takes a guest's reply out of those that count, and keeps it among those that gave way.
    package func replaceRSVP(
        of guest: GuestID,
        because replacement: Replacement,
        at instant: Instant
    ) throws {
        try writing(.keepRSVP).run {
            $0.bind(guest)
            $0.bind(replacement.rawValue)
            $0.bind(instant)
        }
        try deleteRSVP(of: guest)
    }

    /// A guest's replies that gave way to others, the earliest first.
    package func replacedRSVPs(
        of guest: GuestID
    ) throws -> [(rsvp: RSVP, replacement: Replacement)] {
        try reading(.replacedRSVPs).all({ $0.bind(guest) }) {
            (try Self.rsvp(from: $0), try $0.word(10))
        }
    }

    package func deleteRSVP(of guest: GuestID) throws {
        try writing(.deleteRSVP).run { $0.bind(guest) }
    }

    private static func rsvp(from row: StatementRow) throws -> RSVP {
        RSVP(
            id: try row.identifier(0),
            guestID: try row.identifier(1),
            eventID: try row.identifier(2),
            tokenID: try row.identifier(3),
            accessID: try row.identifier(4),
            reply: Reply(
                response: try row.word(5),
                plusOnes: row.int(6),
                dietaryNotes: row.text(7)
            ),
            score: row.optionalInt(8).map(RiskScore.init),
            submittedAt: row.instant(9)
        )
    }

    /// An event's replies, counted.
    package func statistics(of event: EventID) throws -> EventStatistics {
        try reading(.statistics).first({ $0.bind(event) }) {
            EventStatistics(
                guests: $0.int(0),
                attending: $0.int(1),
                declined: $0.int(2),
                maybe: $0.int(3),
                seats: $0.int(4)
            )
        } ?? EventStatistics()
    }

    // MARK: Challenges

    package func insert(_ challenge: Challenge) throws {
        try writing(.insertChallenge).run {
            $0.bind(challenge.id)
            $0.bind(challenge.accessID)
            $0.bind(challenge.tokenID)
            $0.bind(challenge.guestID)
            $0.bind(challenge.eventID)
            $0.bind(challenge.kind.rawValue)
            $0.bind(challenge.answerHash)
            $0.bind(challenge.issuedAt)
            $0.bind(challenge.expiresAt)
            $0.bind(challenge.tries)
            $0.bind(challenge.status.rawValue)
            $0.bind(challenge.score?.value)
            $0.bind(challenge.replacing?.rawValue)
        }
    }

    package func challenge(_ id: ChallengeID) throws -> Challenge? {
        try reading(.challenge).first({ $0.bind(id) }) { row in
            Challenge(
                id: try row.identifier(0),
                accessID: try row.identifier(1),
                tokenID: try row.identifier(2),
                guestID: try row.identifier(3),
                eventID: try row.identifier(4),
                kind: try row.word(5),
                answerHash: row.text(6),
                issuedAt: row.instant(7),
                expiresAt: row.instant(8),
                score: row.optionalInt(11).map(RiskScore.init),
                replacing: try row.isNull(12) ? nil : row.word(12),
                tries: row.int(9),
                status: try row.word(10)
            )
        }
    }

    /// Stores the tries of an open challenge and, where it is over, how it ended.
    ///
    /// - Returns: False where it was over before.
    package func update(_ challenge: Challenge) throws -> Bool {
        try writing(.updateChallenge).change {
            $0.bind(challenge.id)
            $0.bind(challenge.tries)
            $0.bind(challenge.status.rawValue)
        } == 1
    }

    /// Ends an open challenge whose code reaches nobody.
    ///
    /// - Returns: False where it is not open.
    package func markUndeliverable(_ challenge: ChallengeID) throws -> Bool {
        try writing(.markUndeliverable).change { $0.bind(challenge) } == 1
    }

    /// Answers to name challenges that a link has been given, right or wrong.
    package func namesTried(with token: TokenID) throws -> Int {
        try reading(.namesTried).first({ $0.bind(token) }) { $0.int(0) } ?? 0
    }

    /// Codes that have been asked for.
    package struct CodesAsked: Sendable {
        /// With one link, ever.
        package let ofToken: Int
        /// For one phone number since an instant, whatever the link; 0 where there is no phone.
        package let ofPhone: Int
        /// At one event since an instant.
        package let ofEvent: Int
    }

    /// - `instant`: From when on codes to a phone and at an event are counted, itself excluded.
    package func codesAsked(
        with token: TokenID,
        by guest: Guest,
        since instant: Instant
    ) throws -> CodesAsked {
        CodesAsked(
            ofToken: try reading(.codesOfToken).first({ $0.bind(token) }) { $0.int(0) } ?? 0,
            ofPhone: try guest.phone.map { phone in
                try reading(.codesOfPhone).first({
                    $0.bind(phone.unredacted)
                    $0.bind(instant)
                }) { $0.int(0) } ?? 0
            } ?? 0,
            ofEvent: try reading(.codesOfEvent).first({
                $0.bind(guest.eventID)
                $0.bind(instant)
            }) { $0.int(0) } ?? 0
        )
    }
}
