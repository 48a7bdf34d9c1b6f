/// Where a link was tapped.
package enum Referrer: Int, Sendable {
    case none, mail, messaging, social, other

    package init(host: String) {
        if host.isEmpty || host == "guestguard.app" {
            self = .none
        } else if host.hasPrefix("mail.") || host.hasPrefix("outlook.") {
            self = .mail
        } else if Self.messagingNames.contains(where: { Self.find($0, in: host) }) {
            self = .messaging
        } else if Self.socialNames.contains(where: { Self.find($0, in: host) }) {
            self = .social
        } else {
            self = .other
        }
    }

    private static let messagingNames: [StaticString] = ["whatsapp", "telegram", "slack"]
    private static let socialNames: [StaticString] = [
        "facebook", "instagram", "twitter", "reddit", "tiktok",
    ]

    /// Whether a host's bytes hold a word's.
    ///
    /// `String.contains` compares characters, and took a fifth of an assessment.
    private static func find(_ word: StaticString, in host: String) -> Bool {
        let wanted = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        var rest = host.utf8[...]
        while let start = rest.firstIndex(of: wanted[0]) {
            rest = rest[start...]
            if rest.starts(with: wanted) { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}
