import Domain
import Personas
import VirtualTime
import World

/// Decides who a guest is and which attacks use their link.
///
/// Every draw has a stream of its own, named after the guest: adding an attack or a persona to a
/// scenario moves nobody else.
struct Casting: Sendable {
    private let scenario: Scenario
    private let seed: UInt64
    private let roles: Categorical<CastRole>
    /// Guests hit by the attacks that name a count, by attack.
    private let chosen: [Set<Int>]

    init(_ scenario: Scenario, seed: UInt64, guestCount: Int) {
        self.scenario = scenario
        self.seed = seed
        let shares = scenario.cast.map { ($0.role, $0.share) }
        let rest = max(0, 1 - shares.reduce(0) { $0 + $1.1 })
        roles = Categorical(shares + [(.prompt, max(rest, 1e-12))])
        chosen = scenario.attacks.enumerated().map { index, attack in
            guard let count = attack.count, attack.kind != .guessedToken else { return [] }
            var stream = RandomStream(seed: seed, name: "attack", index: index)
            var guests: Set<Int> = []
            while guests.count < min(count, guestCount) {
                guests.insert(stream.integer(in: 0...guestCount - 1))
            }
            return guests
        }
    }

    /// - `number`: The guest's number over the whole run.
    func role(of number: Int) -> CastRole {
        var stream = RandomStream(seed: seed, name: "role", index: number)
        return roles.draw(from: &stream)
    }

    /// The attacks that use a guest's link, each with its position in the scenario.
    func attacks(on number: Int) -> [(index: Int, attack: Scenario.Attack)] {
        scenario.attacks.enumerated().compactMap { index, attack in
            if attack.count != nil {
                return chosen[index].contains(number) ? (index, attack) : nil
            }
            var stream = RandomStream(seed: seed, name: "attacked", index: number).child(index)
            return stream.bool(probability: attack.share ?? 0) ? (index, attack) : nil
        }
    }

    func hasMailScanner(_ number: Int) -> Bool {
        var stream = RandomStream(seed: seed, name: "mail scanner", index: number)
        return stream.bool(probability: scenario.mailScanners)
    }

    static func persona(for role: CastRole) -> any GuestPersona {
        switch role {
        case .prompt: PromptGuest()
        case .procrastinating: ProcrastinatingGuest()
        case .declining: DecliningGuest()
        case .neverAnswering: NeverAnsweringGuest()
        case .newPhone: NewPhoneGuest()
        case .traveller: TravellingGuest()
        case .couple: CoupleGuest()
        }
    }
}
