import Catalogue
import CoreAPI
import Domain
import VirtualTime
import World

/// A journaling archive that fetches every link of the mail it keeps, nights later, and again.
package struct ArchiveCrawler: MachineScript {
    package static let kind = MachineKind(
        Self.self,
        "archive-crawler",
        "Fetches a mailed link for an archive, a night later and then weekly; runs no script.",
        reads: .email,
        givesItselfAway: "a crawler's user agent from a data centre, by night, again and again",
        looksHonest: "nothing",
        settings: [
            .duration("comes_after", \.comesAfter, "median time from delivery to the first fetch"),
            .duration("every", \.every, "time between two fetches"),
            .count("fetches", \.fetches, in: 1...100, "fetches in all"),
        ]
    )

    package var comesAfter = Duration.hours(14)
    package var every = Duration.days(7)
    package var fetches = 3

    package init() {}

    package func handle(
        _ invitation: ReceivedInvitation,
        of reader: Resident,
        from stream: RandomStream,
        on context: ActorContext
    ) async throws {
        var stream = stream
        let server = context.world.server(from: &stream)
        var browser = context.program(
            Fingerprint(userAgent: stream.element(of: Self.userAgents)),
            over: server,
            from: stream
        )
        try await context.wait(stream.duration(lognormalMedian: comesAfter, sigma: 0.3))
        for number in 0..<fetches {
            if number > 0 { try await context.wait(every) }
            _ = try await context.fetch(invitation, with: &browser, as: Self.kind)
        }
    }

    /// As archives name themselves.
    private static let userAgents = [
        "Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)",
        "heritrix/3.4.0 (+https://example.org/mail-archive)",
        "python-requests/2.31.0",
    ]
}
