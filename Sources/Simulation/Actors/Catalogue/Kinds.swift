import Catalogue
import Domain
import Truth
import VirtualTime
import World

/// What somebody should know of a kind of actor before a scenario casts it.
package struct ActorPage: Sendable {
    /// As scenarios and labels write it, `casual-forward`.
    package let name: String
    /// What it does, in a sentence.
    package let summary: String
    /// What a defence could notice.
    package let givesItselfAway: String
    /// Why a defence may miss it, or wrong it.
    package let looksHonest: String
    /// What a scenario may set, in the order in which it is printed.
    package let parameters: [Parameter]
}

/// A kind of actor.
package protocol ActorKind: CatalogueEntry {
    var page: ActorPage { get }
}

extension ActorKind {
    package var name: String { page.name }
    package var summary: String { page.summary }
    package var parameters: [Parameter] { page.parameters }
}

// MARK: Guests

/// A script of how one kind of guest behaves from the moment an invitation arrives.
package protocol GuestScript: Configurable, Sendable {
    static var kind: GuestKind { get }

    /// Lives through an invitation.
    ///
    /// - Returns: How it ended; `nil` for those who never set out to answer.
    func live(
        as guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult?

    /// Receives a reminder, not having answered yet; most are on their way already.
    ///
    /// - Returns: How it ended; `nil` for those whom it does not move.
    func remind(
        _ guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult?
}

extension GuestScript {
    package func remind(
        _ guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? { nil }
}

/// A kind of guest, genuine and plain or genuine and suspicious.
package struct GuestKind: ActorKind {
    package enum Group: String, Sendable, CaseIterable {
        case genuine
        /// Honest guests who look suspicious.
        case lookAlike = "look-alike"
    }

    package let page: ActorPage
    package let group: Group
    /// A script that goes by the values given.
    package let script: @Sendable (ParameterValues) -> any GuestScript

    init<Script: GuestScript>(
        _ type: Script.Type,
        _ name: String,
        _ group: Group,
        _ summary: String,
        givesItselfAway: String = "nothing",
        looksHonest: String,
        settings: [Setting<Script>] = []
    ) {
        page = ActorPage(
            name: name,
            summary: summary,
            givesItselfAway: givesItselfAway,
            looksHonest: looksHonest,
            parameters: settings.map(\.parameter)
        )
        self.group = group
        script = { Script($0, settings) }
    }
}

// MARK: Machines

/// A script of a program that opens links for its owner's good.
package protocol MachineScript: Configurable, Sendable {
    static var kind: MachineKind { get }

    /// Deals with an invitation that passed through its hands.
    ///
    /// - `reader`: Whose mail it is, and on whose devices and lines it may run.
    /// - `stream`: Named after the mailbox and the machine.
    func handle(
        _ invitation: ReceivedInvitation,
        of reader: Resident,
        from stream: RandomStream,
        on context: ActorContext
    ) async throws

    /// Its reader follows the invitation's link; asked of kinds that scan clicks.
    ///
    /// - `stream`: Named after the mailbox, the machine and the visit.
    func clicked(
        _ invitation: ReceivedInvitation,
        of reader: Resident,
        from stream: RandomStream,
        on context: ActorContext
    ) async throws
}

extension MachineScript {
    package func handle(
        _ invitation: ReceivedInvitation,
        of reader: Resident,
        from stream: RandomStream,
        on context: ActorContext
    ) async throws {}

    package func clicked(
        _ invitation: ReceivedInvitation,
        of reader: Resident,
        from stream: RandomStream,
        on context: ActorContext
    ) async throws {}
}

/// A kind of program that opens links and means no harm.
package struct MachineKind: ActorKind {
    package let page: ActorPage
    /// What it reads.
    package let channel: Domain.Notification.Channel
    /// Whether it comes when its reader follows a link, not when the invitation arrives.
    package let scansClicks: Bool
    package let script: @Sendable (ParameterValues) -> any MachineScript

    init<Script: MachineScript>(
        _ type: Script.Type,
        _ name: String,
        _ summary: String,
        reads channel: Domain.Notification.Channel,
        scansClicks: Bool = false,
        givesItselfAway: String,
        looksHonest: String,
        settings: [Setting<Script>] = []
    ) {
        page = ActorPage(
            name: name,
            summary: summary,
            givesItselfAway: givesItselfAway,
            looksHonest: looksHonest,
            parameters: settings.map(\.parameter)
        )
        self.channel = channel
        self.scansClicks = scansClicks
        script = { Script($0, settings) }
    }

    /// The truth about a machine's access.
    package var label: Label { Label(actor: .machine, persona: name, isFraud: false) }
}

// MARK: Attackers

/// One attack by one attacker: its name, and the truth about its accesses.
package struct Campaign: Sendable {
    /// `<attack>/<position in the scenario>/<number>`.
    package let name: String
    package let label: Label
    /// Named after the campaign: no other campaign's draws are its own.
    package let stream: RandomStream
    /// Named after the line of the scenario: what one attacker has in hand over all its campaigns.
    package let ring: RandomStream
    /// Whose link it uses; `nil` for nobody's.
    package let guest: GuestID?

    package init(_ kind: AttackKind, name: String, seed: UInt64, guest: GuestID? = nil) {
        self.name = name
        self.guest = guest
        stream = RandomStream(seed: seed, name: "campaign/\(name)")
        let line = name.split(separator: "/").dropLast().joined(separator: "/")
        ring = RandomStream(seed: seed, name: "ring/\(line)")
        label = Label(
            actor: .outsider,
            persona: kind.name,
            attack: kind.name,
            campaign: name,
            isFraud: true
        )
    }
}

/// A link in hands that it was not meant for.
package struct StolenLink: Sendable {
    package let invitation: ReceivedInvitation
    /// Whose it is.
    package let guest: Invitee

    package init(invitation: ReceivedInvitation, guest: Invitee) {
        self.invitation = invitation
        self.guest = guest
    }
}

/// An attack that uses somebody's link.
package protocol LinkAttack: Configurable, Sendable {
    static var kind: AttackKind { get }
    func act(with link: StolenLink, in campaign: Campaign, on context: ActorContext) async throws
}

/// An attack that needs nobody's link.
package protocol BlindAttack: Configurable, Sendable {
    static var kind: AttackKind { get }

    func act(in campaign: Campaign, on context: ActorContext) async throws
}

/// What an attacker knows of the guest, from rung to rung.
package enum Knowledge: String, Sendable, CaseIterable {
    /// The link.
    case link = "the link alone"
    case country = "the guest's country"
    /// The city, and a network there.
    case city = "the guest's city and network"
    /// Name and device.
    case guest = "the guest's name and device"
}

/// A kind of attack.
package struct AttackKind: ActorKind {
    /// What an attack waits for.
    package enum Beginning: String, Sendable {
        /// A guest's invitation arrives.
        case invitation
        /// A guest has answered.
        case answer
        /// Nothing: it needs nobody's link.
        case start
    }

    package let page: ActorPage
    package let begins: Beginning
    /// As far as the best of them go.
    package let knows: Knowledge
    private let script: @Sendable (ParameterValues) -> Script

    private enum Script {
        case link(any LinkAttack)
        case blind(any BlindAttack)
    }

    /// - `begins`: At a guest's invitation, or at their answer.
    init<Attack: LinkAttack>(
        _ type: Attack.Type,
        _ name: String,
        _ summary: String,
        givesItselfAway: String,
        looksHonest: String,
        begins: Beginning,
        knows: Knowledge = .link,
        settings: [Setting<Attack>]
    ) {
        precondition(begins != .start, "\(name): a link comes with a letter or an answer")
        self.knows = knows
        page = ActorPage(
            name: name,
            summary: summary,
            givesItselfAway: givesItselfAway,
            looksHonest: looksHonest,
            parameters: settings.map(\.parameter)
        )
        self.begins = begins
        script = { .link(Attack($0, settings)) }
    }

    init<Attack: BlindAttack>(
        _ type: Attack.Type,
        _ name: String,
        _ summary: String,
        givesItselfAway: String,
        looksHonest: String,
        settings: [Setting<Attack>]
    ) {
        page = ActorPage(
            name: name,
            summary: summary,
            givesItselfAway: givesItselfAway,
            looksHonest: looksHonest,
            parameters: settings.map(\.parameter)
        )
        begins = .start
        knows = .link
        script = { .blind(Attack($0, settings)) }
    }

    /// Plays an attack on one link.
    package func act(
        with link: StolenLink,
        _ values: ParameterValues,
        campaign name: String,
        on context: ActorContext
    ) async throws {
        guard case .link(let attack) = script(values) else {
            preconditionFailure("\(self.name) uses nobody's link")
        }
        let campaign = Campaign(
            self,
            name: name,
            seed: context.seed,
            guest: link.guest.guestID
        )
        try await attack.act(with: link, in: campaign, on: context)
    }

    /// Plays an attack that needs no link.
    package func act(
        _ values: ParameterValues,
        campaign name: String,
        on context: ActorContext
    ) async throws {
        guard case .blind(let attack) = script(values) else {
            preconditionFailure("\(self.name) needs a link")
        }
        try await attack.act(in: Campaign(self, name: name, seed: context.seed), on: context)
    }
}

// MARK: Hosts

/// A script of how a host deals with alerts.
package protocol HostScript: Configurable, Sendable {
    static var kind: HostKind { get }

    /// Whether the host works with the dashboard: logs in and out, brings a list, looks at progress,
    /// takes links back and sends new ones.
    var usesDashboard: Bool { get }

    /// Looks at the first alert about a link within an hour.
    ///
    /// - `city`: Where the host is.
    /// - `stream`: Named after the alerts' link and hour.
    /// - Result: What the host calls it, and with it all that belong to it; `nil` for nothing.
    func review(
        on alert: FraudAlert,
        in city: City,
        from stream: RandomStream,
        on context: ActorContext
    ) async throws -> Observed?
}

extension HostScript {
    package var usesDashboard: Bool { false }
}

/// A kind of host.
package struct HostKind: ActorKind {
    package let page: ActorPage
    package let script: @Sendable (ParameterValues) -> any HostScript

    init<Script: HostScript>(
        _ type: Script.Type,
        _ name: String,
        _ summary: String,
        settings: [Setting<Script>]
    ) {
        page = ActorPage(
            name: name,
            summary: summary,
            givesItselfAway: "",
            looksHonest: "",
            parameters: settings.map(\.parameter)
        )
        script = { Script($0, settings) }
    }
}
