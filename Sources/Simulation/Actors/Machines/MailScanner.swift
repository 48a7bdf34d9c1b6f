import Catalogue
import CoreAPI
import Domain
import VirtualTime
import World

/// A security scanner that opens a link before the mail's reader does.
///
/// It comes within seconds of delivery, from a hosting network, runs no script, shows an empty or
/// borrowed user agent, and never submits anything ("Bot clicks from security scanners: a field
/// guide").
package struct MailScanner: MachineScript {
    package static let kind = MachineKind(
        Self.self,
        "mail-scanner",
        "Fetches a mailed link seconds after delivery and submits nothing.",
        reads: .email,
        givesItselfAway: "a data centre's address, seconds after delivery, no page script",
        looksHonest: "now and then the user agent of a common browser",
        settings: [
            .duration("comes_after", \.comesAfter, "median time from delivery to the fetch")
        ]
    )

    package var comesAfter = Duration.milliseconds(1_800)

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
            sigma: 0.5,
            from: stream
        ) { (context.world.server(from: &$0), $0.element(of: Self.userAgents)) }
    }

    /// As scanners show themselves: not at all, as an Office program, or as somebody's browser.
    private static let userAgents = [
        "", "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            + "Chrome/120.0.0.0 Safari/537.36",
        "BarracudaCentral/1.0 (+https://www.barracudacentral.org)",
    ]
}
