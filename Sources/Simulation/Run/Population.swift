import Catalogue
import Domain
import Notifications
import Runtime
import Scenario
import Simulation
import Synchronization
import Truth
import VirtualTime
import World

/// The people of a run: where messages reach them, and they begin to act.
///
/// A guest costs a dictionary entry until the first message arrives; only then does their story
/// start.
final class Population: Sendable {
    private struct Member: Sendable {
        let invitee: Invitee
        let number: Int
        /// The link that came last: a new one takes the place of the one before.
        var latest: ReceivedInvitation?
        /// What has thanked them for a reply that nobody at home has given.
        var confirmation: ReceivedInvitation?
        /// How often they have been thanked.
        var confirmations = 0
        /// Whether they have read that somebody has answered in their name.
        var isSurprised = false
        /// Whether they are saying that a reply is not theirs.
        var isTakingBack = false
        /// Whether they meant to answer while they were at it: where it fails they have got nowhere.
        var meansToAnswer = false
        /// Whether they have asked their host for a new link, and answer when it comes.
        var hasAskedHost = false
    }

    private struct State {
        var members: [GuestID: Member] = [:]
        var byEvent: [EventID: [GuestID]] = [:]
        /// Replies that stand until their event is over, when they count as genuine.
        var answered: [EventID: [AccessID]] = [:]
    }

    private let context: ActorContext
    private let assignment: PersonaAssignment
    private let mailboxes: Mailboxes
    private let state = Mutex(State())

    init(context: ActorContext, assignment: PersonaAssignment, mailboxes: Mailboxes) {
        self.context = context
        self.assignment = assignment
        self.mailboxes = mailboxes
        guard assignment.scansClicks else { return }
        context.gateways.connect { [unowned self] invitation, reader, visit in
            clicked(invitation, by: reader, visit: visit)
        }
    }

    /// Puts a guest on the list of those who may receive messages.
    func add(_ invitee: Invitee, number: Int) {
        let guest = invitee.guestID
        state.withLock { state in
            state.members[guest] = Member(invitee: invitee, number: number)
            state.byEvent[invitee.eventID, default: []].append(guest)
        }
        if let phone = invitee.phone {
            mailboxes.connect(phone) { [unowned self] in read($0.text, by: .sms, as: guest) }
        }
        if let email = invitee.email {
            mailboxes.connect(email) { [unowned self] in read($0.body, by: .email, as: guest) }
        }
    }

    /// A guest reads a message.
    private func read(
        _ text: String,
        by channel: Domain.Notification.Channel,
        as guest: GuestID
    ) {
        if let token = Reading.link(in: text) {
            let letter = ReceivedInvitation(
                token: token,
                channel: channel,
                receivedAt: context.now
            )
            Reading.isConfirmation(text)
                ? confirmed(by: letter, to: guest) : receive(letter, for: guest)
        } else if let code = Reading.code(in: text) {
            context.phones.receive(code: code, by: channel, for: guest)
        }
    }

    /// An event has taken place: replies that stand were genuine, as far as anybody knows, and
    /// nobody waits for messages about it any more.
    func eventIsOver(_ event: EventID) {
        let (guests, replies) = state.withLock { state -> ([Invitee], [AccessID]) in
            let ids = state.byEvent.removeValue(forKey: event) ?? []
            let guests = ids.compactMap { state.members.removeValue(forKey: $0)?.invitee }
            return (guests, state.answered.removeValue(forKey: event) ?? [])
        }
        for guest in guests {
            if let phone = guest.phone { mailboxes.disconnect(phone) }
            if let email = guest.email { mailboxes.disconnect(email) }
            context.households.forget(guest.guestID)
        }
        for access in replies { context.notes.note(.accessObserved(access, .genuine)) }
    }

    /// A reply was recorded, whoever sent it: nobody hears of it by this, but it counts once the event is
    /// over.
    func recorded(_ rsvp: RSVP) {
        state.withLock { $0.answered[rsvp.eventID, default: []].append(rsvp.accessID) }
    }

