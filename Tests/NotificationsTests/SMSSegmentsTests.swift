import Testing

@testable import Notifications

@Suite struct SMSSegmentsTests {
    // Limits from 3GPP TS 23.038/23.040: 160 and 153 septets, 70 and 67 code units.
    @Test(arguments: [
        ("", 1), (repeated("a", 160), 1), (repeated("a", 161), 2), (repeated("a", 306), 2),
        (repeated("a", 307), 3), (repeated("a", 459), 3), (repeated("a", 460), 4),
    ])
    func `a plain text is cut at 160, then every 153`(text: String, count: Int) {
        #expect(SMSSegments(text).encoding == .gsm7)
        #expect(SMSSegments(text).count == count)
    }

    @Test(arguments: [
        (repeated("ł", 70), 1), (repeated("ł", 71), 2), (repeated("ł", 134), 2),
        (repeated("ł", 135), 3), ("ł" + repeated("a", 69), 1), ("ł" + repeated("a", 70), 2),
    ])
    func `one strange letter turns the whole text into UCS-2`(text: String, count: Int) {
        #expect(SMSSegments(text).encoding == .ucs2)
        #expect(SMSSegments(text).count == count)
    }

    @Test(arguments: Array("^{}\\[~]|€\u{0C}"))
    func `a character of the extension table takes two places`(character: Character) {
        #expect(SMSSegments(String(repeating: character, count: 80)).units == 160)
        #expect(SMSSegments(String(repeating: character, count: 80)).count == 1)
        #expect(SMSSegments(String(repeating: character, count: 81)).count == 2)
    }

    @Test func `an escape is not torn from its character`() {
        // 152 letters leave one place in the first segment of 153; the euro sign needs two.
        let text = repeated("a", 152) + "€" + repeated("a", 151)
        #expect(SMSSegments(text).units == 305)
        #expect(SMSSegments(text).count == 2)
        #expect(SMSSegments(text + "a").units == 306)
        #expect(SMSSegments(text + "a").count == 3)
    }

    @Test func `a surrogate pair is not torn`() {
        #expect(SMSSegments(repeated("🎉", 35)).count == 1)
        // 33 of them in 67 units, one unit left over.
        #expect(SMSSegments(repeated("🎉", 66)).count == 2)
        #expect(SMSSegments(repeated("🎉", 67)).count == 3)
    }

    @Test func `the basic alphabet's 127 characters take one place each`() {
        let alphabet = """
            @£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,-./0123456789:;<=>?¡\
            ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà
            """
        #expect(alphabet.unicodeScalars.count == 127)
        #expect(SMSSegments(alphabet).encoding == .gsm7)
        #expect(SMSSegments(alphabet).units == 127)
    }

    @Test(arguments: ["`", "ç", "ê", "’", "–", "…", "á", "\t"])
    func `what looks plain and is not in the alphabet`(text: String) {
        #expect(SMSSegments(text).encoding == .ucs2)
    }

    @Test func `a text costs its segments`() {
        let prices = MessagePrices()
        #expect(prices.cost(of: SMSSegments(repeated("a", 160))) == 7_900)
        #expect(prices.cost(of: SMSSegments(repeated("a", 161))) == 15_800)
    }
}

private func repeated(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
}
