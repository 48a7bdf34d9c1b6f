import CoreAPI
import Domain
import Environment
import VirtualTime
import World

/// The characters of a link, base64url.
let linkAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

extension Stage {
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
            if let opening = try await browser.open(link(&stream), from: "") {
                label(opening.accessID, campaign.label)
            }
            try await wait(stream.duration(lognormalMedian: pause, sigma: 0.8))
        }
    }
}
