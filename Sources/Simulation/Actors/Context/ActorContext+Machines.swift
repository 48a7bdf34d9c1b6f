import CoreAPI
import Domain
import Truth
import VirtualTime
import World

extension ActorContext {
    /// A program that asks for pages: no device of anybody's, and no cookies.
    func program(
        _ fingerprint: Fingerprint,
        over connection: Connection,
        from stream: RandomStream
    ) -> Browser {
        Browser(
            fingerprint: fingerprint,
            address: connection.address,
            network: connection.network,
            site: site,
            stream: stream.child("browser")
        )
    }

    /// Opens an invitation's link as a machine does.
    ///
    /// - Returns: `nil` where the site cannot be reached.
    func fetch(
        _ invitation: ReceivedInvitation,
        with browser: inout Browser,
        as kind: MachineKind
    ) async throws -> Opening? {
        guard let opening = try await browser.open(invitation.token, from: "", by: .machine) else {
            return nil
        }
        label(opening.accessID, kind.label)
        return opening
    }

    /// A machine comes once, looks, and is gone.
    ///
    /// - `median`, `sigma`: Of the wait until it comes.
    /// - `appearance`: What it comes over and how it calls itself, drawn as it comes.
    func fetchOnce(
        _ invitation: ReceivedInvitation,
        as kind: MachineKind,
        after median: Duration,
        sigma: Double,
        from stream: RandomStream,
        _ appearance: (inout RandomStream) -> (connection: Connection, userAgent: String)
    ) async throws {
        var stream = stream
        try await wait(stream.duration(lognormalMedian: median, sigma: sigma))
        let (connection, userAgent) = appearance(&stream)
        var browser = program(Fingerprint(userAgent: userAgent), over: connection, from: stream)
        _ = try await fetch(invitation, with: &browser, as: kind)
    }
}
