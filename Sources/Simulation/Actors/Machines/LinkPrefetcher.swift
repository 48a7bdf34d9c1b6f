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
        var stream = stream
        try await stage.wait(stream.duration(lognormalMedian: comesAfter, sigma: 0.8))
        let phone = reader.phone(at: stage.now)
        let place = reader.whereabouts(at: stage.now)
        let connection = reader.connection(
            of: phone,
            at: stage.now,
            whereabouts: place,
            from: &stream
        )
        let shown = phone.fingerprint(at: stage.now, in: .browser, zone: "")
        var browser = stage.program(
            Fingerprint(userAgent: shown.userAgent),
            over: connection,
            from: stream
        )
        _ = try await stage.fetch(letter, with: &browser, as: Self.kind)
    }
}
