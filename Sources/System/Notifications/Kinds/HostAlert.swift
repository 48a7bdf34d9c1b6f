import Domain

extension Draft {
    /// One mail for all alerts about one link within an hour; the digest counts them.
    static func alert(_ alert: FraudAlert) -> Draft {
        Draft(
            to: alert.hostID,
            about: alert.eventID,
            cause: "alert/\(alert.tokenID)/\(alert.group.hour)",
            .hostAlert(alert)
        )
    }
}

struct HostAlertWords: Words {
    let alert: FraudAlert

    var aboutGuest: GuestID? { alert.guestID }

    func sms(_ say: Phrases) -> String {
        """
        GuestGuard \(alert.wasReply ? "blocked" : "noticed") someone on \
        \(say.whose) link to \(say.event), risk \(alert.score.value)/100.
        """
    }

    func subject(_ say: Phrases) -> String {
        let what = alert.wasReply ? "Blocked" : "Noticed"
        return "\(what): someone on \(say.whose) link to \(say.event)"
    }

    func paragraphs(_ say: Phrases) -> String {
        let what =
            alert.wasReply
            ? """
            Someone tried to reply with \(say.whose) link to \(say.event), and we \
            don't think it was them. The attempt was blocked; its risk score was \
            \(alert.score.value) of 100.
            """
            : """
            Someone opened \(say.whose) link to \(say.event), and we don't think it \
            was them: the risk score was \(alert.score.value) of 100. They have not replied.
            """
        return [what, whoAndWhy, remedy].compactMap(\.self).joined(separator: "\n\n")
    }

    /// Who was there, and why it looked wrong.
    private var whoAndWhy: String? {
        guard let suspicion = alert.flag.suspicion else { return nil }
        let device = suspicion.device.isEmpty ? "an unknown device" : suspicion.device
        let place = suspicion.place.isEmpty ? "an unknown place" : suspicion.place
        var lines = "Who: on \(shortened(device, to: 120)), from \(shortened(place, to: 80))"
        if !suspicion.reasons.isEmpty {
            lines += "\nWhy: " + suspicion.reasons.joined(separator: "; ")
        }
        return lines
    }

    private var remedy: String {
        """
        The guest can still reply with a code sent to their phone. More about this link \
        within the hour comes in your digest.
        """
    }
}
