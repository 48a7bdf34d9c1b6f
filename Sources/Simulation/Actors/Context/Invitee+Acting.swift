import CoreAPI
import Domain
import Truth
import VirtualTime
import World

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
