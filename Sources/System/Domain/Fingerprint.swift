/// What an access reveals of device and browser.
///
/// Empty strings stand for what was not revealed: a machine that runs no JavaScript shows its user
/// agent and little else.
package struct Fingerprint: Hashable, Sendable, Codable {
    package var userAgent: String
    package var browser: String
    package var browserMajor: Int
    package var os: String
    package var device: String
    /// Width × height in CSS pixels, `390x844`.
    package var screen: String
    /// IANA name, as the browser's clock says.
    package var timeZone: String
    /// BCP 47 tag.
    package var language: String
    package var webglHash: String
    package var isTouch: Bool
    package var hasJavaScript: Bool

    package init(
        userAgent: String,
        browser: String,
        browserMajor: Int,
        os: String,
        device: String,
        screen: String,
        timeZone: String,
        language: String,
        webglHash: String,
        isTouch: Bool,
        hasJavaScript: Bool
    ) {
        self.userAgent = userAgent
        self.browser = browser
        self.browserMajor = browserMajor
        self.os = os
        self.device = device
        self.screen = screen
        self.timeZone = timeZone
        self.language = language
        self.webglHash = webglHash
        self.isTouch = isTouch
        self.hasJavaScript = hasJavaScript
    }
}
