import Domain

extension Draft {
    /// A code: by text message; by e-mail where there is no phone or no way to it now, or where its guest
    /// has asked for that.
    ///
    /// - Returns: `nil` for a guest who can be reached nowhere.
    static func verification(
        _ required: VerificationRequired,
        to guest: Guest,
        smsIsUp: Bool
    ) -> Draft? {
        let isMailed = guest.email != nil && (!smsIsUp || required.channel == .email)
        let channel = isMailed ? .email : guest.preferredChannel
        return channel.map {
            Draft(
                recipient: .guest(guest.id),
                eventID: required.eventID,
                channel: $0,
                cause: "verification/\(required.challengeID)",
                content: .verification(
                    required.code,
                    of: required.challengeID,
                    expiresAt: required.expiresAt
                )
            )
        }
    }

    /// The same code by the guest's own e-mail, where a text message did not reach the phone.
    static func fallback(for send: NotificationSend, to guest: Guest) -> Draft? {
        guard case .verification(_, let challenge, _) = send.content, send.channel == .sms,
            guest.email != nil
        else { return nil }
        return Draft(
            recipient: send.recipient,
            eventID: send.eventID,
            channel: .email,
            cause: "verification/\(challenge)",
            content: send.content
        )
    }
}

struct VerificationWords: Words {
    let code: SecretCode
    let expiresAt: Instant

    func sms(_ say: Phrases) -> String {
        """
        \(code.unredacted) is your code for \(say.event). It works until \
        \(Phrases.timeOfDay(expiresAt)). Please don't share it.
        """
    }

    func subject(_ say: Phrases) -> String { "Your code for \(say.event)" }

    func paragraphs(_ say: Phrases) -> String {
        """
        \(code.unredacted) is your code for \(say.event). It works until \
        \(Phrases.timeOfDay(expiresAt)).

        Please don't share it: we will never ask you for it. If you did not try to reply \
        just now, you need not do anything.
        """
    }
}
