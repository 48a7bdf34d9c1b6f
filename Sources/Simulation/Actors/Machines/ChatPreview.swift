import Catalogue
import CoreAPI
import Domain
import VirtualTime
import World

/// A messenger's server that fetches a texted link to show a picture of the page beside it.
package struct ChatPreview: MachineScript {
    package static let kind = MachineKind(
        Self.self,
        "chat-preview",
        "Fetches a texted link to show a preview beside it, and submits nothing.",
        reads: .sms,
        givesItselfAway:
            "a user agent that names itself, from a data centre, within seconds",
        looksHonest: "nothing",
        settings: [
            .duration("comes_after", \.comesAfter, "median time from delivery to the fetch")
        ]
    )

    package var comesAfter = Duration.milliseconds(700)

    package init() {}

    package func handle(
        _ invitation: ReceivedInvitation,
        of reader: Resident,
        from stream: RandomStream,
        on context: ActorContext
    ) async throws {
        try await context.fetchOnce(
            invitation,
            as: Self.kind,
            after: comesAfter,
            sigma: 0.6,
            from: stream
        ) { (context.world.server(from: &$0), $0.element(of: Self.userAgents)) }
    }

    /// As previews name themselves.
    private static let userAgents = [
        "WhatsApp/2.23.20.0", "facebookexternalhit/1.1", "TelegramBot (like TwitterBot)",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    ]
}
