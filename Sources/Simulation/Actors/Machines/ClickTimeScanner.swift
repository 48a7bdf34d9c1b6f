import Catalogue
import Domain
import VirtualTime
import World

/// A mail gateway that has rewritten a mail's links and looks at the page whenever somebody follows one.
///
/// Its reader's browser is sent on once the page has been looked at, so that machine and reader come
/// together ("Bot clicks from security scanners: a field guide"; Microsoft's Safe Links checks "at the
/// time of click").
package struct ClickTimeScanner: MachineScript {
    package static let kind = MachineKind(
        Self.self,
        "click-time-scanner",
        "Fetches a mailed link at the very moment at which its reader follows it; runs no script.",
        reads: .email,
        scansClicks: true,
        givesItselfAway: "a data centre's address, no page script, the reader a moment later",
        looksHonest: "comes when people come, once for each of their visits",
        settings: [
            .duration("takes", \.takes, "median time from the click to the fetch (spread of 0.5)")
        ]
    )

    package var takes = Duration.milliseconds(120)

    package init() {}

    package func clicked(
        _ invitation: ReceivedInvitation,
        of reader: Resident,
        from stream: RandomStream,
        on context: ActorContext
    ) async throws {
        try await context.fetchOnce(
            invitation,
            as: Self.kind,
            after: takes,
            sigma: 0.5,
            from: stream
        ) {
            let server = context.world.server(from: &$0)
            let device = context.world.devices.computer(in: reader.home.country, from: &$0)
            return (server, device.fingerprint(at: context.now, in: .browser, zone: "").userAgent)
        }
    }
}
