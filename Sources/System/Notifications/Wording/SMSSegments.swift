/// How a text message is cut and billed (3GPP TS 23.038 and 23.040).
///
/// In the GSM 7-bit alphabet one segment holds 160 characters, or 153 of a longer text, whose
/// segments each carry a header; characters of the extension table take two places. One character
/// outside the alphabet turns the whole text into UCS-2: 70 code units, or 67. A pair that would
/// straddle two segments (an escape and its character, a surrogate pair) moves to the next.
package struct SMSSegments: Hashable, Sendable {
    package enum Encoding: Hashable, Sendable { case gsm7, ucs2 }

    package let encoding: Encoding
    /// Septets of GSM 7-bit, code units of UCS-2.
    package let units: Int
    /// At least 1: an empty message is sent and billed too.
    package let count: Int

    /// - Complexity: Linear in the text's length.
    package init(_ text: String) {
        var septets = 0
        for scalar in text.unicodeScalars {
            let places = Self.septets(of: scalar)
            guard places > 0 else {
                self.init(
                    encoding: .ucs2,
                    places: text.unicodeScalars.lazy.map { $0.value > 0xFFFF ? 2 : 1 },
                    whole: 70,
                    part: 67
                )
                return
            }
            septets += places
        }
        if septets <= 160 {
            self.init(encoding: .gsm7, units: septets, count: 1)
        } else {
            self.init(
                encoding: .gsm7,
                places: text.unicodeScalars.lazy.map(Self.septets),
                whole: 160,
                part: 153
            )
        }
    }

    private init(encoding: Encoding, places: some Sequence<Int>, whole: Int, part: Int) {
        var units = 0
        var segments = 1
        var filled = 0
        for width in places {
            units += width
            if filled + width > part {
                segments += 1
                filled = 0
            }
            filled += width
        }
        self.init(encoding: encoding, units: units, count: units <= whole ? 1 : segments)
    }

    private init(encoding: Encoding, units: Int, count: Int) {
        self.encoding = encoding
        self.units = units
        self.count = count
    }

    /// Places a character takes: 1, 2 in the extension table, 0 where the alphabet lacks it.
    private static func septets(of scalar: Unicode.Scalar) -> Int {
        switch scalar {
        case "a"..."z", "A"..."Z", " "..."?", "@", "_", "\n", "\r": 1
        case "^", "{", "}", "\\", "[", "~", "]", "|", "€", "\u{0C}": 2
        case "£", "¥", "è", "é", "ù", "ì", "ò", "Ç", "Ø", "ø", "Å", "å", "Δ", "Φ", "Γ", "Λ", "Ω",
            "Π", "Ψ", "Σ", "Θ", "Ξ", "Æ", "æ", "ß", "É", "¤", "¡", "Ä", "Ö", "Ñ", "Ü", "§", "¿",
            "ä", "ö", "ñ", "ü", "à":
            1
        default: 0
        }
    }
}

/// What messages cost, in millionths of a US dollar.
package struct MessagePrices: Hashable, Sendable {
    /// Per segment.
    ///
    /// Twilio's list price for an outgoing message in the United States: $0.0079.
    package var smsSegment = 7_900
    /// Per message.
    ///
    /// SES's list price: $0.10 for a thousand.
    package var email = 100

    package init() {}

    package func cost(of segments: SMSSegments) -> Int { segments.count * smsSegment }
}
