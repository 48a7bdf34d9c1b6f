import Domain

/// When an attack's campaigns were first stopped, and what that cost.
struct AttackCourse: Hashable, Sendable {
    /// Campaigns with an access that the engine could judge.
    var campaigns = 0
    /// From a campaign's first access until a form of its met a challenge or a block, where one did.
    var untilChallenged: [Duration] = []
    /// What the codes cost that were texted for its forms, in millionths of a US dollar.
    var codesCostMicros = 0

    /// The lower of the two in the middle; `nil` where no campaign was challenged.
    var medianUntilChallenged: Duration? {
        let times = untilChallenged.sorted()
        return times.isEmpty ? nil : times[(times.count - 1) / 2]
    }

    /// In US dollars; `nil` without campaigns.
    var codesCostPerCampaign: Double? {
        campaigns == 0 ? nil : Double(codesCostMicros) / 1_000_000 / Double(campaigns)
    }

    static func + (left: Self, right: Self) -> Self {
        AttackCourse(
            campaigns: left.campaigns + right.campaigns,
            untilChallenged: left.untilChallenged + right.untilChallenged,
            codesCostMicros: left.codesCostMicros + right.codesCostMicros
        )
    }
}
