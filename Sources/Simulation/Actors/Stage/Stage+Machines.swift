import CoreAPI
import Domain
import VirtualTime
import World

extension Stage {
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

    /// Opens a letter's link as a machine does.
    ///
    /// - Returns: `nil` where the site cannot be reached.
    func fetch(
        _ letter: Letter,
        with browser: inout Browser,
        as kind: MachineKind
    ) async throws -> Opening? {
        guard let opening = try await browser.open(letter.token, from: "") else { return nil }
        label(opening.accessID, kind.label)
        return opening
    }
}
