import Domain
import Truth

extension JournalLine {
    /// One system event, in full but for what is personal.
    func write(_ systemEvent: SystemEvent, at instant: Instant, sequence: Int) {
        func start(_ what: StaticString) { begin(at: instant, sequence: sequence, what: what) }
        switch systemEvent {
        case .eventPublished(let event, let guests, let capacity):
            start("event.published")
            field("event", event)
            field("guests", guests)
            if let capacity { field("capacity", capacity) }
        case .eventClosed(let event):
            start("event.closed")
            field("event", event)
        case .tokenIssued(let token, let guest, let event, let expiresAt):
            start("token.issued")
            field("token", token)
            field("guest", guest)
            field("event", event)
            field("expires_at", expiresAt)
        case .tokenRevoked(let token):
            start("token.revoked")
            field("token", token)
        case .tokenFlagged(let token, let access, let score):
            start("token.flagged")
            field("token", token)
            field("by", access)
            field("score", score.value)
        case .tokenCleared(let token, let release):
            start("token.cleared")
            field("token", token)
            field("by", release.rawValue)
        case .accessOpened(let access):
            start("access.opened")
            write(access)
        case .accessScored(_, let assessment):
            start("access.scored")
            write(assessment)
        case .submissionScored(let assessment):
            start("submission.scored")
            write(assessment)
        case .accessUnscored(let access):
            start("access.unscored")
            field("access", access)
        case .accessDecided(let decided):
            start("access.decided")
            field("access", decided.accessID)
            field("decision", decided.decision.name)
            if let score = decided.score { field("score", score.value) }
            if decided.tokenWasFlagged { field("flagged", true) }
            if decided.moment == .submitted { field("submitted", true) }
            if !decided.isEnforced { field("observed", true) }
            if decided.isExpected, decided.band == .block { field("expected", true) }
        case .accessEnded(let access, let outcome):
            start("access.ended")
            field("access", access)
            field("outcome", outcome.rawValue)
        case .challengeIssued(let challenge):
            start("challenge.issued")
            field("challenge", challenge.id)
            field("access", challenge.accessID)
            field("kind", challenge.kind.rawValue)
            field("expires_at", challenge.expiresAt)
        case .challengeTried(let challenge, let access, let passed, let tries):
            start("challenge.tried")
            field("challenge", challenge)
            field("access", access)
            field("passed", passed)
            field("tries", tries)
        case .codeUndeliverable(let challenge):
            start("code.undeliverable")
            field("challenge", challenge)
        case .rsvpRecorded(let rsvp, let outcome):
            start("rsvp.recorded")
            field("rsvp", rsvp.id)
            field("access", rsvp.accessID)
            field("token", rsvp.tokenID)
            field("response", rsvp.reply.response.rawValue)
            field("plus_ones", rsvp.reply.plusOnes)
            field("outcome", outcome.rawValue)
        case .rsvpReplaced(let rsvp, let replacement):
            start("rsvp.replaced")
            field("rsvp", rsvp.id)
            field("access", rsvp.accessID)
            field("token", rsvp.tokenID)
            field("why", replacement.rawValue)
        case .capacityRefused(let access, let event):
            start("capacity.refused")
            field("access", access)
            field("event", event)
        case .alertRaised(let alert):
            start("alert.raised")
            write(alert)
        case .hostNotified(let alert):
            start("host.notified")
            write(alert)
        case .notificationQueued(let notification):
            start("notification.queued")
            field("notification", notification.id)
            field("channel", notification.channel.rawValue)
            field("kind", notification.kind.rawValue)
            field("cause", notification.cause)
        case .notificationAttempted(let id, let channel, let attempt):
            start("notification.attempted")
            field("notification", id)
            field("channel", channel.rawValue)
            field("attempt", attempt)
        case .notificationChanged(let notification):
            start("notification.changed")
            field("notification", notification.id)
            field("channel", notification.channel.rawValue)
            field("status", notification.status.rawValue)
            field("attempts", notification.attempts)
            if let error = notification.error { field("error", error) }
        case .notificationDeadLettered(let id, let channel):
            start("notification.dead_lettered")
            field("notification", id)
            field("channel", channel.rawValue)
        case .messagePublished(let id, let subject, let number):
            start("message.published")
            field("message", id)
            field("subject", subject.rawValue)
            field("number", number)
        case .messageRedelivered(let id, let consumer, let delivery):
            start("message.redelivered")
            field("message", id)
            field("consumer", consumer)
            field("delivery", delivery)
        case .messageDeadLettered(let id, let consumer):
            start("message.dead_lettered")
            field("message", id)
            field("consumer", consumer)
        case .messageRecovered(let id):
            start("message.recovered")
            field("message", id)
        case .consumerFailed(let consumer, let message, let delivery):
            start("consumer.failed")
            field("consumer", consumer)
            field("message", message)
            field("delivery", delivery)
        case .componentStopped(let name):
            start("component.stopped")
            field("component", name)
        case .componentStarted(let name):
            start("component.started")
            field("component", name)
        case .componentCutOff(let name):
            start("component.cut_off")
            field("component", name)
        case .componentReached(let name):
            start("component.reached")
            field("component", name)
        }
        end()
    }

