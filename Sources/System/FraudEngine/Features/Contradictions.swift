import Domain

extension Fingerprint {
    /// Claims of a browser that cannot all be true: a phone that is not touched, a system or a version
    /// that its user agent does not name.
    ///
    /// From what services for sale get wrong (Vastel et al., "FP-Scanner", USENIX Security 2018).
    var contradictions: Int {
        guard hasJavaScript else { return 0 }
        let isPhone = os.hasPrefix("iOS") || os.hasPrefix("Android")
        let namesSystem =
            Self.systems.first { os.hasPrefix($0.os) }
            .map { system in system.words.contains(where: userAgent.containsBytes) } ?? true
        let namesVersion =
            // An app's own view often leaves it out.
            userAgent.isEmpty || browserMajor == 0 || browser.hasSuffix("WebView")
            || userAgent.containsBytes(of: "/\(browserMajor)")
            || userAgent.containsBytes(of: "_\(browserMajor)")
        return (isPhone && !isTouch ? 1 : 0) + (namesSystem ? 0 : 1) + (namesVersion ? 0 : 1)
    }

    private static let systems: [(os: String, words: [String])] = [
        ("iOS", ["iPhone", "iPad", "Macintosh"]), ("Android", ["Android"]),
        ("Windows", ["Windows"]), ("macOS", ["Macintosh"]),
    ]
}

extension Baseline {
    /// Whether a trusted device comes back with an older browser than it had: no update goes back.
    func hadNewerBrowser(than fingerprint: Fingerprint) -> Bool {
        fingerprints.contains {
            $0.device == fingerprint.device && $0.screen == fingerprint.screen
                && $0.browser == fingerprint.browser && $0.browserMajor > fingerprint.browserMajor
        }
    }
}
