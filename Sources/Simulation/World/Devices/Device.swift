import Domain
import Synchronization
import VirtualTime

/// Something to open links with, for as long as somebody has it.
///
/// A class: it is one thing that keeps its cookies, whoever holds it.
package final class Device: Sendable {
    package enum Form: Sendable { case phone, computer, tablet }

    /// What a link is opened in.
    package enum App: Hashable, Sendable, CaseIterable {
        /// The browser that its owner uses.
        case browser
        /// The same in a window that keeps nothing.
        case privateWindow
        /// A mail app's own view.
        case mail
        /// A social or chat app's own view.
        case chat
    }

    package let model: DeviceModel
    package let language: String
    /// How late it has new versions, 0 for first to 1 for last.
    package let updateRank: Double
    /// How long its owner keeps cookies; `nil`: for good.
    package let clearsCookiesAfter: Duration?
    private let jars = Mutex<[Shelf: CookieJar]>([:])

    /// An app's cookies between two clearings.
    private struct Shelf: Hashable {
        let app: App
        let number: Int64
    }

    package init(
        model: DeviceModel,
        language: String,
        updateRank: Double,
        clearsCookiesAfter: Duration?
    ) {
        self.model = model
        self.language = language
        self.updateRank = updateRank
        self.clearsCookiesAfter = clearsCookiesAfter
    }

    package var form: Form { model.form }
    package var isPhone: Bool { form == .phone }

    /// Where an app keeps the site's cookie at a moment; new and empty for a private window.
    package func cookies(in app: App, at instant: Instant) -> CookieJar {
        guard app != .privateWindow else { return CookieJar() }
        let number = clearsCookiesAfter.map {
            (instant - .epoch).microseconds.quotientRoundedDown(by: $0.microseconds)
        }
        let shelf = Shelf(app: app, number: number ?? 0)
        return jars.withLock { jars in
            if let jar = jars[shelf] { return jar }
            let jar = CookieJar()
            jars[shelf] = jar
            return jar
        }
    }

    /// The version of its own browser.
    package func browserVersion(at instant: Instant) -> ReleaseCalendar.Version {
        model.family.calendar.version(at: instant, rank: updateRank)
    }

    /// What a site sees of it.
    ///
    /// - `zone`: What its clock is set to.
    package func fingerprint(at instant: Instant, in app: App, zone: String) -> Fingerprint {
        let version = browserVersion(at: instant)
        let shown = model.shown(version, in: app)
        return Fingerprint(
            userAgent: shown.userAgent,
            browser: shown.browser,
            browserMajor: version.major,
            os: model.os(version),
            device: model.name,
            screen: model.screen,
            timeZone: zone,
            language: language,
            webglHash: model.rendererHash,
            isTouch: form != .computer,
            hasJavaScript: true
        )
    }
}

