import Domain

extension Transaction {
    // MARK: Accesses

    /// Writes an access down as it arrives, before anybody has judged it.
    package func insert(_ access: Access) throws {
        let fingerprint = try row(of: access.visit.fingerprint)
        try writing(.insertAccess).run {
            $0.bind(access.id)
            $0.bind(access.guestID)
            $0.bind(access.tokenID)
            $0.bind(access.eventID)
            $0.bind(fingerprint)
            $0.bind(access.visit.address.description)
            $0.bind(access.visit.referrer)
            $0.bind(access.rejection?.rawValue)
            $0.bind(access.rejection == nil ? Outcome.opened.rawValue : Outcome.rejected.rawValue)
            $0.bind(access.openedAt)
        }
    }

    /// Adds where an access came from and what it scored.
    package func recordAssessment(_ assessment: Assessment, isFlagged: Bool) throws {
        let geo = assessment.geo
        try writing(.recordAssessment).run {
            $0.bind(assessment.accessID)
            $0.bind(geo.country)
            $0.bind(geo.city)
            $0.bind(geo.point?.latitude)
            $0.bind(geo.point?.longitude)
            $0.bind(geo.asn.map(Int.init))
            $0.bind(geo.network.rawValue)
            $0.bind(assessment.score.value)
            $0.bind(ReasonWords.json(of: assessment.signals))
            $0.bind(assessment.scoredAt)
            $0.bind(isFlagged)
        }
    }

    package func isScored(_ id: AccessID) throws -> Bool {
        try reading(.isScored).first({ $0.bind(id) }) { $0.bool(0) } ?? false
    }

    package func recordDecision(
        _ decision: Decision,
        outcome: Outcome,
        isFlagged: Bool,
        of access: AccessID
    ) throws {
        try writing(.recordVerdict).run {
            $0.bind(access)
            $0.bind(decision.name)
            $0.bind(outcome.rawValue)
            $0.bind(isFlagged)
        }
    }

    package func recordOutcome(_ outcome: Outcome, of access: AccessID) throws {
        try writing(.recordOutcome).run {
            $0.bind(access)
            $0.bind(outcome.rawValue)
        }
    }

    /// How often a guest's links have been opened.
    package func accessCount(of guest: GuestID) throws -> Int {
        try reading(.accessesOfGuest).first({ $0.bind(guest) }) { $0.int(0) } ?? 0
    }

    // MARK: RSVPs

    package func insert(_ rsvp: RSVP) throws {
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
        }
    }

    package func rsvp(of guest: GuestID) throws -> RSVP? {
        try reading(.rsvpOfGuest).first({ $0.bind(guest) }) { try Self.rsvp(from: $0) }
    }

    /// An event's replies in the order they were recorded.
    package func rsvps(of event: EventID) throws -> [RSVP] {
        try reading(.rsvpsOfEvent).all({ $0.bind(event) }) { try Self.rsvp(from: $0) }
    }

    /// The identifiers of all replies.
    package func allRSVPs() throws -> Set<RSVPID> {
        Set(try reading(.allRSVPs).all({ _ in }) { try $0.identifier(0) })
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
            $0.bind(challenge.guestID)
            $0.bind(challenge.kind.rawValue)
            $0.bind(challenge.answerHash)
            $0.bind(challenge.issuedAt)
            $0.bind(challenge.expiresAt)
            $0.bind(challenge.tries)
            $0.bind(challenge.status.rawValue)
        }
    }

    package func challenge(_ id: ChallengeID) throws -> Challenge? {
        try reading(.challenge).first({ $0.bind(id) }) { row in
            Challenge(
                id: try row.identifier(0),
                accessID: try row.identifier(1),
                guestID: try row.identifier(2),
                kind: try row.word(3),
                answerHash: row.text(4),
                issuedAt: row.instant(5),
                expiresAt: row.instant(6),
                tries: row.int(7),
                status: try row.word(8)
            )
        }
    }

    /// Stores a challenge's tries and status.
    package func update(_ challenge: Challenge) throws {
        try writing(.updateChallenge).run {
            $0.bind(challenge.id)
            $0.bind(challenge.tries)
            $0.bind(challenge.status.rawValue)
        }
    }
}

/// The names of the signals that raised a score, as a JSON array.
private enum ReasonWords {
    static func json(of signals: [Signal]) -> String {
        var result = "["
        for signal in signals where signal.score * signal.weight > 0 {
            if result.utf8.count > 1 { result += "," }
            result += "\""
            result += signal.name.rawValue
            result += "\""
        }
        return result + "]"
    }
}
