import Catalogue
import CoreAPI
import Domain
import VirtualTime
import World

/// An app that fetches the links of a message on the reader's own phone, so that they open at once.
package struct LinkPrefetcher: MachineScript {
    package static let kind = MachineKind(
        Self.self,
        "link-prefetcher",
        "Fetches a texted link from a phone on some home's line, to have it ready; runs no script.",
        reads: .sms,
        givesItselfAway: "no page script; a fetch minutes before anybody looks",
        looksHonest: "a phone's user agent, from a line in the guest's own city",
        settings: [
            .duration("comes_after", \.comesAfter, "median time from delivery to the fetch")
        ]
    )

    package var comesAfter = Duration.seconds(4)

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
            sigma: 0.8,
            from: stream
        ) {
            let phone = reader.phone(at: context.now)
            let connection = reader.connection(
                of: phone,
                at: context.now,
                whereabouts: reader.whereabouts(at: context.now),
                from: &$0
            )
            return (
                connection, phone.fingerprint(at: context.now, in: .browser, zone: "").userAgent
            )
        }
    }
}