/// A make of device with its usual browser.
package struct DeviceModel: Sendable {
    /// A browser on a system, which come together.
    package enum Family: String, Sendable, CaseIterable {
        case iPhone, iPad, androidChrome, samsungInternet
        case windowsChrome, windowsEdge, windowsFirefox, macChrome, macSafari

        var calendar: ReleaseCalendar {
            switch self {
            case .iPhone, .iPad, .macSafari: .iOS
            case .androidChrome, .windowsChrome, .macChrome: .chrome
            case .samsungInternet: .samsungInternet
            case .windowsEdge: .edge
            case .windowsFirefox: .firefox
            }
        }
    }

    package let family: Family
    package let form: Device.Form
    /// As pages can learn it: phones with Android tell their model, Apple's and computers do not.
    package let name: String
    /// Width × height in CSS pixels.
    package let screen: String
    /// Of Windows and Android; what Apple's devices run follows from their version.
    let system: String
    /// Devices of one graphics chip and system render the test picture alike.
    package let rendererHash: String

    init(
        _ family: Family,
        _ form: Device.Form,
        name: String,
        screen: String,
        system: String,
        gpu: String
    ) {
        self.family = family
        self.form = form
        self.name = name
        self.screen = screen
        self.system = system
        rendererHash = String(stableHash("\(gpu)/\(family.rawValue)"), radix: 16)
    }

    func os(_ version: ReleaseCalendar.Version) -> String {
        switch family {
        case .iPhone: "iOS \(version.major)"
        case .iPad: "iPadOS \(version.major)"
        case .macSafari: "macOS \(version.major)"
        default: system
        }
    }

    private static let webKit = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
    private static let blink = "AppleWebKit/537.36 (KHTML, like Gecko)"
    private static let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
    private static let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
    /// Chrome tells nothing of the phone since 2023.
    private static let android = "Mozilla/5.0 (Linux; Android 10; K)"
    /// Safari's system version has been frozen since iOS 26.
    private static func apple(_ major: Int) -> String {
        "CPU iPhone OS \(major >= 26 ? "18_7" : "\(major)_5") like Mac OS X"
    }

    /// How a browser names itself.
    func shown(
        _ version: ReleaseCalendar.Version,
        in app: Device.App
    ) -> (userAgent: String, browser: String) {
        let major = version.major
        let tail: String
        switch app {
        case .browser, .privateWindow: return usual(version)
        case .mail: tail = ""
        case .chat: tail = " Instagram 412.0.0.0"
        }
        switch family {
        case .iPhone:
            let start = "Mozilla/5.0 (iPhone; \(Self.apple(major)))"
            return ("\(start) \(Self.webKit) Mobile/15E148\(tail)", "iOS WebView")
        case .androidChrome, .samsungInternet:
            // The view is as new as Chrome, and tells the phone's model.
            let start = "Mozilla/5.0 (Linux; \(system); \(name); wv)"
            let chrome = family == .androidChrome ? major : major + 113
            return (
                "\(start) \(Self.blink) Version/4.0 Chrome/\(chrome).0.0.0 Mobile Safari/537.36\(tail)",
                "Android WebView"
            )
        default: return usual(version)
        }
    }

    private func usual(
        _ version: ReleaseCalendar.Version
    ) -> (userAgent: String, browser: String) {
        let (major, minor) = (version.major, version.minor)
        switch family {
        case .iPhone:
            return (
                "Mozilla/5.0 (iPhone; \(Self.apple(major))) \(Self.webKit) "
                    + "Version/\(major).\(minor) Mobile/15E148 Safari/604.1", "Safari"
            )
        case .iPad, .macSafari:
            return (
                "\(Self.mac) \(Self.webKit) Version/\(major).\(minor) Safari/605.1.15", "Safari"
            )
        case .androidChrome:
            let mobile = form == .phone ? " Mobile" : ""
            return (
                "\(Self.android) \(Self.blink) Chrome/\(major).0.0.0\(mobile) Safari/537.36",
                "Chrome"
            )
        case .samsungInternet:
            return (
                "Mozilla/5.0 (Linux; \(system); \(name)) \(Self.blink) SamsungBrowser/\(major).0 "
                    + "Chrome/\(major + 107).0.0.0 Mobile Safari/537.36", "Samsung Internet"
            )
        case .windowsChrome:
            return ("\(Self.windows) \(Self.blink) Chrome/\(major).0.0.0 Safari/537.36", "Chrome")
        case .macChrome:
            return ("\(Self.mac) \(Self.blink) Chrome/\(major).0.0.0 Safari/537.36", "Chrome")
        case .windowsEdge:
            return (
                "\(Self.windows) \(Self.blink) Chrome/\(major).0.0.0 Safari/537.36 "
                    + "Edg/\(major).0.0.0", "Edge"
            )
        case .windowsFirefox:
            return (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:\(major).0) Gecko/20100101 "
                    + "Firefox/\(major).0", "Firefox"
            )
        }
    }
}