    /// What comes another way so soon says the same.
    private static let sameNews = Duration.hours(1)
    /// Who has answered takes what comes so soon for the same.
    private static let sameNewsOnceAnswered = Duration.days(1)

    private func receive(_ invitation: ReceivedInvitation, for guest: GuestID) {
        let hasAnswered = context.households.know(ofReplyFor: guest)
        let member = state.withLock { state -> (Member, isFirst: Bool)? in
            guard let member = state.members[guest] else { return nil }
            if let latest = member.latest, !member.hasAskedHost {
                let age = invitation.receivedAt - latest.receivedAt
                // By text and by mail, or once more because a provider's answer was lost.
                let isSame =
                    latest.channel != invitation.channel || latest.token == invitation.token
                if isSame && age < Self.sameNews { return nil }
                if hasAnswered && age < Self.sameNewsOnceAnswered { return nil }
            }
            state.members[guest]?.latest = invitation
            return (member, member.latest == nil)
        }
        guard let (member, isFirst) = member else { return }
        if isFirst {
            begin(member, invitation)
        } else if member.hasAskedHost {
            context.spawn("guest-anew") { [self] _ in
                var invitee = member.invitee
                invitee.stream = invitee.stream.child("anew")
                try await moveOn(&invitee, to: invitation)
            }
        } else {
            remind(member, invitation)
        }
    }

    /// Drawn again when it is needed: a kind weighs more than the draw.
    private func script(of member: Member) -> any GuestScript {
        let part = assignment.part(of: member.number)
        return part.kind.script(part.values)
    }

    private func begin(_ member: Member, _ invitation: ReceivedInvitation) {
        let script = script(of: member)
        context.spawn("guest") { [self] context in
            var invitee = member.invitee
            let result = try await script.live(as: &invitee, with: invitation, on: context)
            if let result { try await settle(result, of: &invitee, with: invitation) }
        }
        fetch(invitation, of: member, from: member.invitee.stream)
        attack(member.invitee, number: member.number, invitation, beginning: .invitation)
    }

    /// Lets the machines begin that look at a message before its reader does.
    private func fetch(
        _ letter: ReceivedInvitation,
        of member: Member,
        from stream: RandomStream
    ) {
        for part in assignment.machines(of: member.number, reading: letter.channel)
        where !part.kind.scansClicks {
            let machine = part.kind.script(part.values)
            let reader = member.invitee.resident
            let stream = stream.child(part.kind.streamName)
            context.spawn("machine") { context in
                try await machine.handle(letter, of: reader, from: stream, on: context)
            }
        }
    }

    /// A guest follows a mail's link: gateways that scan clicks come along.
    private func clicked(_ invitation: ReceivedInvitation, by reader: Invitee, visit: Int) {
        guard let number = state.withLock({ $0.members[reader.guestID]?.number }) else { return }
        for part in assignment.machines(of: number, reading: invitation.channel)
        where part.kind.scansClicks {
            let machine = part.kind.script(part.values)
            // Reminded guests have draws of their own: their visits are counted anew.
            let stream = reader.stream.child(part.kind.streamName).child(visit)
            context.spawn("machine") { context in
                try await machine.clicked(
                    invitation,
                    of: reader.resident,
                    from: stream,
                    on: context
                )
            }
        }
    }

    private func remind(_ member: Member, _ invitation: ReceivedInvitation) {
        let script = script(of: member)
        context.spawn("guest-reminded") { [self] context in
            var invitee = member.invitee
            invitee.stream = invitee.stream.child("reminded")
            let result = try await script.remind(&invitee, with: invitation, on: context)
            if let result { try await settle(result, of: &invitee, with: invitation) }
        }
    }

