import Domain
import VirtualTime
import World

/// What an attacker shows of themselves: a device that need not be theirs, behind an address that need
/// not be near.
package struct Disguise: Sendable {
    package var fingerprint: Fingerprint
    package var connection: Connection
    package var isOnPhone = false

    package init(_ fingerprint: Fingerprint, behind connection: Connection) {
        self.fingerprint = fingerprint
        self.connection = connection
    }

    /// Sits down with a link.
    ///
    /// - `stream`: Named after the visit.
    /// - `cookies`: Of the browser; new and empty for one that keeps nothing.
    func visit(
        in campaign: Campaign,
        knownName: String?,
        cookies: CookieJar = CookieJar(),
        on context: ActorContext,
        from stream: RandomStream
    ) -> Answerer {
        var answerer = Answerer(
            browser: Browser(
                fingerprint: fingerprint,
                address: connection.address,
                network: connection.network,
                cookies: cookies,
                site: context.site,
                stream: stream.child("browser")
            ),
            label: campaign.label,
            stream: stream.child("answering"),
            knownName: knownName,
            reads: nil
        )
        answerer.isOnPhone = isOnPhone
        return answerer
    }
}

extension ActorContext {
    /// A rented phone or computer as they are sold in a city's country, its clock set to that city.
    func device(for city: City, from stream: inout RandomStream) -> (Fingerprint, isPhone: Bool) {
        let isPhone = stream.bool(probability: 0.6)
        let device =
            isPhone
            ? world.devices.phone(in: city.country, from: &stream)
            : world.devices.computer(in: city.country, from: &stream)
        return (device.fingerprint(at: now, in: .browser, zone: city.timeZone), isPhone)
    }
}
