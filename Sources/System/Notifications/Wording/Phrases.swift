import Domain

/// The facts of a message as they stand in its text, each shortened to fit there.
struct Phrases {
    private let facts: MessageFacts
    private let nameLimit: Int
    private let eventLimit: Int

    /// - `names`, `events`: The most UTF-16 code units of a person's name, and of an event's or a
    ///   venue's.
    init(_ facts: MessageFacts, names nameLimit: Int, events eventLimit: Int) {
        self.facts = facts
        self.nameLimit = nameLimit
        self.eventLimit = eventLimit
    }

    /// What the recipient is called by, after what stands before it; empty where they have no name.
    func name(after before: String) -> String {
        let name = shortened(facts.recipientName, to: nameLimit)
        return name.isEmpty ? "" : before + name
    }

    var event: String { shortened(facts.eventName, to: eventLimit) }

    /// `Ann's`: whom a message to a host is about.
    var whose: String { shortened((facts.guestName ?? "a guest") + "'s", to: nameLimit) }

    /// `Sat 12 Jun`, UTC.
    var day: String {
        let time = CivilTime(facts.startsAt)
        return "\(Self.weekdays[time.weekday - 1]) \(time.day) \(Self.months[time.month - 1])"
    }

    /// Two lines.
    var whenAndWhere: String {
        """
        When: \(day) \(CivilTime(facts.startsAt).year) at \(Self.timeOfDay(facts.startsAt))
        Where: \(shortened(facts.venue, to: eventLimit))
        """
    }

    /// `18:05 UTC`.
    static func timeOfDay(_ instant: Instant) -> String {
        let time = CivilTime(instant)
        return "\(padded(time.hour)):\(padded(time.minute)) UTC"
    }

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

/// Text on one line and of limited length: control characters become spaces, and what is too long
/// ends in three dots (the ellipsis is not in the GSM alphabet).
///
/// - `limit`: In UTF-16 code units, which is what UCS-2 messages are billed by.
func shortened(_ text: String, to limit: Int) -> String {
    var text = text
    if text.unicodeScalars.contains(where: isControl) {
        var line = String.UnicodeScalarView()
        line.append(contentsOf: text.unicodeScalars.map { isControl($0) ? " " : $0 })
        text = String(line)
    }
    // UTF-8 is never shorter than UTF-16 and its length is known without counting.
    guard text.utf8.count > limit, text.utf16.count > limit else { return text }
    var cut = ""
    var length = 0
    for character in text {
        length += character.utf16.count
        guard length <= limit - 3 else { break }
        cut.append(character)
    }
    return cut + "..."
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    // C0, delete, C1, and Unicode's own line and paragraph separators.
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        || (0x2028...0x2029).contains(scalar.value)
}