    /// Lets the attacks on a guest's link begin that wait for this moment.
    private func attack(
        _ guest: Invitee,
        number: Int,
        _ invitation: ReceivedInvitation,
        beginning begins: AttackKind.Beginning
    ) {
        let link = StolenLink(invitation: invitation, guest: guest)
        for (index, attack) in assignment.attacks(on: number, beginning: begins) {
            context.spawn("attack") { context in
                try await attack.kind.act(
                    with: link,
                    attack.values,
                    campaign: "\(attack.kind.name)/\(index)/\(number)",
                    on: context
                )
            }
        }
    }

    /// Lets those begin who need nobody's link.
    ///
    /// - `share`: Of the attackers, as many as of the events take place.
    func startBlindAttacks(of scenario: Scenario, share: Double) {
        for (index, attack) in scenario.attacks.enumerated() where attack.kind.begins == .start {
            let count = (Double(attack.count ?? 1) * share).rounded(.up)
            for number in 0..<Int(count) {
                context.spawn("attack") { context in
                    try await attack.kind.act(
                        attack.values,
                        campaign: "\(attack.kind.name)/\(index)/\(number)",
                        on: context
                    )
                }
            }
        }
    }

    /// What a guest does who was not let in: most try once more, about a day later.
    private func settle(
        _ result: AttemptResult,
        of invitee: inout Invitee,
        with invitation: ReceivedInvitation
    ) async throws {
        switch result {
        case .answered:
            let number = state.withLock { $0.members[invitee.guestID]?.number }
            guard let number else { return }
            attack(invitee, number: number, invitation, beginning: .answer)
        case .refused(.used), .refused(.expired), .refused(.eventClosed), .refused(.revoked):
            // Somebody in the household has answered, or it is too late: not the defence's doing.
            if case .refused(.used) = result,
                !context.households.know(ofReplyFor: invitee.guestID)
            {
                if try await !takeBack(&invitee, with: invitation) { try await giveUp(&invitee) }
            }
            if case .refused(.revoked) = result,
                let latest = newerLetter(for: invitee, than: invitation)
            {
                try await moveOn(&invitee, to: latest)
            }
        case .noSeats: break
        case .refused, .blocked, .failedVerification, .siteUnreachable:
            if try await comesBack(&invitee) {
                var answerer = invitee.visit(with: invitation, context: context)
                let result = try await answerer.answer(
                    invitee.intendedReply(),
                    to: invitation.token,
                    from: "",
                    on: context
                )
                if case .answered = result { return }
            }
            try await giveUp(&invitee)
        }
    }

    /// Most try once more, about a day later.
    private func comesBack(_ invitee: inout Invitee) async throws -> Bool {
        guard invitee.stream.bool(probability: context.world.figures.comesBack) else {
            return false
        }
        let delay = invitee.stream.duration(lognormalMedian: .hours(20), sigma: 0.7)
        try await invitee.wait(delay, on: context)
        return true
    }

    /// Whoever gives a link up is refused; many ask their host for another first, once.
    private func giveUp(_ invitee: inout Invitee) async throws {
        var stream = invitee.stream.child("host")
        let guest = invitee.guestID
        let asks = stream.bool(probability: context.world.figures.asksHost)
        let isFirst = state.withLock { state -> Bool in
            guard asks, let member = state.members[guest], !member.hasAskedHost else {
                return false
            }
            state.members[guest]?.hasAskedHost = true
            return true
        }
        guard isFirst else { return refused(invitee) }
        try await context.hosts.askForNewLink(as: invitee)
    }

    /// The invitation that has taken the place of one whose link opens nothing any more.
    ///
    /// - Returns: `nil` where none has come, or where they have answered.
    private func newerLetter(
        for invitee: Invitee,
        than invitation: ReceivedInvitation
    ) -> ReceivedInvitation? {
        guard let member = state.withLock({ $0.members[invitee.guestID] }),
            !context.households.know(ofReplyFor: invitee.guestID), let latest = member.latest,
            latest.token != invitation.token
        else { return nil }
        return latest
    }

