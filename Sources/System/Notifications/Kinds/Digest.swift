import Domain

extension Draft {
    /// What a window's alerts come to.
    ///
    /// - `windowStart`: Of the window at whose end the digest is written.
    static func digest(
        _ digest: PendingDigest,
        to host: HostID,
        windowStart: Instant
    ) -> Draft {
        Draft(
            to: host,
            about: digest.latestEvent,
            cause: "digest/\(host)/\(windowStart.seconds)",
            .digest(alerts: digest.alerts, since: digest.since)
        )
    }
}

/// A host's alerts since the last digest, counted.
struct PendingDigest {
    var alerts = 0
    var since: Instant
    var latestEvent: EventID
}

struct DigestWords: Words {
    let alerts: Int
    let since: Instant

    func sms(_ say: Phrases) -> String {
        "GuestGuard: \(counted) since \(Phrases.timeOfDay(since)), latest at \(say.event)."
    }

    func subject(_ say: Phrases) -> String { "\(counted) at your events" }

    func paragraphs(_ say: Phrases) -> String {
        """
        \(counted) since \(Phrases.timeOfDay(since)), the latest at \(say.event).

        Your dashboard shows each of them and why. There is nothing you need to do.
        """
    }

    private var counted: String { alerts == 1 ? "1 alert" : "\(alerts) alerts" }
}
