import CoreAPI
import Domain
import Truth
import VirtualTime
import World

extension Invitee {
    // MARK: Time

    /// Waits until the letter is opened.
    package mutating func open(_ letter: Letter, on stage: Stage) async throws {
        try await wait(letter.openingDelay(stage.world.figures, from: &stream), on: stage)
    }

    /// Waits about so long, until a moment at which they are at a screen.
    package mutating func wait(_ duration: Duration, on stage: Stage) async throws {
        try await stage.wait(duration, by: resident.rhythm, from: &stream)
    }

    /// How long from now until they answer: what was set, or as the occasion has it.
    mutating func replyDelay(_ median: Duration?, sigma: Double, on stage: Stage) -> Duration {
        if let median { return stream.duration(lognormalMedian: median, sigma: sigma) }
        return occasion.replyDelay(
            stage.world.figures,
            open: deadline - stage.now,
            from: &stream
        )
    }

    // MARK: Visits

    /// Sits down with a letter: on one of their devices, wherever they are.
    ///
    /// - `place`: Where they are; `nil`: where they happen to be.
    /// - `device`: What they take; `nil`: their usual one, or now and then another.
    /// - `app`: What they open the link in; `nil`: what it came in, or a browser.
    /// - `route`: What they come over; `nil`: as the place and their habits have it.
    package mutating func visit(
        with letter: Letter,
        at place: Whereabouts? = nil,
        on device: Device? = nil,
        in app: Device.App? = nil,
        over route: Route? = nil,
        stage: Stage
    ) -> Answerer {
        visits += 1
        // What is passed on in a chat is the link that a mail's reader saw, no longer the gateway's.
        if letter.channel == .email, !letter.isForwarded {
            stage.gateways.clicked(letter, by: self, visit: visits)
        }
        var draws = stream.child("visit").child(visits)
        let figures = stage.world.figures
        let place = place ?? resident.whereabouts(at: stage.now)
        let device = device ?? usualDevice(for: letter, at: place, stage: stage, from: &draws)
        let isInApp =
            device.form != .computer && (letter.isForwarded || letter.channel == .email)
            && draws.bool(
                probability: letter.isForwarded ? figures.inAppChat : figures.inAppMail
            )
        let usualApp: Device.App =
            isInApp
            ? letter.isForwarded ? .chat : .mail
            : draws.bool(probability: figures.privateWindow) ? .privateWindow : .browser
        var answerer = Answerer(
            browser: stage.browser(
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
            answerer.browser = stage.browser(
                of: resident,
                on: device,
                in: .browser,
                at: place,
                over: route,
                from: &draws
            )
        }
        let (guest, notes) = (guestID, stage.notes)
        answerer.onChallenge = { notes.note(.guestChallenged(guest, $0)) }
        return answerer
    }

    /// Share of those who came to the page in an app's view and go on in the real browser
    /// (assumption).
    private static let leavesAppForBrowser = 0.4

    /// Looks at a letter and answers it after a while: what most honest guests do who look suspicious.
    ///
    /// - `median`: Of the wait between the two, beyond `rest`, log-normal with `sigma`.
    /// - `look`, `answer`: Sit down with it, each when its time has come.
    mutating func lookThenAnswer(
        _ letter: Letter,
        after median: Duration,
        sigma: Double,
        beyond rest: Duration = .zero,
        on stage: Stage,
        look: (inout Invitee) -> Answerer,
        answer: (inout Invitee) -> Answerer
    ) async throws -> Ending? {
        try await open(letter, on: stage)
        var first = look(&self)
        _ = try await first.look(at: letter.token, from: "", on: stage)
        try await wait(rest + stream.duration(lognormalMedian: median, sigma: sigma), on: stage)
        let reply = setOut(to: acceptance(), on: stage)
        var second = answer(&self)
        return try await second.answer(reply, to: letter.token, from: "", on: stage)
    }

    private func usualDevice(
        for letter: Letter,
        at place: Whereabouts,
        stage: Stage,
        from draws: inout RandomStream
    ) -> Device {
        let figures = stage.world.figures
        var habits = stream.child("habits")
        let readsMailOnPhone = habits.bool(probability: figures.readsMailOnPhone)
        let changes = draws.bool(probability: figures.usesAnotherDevice)
        let phone = resident.phone(at: stage.now)
        // A computer stands at home or at work, a tablet lies at home.
        let hasComputer = place == .home || place == .work
        let computer = hasComputer ? resident.computer : nil
        let tablet = place == .home ? resident.tablet : nil
        let usesPhone = letter.channel == .sms || letter.isForwarded || readsMailOnPhone
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
    package mutating func setOut(to reply: Reply, on stage: Stage) -> Reply {
        intention = reply
        stage.notes.note(.guestSetOut(guestID))
        return reply
    }
}
