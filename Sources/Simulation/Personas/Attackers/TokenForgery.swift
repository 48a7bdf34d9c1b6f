import CoreAPI
import Domain
import Environment
import Truth
import VirtualTime
import World

/// Tries links that nobody was ever given: real ones altered, or made up from nothing.
package struct TokenForgery: Sendable {
    package enum Kind: String, Sendable {
        case altered = "altered-token"
        case guessed = "guessed-token"

        package var summary: String {
            switch self {
            case .altered: "Changes characters of a real link to reach somebody else's."
            case .guessed: "Makes up links and tries them one after another."
            }
        }
    }

    package var kind: Kind
    package var begins: Duration
    package var attempts: Int
    package var every: Duration

    package init(kind: Kind, begins: Duration, attempts: Int, every: Duration) {
        self.kind = kind
        self.begins = begins
        self.attempts = attempts
        self.every = every
    }

    /// - `letter`: A real link, for the kind that alters one.
    package func act(
        with letter: Letter?,
        from stream: RandomStream,
        campaign: String,
        on stage: Stage
    ) async throws {
        var stream = stream
        try await stage.wait(begins)
        let city = stage.world.city(from: &stream)
        let device = stage.world.device(at: city, isPhone: false, from: &stream)
        var browser = stage.browser(on: device, in: city, network: .home, from: &stream)
        let label = Label(
            actor: .outsider,
            persona: kind.rawValue,
            attack: kind.rawValue,
            campaign: campaign,
            isFraud: true
        )
        for _ in 0..<attempts {
            let token = token(from: letter, &stream)
            if let opening = try await browser.open(token, from: "") {
                stage.label(opening.accessID, label)
            }
            try await stage.wait(every)
        }
    }

    private func token(from letter: Letter?, _ stream: inout RandomStream) -> String {
        guard kind == .altered, let letter else {
            return "tk_" + String((0..<20).map { _ in stream.element(of: Self.alphabet) })
        }
        var characters = Array(letter.token)
        for _ in 0..<stream.integer(in: 1...3) {
            let position = stream.integer(in: 3...characters.count - 1)
            let original = characters[position]
            repeat {
                characters[position] = stream.element(of: Self.alphabet)
            } while characters[position] == original
        }
        return String(characters)
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )
}
