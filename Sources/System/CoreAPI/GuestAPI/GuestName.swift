import Foundation

/// A name as it is compared: words of letters only, without case, accents, hyphens or order.
struct GuestName: Hashable {
    let folded: String

    init(_ name: String) {
        var text = ""
        for scalar in name.decomposedStringWithCanonicalMapping.lowercased().unicodeScalars {
            if let plain = Self.plain[scalar] {
                text += plain
            } else if scalar.properties.isAlphabetic {
                text.unicodeScalars.append(scalar)
            } else if scalar.properties.isWhitespace || scalar.properties.isDash || scalar == "," {
                text += " "
            }
        }
        folded = text.split(separator: " ").sorted().joined(separator: " ")
    }

    /// Letters that do not come apart into one of the alphabet and an accent.
    private static let plain: [Unicode.Scalar: String] = [
        "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th",
        "ı": "i", "ħ": "h",
    ]
}
