import Domain
import Synchronization

/// Where a browser keeps the site's cookie; a private window and an app's own browser start empty.
///
/// A class: all visits of one device's browser share it. It holds what the site makes of the cookie
/// each time it comes back, so that a rehearsal need not hash it anew.
package final class CookieJar: Sendable {
    private let kept = Mutex<BrowserID?>(nil)

    package init() {}

    /// Whom the site takes the browser for; `nil` before it has set a cookie.
    package var browser: BrowserID? { kept.withLock { $0 } }

    package func keep(_ browser: BrowserID) { kept.withLock { $0 = browser } }
}
