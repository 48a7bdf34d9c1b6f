import CoreAPI
import Domain
import Environment
import Truth
import VirtualTime
import World

/// A script opens one link again and again and submits now and then.
///
/// Gives itself away by its pace, its network and a page script that never runs.
package struct HeadlessScript: Sendable {
    package static let name = "headless-script"
    package static let summary = "Opens one link over and over from a hosting network."

    package var begins: Duration
    package var attempts: Int
    package var every: Duration

    package init(begins: Duration, attempts: Int, every: Duration) {
        self.begins = begins
        self.attempts = attempts
        self.every = every
    }

    package func act(
        with letter: Letter,
        of guest: Invitee,
        campaign: String,
        on stage: Stage
    ) async throws {
        var stream = guest.stream.child("headless script")
        try await stage.wait(begins)
        let city = stage.world.dataCentre(from: &stream)
        let (address, network) = stage.world.address(in: city, on: .hosting, from: &stream)
        var browser = Browser(
            fingerprint: Self.fingerprint,
            address: address,
            network: network,
            door: stage.door,
            stream: stream.child("browser")
        )
        let label = Label(
            actor: .machine,
            persona: Self.name,
            attack: Self.name,
            campaign: campaign,
            isFraud: true
        )
        for attempt in 1...max(1, attempts) {
            if let opening = try await browser.open(letter.token, from: "") {
                stage.label(opening.accessID, label)
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
