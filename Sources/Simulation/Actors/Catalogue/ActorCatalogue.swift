/// Everybody who can be cast, by name.
package struct ActorCatalogue: Sendable {
    package var guests: [GuestKind]
    package var machines: [MachineKind]
    package var attacks: [AttackKind]
    package var hosts: [HostKind]

    package init(
        guests: [GuestKind],
        machines: [MachineKind],
        attacks: [AttackKind],
        hosts: [HostKind]
    ) {
        self.guests = guests
        self.machines = machines
        self.attacks = attacks
        self.hosts = hosts
    }

    /// What guests are where a cast leaves them over.
    package static let rest = PromptGuest.kind
    /// What guests are, in shares, where a scenario says nothing of them (assumption); the rest is
    /// `rest`.
    package static let usualCast: [(kind: GuestKind, share: Double)] = [
        (ProcrastinatingGuest.kind, 0.45), (DecliningGuest.kind, 0.14),
        (NeverAnsweringGuest.kind, 0.08), (ForgetfulGuest.kind, 0.05), (CoupleGuest.kind, 0.10),
        (NewPhoneGuest.kind, 0.02), (TravellingGuest.kind, 0.03),
    ]
    /// What hosts are where a scenario says nothing of them.
    package static let usualHost = DiligentHost.kind

    /// Every page, guests first.
    package var pages: [ActorPage] {
        guests.map(\.page) + machines.map(\.page) + attacks.map(\.page) + hosts.map(\.page)
    }

    /// The names of all who act in a run, guests first.
    package var names: [String] {
        guests.map(\.name) + machines.map(\.name) + attacks.map(\.name)
    }
}
