import Domain
import Runtime
import Storage

extension GuestAPI {
    /// A reply on its way into the store, with what it is let in on.
    struct Answer {
        let reply: Reply
        let access: AccessID
        /// Who sends it.
        let visit: Visit
        let token: Token
        let score: RiskScore?
        let outcome: Outcome
        /// Why the reply that stands gives way, where the link has been used before.
        var replacing: Replacement?
    }

    /// Records a reply, with the message that confirms it.
    ///
    /// - `judge`: Writes down what the reply was let in on.
    func record(
        _ answer: Answer,
        in step: Transaction,
        judge: () throws -> Void
    ) throws -> Submission {
        let (reply, token) = (answer.reply, answer.token)
        let now = runtime.now
        let rsvp = RSVP(
            id: runtime.identifier(),
            guestID: token.guestID,
            eventID: token.eventID,
            tokenID: token.id,
            accessID: answer.access,
            reply: reply,
            score: answer.score,
            submittedAt: now
        )
        let earlier = try step.rsvp(of: token.guestID)
        if let refusal = try Self.refusal(of: answer, replacing: earlier, in: step) {
            return refusal
        }
        if answer.replacing == nil {
            guard try step.use(token.id, at: now) else { return .refused(.used) }
        }
        try judge()
        if let earlier {
            try replace(earlier, because: answer.replacing ?? .reissued, in: step)
        }
        try step.insert(rsvp, from: answer.visit)
        if reply.seats > 0 { try step.addSeats(reply.seats, to: token.eventID) }
        step.emit(.rsvpRecorded(rsvp, outcome: answer.outcome))
        step.emit(.accessEnded(answer.access, answer.outcome))
        step.publish(.rsvpConfirmed(rsvp, from: answer.visit))
        return .recorded(Submission.Receipt(rsvpID: rsvp.id, reply: reply))
    }

    /// Lets a reply give way: it is kept, its seats are free, and where its guest disputes it the
    /// host hears of it.
    private func replace(
        _ earlier: RSVP,
        because replacement: Replacement,
        in step: Transaction
    ) throws {
        try step.replaceRSVP(of: earlier.guestID, because: replacement, at: runtime.now)
        try step.addSeats(-earlier.reply.seats, to: earlier.eventID)
        step.emit(.rsvpReplaced(earlier, replacement))
        guard replacement == .disputed, let event = try step.event(earlier.eventID) else { return }
        step.publish(
            .replyDisputed(
                ReplyDisputed(
                    rsvpID: earlier.id,
                    accessID: earlier.accessID,
                    guestID: earlier.guestID,
                    eventID: event.id,
                    hostID: event.hostID
                )
            )
        )
    }

    /// Why a reply cannot be recorded although its sender may: too many people.
    private static func refusal(
        of answer: Answer,
        replacing earlier: RSVP?,
        in step: Transaction
    ) throws -> Submission? {
        let (reply, token) = (answer.reply, answer.token)
        if reply.plusOnes != 0 {
            let allowed = try step.guest(token.guestID)?.plusOnes ?? 0
            guard (0...allowed).contains(reply.plusOnes) else {
                return .tooManyCompanions(allowed: allowed)
            }
        }
        guard reply.response == .attending else { return nil }
        guard let seats = try step.seats(of: token.eventID), let capacity = seats.capacity else {
            return nil
        }
        let left = capacity - seats.taken + (earlier?.reply.seats ?? 0)
        guard reply.seats > left else { return nil }
        step.emit(.capacityRefused(answer.access, event: token.eventID))
        return .full(seatsLeft: max(0, left))
    }
}
