import Domain

/// Visits for tests that need one and do not care which.
package enum TestVisit {
    package static let fingerprint = Fingerprint(
        userAgent: "Mozilla/5.0 (iPhone) Version/17.4",
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
    )

    package static let phone = Visit(
        address: IPAddress(v4: 0xF000_0001),
        fingerprint: fingerprint,
        referrer: ""
    )
}
