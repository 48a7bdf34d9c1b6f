import Domain
import Storage
import TestSupport

/// The rows that a sequence plays on: numbers become identifiers that are no other sequence's.
struct SequenceRows {
    private let high: UInt64
    let now: Instant

    init(_ sequence: UInt64) {
        high = sequence + 1
        now = Instant(microseconds: 1_780_300_800_000_000 + Int64(sequence) * 1_000_000)
    }

    func id<Kind>(_ number: Int) -> Identifier<Kind> {
        Identifier(high: high, low: UInt64(number) + 1)
    }

    var host: Domain.Host {
        Domain.Host(
            id: id(0),
            name: "Host",
            email: EmailAddress(stored: "host\(high)@mail.example")
        )
    }

    var event: Event {
        Event(
            id: id(0),
            hostID: id(0),
            name: "Wedding",
            slug: "wedding-\(high)",
            startsAt: now.advanced(by: .days(60)),
            venue: "",
            capacity: 3,
            status: .published,
            createdAt: now,
            updatedAt: now
        )
    }

    func guest(_ number: Int) -> Guest {
        Guest(
            id: id(number),
            eventID: id(0),
            name: "Guest \(number)",
            email: nil,
            phone: PhoneNumber(stored: "+44\(number)"),
            createdAt: now
        )
    }

    func token(_ number: Int, of guest: Int) -> Token {
        let digits = "\(high)000\(number)"
        return Token(
            id: id(number),
            guestID: id(guest),
            eventID: id(0),
            hash: String(repeating: "0", count: 64 - digits.count) + digits,
            issuedAt: now,
            expiresAt: now.advanced(by: .days(30))
        )
    }

    func access(_ number: Int, by guest: Int, refused: Bool, earlier: Int) -> Access {
        Access(
            id: id(number),
            tokenID: id(guest),
            guestID: id(guest),
            eventID: id(0),
            openedAt: now.advanced(by: .seconds(Int64(number))),
            visit: TestVisit.phone,
            earlierAccesses: earlier,
            rejection: refused ? .used : nil
        )
    }

    var unscoredForm: UnscoredForm {
        let access = access(0, by: 0, refused: false, earlier: 0)
        return UnscoredForm(
            form: SubmittedForm(access: access, openedFrom: access.visit, fill: .seconds(40)),
            wasLetIn: true
        )
    }

    func notification(_ number: Int, cause: Int) -> Notification {
        Notification(
            id: id(number),
            recipient: .guest(id(0)),
            eventID: id(0),
            channel: number % 2 == 0 ? .sms : .email,
            kind: .invitation,
            cause: Notification.invitationCause + "\(id(cause) as TokenID)",
            createdAt: now
        )
    }

    func challenge(_ number: Int, of guest: Int) -> Challenge {
        Challenge(
            id: id(number),
            accessID: id(number),
            tokenID: id(guest),
            guestID: id(guest),
            eventID: id(0),
            kind: number % 2 == 0 ? .code : .name,
            reply: Reply(response: .attending),
            asker: Asker(TestVisit.phone),
            answerHash: "hash",
            issuedAt: now,
            expiresAt: now.advanced(by: .minutes(10)),
            score: nil
        )
    }
}

extension StoreOperation {
    /// Does it, and says what came back.
    func play(on step: Transaction, rows: SequenceRows) throws -> String {
        switch self {
        case .addHost, .addEvent, .addGuest, .addToken, .removeGuest, .removeEvent, .takeSeats,
            .baseline, .revokeSession:
            try list(on: step, rows: rows)
        case .open, .assess, .decide, .end, .access, .accessCount, .isScored:
            try watch(on: step, rows: rows)
        case .notify, .progress, .notification, .queued, .invitations, .publish, .tell:
            try send(on: step, rows: rows)
        default:
            try answer(on: step, rows: rows)
        }
    }

    private func list(on step: Transaction, rows: SequenceRows) throws -> String {
        switch self {
        case .addHost: try step.insert(rows.host, passwordHash: nil, at: rows.now)
        case .addEvent: try step.insert(rows.event)
        case .addGuest(let guest): try step.insert(rows.guest(guest))
        case .addToken(let token, let guest): try step.insert(rows.token(token, of: guest))
        case .removeGuest(let guest): try step.deleteGuest(rows.id(guest))
        case .removeEvent: try step.deleteEvent(rows.id(0))
        case .takeSeats(let count):
            try step.addSeats(count, to: rows.id(0))
            return try step.seats(of: rows.id(0)).map { "\($0.taken)" } ?? "nil"
        case .baseline(let guest):
            let version = try step.history(of: rows.id(guest), token: nil)?.version ?? 0
            return try "\(step.saveBaseline(rows.id(guest), leaving: version) { $0.append("{}") })"
        case .revokeSession(let number):
            try step.revokeSession("session \(number)", expiresAt: rows.now)
            return try "\(step.revokedSessions())"
        default: break
        }
        return "done"
    }

