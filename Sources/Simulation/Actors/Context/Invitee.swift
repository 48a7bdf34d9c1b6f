import CoreAPI
import Domain
import Truth
import VirtualTime
import World

/// A person on a guest list, as they know themselves.
package struct Invitee: Sendable {
    package let guestID: GuestID
    package let eventID: EventID
    package let name: String
    package let phone: PhoneNumber?
    package let email: EmailAddress?
    /// Where they live and what they hold.
    package var resident: Resident
    /// How many people this guest may bring.
    package let plusOnes: Int
    package let persona: String
    package let occasion: Occasion
    /// Where the event takes place, as the invitation says.
    package let venue: City
    /// When the event begins, and replies end.
    package let deadline: Instant
    /// Named after the guest: another guest's choices do not move these.
    package var stream: RandomStream
    /// What they set out to answer.
    package var intention: Reply?
    /// How often they have sat down to look at the invitation.
    var visits = 0

    package init(
        guestID: GuestID,
        eventID: EventID,
        name: String,
        phone: PhoneNumber?,
        email: EmailAddress?,
        resident: Resident,
        plusOnes: Int,
        persona: String,
        occasion: Occasion,
        venue: City,
        deadline: Instant,
        stream: RandomStream
    ) {
        self.guestID = guestID
        self.eventID = eventID
        self.name = name
        self.phone = phone
        self.email = email
        self.resident = resident
        self.plusOnes = plusOnes
        self.persona = persona
        self.occasion = occasion
        self.venue = venue
        self.deadline = deadline
        self.stream = stream
    }

    /// Where they really live.
    package var home: City { resident.home }
}

/// An invitation or a reminder as it lies in somebody's hands.
package struct ReceivedInvitation: Sendable {
    /// What follows `/rsvp/` in the link.
    package let token: String
    package let channel: Domain.Notification.Channel
    package let receivedAt: Instant
    /// Whether it came by chat from the one who was invited, to themselves or in the family.
    var isForwarded = false

    package init(token: String, channel: Domain.Notification.Channel, receivedAt: Instant) {
        self.token = token
        self.channel = channel
        self.receivedAt = receivedAt
    }

    /// How long after its arrival somebody opens it.
    func openingDelay(
        _ figures: PopulationFigures,
        from stream: inout RandomStream
    ) -> Duration {
        let delay = figures.openingDelay(isText: channel == .sms, from: &stream)
        return min(max(delay, .seconds(20)), .days(30))
    }

    /// The referring host that a browser reports when the link is tapped.
    func referrer(from stream: inout RandomStream) -> String {
        if isForwarded { return Forwarding.referrer(isFromChat: true, from: &stream) }
        // Most shared links carry none (69-84 %, vendors' figures).
        guard channel == .email, stream.bool(probability: 0.25) else { return "" }
        return "mail.google.com"
    }
}

extension Invitee {
    // MARK: Time

