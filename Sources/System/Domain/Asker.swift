/// Who is at the door, as far as it can be told: by address, device and browser.
///
/// What somebody misses or asks for too often counts against them, and against nobody else who has the same
/// link.
package struct Asker: Hashable, Sendable {
    /// IPv6 by /64.
    package let address: IPAddress
    /// A hash of what the browser reveals of itself and its device, its version aside.
    package let device: Int
    /// By the cookie that it returned; `nil` where it returned none.
    package let browser: BrowserID?

    package init(_ visit: Visit) {
        let fingerprint = visit.fingerprint
        var hash = FNV1a()
        for part in [
            fingerprint.browser, fingerprint.os, fingerprint.device, fingerprint.screen,
            fingerprint.timeZone, fingerprint.language, fingerprint.webglHash,
        ] {
            hash.add(part)
        }
        self.init(
            address: visit.address.place,
            device: Int(truncatingIfNeeded: hash.value),
            browser: visit.browser
        )
    }

    package init(address: IPAddress, device: Int, browser: BrowserID?) {
        self.address = address
        self.device = device
        self.browser = browser
    }

    /// Whether both are on one device and network.
    package func isWhere(_ other: Asker) -> Bool {
        address == other.address && device == other.device
    }
}
