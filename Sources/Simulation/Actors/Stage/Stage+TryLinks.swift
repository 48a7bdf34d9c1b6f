import CoreAPI
import Domain
import Environment
import VirtualTime
import World

/// The characters of a link, base64url.
let linkAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

extension Stage {
    /// Somebody at an ordinary computer tries links that nobody was ever given.
    func tryLinks(
        _ attempts: Int,
        every pause: Duration,
        in campaign: Campaign,
        from stream: inout RandomStream,
        _ link: (inout RandomStream) -> String
    ) async throws {
        let city = world.city(from: &stream)
        let device = world.device(at: city, isPhone: false, from: &stream)
        var browser = browser(on: device, in: city, network: .home, from: &stream)
        for _ in 0..<attempts {
            if let opening = try await browser.open(link(&stream), from: "") {
                label(opening.accessID, campaign.label)
            }
            try await wait(pause)
        }
    }
}
