/// One thing the system did that an onlooker could have seen.
///
/// Everything that is known about a run is a fold of its events: the journal and its digest,
/// the invariants, the metrics, the data set. They carry no token, no phone number and no
/// e-mail address, and nothing that the system does not know. What an access came from, its IP address
/// included, they carry for the data set; the journal leaves it out.
package indirect enum SystemEvent: Sendable {
    case eventPublished(EventID, guests: Int, capacity: Int?)
    case eventClosed(EventID)
    case tokenIssued(TokenID, guest: GuestID, event: EventID, expiresAt: Instant)
    case tokenRevoked(TokenID)
    case tokenFlagged(TokenID, by: AccessID, score: RiskScore)
    /// A flag is taken off before its time.
    case tokenCleared(TokenID, by: FlagRelease)
    case accessOpened(Access)
    case accessScored(Access, Assessment)
    /// The synchronous check's answer, which the decision at submission rests on.
    case submissionScored(Assessment)
    /// The synchronous check had no answer in time; the access goes on unscored and is flagged.
    case accessUnscored(AccessID)
    case accessDecided(DecisionRecord)
    case accessEnded(AccessID, Outcome)
    case challengeIssued(Challenge)
    case challengeTried(ChallengeID, accessID: AccessID, passed: Bool, tries: Int)
    /// A challenge's code could be sent on no channel in time; whoever waits for it is told.
    case codeUndeliverable(ChallengeID)
    case rsvpRecorded(RSVP, outcome: Outcome)
    /// A reply gives way to another, and is kept.
    case rsvpReplaced(RSVP, Replacement)
    /// A reply that was not recorded for want of seats.
    case capacityRefused(AccessID, event: EventID)
    case alertRaised(FraudAlert)
    case hostNotified(FraudAlert)
    case notificationQueued(Notification)
    case notificationAttempted(NotificationID, channel: Notification.Channel, attempt: Int)
    case notificationChanged(Notification)
    case notificationDeadLettered(NotificationID, channel: Notification.Channel)
    case messagePublished(MessageID, Subject, sequence: Int)
    case messageRedelivered(MessageID, consumer: String, delivery: Int)
    case messageDeadLettered(MessageID, consumer: String)
    /// A process that died had stored it, and had not published it or seen it settled; it is published
    /// again.
    case messageRecovered(MessageID)
    /// A consumer's component could not deal with a message, which comes again.
    case consumerFailed(String, message: MessageID, delivery: Int)
    case componentStopped(String)
    case componentStarted(String)
    /// The others cannot reach it; it runs on.
    case componentCutOff(String)
    /// The others can reach it again.
    case componentReached(String)
}

/// What takes a flag off a link.
package enum FlagRelease: String, Sendable, CaseIterable {
    /// The guest's host, who calls the alarm a false one.
    case host
    /// The code that went to the guest's own phone, given back.
    case code
    /// The link in a confirmation, which went there too.
    case confirmation
}

/// A decision on an access, with what it rested on.
package struct DecisionRecord: Sendable {
    /// An access is judged when its score arrives, and again when its form is submitted; the
    /// later of the two stands.
    package enum Moment: Sendable { case opened, submitted }

    package let accessID: AccessID
    package let tokenID: TokenID
    package let moment: Moment
    /// `nil` where the engine did not answer in time.
    package let score: RiskScore?
    /// Where that score lies by itself; `nil` where there is none.
    package let band: Decision?
    package let tokenWasFlagged: Bool
    /// The band, or a code's where the token was flagged or a block was softened.
    package let decision: Decision
    /// A machine's fetch is let pass: it asked for nothing.
    package let wasMachine: Bool
    /// Whether it was acted on, not only written down.
    package let isEnforced: Bool
    /// Whether the guest is expected there, so that a code stands in a block's place.
    package let isExpected: Bool

    package init(
        accessID: AccessID,
        tokenID: TokenID,
        moment: Moment,
        score: RiskScore?,
        band: Decision?,
        tokenWasFlagged: Bool,
        decision: Decision,
        wasMachine: Bool = false,
        isEnforced: Bool = true,
        isExpected: Bool = false
    ) {
        self.accessID = accessID
        self.tokenID = tokenID
        self.moment = moment
        self.score = score
        self.band = band
        self.tokenWasFlagged = tokenWasFlagged
        self.decision = decision
        self.wasMachine = wasMachine
        self.isEnforced = isEnforced
        self.isExpected = isExpected
    }
}

/// Sees what happens, in order.
///
/// The simulation's sink keeps the journal; a live server's writes an audit log.
package protocol SystemEventSink: AnyObject, Sendable {
    func observe(_ systemEvent: SystemEvent)
}

/// A sink that keeps nothing.
package final class DiscardingSink: SystemEventSink {
    package init() {}
    package func observe(_ systemEvent: SystemEvent) {}
}
