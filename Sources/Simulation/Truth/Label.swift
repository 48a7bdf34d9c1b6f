import Domain

/// Who was really behind an access.
package enum Actor: String, Sendable, CaseIterable { case guest, companion, machine, outsider }

/// The truth about an access; only the simulation knows it.
package struct Label: Hashable, Sendable {
    package let actor: Actor
    /// The persona's name, `casual-forward`.
    package let persona: String
    /// The kind of attack; `nil` where there is none.
    package let attack: String?
    /// One attack's accesses share a campaign, however many tokens and devices it uses.
    package let campaign: String?
    /// True where the access is an outsider's or an attack's.
    package let isFraud: Bool

    package init(
        actor: Actor,
        persona: String,
        attack: String? = nil,
        campaign: String? = nil,
        isFraud: Bool
    ) {
        self.actor = actor
        self.persona = persona
        self.attack = attack
        self.campaign = campaign
        self.isFraud = isFraud
    }
}

/// What operators came to know about an access.
package enum Observed: Int, Sendable { case genuine = 0, fraudulent = 1 }
