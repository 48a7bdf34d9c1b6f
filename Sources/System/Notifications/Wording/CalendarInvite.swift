import Domain

/// An event as a calendar file (RFC 5545), to be attached to a confirmation.
///
/// `METHOD:PUBLISH` (RFC 5546): the guest has answered already, so there is nothing to reply to.
/// The event's end is not known and not made up.
package struct CalendarInvite: Hashable, Sendable {
    package var eventID: EventID
    package var guestID: GuestID
    package var name: String
    package var venue: String
    package var startsAt: Instant
    /// When the invite was written; later versions of one invite carry later stamps.
    package var stampedAt: Instant

    package init(
        eventID: EventID,
        guestID: GuestID,
        name: String,
        venue: String,
        startsAt: Instant,
        stampedAt: Instant
    ) {
        self.eventID = eventID
        self.guestID = guestID
        self.name = name
        self.venue = venue
        self.startsAt = startsAt
        self.stampedAt = stampedAt
    }

    /// The file's text: CRLF after every line, lines folded at 75 octets.
    package var text: String {
        var file = ""
        file.reserveCapacity(512)
        func line(_ content: String) { Self.appendFolded(content, to: &file) }
        line("BEGIN:VCALENDAR")
        line("VERSION:2.0")
        line("PRODID:-//GuestGuard//RSVP//EN")
        line("METHOD:PUBLISH")
        line("BEGIN:VEVENT")
        line("UID:\(eventID)-\(guestID)@guestguard.app")
        line("DTSTAMP:\(Self.utc(stampedAt))")
        line("DTSTART:\(Self.utc(startsAt))")
        line("ORGANIZER;CN=GuestGuard:mailto:events@guestguard.app")
        line("SUMMARY:\(Self.escaped(name))")
        line("LOCATION:\(Self.escaped(venue))")
        line("STATUS:CONFIRMED")
        line("END:VEVENT")
        line("END:VCALENDAR")
        return file
    }

    /// A value of type TEXT (section 3.3.11); control characters other than line ends are dropped.
    static func escaped(_ text: String) -> String {
        var result = ""
        // By scalars: as a Character, a CRLF would be one element and neither half of it.
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ";", ",":
                result += "\\"
                result.unicodeScalars.append(scalar)
            case "\n" where previous == "\r": break
            case "\n", "\r": result += "\\n"
            case "\u{0}"..."\u{1F}", "\u{7F}": break
            default: result.unicodeScalars.append(scalar)
            }
            previous = scalar
        }
        return result
    }

    /// Appends one content line, folded so that no line is longer than 75 octets without its CRLF
    /// (section 3.1); a character's octets stay together.
    private static func appendFolded(_ content: String, to file: inout String) {
        guard content.utf8.count > 75 else {
            file += content
            file += "\r\n"
            return
        }
        var octets = 0
        for scalar in content.unicodeScalars {
            let width = scalar.utf8.count
            if octets + width > 75 {
                file += "\r\n "
                octets = 1
            }
            file.unicodeScalars.append(scalar)
            octets += width
        }
        file += "\r\n"
    }

    /// `20270612T180000Z`.
    private static func utc(_ instant: Instant) -> String {
        let time = CivilTime(instant)
        return padded(time.year, 4) + padded(time.month) + padded(time.day) + "T"
            + padded(time.hour) + padded(time.minute) + padded(time.second) + "Z"
    }
}

/// A number with leading zeros.
func padded(_ number: Int, _ digits: Int = 2) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}
