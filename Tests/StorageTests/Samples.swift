import Domain

extension Access {
    /// Somebody's look, at no link unless told.
    static func sample(
        _ number: UInt64,
        opened: Instant,
        link: TokenID? = nil,
        of guest: GuestID? = nil,
        to event: EventID? = nil
    ) -> Access {
        Access(
            id: AccessID(high: 0, low: number),
            tokenID: link,
            guestID: guest,
            eventID: event,
            openedAt: opened,
            visit: Visit(
                address: IPAddress(v4: 0xF000_0007),
                fingerprint: Fingerprint(
                    userAgent: "agent",
                    browser: "Safari",
                    browserMajor: 17,
                    os: "iOS 17",
                    device: "iPhone 15",
                    screen: "393x852",
                    timeZone: "Europe/London",
                    language: "en-GB",
                    webglHash: "apple",
                    isTouch: true,
                    hasJavaScript: true
                ),
                referrer: ""
            ),
            earlierAccesses: 0,
            rejection: nil,
            tokenWasFlagged: false
        )
    }
}
