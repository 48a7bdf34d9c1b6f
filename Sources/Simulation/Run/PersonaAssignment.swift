import Catalogue
import Domain
import Scenario
import Simulation
import VirtualTime
import World

/// Decides who a guest is and which attacks use their link.
///
/// Every draw has a stream of its own, named after the guest: adding an attack or a persona to a
/// scenario moves nobody else.
struct PersonaAssignment: Sendable {
    private let scenario: Scenario
    private let seed: UInt64
    /// The cast, and behind it those whom it leaves over.
    private let parts: [Scenario.GuestPart]
    private let shares: Categorical<Int>
    /// Guests hit by the attacks that name a count, by attack.
    private let chosen: [Set<Int>]

    init(_ scenario: Scenario, seed: UInt64, guestCount: Int) {
        self.scenario = scenario
        self.seed = seed
        let rest = max(0, 1 - scenario.cast.reduce(0) { $0 + $1.share })
        parts = scenario.cast + [Scenario.GuestPart(kind: ActorCatalogue.rest, share: rest)]
        shares = Categorical(
            scenario.cast.enumerated().map { ($0, $1.share) }
                + [(scenario.cast.count, max(rest, 1e-12))]
        )
        chosen = scenario.attacks.enumerated().map { index, attack in
            guard let count = attack.count, attack.kind.begins != .start else { return [] }
            var stream = RandomStream(seed: seed, name: "attack", index: index)
            var guests: Set<Int> = []
            while guests.count < min(count, guestCount) {
                guests.insert(stream.integer(in: 0...guestCount - 1))
            }
            return guests
        }
    }

    /// - `number`: The guest's number over the whole run.
    func part(of number: Int) -> Scenario.GuestPart {
        var stream = RandomStream(seed: seed, name: "role", index: number)
        return parts[shares.draw(from: &stream)]
    }

    /// The attacks that use a guest's link from some moment on, each with its position in the
    /// scenario.
    func attacks(
        on number: Int,
        beginning begins: AttackKind.Beginning
    ) -> [(index: Int, attack: Scenario.Attack)] {
        scenario.attacks.enumerated().compactMap { index, attack in
            guard attack.kind.begins == begins else { return nil }
            if attack.count != nil {
                return chosen[index].contains(number) ? (index, attack) : nil
            }
            var stream = RandomStream(seed: seed, name: "attacked", index: number).child(index)
            return stream.bool(probability: attack.share ?? 0) ? (index, attack) : nil
        }
    }

    /// Whether any machine wants to know of clicks.
    var scansClicks: Bool { scenario.machines.contains { $0.kind.scansClicks } }

    /// The machines that handle a guest's messages of one channel.
    func machines(
        of number: Int,
        reading channel: Domain.Notification.Channel
    ) -> [Scenario.MachinePart] {
        scenario.machines.filter { part in
            guard part.kind.channel == channel else { return false }
            var stream = RandomStream(seed: seed, name: part.kind.streamName, index: number)
            return stream.bool(probability: part.share)
        }
    }
}

extension CatalogueEntry {
    /// The entry's name as streams are called by it: `mail scanner`.
    var streamName: String { name.replacing("-", with: " ") }
}
