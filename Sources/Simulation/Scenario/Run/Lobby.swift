import Domain
import Environment
import Notifications
import Personas
import Runtime
import Synchronization
import Truth
import VirtualTime
import World

/// Where messages reach people, and people begin to act.
///
/// A guest costs a dictionary entry until the first message arrives; only then does their story
/// start.
final class Lobby: Sendable {
    private struct Member: Sendable {
        let invitee: Invitee
        let number: Int
        let role: CastRole
        var hasStarted = false
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
    private let postOffice: PostOffice
    private let state = Mutex(State())

    init(stage: Stage, casting: Casting, postOffice: PostOffice) {
        self.stage = stage
        self.casting = casting
        self.postOffice = postOffice
    }

    /// Puts a guest on the list of those who may receive messages.
    func admit(_ invitee: Invitee, number: Int, role: CastRole) {
        let guest = invitee.guestID
        state.withLock { state in
            state.members[guest] = Member(invitee: invitee, number: number, role: role)
            state.byEvent[invitee.eventID, default: []].append(guest)
        }
        if let phone = invitee.phone {
            postOffice.connect(phone) { [unowned self] sms in
                if let token = Reading.link(in: sms.text) {
                    receive(token, by: .sms, for: guest)
                } else if let code = Reading.code(in: sms.text) {
                    stage.handsets.receive(code: code, for: guest)
                }
            }
        }
        if let email = invitee.email {
            postOffice.connect(email) { [unowned self] mail in
                if let token = Reading.link(in: mail.body) {
                    receive(token, by: .email, for: guest)
                } else if let code = Reading.code(in: mail.body) {
                    stage.handsets.receive(code: code, for: guest)
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
            if let phone = guest.phone { postOffice.disconnect(phone) }
            if let email = guest.email { postOffice.disconnect(email) }
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
            state.members[guest]?.hasStarted = true
            return (member, !member.hasStarted)
        }
        guard let (member, isFirst) = member else { return }
        if isFirst {
            begin(member.role, member, letter)
        } else if member.role == .neverAnswering || member.role == .procrastinating {
            remind(member, letter)
        }
    }

    private func begin(_ role: CastRole, _ member: Member, _ letter: Letter) {
        let persona = Casting.persona(for: role)
        stage.cue("guest") { [self] stage in
            var invitee = member.invitee
            let ending = try await persona.live(as: &invitee, with: letter, on: stage)
            if let ending { try await settle(ending, of: invitee, with: letter) }
        }
        if letter.channel == .email, casting.hasMailScanner(member.number) {
            let stream = member.invitee.stream.child("mail scanner")
            stage.cue("mail-scanner") { stage in
                try await MailScanner().scan(letter, from: stream, on: stage)
            }
        }
        for (index, attack) in casting.attacks(on: member.number)
        where attack.kind != .replayAfterUse {
            begin(attack, index: index, on: member, letter)
        }
    }

    /// Some who have not answered are moved by a reminder (assumption: a third).
    private func remind(_ member: Member, _ letter: Letter) {
        var stream = member.invitee.stream.child("reminder")
        guard member.role == .neverAnswering, stream.bool(probability: 0.33) else { return }
        stage.cue("guest-reminded") { [self] stage in
            var invitee = member.invitee
            let ending = try await PromptGuest().live(as: &invitee, with: letter, on: stage)
            if let ending { try await settle(ending, of: invitee, with: letter) }
        }
    }

    /// What a guest does who was not let in: once more the next evening, from the same phone.
    private func settle(_ ending: Ending, of invitee: Invitee, with letter: Letter) async throws {
        switch ending {
        case .answered:
            let number = state.withLock { $0.members[invitee.guestID]?.number }
            guard let number else { return }
            for (index, attack) in casting.attacks(on: number) where attack.kind == .replayAfterUse
            {
                let campaign = "replay-after-use/\(index)/\(number)"
                stage.cue("replay-after-use") { stage in
                    try await ReplayAfterUse(begins: attack.begins).act(
                        with: letter,
                        of: invitee,
                        campaign: campaign,
                        on: stage
                    )
                }
            }
        case .refused(.used), .refused(.expired), .refused(.eventClosed), .refused(.revoked):
            // Somebody in the household has answered, or it is too late: not the defence's doing.
            if case .refused(.used) = ending, !hasOwnReply(invitee) { refused(invitee) }
        case .noSeats: break
        case .refused, .blocked, .failedVerification, .siteUnreachable:
            try await stage.wait(.hours(20))
            var again = invitee
            again.stream = invitee.stream.child("again")
            let device = again.ownDevice(for: letter, on: stage)
            var answerer = again.answerer(on: device, network: .home, stage: stage)
            let ending = try await answerer.answer(
                again.acceptance(),
                to: letter.token,
                from: "",
                on: stage
            )
            if case .answered = ending { return }
            refused(invitee)
        }
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

    private func begin(
        _ attack: Scenario.Attack,
        index: Int,
        on member: Member,
        _ letter: Letter
    ) {
        let guest = member.invitee
        let campaign = "\(attack.kind.rawValue)/\(index)/\(member.number)"
        let city = attack.city.flatMap { stage.world.atlas.city(named: $0) }
        switch attack.kind {
        case .casualForward:
            stage.cue("casual-forward") { stage in
                try await CasualForward(city: city, begins: attack.begins).act(
                    with: letter,
                    of: guest,
                    campaign: campaign,
                    on: stage
                )
            }
        case .headlessScript:
            stage.cue("headless-script") { stage in
                try await HeadlessScript(
                    begins: attack.begins,
                    attempts: attack.attempts,
                    every: attack.every
                ).act(with: letter, of: guest, campaign: campaign, on: stage)
            }
        case .alteredToken:
            let stream = guest.stream.child("altered token")
            stage.cue("altered-token") { stage in
                try await TokenForgery(
                    kind: .altered,
                    begins: attack.begins,
                    attempts: attack.attempts,
                    every: attack.every
                ).act(with: letter, from: stream, campaign: campaign, on: stage)
            }
        case .replayAfterUse, .guessedToken: break
        }
    }
}
