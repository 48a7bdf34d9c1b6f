import Domain

/// What someone has to wait for, as the modelled deployment has it.
package enum Operation: String, Sendable, CaseIterable {
    case open, submit, score
    case notifySMS = "notify_sms"
    case notifyEmail = "notify_email"
}

/// A city that somebody lives in.
package struct Residence: Hashable, Sendable {
    package let city: String
    /// ISO 3166-1 alpha-2.
    package let country: String

    package init(city: String, country: String) {
        self.city = city
        self.country = country
    }
}

/// Something that happened in the world rather than in the system: known to the simulation and
/// to the evidence, never to the system.
package enum WorldEvent: Sendable {
    /// A guest was given a persona and a home before the run reached their event.
    ///
    /// Where they live, and where their host's list says so.
    case guestCast(GuestID, event: EventID, persona: String, lives: Residence, listed: Residence)
    case accessLabelled(AccessID, Label)
    case accessObserved(AccessID, Observed)
    /// A guest set out to answer: counts once for each guest.
    case guestSetOut(GuestID)
    /// A guest gave up although the invitation was theirs and they wanted to answer.
    case guestRefused(GuestID)
    /// Somebody holds a receipt for a reply.
    case receiptGiven(AccessID, RSVPID, isFraud: Bool)
    /// A guest met a challenge or a block.
    case guestChallenged(GuestID, Decision)
    /// How long something took in virtual time, and who waited, where it is known.
    case waited(Operation, Duration, by: Actor? = nil)
    /// A provider took a message to deliver, once more where `copy` is not 0; the reference is ours. Whether it
    /// is answered, the system learns only then.
    case providerAccepted(
        NotificationID,
        channel: Notification.Channel,
        copy: Int = 0,
        isAnswered: Bool = true
    )
    /// A campaign begins, with the link of the guest whom it is about, if of anybody.
    case attackBegan(String, guest: GuestID?)
    case faultBegan(String)
    case faultEnded(String)
}

/// What a run is, as its observers are told before it starts.
package struct RunFrame: Sendable {
    package let scenarioName: String
    /// SHA-256 of the scenario file's bytes, 64 hexadecimal digits.
    package let scenarioHash: String
    package let seed: UInt64
    package let startsAt: Instant
    package let endsAt: Instant
    package let build: String

    package init(
        scenarioName: String,
        scenarioHash: String,
        seed: UInt64,
        startsAt: Instant,
        endsAt: Instant,
        build: String
    ) {
        self.scenarioName = scenarioName
        self.scenarioHash = scenarioHash
        self.seed = seed
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.build = build
    }
}

/// Watches a run, in order, on one thread, which need not be the run's own: a batch of entries
/// behind it, so there is nothing to ask the run for.
///
/// `at` is virtual time; `sequence` counts system events and world events together from 0.
package protocol RunObserver: AnyObject {
    func observe(_ systemEvent: SystemEvent, at instant: Instant, sequence: Int)
    func observe(_ note: WorldEvent, at instant: Instant, sequence: Int)
    /// The horizon was reached; nothing follows.
    func ended(at instant: Instant)
}

/// Takes down what happens in the world.
package protocol WorldEventSink: AnyObject, Sendable {
    func note(_ note: WorldEvent)
}