    /// Waits until the invitation is opened.
    package mutating func open(
        _ invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws {
        try await wait(invitation.openingDelay(context.world.figures, from: &stream), on: context)
    }

    /// Waits about so long, until a moment at which they are at a screen.
    package mutating func wait(_ duration: Duration, on context: ActorContext) async throws {
        try await context.wait(duration, by: resident.rhythm, from: &stream)
    }

    /// How long from now until they answer: what was set, or as the occasion has it.
    mutating func replyDelay(
        _ median: Duration?,
        sigma: Double,
        on context: ActorContext
    ) -> Duration {
        if let median { return stream.duration(lognormalMedian: median, sigma: sigma) }
        return occasion.replyDelay(
            context.world.figures,
            open: deadline - context.now,
            from: &stream
        )
    }

    // MARK: Visits

    /// Sits down with an invitation: on one of their devices, wherever they are.
    ///
    /// - `place`: Where they are; `nil`: where they happen to be.
    /// - `device`: What they take; `nil`: their usual one, or now and then another.
    /// - `app`: What they open the link in; `nil`: what it came in, or a browser.
    /// - `route`: What they come over; `nil`: as the place and their habits have it.
    package mutating func visit(
        with invitation: ReceivedInvitation,
        at place: Whereabouts? = nil,
        on device: Device? = nil,
        in app: Device.App? = nil,
        over route: Route? = nil,
        context: ActorContext
    ) -> Answerer {
        visits += 1
        // What is passed on in a chat is the link that a mail's reader saw, no longer the gateway's.
        if invitation.channel == .email, !invitation.isForwarded {
            context.gateways.clicked(invitation, by: self, visit: visits)
        }
        var draws = stream.child("visit").child(visits)
        let figures = context.world.figures
        let place = place ?? resident.whereabouts(at: context.now)
        let device =
            device ?? usualDevice(for: invitation, at: place, context: context, from: &draws)
        let isInApp =
            device.form != .computer && (invitation.isForwarded || invitation.channel == .email)
            && draws.bool(
                probability: invitation.isForwarded ? figures.inAppChat : figures.inAppMail
            )
        let usualApp: Device.App =
            isInApp
            ? invitation.isForwarded ? .chat : .mail
            : draws.bool(probability: figures.privateWindow) ? .privateWindow : .browser
        var answerer = Answerer(
            browser: context.browser(
                of: resident,
                on: device,
                in: app ?? usualApp,
                at: place,
                over: route,
                from: &draws
            ),
            label: Label(actor: .guest, persona: persona, isFraud: false),
            stream: draws.child("answering"),
            knownName: name,
            reads: guestID
        )
        answerer.household = guestID
        answerer.isOnPhone = device.isPhone
        answerer.isOwnPhone = device.isPhone
        if isInApp, app == nil, draws.bool(probability: Self.leavesAppForBrowser) {
            answerer.opensFirstIn = answerer.browser
            answerer.browser = context.browser(
                of: resident,
                on: device,
                in: .browser,
                at: place,
                over: route,
                from: &draws
            )
        }
        let (guest, notes) = (guestID, context.notes)
        answerer.onChallenge = { notes.note(.guestChallenged(guest, $0)) }
        return answerer
    }

    /// Share of those who came to the page in an app's view and go on in the real browser
    /// (assumption).
    private static let leavesAppForBrowser = 0.4

    /// Looks at an invitation and answers it after a while: what most honest guests do who look suspicious.
    ///
    /// - `median`: Of the wait between the two, beyond `rest`, log-normal with `sigma`.
    /// - `look`, `answer`: Sit down with it, each when its time has come.
    mutating func lookThenAnswer(
        _ invitation: ReceivedInvitation,
        after median: Duration,
        sigma: Double,
        beyond rest: Duration = .zero,
        on context: ActorContext,
        look: (inout Invitee) -> Answerer,
        answer: (inout Invitee) -> Answerer
    ) async throws -> AttemptResult? {
        try await open(invitation, on: context)
        var first = look(&self)
        _ = try await first.look(at: invitation.token, from: "", on: context)
        try await wait(rest + stream.duration(lognormalMedian: median, sigma: sigma), on: context)
        let reply = setOut(to: acceptance(), on: context)
        var second = answer(&self)
        return try await second.answer(reply, to: invitation.token, from: "", on: context)
    }

    private func usualDevice(
        for invitation: ReceivedInvitation,
        at place: Whereabouts,
        context: ActorContext,
        from draws: inout RandomStream
    ) -> Device {
        let figures = context.world.figures
        var habits = stream.child("habits")
        let readsMailOnPhone = habits.bool(probability: figures.readsMailOnPhone)
        let changes = draws.bool(probability: figures.usesAnotherDevice)
        let phone = resident.phone(at: context.now)
        // A computer stands at home or at work, a tablet lies at home.
        let hasComputer = place == .home || place == .work
        let computer = hasComputer ? resident.computer : nil
        let tablet = place == .home ? resident.tablet : nil
        let usesPhone = invitation.channel == .sms || invitation.isForwarded || readsMailOnPhone
        if changes, let other = (usesPhone ? computer : phone) ?? tablet {
            return draws.bool(probability: 0.3) ? tablet ?? other : other
        }
        return usesPhone ? phone : computer ?? phone
    }

    // MARK: Replies

    /// A reply from somebody who would like to come.
    package mutating func acceptance() -> Reply {
        let brings = plusOnes > 0 && stream.bool(probability: Self.bringsCompanions)
        return Reply(response: .attending, plusOnes: brings ? plusOnes : 0)
    }

    /// Share of accepting guests who bring everybody they may (assumption).
    private static let bringsCompanions = 0.6

    /// What they have set out to answer, once more.
    package mutating func intendedReply() -> Reply { intention ?? acceptance() }

    /// Sets out to answer, and says so.
    package mutating func setOut(to reply: Reply, on context: ActorContext) -> Reply {
        intention = reply
        context.notes.note(.guestSetOut(guestID))
        return reply
    }
}

/// How an attempt to answer an invitation ended.
package enum AttemptResult: Sendable {
    case answered(AccessID)
    case refused(Rejection)
    case blocked
    case failedVerification
    case noSeats
    case siteUnreachable

    /// Whether another try makes sense: not once the reply is in, the link opens nothing, or no seat is
    /// left.
    var leavesHope: Bool {
        switch self {
        case .answered, .refused, .noSeats: false
        case .blocked, .failedVerification, .siteUnreachable: true
        }
    }

    /// Whether the site looked at who came, and did not let them in.
    var isUnwelcome: Bool {
        switch self {
        case .blocked, .failedVerification: true
        case .answered, .refused, .noSeats, .siteUnreachable: false
        }
    }
}
