import Domain
import Messaging
import Runtime
import Storage
import Tokens

extension GuestAPI {
    /// Somebody opens a link that has been used and says that the reply was not theirs, or that they
    /// have changed their mind.
    ///
    /// With the link of its confirmation the reply is replaced at once. Else a code goes to the guest's own
    /// phone, and its right answer (`answer`) replaces it. The first one is kept, and where it is disputed
    /// the host is told.
    ///
    /// - `reply`: What takes the other's place.
    /// - `accessID`: The access that was told that the link has been used.
    package func reopen(
        _ text: String,
        because reason: Replacement,
        with reply: Reply,
        as accessID: AccessID,
        from visit: Visit
    ) async throws -> Submission {
        precondition(
            reason == .disputed || reason == .changed,
            "a guest disputes or changes a reply, found \(reason.rawValue)"
        )
        return try await ask(about: text, as: accessID, from: visit) { _ in (reply, reason) }
    }

    /// Somebody opens a link that has been used and wants to see what was answered.
    ///
    /// The browser that answered, and whoever comes with the confirmation's link, is shown it at once
    /// (`Opening.Page.answered`); any other with the code that goes to the guest's own phone.
    package func reveal(
        _ text: String,
        as accessID: AccessID,
        from visit: Visit
    ) async throws -> Submission {
        try await ask(about: text, as: accessID, from: visit) { ($0.reply, nil) }
    }

    /// The reply that stands, for whoever may see it.
    func standingReply(of guest: GuestID, in step: Transaction) throws -> StandingReply? {
        guard let rsvp = try step.rsvp(of: guest), let event = try step.event(rsvp.eventID) else {
            return nil
        }
        return StandingReply(
            reply: rsvp.reply,
            answeredAt: rsvp.submittedAt,
            eventName: event.name,
            startsAt: event.startsAt,
            venue: event.venue
        )
    }

    /// - `pass`: Writes down why they may see it.
    func show(
        _ access: AccessID,
        of token: Token,
        in step: Transaction,
        pass: () throws -> Void
    ) throws -> Submission {
        guard let standing = try standingReply(of: token.guestID, in: step) else {
            return .openAgain
        }
        try pass()
        step.emit(.accessEnded(access, .verified))
        return .shown(standing)
    }

    /// - `change`: What takes the standing reply's place and why; no reason shows it.
    private func ask(
        about text: String,
        as accessID: AccessID,
        from visit: Visit,
        change: (RSVP) -> (reply: Reply, reason: Replacement?)
    ) async throws -> Submission {
        let now = runtime.now
        let admission = try admit(text, from: visit, at: now)
        if let rejection = admission.rejection, rejection != .used { return .refused(rejection) }
        guard let known = admission.known?.token else { return .refused(.unknown) }
        if case .refused(let rejection) = try store.read({
            try standing(of: known.id, replacing: true, in: $0, at: now)
        }) {
            return .refused(rejection)
        }
        let form = try store.read { step in
            try served(accessID, with: known, replacing: true, in: step, at: now)?.form(
                sentBy: visit,
                with: known,
                at: now
            )
        }
        guard let form else { return .openAgain }
        // The invitation's link is asked for a code whatever the score; the confirmation's, where a form
        // would be blocked.
        let assessment = await fraudCheck.assess(form, within: settings.checkTimeout)
        let submission = try ask(
            with: known.id,
            form,
            assessment,
            confirmed: admission.confirms,
            change: change
        )
        noteChange(submission, to: known.id, of: known.eventID)
        return submission
    }

    private func ask(
        with known: TokenID,
        _ form: SubmittedForm,
        _ assessment: Assessment?,
        confirmed: RSVPID?,
        change: (RSVP) -> (reply: Reply, reason: Replacement?)
    ) throws -> Submission {
        let (now, accessID) = (runtime.now, form.access.id)
        return try store.step { step in
            let token: Token
            switch try standing(of: known, replacing: true, in: step, at: now) {
            case .good(let found): token = found
            case .refused(let rejection): return .refused(rejection)
            }
            guard try served(accessID, with: token, replacing: true, in: step, at: now) != nil,
                let rsvp = try step.rsvp(of: token.guestID)
            else { return .openAgain }
            let (reply, reason) = change(rsvp)
            let isBlocked =
                assessment.map { settings.policy.edges.band(of: $0.score) == .block } ?? false
            // What was confirmed went to the guest alone, as a code would.
            if confirmed == rsvp.id, !isBlocked {
                let pass = { try self.pass(accessID, of: token, by: .confirmation, in: step) }
                guard let reason else { return try show(accessID, of: token, in: step, pass: pass) }
                return try record(
                    Answer(
                        reply: reply,
                        access: accessID,
                        visit: form.access.visit,
                        token: token,
                        score: assessment?.score,
                        outcome: .verified,
                        replacing: reason
                    ),
                    in: step,
                    judge: pass
                )
            }
            return try ask(
                Question(
                    kind: .code,
                    token: token,
                    access: accessID,
                    reply: reply,
                    asker: Asker(form.access.visit),
                    score: nil,
                    isExpected: assessment?.isExpected ?? false,
                    purpose: reason.map(Challenge.Purpose.replace) ?? .show
                ),
                in: step
            ) {}
        }
    }
}
