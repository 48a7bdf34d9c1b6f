/// What an access reveals of device and browser.
///
/// Empty strings stand for what was not revealed: a machine that runs no JavaScript shows its user
/// agent and little else. A class, because it never changes and passes through many hands: one
/// reference instead of nine strings to retain.
package final class Fingerprint: Sendable, Codable {
    package let userAgent: String
    package let browser: String
    package let browserMajor: Int
    package let os: String
    package let device: String
    /// Width × height in CSS pixels, `390x844`.
    package let screen: String
    /// IANA name, as the browser's clock says.
    package let timeZone: String
    /// BCP 47 tag.
    package let language: String
    package let webglHash: String
    package let isTouch: Bool
    package let hasJavaScript: Bool

    /// What is not given was not revealed.
    package init(
        userAgent: String = "",
        browser: String = "",
        browserMajor: Int = 0,
        os: String = "",
        device: String = "",
        screen: String = "",
        timeZone: String = "",
        language: String = "",
        webglHash: String = "",
        isTouch: Bool = false,
        hasJavaScript: Bool = false
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

    /// The same device and browser with another clock and language.
    package func with(timeZone: String, language: String) -> Fingerprint {
        Fingerprint(
            userAgent: userAgent,
            browser: browser,
            browserMajor: browserMajor,
            os: os,
            device: device,
            screen: screen,
            timeZone: timeZone,
            language: language,
            webglHash: webglHash,
            isTouch: isTouch,
            hasJavaScript: hasJavaScript
        )
    }

    /// Writes one JSON object, keys sorted, as `Codable` reads it.
    package func writeJSON(to buffer: TextBuffer) {
        buffer.append("{\"browser\":")
        buffer.append(jsonQuoted: browser)
        buffer.append(",\"browserMajor\":")
        buffer.append(browserMajor)
        buffer.append(",\"device\":")
        buffer.append(jsonQuoted: device)
        buffer.append(hasJavaScript ? ",\"hasJavaScript\":true" : ",\"hasJavaScript\":false")
        buffer.append(isTouch ? ",\"isTouch\":true" : ",\"isTouch\":false")
        buffer.append(",\"language\":")
        buffer.append(jsonQuoted: language)
        buffer.append(",\"os\":")
        buffer.append(jsonQuoted: os)
        buffer.append(",\"screen\":")
        buffer.append(jsonQuoted: screen)
        buffer.append(",\"timeZone\":")
        buffer.append(jsonQuoted: timeZone)
        buffer.append(",\"userAgent\":")
        buffer.append(jsonQuoted: userAgent)
        buffer.append(",\"webglHash\":")
        buffer.append(jsonQuoted: webglHash)
        buffer.append(UInt8(ascii: "}"))
    }
}

extension Fingerprint: Hashable {
    package static func == (left: Fingerprint, right: Fingerprint) -> Bool {
        left === right
            || left.device == right.device && left.userAgent == right.userAgent
                && left.timeZone == right.timeZone && left.language == right.language
                && left.browser == right.browser && left.browserMajor == right.browserMajor
                && left.os == right.os && left.screen == right.screen
                && left.webglHash == right.webglHash && left.isTouch == right.isTouch
                && left.hasJavaScript == right.hasJavaScript
    }

    /// What tells fingerprints apart nearly always; the rest is left to `==`.
    ///
    /// A season's hundred thousand all differ in it. Browser, model, clock and language alone would
    /// not do: in a large country up to ninety differ in nothing but screen, graphics and system.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(userAgent)
        hasher.combine(device)
        hasher.combine(os)
        hasher.combine(screen)
        hasher.combine(webglHash)
        hasher.combine(timeZone)
        hasher.combine(language)
    }
}