    /// What a guest does whose link has been taken back: looks for the new one, and answers there.
    private func moveOn(_ invitee: inout Invitee, to invitation: ReceivedInvitation) async throws {
        var answerer = invitee.visit(with: invitation, context: context)
        let result = try await answerer.answer(
            invitee.intendedReply(),
            to: invitation.token,
            from: "",
            on: context
        )
        try await settle(result, of: &invitee, with: invitation)
    }

    /// What a guest does who finds that somebody else has answered: says so, and answers anew.
    ///
    /// - Returns: Whether there was a way; `true` too where they are at it already.
    private func takeBack(
        _ invitee: inout Invitee,
        with invitation: ReceivedInvitation
    ) async throws -> Bool {
        let guest = invitee.guestID
        let isFirst = state.withLock { state -> Bool in
            guard let member = state.members[guest] else { return false }
            if member.isTakingBack { state.members[guest]?.meansToAnswer = true }
            state.members[guest]?.isTakingBack = true
            return !member.isTakingBack
        }
        guard isFirst else { return true }
        defer { state.withLock { $0.members[guest]?.isTakingBack = false } }
        for attempt in 1...2 {
            if attempt > 1, try await !comesBack(&invitee) { break }
            // Where they have been thanked for it, they answer that: no code is asked then.
            let letter = state.withLock { $0.members[guest]?.confirmation } ?? invitation
            var answerer = invitee.visit(with: letter, context: context)
            let result = try await answerer.replace(
                because: .disputed,
                by: invitee.intendedReply(),
                with: letter.token,
                on: context
            )
            if case .answered = result { return true }
        }
        return false
    }

    /// A guest is thanked for a reply: where nobody at home has given one, most say so.
    private func confirmed(by confirmation: ReceivedInvitation, to guest: GuestID) {
        let knows = context.households.know(ofReplyFor: guest)
        let (member, isSurprised) = state.withLock { state -> (Member?, Bool) in
            state.members[guest]?.confirmations += 1
            guard let member = state.members[guest] else { return (nil, false) }
            guard !knows else { return (member, false) }
            // The same by text and by mail: whichever comes first.
            if member.confirmation?.token != confirmation.token {
                state.members[guest]?.confirmation = confirmation
            }
            state.members[guest]?.isSurprised = true
            return (member, !member.isSurprised)
        }
        guard let member else { return }
        fetch(
            confirmation,
            of: member,
            from: member.invitee.stream.child("confirmation").child(member.confirmations)
        )
        guard isSurprised else { return }
        let surprised = member
        context.spawn("guest-surprised") { [self] context in
            var invitee = surprised.invitee
            invitee.stream = invitee.stream.child("surprised")
            let figures = context.world.figures
            guard invitee.stream.bool(probability: figures.objects) else { return }
            let delay = figures.openingDelay(
                isText: confirmation.channel == .sms,
                from: &invitee.stream
            )
            try await invitee.wait(delay, on: context)
            let latest = state.withLock { $0.members[guest]?.latest }
            guard let latest, !context.households.know(ofReplyFor: guest) else { return }
            if try await takeBack(&invitee, with: latest) { return }
            // They have not given up yet, but where they came to answer meanwhile.
            if state.withLock({ $0.members[guest]?.meansToAnswer }) == true {
                try await giveUp(&invitee)
            }
        }
    }

    /// A guest has said, with a code, that a reply was not theirs.
    func disputed(_ rsvp: RSVP) {
        standsNoMore(rsvp)
        context.notes.note(.accessObserved(rsvp.accessID, .fraudulent))
    }

    /// A host has undone a reply.
    func undone(_ rsvp: RSVP) { standsNoMore(rsvp) }

    private func standsNoMore(_ rsvp: RSVP) {
        state.withLock { $0.answered[rsvp.eventID]?.removeAll { $0 == rsvp.accessID } }
    }

    private func refused(_ invitee: Invitee) {
        context.notes.note(.guestRefused(invitee.guestID))
    }
}
