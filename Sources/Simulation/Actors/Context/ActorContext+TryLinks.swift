import Catalogue
import CoreAPI
import Domain
import Truth
import VirtualTime
import World

/// The characters of a link, base64url.
let linkAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

extension ActorContext {
    /// Somebody at home tries links that nobody was ever given.
    func tryLinks(
        _ attempts: Int,
        every pause: Duration,
        in campaign: Campaign,
        from stream: inout RandomStream,
        _ link: (inout RandomStream) -> String
    ) async throws {
        let outsider = outsider(in: world.city(from: &stream), from: stream.child("prober"))
        let resident = outsider.resident
        var browser = browser(
            of: resident,
            on: resident.computer ?? resident.phone(at: now),
            in: .browser,
            at: .home,
            from: &stream
        )
        for _ in 0..<attempts {
            if let opening = try await browser.open(link(&stream), from: "", by: .outsider) {
                label(opening.accessID, campaign.label)
            }
            try await wait(stream.duration(lognormalMedian: pause, sigma: 0.8))
        }
    }

    /// One try after another at a link, until one leaves no hope of the next.
    ///
    /// - `pause`: Waits after each that does.
    func keepTrying(
        _ tries: Int,
        _ attempt: (_ number: Int) async throws -> AttemptResult,
        pause: () async throws -> Void
    ) async throws {
        for number in 1...max(1, tries) {
            guard try await attempt(number).leavesHope else { return }
            try await pause()
        }
    }

    /// Somebody who may live near its guest comes upon a link and tries it once.
    ///
    /// - `finder`: What the finder's draws are called by.
    /// - `rest`: What is waited in any case, beyond which the onset is drawn.
    func tryFound(
        _ link: StolenLink,
        by finder: String,
        after onset: Onset,
        beyond rest: Duration = .zero,
        in campaign: Campaign
    ) async throws {
        var stream = campaign.stream
        let city = cityOfAcquaintance(of: link.guest, from: &stream)
        var outsider = outsider(in: city, from: stream.child(finder))
        try await outsider.begin(campaign, onset, beyond: rest, from: &stream, on: self)
        var visitor = outsider.visit(
            VisitStyle(
                usesPhone: stream.bool(probability: 0.6),
                isFromChat: false,
                knownName: link.guest.name
            ),
            in: campaign,
            context: self
        )
        _ = try await visitor.answer(
            Reply(response: .attending),
            to: link.invitation.token,
            from: "",
            on: self
        )
    }
}