    /// One world event; the journal calls the world a stage.
    func write(_ note: WorldEvent, at instant: Instant, sequence: Int) {
        func start(_ what: StaticString) { begin(at: instant, sequence: sequence, what: what) }
        switch note {
        case .guestCast(let guest, let event, let persona, let lives, let listed):
            start("stage.guest_cast")
            field("guest", guest)
            field("event", event)
            field("persona", persona)
            field("city", lives.city)
            field("country", lives.country)
            field("listed_city", listed.city)
            field("listed_country", listed.country)
        case .accessLabelled(let access, let label):
            start("stage.access_labelled")
            field("access", access)
            field("actor", label.actor.rawValue)
            field("persona", label.persona)
            if let attack = label.attack { field("attack", attack) }
            if let campaign = label.campaign { field("campaign", campaign) }
            field("is_fraud", label.isFraud)
        case .accessObserved(let access, let observed):
            start("stage.access_observed")
            field("access", access)
            field("observed_label", observed.rawValue)
        case .guestSetOut(let guest):
            start("stage.guest_set_out")
            field("guest", guest)
        case .guestRefused(let guest):
            start("stage.guest_refused")
            field("guest", guest)
        case .receiptGiven(let access, let rsvp, let isFraud):
            start("stage.receipt_given")
            field("access", access)
            field("rsvp", rsvp)
            field("is_fraud", isFraud)
        case .guestChallenged(let guest, let decision):
            start("stage.guest_challenged")
            field("guest", guest)
            field("decision", decision.name)
        case .waited(let operation, let duration, _):
            start("stage.waited")
            field("operation", operation.rawValue)
            field("microseconds", duration)
        case .providerAccepted(let notification, let channel, let copy, let isAnswered):
            start("stage.provider_accepted")
            field("notification", notification)
            field("channel", channel.rawValue)
            if copy > 0 { field("copy", copy) }
            if !isAnswered { field("answer", "lost") }
        case .attackBegan(let campaign, let guest):
            start("stage.attack_began")
            field("campaign", campaign)
            field("guest", guest)
        case .faultBegan(let name):
            start("stage.fault_began")
            field("fault", name)
        case .faultEnded(let name):
            start("stage.fault_ended")
            field("fault", name)
        }
        end()
    }

    private func write(_ access: Access) {
        field("access", access.id)
        field("token", access.tokenID)
        field("guest", access.guestID)
        field("event", access.eventID)
        field("earlier", access.earlierAccesses)
        if let rejection = access.rejection { field("rejection", rejection.rawValue) }
        if access.tokenWasFlagged { field("flagged", true) }
    }

    private func write(_ assessment: Assessment) {
        field("access", assessment.accessID)
        field("score", assessment.score.value)
        if assessment.isMachine { field("machine", true) }
        for signal in assessment.signals where signal.score > 0 {
            score(of: signal.name, Int(signal.score.rounded()))
        }
    }

    private func write(_ alert: FraudAlert) {
        field("access", alert.accessID)
        field("event", alert.eventID)
        field("host", alert.hostID)
        field("score", alert.score.value)
    }
}
