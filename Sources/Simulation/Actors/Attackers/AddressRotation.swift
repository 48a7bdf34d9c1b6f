import Catalogue
import Domain
import VirtualTime
import World

/// Tries a link again and again from one browser, each time from another address, so that nothing counted
/// by address ever counts.
package struct AddressRotation: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "address-rotation",
        "Tries one link from one browser and address after address.",
        givesItselfAway: "one device on one link from ever new lines",
        looksHonest: "no address is seen twice, and none of them often",
        begins: .invitation,
        knows: .country,
        settings: [
            .onset(
                "begins",
                \.begins,
                "time until the first try",
                after: "the link reached its guest",
                source: "stolen access: LN(7 h, 3.1), Bursztein et al., IMC 2014 (A, fit)"
            ),
            .share(
                "within_prefix",
                \.withinPrefix,
                "share that rotate within their own line's IPv6 /48, the rest over a pool of proxies",
                source: "assumption; one site gets a /48 at most, RFC 6177"
            ),
            .number("tries", \.tries, in: 1...1_000, "mean number of tries"),
            .duration("every", \.every, "median wait from one try to the next (spread of 1)"),
        ]
    )

    package var begins = Onset(median: .hours(7), spread: 3.1)
    package var withinPrefix = 0.4
    package var tries = 8.0
    package var every = Duration.minutes(25)

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        var stream = campaign.stream
        let city = context.world.cityOfFriend(of: link.guest.home, from: &stream)
        let (fingerprint, isPhone) = context.device(for: city, from: &stream)
        let own = context.world.proxy(in: city, from: &stream)
        let staysOnLine = stream.bool(probability: withinPrefix)
        try await context.begin(campaign, begins, from: &stream)
        try await context.keepTrying(stream.poisson(mean: tries)) { number in
            var tryStream = campaign.stream.child("try").child(number)
            // A line that has IPv4 alone cannot rotate.
            let rotated = staysOnLine ? context.world.rotated(own, from: &tryStream) : nil
            let connection = rotated ?? context.world.proxy(in: city, from: &tryStream)
            var disguise = Disguise(fingerprint, behind: connection)
            disguise.isOnPhone = isPhone
            var visitor = disguise.visit(
                in: campaign,
                knownName: nil,
                on: context,
                from: tryStream.child("visit")
            )
            return try await visitor.answer(
                Reply(response: .attending),
                to: link.invitation.token,
                from: "",
                on: context
            )
        } pause: {
            try await context.wait(stream.duration(lognormalMedian: every, sigma: 1))
        }
    }
}
