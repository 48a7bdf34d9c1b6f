import Domain
import Truth
import VirtualTime
import World

/// Somebody who answers in a guest's place, at the guest's wish, on a device and line of their own.
extension Invitee {
    /// - `name`: What the stand-in's draws are called by.
    /// - `home`: Where they live.
    func standIn(
        _ name: String,
        livingIn home: (inout RandomStream) -> City,
        on context: ActorContext
    ) -> Invitee {
        var other = self
        other.stream = stream.child(name)
        other.resident = Resident(
            of: Household(in: home(&other.stream), stream: other.stream.child("household")),
            in: context.world,
            stream: other.stream.child("resident")
        )
        return other
    }
}

extension Answerer {
    /// Answers for a guest, who reads codes out.
    mutating func standIn(for guest: Invitee, codesTake: Duration) {
        label = Label(actor: .companion, persona: guest.persona, isFraud: false)
        isOwnPhone = false
        codeTravels = codesTake
    }
}
