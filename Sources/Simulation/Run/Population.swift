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
        var latest: Letter?
        /// The access that a reply came from, whoever sent it.
        var reply: AccessID?
    }

    private struct State {
        var members: [GuestID: Member] = [:]
        var byEvent: [EventID: [GuestID]] = [:]
        /// Replies that stand until their event is over, when they count as genuine.
        var answered: [EventID: [AccessID]] = [:]
    }

    private let stage: Stage
    private let casting: Casting
    private let mailboxes: Mailboxes
    private let state = Mutex(State())

    init(stage: Stage, casting: Casting, mailboxes: Mailboxes) {
        self.stage = stage
        self.casting = casting
        self.mailboxes = mailboxes
        guard casting.scansClicks else { return }
        stage.gateways.connect { [unowned self] letter, reader, visit in
            clicked(letter, by: reader, visit: visit)
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
            mailboxes.connect(phone) { [unowned self] sms in
                if let token = Reading.link(in: sms.text) {
                    receive(token, by: .sms, for: guest)
                } else if let code = Reading.code(in: sms.text) {
                    stage.phones.receive(code: code, for: guest)
                }
            }
        }
        if let email = invitee.email {
            mailboxes.connect(email) { [unowned self] mail in
                if let token = Reading.link(in: mail.body) {
                    receive(token, by: .email, for: guest)
                } else if let code = Reading.code(in: mail.body) {
                    stage.phones.receive(code: code, for: guest)
                }
            }
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
        }
        for access in replies { stage.notes.note(.accessObserved(access, .genuine)) }
    }

    /// A reply was recorded, whoever sent it.
    func recorded(_ rsvp: RSVP) {
        state.withLock { state in
            state.members[rsvp.guestID]?.reply = rsvp.accessID
            state.answered[rsvp.eventID, default: []].append(rsvp.accessID)
        }
    }

    private func receive(
        _ token: String,
        by channel: Domain.Notification.Channel,
        for guest: GuestID
    ) {
        let letter = Letter(token: token, channel: channel, receivedAt: stage.now)
        let member = state.withLock { state -> (Member, isFirst: Bool)? in
            guard let member = state.members[guest], member.reply == nil else { return nil }
            state.members[guest]?.latest = letter
            return (member, member.latest == nil)
        }
        guard let (member, isFirst) = member else { return }
        if isFirst {
            begin(member, letter)
        } else {
            remind(member, letter)
        }
    }

    /// Drawn again when it is needed: a kind weighs more than the draw.
    private func script(of member: Member) -> any GuestScript {
        let part = casting.part(of: member.number)
        return part.kind.script(part.values)
    }

    private func begin(_ member: Member, _ letter: Letter) {
        let script = script(of: member)
        stage.cue("guest") { [self] stage in
            var invitee = member.invitee
            let ending = try await script.live(as: &invitee, with: letter, on: stage)
            if let ending { try await settle(ending, of: &invitee, with: letter) }
        }
        for part in casting.machines(of: member.number, reading: letter.channel)
        where !part.kind.scansClicks {
            let machine = part.kind.script(part.values)
            let reader = member.invitee.resident
            let stream = member.invitee.stream.child(part.kind.streamName)
            stage.cue("machine") { stage in
                try await machine.handle(letter, of: reader, from: stream, on: stage)
            }
        }
        attack(member.invitee, number: member.number, letter, beginning: .letter)
    }

    /// A guest follows a mail's link: gateways that scan clicks come along.
    private func clicked(_ letter: Letter, by reader: Invitee, visit: Int) {
        guard let number = state.withLock({ $0.members[reader.guestID]?.number }) else { return }
        for part in casting.machines(of: number, reading: letter.channel)
        where part.kind.scansClicks {
            let machine = part.kind.script(part.values)
            // Reminded guests have draws of their own: their visits are counted anew.
            let stream = reader.stream.child(part.kind.streamName).child(visit)
            stage.cue("machine") { stage in
                try await machine.clicked(letter, of: reader.resident, from: stream, on: stage)
            }
        }
    }

    private func remind(_ member: Member, _ letter: Letter) {
        let script = script(of: member)
        stage.cue("guest-reminded") { [self] stage in
            var invitee = member.invitee
            invitee.stream = invitee.stream.child("reminded")
            let ending = try await script.remind(&invitee, with: letter, on: stage)
            if let ending { try await settle(ending, of: &invitee, with: letter) }
        }
    }

    /// Lets the attacks on a guest's link begin that wait for this moment.
    private func attack(
        _ guest: Invitee,
        number: Int,
        _ letter: Letter,
        beginning begins: AttackKind.Beginning
    ) {
        let link = StolenLink(letter: letter, guest: guest)
        for (index, attack) in casting.attacks(on: number, beginning: begins) {
            stage.cue("attack") { stage in
                try await attack.kind.act(
                    with: link,
                    attack.values,
                    campaign: "\(attack.kind.name)/\(index)/\(number)",
                    on: stage
                )
            }
        }
    }

    /// Lets those begin who need nobody's link.
    func startBlindAttacks(of scenario: Scenario) {
        for (index, attack) in scenario.attacks.enumerated() where attack.kind.begins == .start {
            for number in 0..<(attack.count ?? 1) {
                stage.cue("attack") { stage in
                    try await attack.kind.act(
                        attack.values,
                        campaign: "\(attack.kind.name)/\(index)/\(number)",
                        on: stage
                    )
                }
            }
        }
    }

    /// What a guest does who was not let in: most try once more, about a day later.
    private func settle(
        _ ending: Ending,
        of invitee: inout Invitee,
        with letter: Letter
    ) async throws {
        switch ending {
        case .answered:
            let number = state.withLock { $0.members[invitee.guestID]?.number }
            guard let number else { return }
            attack(invitee, number: number, letter, beginning: .answer)
        case .refused(.used), .refused(.expired), .refused(.eventClosed), .refused(.revoked):
            // Somebody in the household has answered, or it is too late: not the defence's doing.
            if case .refused(.used) = ending, !hasOwnReply(invitee) {
                try await takeBack(&invitee, with: letter)
            }
            if case .refused(.revoked) = ending,
                let latest = newerLetter(for: invitee, than: letter)
            {
                try await moveOn(&invitee, to: latest)
            }
        case .noSeats: break
        case .refused, .blocked, .failedVerification, .siteUnreachable:
            if invitee.stream.bool(probability: stage.world.figures.comesBack) {
                let delay = invitee.stream.duration(lognormalMedian: .hours(20), sigma: 0.7)
                try await invitee.wait(delay, on: stage)
                var answerer = invitee.visit(with: letter, stage: stage)
                let ending = try await answerer.answer(
                    invitee.intendedReply(),
                    to: letter.token,
                    from: "",
                    on: stage
                )
                if case .answered = ending { return }
            }
            refused(invitee)
        }
    }

    /// The letter that has taken the place of one whose link opens nothing any more.
    ///
    /// - Returns: `nil` where none has come, or where the guest has answered.
    private func newerLetter(for invitee: Invitee, than letter: Letter) -> Letter? {
        guard let member = state.withLock({ $0.members[invitee.guestID] }), member.reply == nil,
            let latest = member.latest, latest.token != letter.token
        else { return nil }
        return latest
    }

    /// What a guest does whose link has been taken back: looks for the new one, and answers there.
    private func moveOn(_ invitee: inout Invitee, to letter: Letter) async throws {
        var answerer = invitee.visit(with: letter, stage: stage)
        let ending = try await answerer.answer(
            invitee.intendedReply(),
            to: letter.token,
            from: "",
            on: stage
        )
        try await settle(ending, of: &invitee, with: letter)
    }

    /// What a guest does who finds that somebody else has answered: says so, and answers anew.
    private func takeBack(_ invitee: inout Invitee, with letter: Letter) async throws {
        var answerer = invitee.visit(with: letter, stage: stage)
        let ending = try await answerer.replace(
            because: .disputed,
            by: invitee.intendedReply(),
            with: letter.token,
            on: stage
        )
        if case .answered = ending { return }
        refused(invitee)
    }

    /// A guest has said, with a code, that a reply was not theirs.
    func disputed(_ rsvp: RSVP) {
        state.withLock { state in
            state.answered[rsvp.eventID]?.removeAll { $0 == rsvp.accessID }
        }
        stage.notes.note(.accessObserved(rsvp.accessID, .fraudulent))
    }

    /// Whether the reply that stands came from the guest's own side.
    private func hasOwnReply(_ invitee: Invitee) -> Bool {
        guard let reply = state.withLock({ $0.members[invitee.guestID]?.reply }) else {
            return false
        }
        return stage.labels.label(of: reply).map { !$0.isFraud } ?? true
    }

    private func refused(_ invitee: Invitee) {
        stage.notes.note(.guestRefused(invitee.guestID))
    }
}
