/// A phone number in E.164: a plus sign and 8 to 15 digits.
///
/// Its description is safe to log; `unredacted` is for the provider that must dial it.
package struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
    /// The number itself: personal data, never for a log line.
    package let unredacted: String

    /// Reads a number as people write it: spaces, dashes, dots and brackets are dropped, and `00`
    /// in front stands for `+`.
    ///
    /// - Returns: `nil` where no E.164 number remains.
    package init?(_ text: String) {
        var digits = ""
        var hasPlus = false
        for character in text.utf8 {
            switch character {
            case 48...57: digits.unicodeScalars.append(Unicode.Scalar(character))
            case UInt8(ascii: "+") where digits.isEmpty && !hasPlus: hasPlus = true
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "("),
                UInt8(ascii: ")"), UInt8(ascii: "/"):
                continue
            default: return nil
            }
        }
        if !hasPlus, digits.hasPrefix("00") {
            digits.removeFirst(2)
            hasPlus = true
        }
        guard hasPlus, (8...15).contains(digits.utf8.count), digits.utf8.first != 48 else {
            return nil
        }
        unredacted = "+" + digits
    }

    /// A number that was checked before it was stored.
    package init(stored text: String) { unredacted = text }

    /// The number with all but its last two digits hidden.
    package var description: String { "+…" + unredacted.suffix(2) }
}

/// An e-mail address.
///
/// Its description is safe to log; `unredacted` is for the provider.
package struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address itself: personal data, never for a log line.
    package let unredacted: String

    /// Accepts `local@domain.tld`: at most 254 bytes, one `@`, no spaces or control characters, a
    /// domain of letters, digits, dashes and at least one dot.
    ///
    /// The domain is folded to lower case.
    package init?(_ text: String) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count), text.utf8.count <= 254,
            parts[0].utf8.allSatisfy({ $0 > 32 && $0 < 127 && !",;:<>()[]\"\\".utf8.contains($0) }),
            !parts[0].hasPrefix("."), !parts[0].hasSuffix("."), !parts[0].contains("..")
        else { return nil }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy(Self.isDomainLabel) else { return nil }
        unredacted = parts[0] + "@" + parts[1].lowercased()
    }

    /// An address that was checked before it was stored.
    package init(stored text: String) { unredacted = text }

    private static func isDomainLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
            && label.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                    || $0 == UInt8(ascii: "-")
            }
    }

    /// The domain alone.
    package var description: String {
        "…@" + (unredacted.split(separator: "@").last ?? "")
    }
}
