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
        _ letter: Letter,
        of reader: Resident,
        from stream: RandomStream,
        on stage: Stage
    ) async throws {
        try await stage.fetchOnce(
            letter,
            as: Self.kind,
            after: comesAfter,
            sigma: 0.8,
            from: stream
        ) {
            let phone = reader.phone(at: stage.now)
            let connection = reader.connection(
                of: phone,
                at: stage.now,
                whereabouts: reader.whereabouts(at: stage.now),
                from: &$0
            )
            return (connection, phone.fingerprint(at: stage.now, in: .browser, zone: "").userAgent)
        }
    }
}
