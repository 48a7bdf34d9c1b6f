import Domain
import Testing
import Tokens

@Suite struct BrowserCookieTests {
    @Test func `a browser is known by the first half of its cookie's hash`() {
        // FIPS 180-2, example B.1.
        let cookie = BrowserCookie(returned: "abc")
        #expect(cookie.browser.description == "ba7816bf-8f01-cfea-4141-40de5dae2223")
    }

    @Test func `a cookie comes back as it was set, and nothing that prints shows it`() {
        let cookie = BrowserCookie(random: Array(0..<16))
        #expect(cookie.unredactedText == "AAECAwQFBgcICQoLDA0ODw")
        #expect(BrowserCookie(returned: cookie.unredactedText).browser == cookie.browser)
        #expect("\(cookie)" == "a cookie of 22 characters")
        #expect(!String(reflecting: cookie).contains(cookie.unredactedText))
    }
}