    private func watch(on step: Transaction, rows: SequenceRows) throws -> String {
        switch self {
        case .open(let number, let guest, let refused):
            guard try step.access(rows.id(number)) == nil else { return "nil" }
            let earlier = try step.accessCount(of: rows.id(guest))
            try step.insert(
                rows.access(number, by: guest, refused: refused, earlier: earlier)
            )
        case .assess(let number, let isMachine, let isFlagged):
            let assessment = Assessment(
                accessID: rows.id(number),
                score: RiskScore(number * 10),
                signals: [Signal(name: "referrer", score: 10, weight: 1)],
                features: FeatureVector(count: 2),
                geo: GeoRecord(country: "GB"),
                scoredAt: rows.now,
                scorer: "test",
                isMachine: isMachine
            )
            try step.recordAssessment(assessment, isFlagged: isFlagged, isDoubted: false)
        case .decide(let number, let decision, let outcome, let isFlagged):
            try step.recordDecision(
                decision,
                outcome: outcome,
                isFlagged: isFlagged,
                of: rows.id(number)
            )
        case .end(let number, let outcome):
            try step.recordOutcome(outcome, of: rows.id(number))
        case .access(let number):
            guard let access = try step.access(rows.id(number)) else { return "nil" }
            return "\(access.outcome),\(access.earlierAccesses),\(access.tokenID != nil),"
                + "\(access.openedAt),\(access.visit.address),\(access.rejection as Any? ?? 0)"
        case .accessCount(let guest):
            return try "machine-less:\(step.accessCount(of: rows.id(guest)))"
        default: return try "\(step.isScored(accessID(rows)))"
        }
        return "done"
    }

    private func accessID(_ rows: SequenceRows) -> AccessID {
        if case .isScored(let number) = self { rows.id(number) } else { rows.id(0) }
    }

    private func send(on step: Transaction, rows: SequenceRows) throws -> String {
        switch self {
        case .notify(let number, let cause):
            guard try step.notification(rows.id(number)) == nil else { return "nil" }
            return try "\(step.insertNotification(rows.notification(number, cause: cause)))"
        case .progress(let number, let status):
            var notification = rows.notification(number, cause: 0)
            notification.status = status
            notification.attempts = 1
            try step.updateNotification(notification)
        case .notification(let number):
            let known = try step.notification(rows.id(number))
            return known.map { "\($0.status),\($0.attempts),\($0.cause)" } ?? "nil"
        case .queued:
            let ours = try step.queuedNotifications().filter { $0.eventID == rows.id(0) }
            return "queued:\(ours.count)"
        case .invitations: return try "\(step.invitationProgress(of: rows.id(0)))"
        case .publish(let number):
            step.publish(
                number == 0
                    ? .reviewRequested(rows.unscoredForm)
                    : .verificationRequired(
                        VerificationRequired(
                            challengeID: rows.id(0),
                            accessID: rows.id(0),
                            guestID: rows.id(0),
                            eventID: rows.id(0),
                            code: SecretCode("271828"),
                            expiresAt: rows.now
                        )
                    )
            )
        default: step.emit(.componentStarted("a component"))
        }
        return "done"
    }

    private func answer(on step: Transaction, rows: SequenceRows) throws -> String {
        switch self {
        case .reply(let guest):
            let rsvp = RSVP(
                id: rows.id(guest),
                guestID: rows.id(guest),
                eventID: rows.id(0),
                tokenID: rows.id(guest),
                accessID: rows.id(guest),
                reply: Reply(response: .attending, plusOnes: 1),
                score: nil,
                submittedAt: rows.now
            )
            try step.insert(rsvp, from: TestVisit.phone)
        case .replace(let guest):
            try step.replaceRSVP(of: rows.id(guest), because: .changed, at: rows.now)
        case .challenge(let number, let guest):
            try step.insert(rows.challenge(number, of: guest))
        case .try_(let number, let status):
            var challenge = rows.challenge(number, of: 0)
            challenge.tries = number
            challenge.status = status
            return try "\(step.update(challenge)) \(step.markUndeliverable(rows.id(number)))"
        case .useToken(let token): return try "\(step.use(rows.id(token), at: rows.now))"
        case .expireToken(let token):
            return try "\(step.expire(rows.id(token), at: rows.now.advanced(by: .days(31))))"
        case .revokeToken(let token): return try "\(step.revoke(rows.id(token)))"
        case .flagToken(let token):
            let flag = LinkFlag(
                accessID: rows.id(token),
                score: RiskScore(90),
                wasReply: false,
                raisedAt: rows.now,
                suspicion: nil
            )
            let end = rows.now.advanced(by: .days(1))
            return try "\(step.raise(flag, on: rows.id(token), until: end))"
        case .clearToken(let token):
            return try "\(step.clearFlag(of: rows.id(token), at: rows.now))"
        case .statistics: return try "\(step.statistics(of: rows.id(0)))"
        case .token(let token):
            return try step.token(rows.id(token)).map { "\($0.status)" } ?? "nil"
        case .flags: return try "flags:\(step.flags(of: rows.id(0), at: rows.now).count)"
        case .codes(let guest):
            let asked = try step.codesAsked(
                with: rows.id(guest),
                of: rows.guest(guest),
                by: Asker(TestVisit.phone),
                at: rows.now
            )
            return "\(asked)"
        case .replies(let guest):
            let rsvp = try step.rsvp(of: rows.id(guest))
            return try "\(rsvp != nil) \(step.replacedRSVPs(of: rows.id(guest)).count)"
        default: break
        }
        return "done"
    }
}
