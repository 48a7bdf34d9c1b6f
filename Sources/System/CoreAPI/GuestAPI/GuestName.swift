import Foundation

/// A name as it is compared: words of letters and digits, without what people leave out or write in
/// another way.
///
/// Forgiven are case, accents, vowel points, full width, ligatures, `ü` written as `ue`, the form of a
/// final sigma, punctuation, titles, initials beside names, and order. Both sides are folded alike, so
/// that only a hash of the expected answer needs to be kept.
struct GuestName: Hashable {
    /// Empty where nothing is left to ask for: such a name is no question.
    let folded: String

    init(_ name: String) {
        let words = Self.words(of: name)
        let named = words.filter { !Self.titles.contains($0) }
        let whole = named.filter { !Self.isInitial($0) }
        // An initial is left out beside a first and a last name, a title beside any name.
        let kept = whole.count >= 2 ? whole : named.isEmpty ? words : named
        folded = kept.map(Self.spelt).sorted().joined(separator: " ")
    }

    /// Letters and digits in words, each letter in its plainest form.
    private static func words(of name: String) -> [String] {
        var text = ""
        // Decomposed, so that marks stand by themselves; lower case may bring new ones.
        let scalars = name.decomposedStringWithCompatibilityMapping.lowercased()
            .decomposedStringWithCompatibilityMapping.unicodeScalars
        for scalar in scalars {
            if let plain = plain[scalar] {
                text += plain
            } else if isMark(scalar) {
                continue
            } else if let digit = scalar.properties.numericType == .decimal
                ? scalar.properties.numericValue : nil
            {
                text += String(Int(digit))
            } else if scalar.properties.isAlphabetic || isVoicing(scalar) {
                text.unicodeScalars.append(scalar)
            } else if scalar.properties.isWhitespace || scalar.properties.isDash || scalar == "," {
                text += " "
            }
        }
        return text.split(separator: " ").map(String.init)
    }

    /// Accents and vowel points, which many leave out; not the vowels of scripts that write them as
    /// letters, which combine with nothing (class 0).
    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.canonicalCombiningClass.rawValue >= 10
    }

    /// What makes another letter of one: kana's voicing.
    private static func isVoicing(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.canonicalCombiningClass == .kanaVoicing
    }

    /// A letter that stands for a name.
    private static func isInitial(_ word: String) -> Bool {
        let scalars = word.unicodeScalars
        return scalars.count == 1 && scalars.first?.properties.isCased == true
    }

    /// `Müller`, `Mueller` and `Muller` alike: the second letter says how the first is pronounced.
    private static func spelt(_ word: String) -> String {
        var word = word
        for (written, plain) in [("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a")] {
            word = word.replacingOccurrences(of: written, with: plain)
        }
        return word
    }

    /// Letters that do not come apart into one of the alphabet and an accent, and letters that have
    /// more than one form.
    private static let plain: [Unicode.Scalar: String] = [
        "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th",
        "ı": "i", "ħ": "h",
        // Greek at the end of a word.
        "ς": "σ",
        // Arabic and Persian forms of one letter, and the stroke that stretches a word.
        "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": "",
    ]

    /// As folded: what people put before or after a name, in the languages that hosts write in.
    private static let titles: Set = [
        "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "doctor", "rev", "sir", "dame",
        "lord", "lady", "herr", "frau", "dipl", "mme", "mlle", "monsieur", "madame",
        "mademoiselle", "sr", "sra", "srta", "senor", "senora", "sig", "signor", "signora", "dott",
        "jr", "phd",
    ]
}
