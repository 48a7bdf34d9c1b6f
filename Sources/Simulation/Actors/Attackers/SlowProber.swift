import Catalogue
import Domain
import VirtualTime
import World

/// Learns where the bands lie: comes about once a day, sees what it is asked, and changes one thing.
package struct SlowProber: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "slow-prober",
        "Comes about once a day, sees what it is asked, and changes one thing at a time.",
        givesItselfAway: "one attempt after another on one link",
        looksHonest: "in the end the guest's country, city, make of phone and clock",
        begins: .invitation,
        knows: .city,
        settings: [
            .onset(
                "begins",
                \.begins,
                "time until the first attempt",
                after: "the link reached its guest",
                source: "assumption"
            ),
            .duration("every", \.every, "median wait between two attempts (spread of 0.6)"),
            .count("gives_up_after", \.givesUpAfter, in: 1...50, "attempts before it gives up"),
        ]
    )

    package var begins = Onset(median: .days(1), spread: 1)
    package var every = Duration.hours(22)
    package var givesUpAfter = 8

    package init() {}

    /// What it has put right so far, each after an attempt that was not let in.
    private enum Lesson: CaseIterable { case clock, country, line, phone, city }

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        var stream = campaign.stream
        var learnt: [Lesson] = []
        try await context.begin(campaign, begins, from: &stream)
        try await context.keepTrying(givesUpAfter) { attempt in
            let own = campaign.stream.child("attempt").child(attempt)
            let disguise = disguise(for: link.guest, learnt, on: context, in: campaign)
            var visitor = disguise.visit(
                in: campaign,
                knownName: link.guest.name,
                on: context,
                from: own
            )
            let result = try await visitor.answer(
                Reply(response: .attending),
                to: link.invitation.token,
                from: "",
                on: context
            )
            if result.isUnwelcome {
                // A code or a closed door: something is still wrong.
                let rest = Lesson.allCases.filter { !learnt.contains($0) }
                if let next = rest.first { learnt.append(next) }
            }
            return result
        } pause: {
            try await context.wait(stream.duration(lognormalMedian: every, sigma: 0.6))
        }
    }

    /// The same computer and server from attempt to attempt, but for what was learnt.
    private func disguise(
        for guest: Invitee,
        _ learnt: [Lesson],
        on context: ActorContext,
        in campaign: Campaign
    ) -> Disguise {
        var stream = campaign.stream.child("tools")
        let own = context.world.city(from: &stream)
        let near = context.world.cityOfFriend(of: guest.home, from: &stream)
        let city =
            learnt.contains(.city) ? guest.home : learnt.contains(.country) ? near : own
        let device =
            learnt.contains(.phone)
            ? context.world.devices.phone(
                in: guest.home.country,
                like: guest.resident.phone(at: context.now).model.family,
                from: &stream
            )
            : context.world.devices.computer(in: own.country, from: &stream)
        let zone = learnt.contains(.clock) ? guest.home.timeZone : own.timeZone
        let connection =
            learnt.contains(.line)
            ? context.world.proxy(in: city, from: &stream)
            : learnt.contains(.country)
                ? context.world.vpn(in: guest.home.country, from: &stream)
                : context.world.server(from: &stream)
        var disguise = Disguise(
            device.fingerprint(at: context.now, in: .browser, zone: zone),
            behind: connection
        )
        disguise.isOnPhone = device.isPhone
        return disguise
    }
}
