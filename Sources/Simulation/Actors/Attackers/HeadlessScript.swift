import Catalogue
import CoreAPI
import Domain
import Environment
import Truth
import VirtualTime
import World

/// A script opens one link again and again and submits now and then.
package struct HeadlessScript: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "headless-script",
        "Opens one link over and over from a hosting network.",
        givesItselfAway: "its pace, its network, a page script that never runs",
        looksHonest: "nothing",
        begins: .letter,
        settings: [
            .delay(
                "begins",
                \.begins,
                "when the script starts",
                after: "the link reached its guest",
                source: "assumption"
            ),
            .count("attempts", \.attempts, in: 1...100_000, "times it opens the link"),
            .duration("every", \.every, "wait between two attempts"),
        ]
    )

    package var begins = Duration.minutes(30)
    package var attempts = 30
    package var every = Duration.seconds(20)

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on stage: Stage
    ) async throws {
        let (letter, guest) = (link.letter, link.guest)
        var stream = guest.stream.child("headless script")
        try await stage.wait(begins)
        let city = stage.world.dataCentre(from: &stream)
        let (address, network) = stage.world.address(in: city, on: .hosting, from: &stream)
        var browser = Browser(
            fingerprint: Self.fingerprint,
            address: address,
            network: network,
            site: stage.site,
            stream: stream.child("browser")
        )
        for attempt in 1...max(1, attempts) {
            if let opening = try await browser.open(letter.token, from: "") {
                stage.label(opening.accessID, campaign.label)
                if case .form = opening.page, attempt % 5 == 0 {
                    let submission = try await browser.submit(
                        Reply(response: .attending),
                        with: letter.token,
                        as: opening.accessID
                    )
                    if case .recorded(let receipt) = submission {
                        stage.notes.note(
                            .receiptGiven(opening.accessID, receipt.rsvpID, isFraud: true)
                        )
                        return
                    }
                }
            }
            try await stage.wait(every)
        }
    }

    private static let fingerprint = Fingerprint(
        userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
            + "HeadlessChrome/121.0.0.0 Safari/537.36",
        browser: "Headless Chrome",
        browserMajor: 121,
        os: "Linux",
        device: "",
        screen: "800x600",
        timeZone: "UTC",
        language: "en-US",
        webglHash: "",
        isTouch: false,
        hasJavaScript: false
    )
}
