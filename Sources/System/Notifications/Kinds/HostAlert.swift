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
        GuestGuard \(whatHappened.lowercased()) someone on \
        \(say.whose) link to \(say.event), risk \(alert.score.value)/100.
        """
    }

    private var whatHappened: String {
        if alert.wasRecorded { return "Let in" }
        return alert.wasReply ? "Blocked" : "Noticed"
    }

    func subject(_ say: Phrases) -> String {
        "\(whatHappened): someone on \(say.whose) link to \(say.event)"
    }

    func paragraphs(_ say: Phrases) -> String {
        let what =
            alert.wasRecorded
            ? """
            Someone has replied with \(say.whose) link to \(say.event) while we could not check \
            them, and now we don't think it was them: the risk score was \(alert.score.value) of 100. \
            The reply counts for now.
            """
            : alert.wasReply
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
        alert.wasRecorded
            ? """
            Please look at your list of replies to review: you can let this one stand, or undo it, and \
            the guest gets a new link. More about this link within the hour comes in your digest.
            """
            : """
            The guest can still reply with a code sent to their phone. More about this link \
            within the hour comes in your digest.
            """
    }
}
