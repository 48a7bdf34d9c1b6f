import Catalogue
import CoreAPI
import Domain
import Truth
import VirtualTime
import World

/// A script opens one link again and again and submits now and then.
package struct HeadlessScript: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "headless-script",
        "Opens one link over and over, from a server, a VPN or somebody's rented line.",
        givesItselfAway: "how often it comes; a browser without a screen, at times",
        looksHonest: "a real browser's name, at times an address in the guest's own city",
        begins: .invitation,
        knows: .city,
        settings: [
            .onset(
                "begins",
                \.begins,
                "time until the script starts",
                after: "the link reached its guest",
                source: "stolen access: LN(7 h, 3.1), Bursztein et al., IMC 2014 (A, fit)"
            ),
            .count(
                "attempts",
                \.attempts,
                in: 1...100_000,
                "mean number of times it opens the link"
            ),
            .duration(
                "every",
                \.every,
                "median wait between two attempts (spread of 0.8)",
                source: "assumption"
            ),
            .share(
                "headless",
                \.headless,
                "share of scripts that show a headless browser as such",
                source: "assumption; services evade detection half the time, arXiv 2406.07647"
            ),
            .share("rented_lines", \.rentedLines, "share that come through residential proxies"),
            .share("vpn", \.vpn, "share that come through a VPN; the rest from servers"),
        ]
    )

    package var begins = Onset(median: .hours(7), spread: 3.1)
    package var attempts = 30
    package var every = Duration.seconds(8)
    package var headless = 0.3
    package var rentedLines = 0.35
    package var vpn = 0.2

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        let (invitation, guest) = (link.invitation, link.guest)
        var stream = campaign.stream
        try await context.begin(campaign, begins, from: &stream)
        let fingerprint = fingerprint(near: guest.home, on: context, from: &stream)
        let network = stream.unit()
        let count = max(1, Int(stream.exponential(mean: Double(attempts)).rounded(.up)))
        var connection = connection(network, near: guest.home, on: context, from: &stream)
        for attempt in 1...count {
            // A proxy's lines are rarely seen twice; a server stays where it is.
            if network < rentedLines, !stream.bool(probability: Self.keepsLine) {
                connection = self.connection(network, near: guest.home, on: context, from: &stream)
            }
            var browser = Browser(
                fingerprint: fingerprint,
                address: connection.address,
                network: connection.network,
                site: context.site,
                stream: stream.child("attempt").child(attempt)
            )
            if try await opens(invitation.token, in: &browser, campaign, on: context, &stream) {
                return
            }
            try await context.wait(stream.duration(lognormalMedian: every, sigma: 0.8))
        }
    }

    /// One attempt.
    ///
    /// - Returns: Whether a reply was recorded: it has what it came for.
    private func opens(
        _ token: String,
        in browser: inout Browser,
        _ campaign: Campaign,
        on context: ActorContext,
        _ stream: inout RandomStream
    ) async throws -> Bool {
        guard let opening = try await browser.open(token, from: "", by: .outsider) else {
            return false
        }
        context.label(opening.accessID, campaign.label)
        guard case .form = opening.page, stream.bool(probability: Self.submits) else {
            return false
        }
        try await context.wait(stream.duration(lognormalMedian: .seconds(3), sigma: 0.8))
        let submission = try await browser.submit(
            Reply(response: .attending),
            with: token,
            as: opening.accessID,
            by: .outsider
        )
        guard case .recorded(let receipt) = submission else { return false }
        context.notes.note(.receiptGiven(opening.accessID, receipt.rsvpID, isFraud: true))
        return true
    }

    /// Share of attempts that send the form (assumption).
    private static let submits = 0.2
    /// Share of attempts over the line of the one before (assumption).
    private static let keepsLine = 0.1

    private func connection(
        _ network: Double,
        near home: City,
        on context: ActorContext,
        from stream: inout RandomStream
    ) -> Connection {
        if network < rentedLines {
            var fresh = stream.child("line").child(Int(truncatingIfNeeded: stream.next()))
            return context.world.proxy(in: home, from: &fresh)
        }
        if network < rentedLines + vpn { return context.world.vpn(in: home.country, from: &stream) }
        return context.world.server(from: &stream)
    }

    /// A headless browser that says so, or one that passes for somebody's; a third of the former fetch
    /// pages and run no script (assumption).
    private func fingerprint(
        near home: City,
        on context: ActorContext,
        from stream: inout RandomStream
    ) -> Fingerprint {
        if stream.bool(probability: headless) {
            return stream.bool(probability: 1.0 / 3) ? Self.fetcher : Self.headlessBrowser
        }
        let usesPhone = stream.bool(probability: 0.4)
        let device =
            usesPhone
            ? context.world.devices.phone(in: home.country, from: &stream)
            : context.world.devices.computer(in: home.country, from: &stream)
        // A careful script sets its clock to the address it rents; others leave the server's.
        let zone = stream.bool(probability: 0.6) ? home.timeZone : "UTC"
        return device.fingerprint(at: context.now, in: .browser, zone: zone)
    }

    private static let fetcher = Fingerprint(userAgent: "python-requests/2.32.3")

    private static let headlessBrowser = Fingerprint(
        userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
            + "HeadlessChrome/146.0.0.0 Safari/537.36",
        browser: "Headless Chrome",
        browserMajor: 146,
        os: "Linux",
        device: "PC",
        screen: "800x600",
        timeZone: "UTC",
        language: "en-US",
        webglHash: "swiftshader",
        isTouch: false,
        hasJavaScript: true
    )
}
