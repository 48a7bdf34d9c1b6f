import Domain

/// A notification that ought to exist, before the store has said whether it already does.
struct Draft {
    var recipient: Notification.Recipient
    var eventID: EventID
    var channel: Notification.Channel
    var kind: Notification.Kind
    /// What it is sent for: the same words each time the same thing is asked for.
    var cause: String
    /// Whose link it carries, where it carries one.
    var tokenID: TokenID?
    var content: NotificationSend.Content
}

extension Draft {
    /// An invitation or reminder: by text message where the phone is known, else by e-mail.
    ///
    /// A token has one invitation. It has one reminder for each day (UTC) on which the host asked
    /// for one: the message tells a day, not a number.
    static func invitation(
        _ send: InvitationSend,
        to guest: Guest,
        askedAt: Instant
    ) -> [Draft] {
        let isReminder = send.kind == .reminder
        let day = askedAt.seconds.quotientRoundedDown(by: 86_400)
        return guest.preferredChannel.map {
            [
                Draft(
                    recipient: .guest(guest.id),
                    eventID: send.eventID,
                    channel: $0,
                    kind: isReminder ? .reminder : .invitation,
                    cause: isReminder
                        ? "reminder/\(send.tokenID)/\(day)" : "invitation/\(send.tokenID)",
                    tokenID: send.tokenID,
                    content: isReminder ? .reminder(send.link) : .invitation(send.link)
                )
            ]
        } ?? []
    }

    /// A code: by text message; by e-mail where there is no phone, or no way to it now.
    ///
    /// - Returns: `nil` for a guest who can be reached nowhere.
    static func verification(
        _ required: VerificationRequired,
        to guest: Guest,
        smsIsUp: Bool
    ) -> Draft? {
        let channel =
            !smsIsUp && guest.email != nil ? .email : guest.preferredChannel
        return channel.map {
            Draft(
                recipient: .guest(guest.id),
                eventID: required.eventID,
                channel: $0,
                kind: .verification,
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
            kind: .verification,
            cause: "verification/\(challenge)",
            content: send.content
        )
    }

    /// A confirmation: on every channel there is, since the e-mail carries the calendar entry.
    static func confirmation(_ rsvp: RSVP, to guest: Guest) -> [Draft] {
        let channels: [Notification.Channel] =
            (guest.phone == nil ? [] : [.sms]) + (guest.email == nil ? [] : [.email])
        return channels.map {
            Draft(
                recipient: .guest(guest.id),
                eventID: rsvp.eventID,
                channel: $0,
                kind: .confirmation,
                cause: "confirmation/\(rsvp.id)",
                content: .confirmation(rsvp.reply)
            )
        }
    }

    /// One mail for all alerts about one link within an hour; the digest counts them.
    static func alert(_ alert: FraudAlert) -> Draft {
        Draft(
            recipient: .host(alert.hostID),
            eventID: alert.eventID,
            channel: .email,
            kind: .hostAlert,
            cause: "alert/\(alert.tokenID)/\(alert.group.hour)",
            content: .hostAlert(alert)
        )
    }

    /// Codes are spent: one message for a link, one an hour for a phone number or an event.
    static func codesSpent(_ spent: CodesSpent) -> Draft {
        let hour = spent.at.seconds.quotientRoundedDown(by: 3_600)
        let cause =
            switch spent.scope {
            case .token: "codes-spent/token/\(spent.tokenID)"
            case .phone: "codes-spent/phone/\(spent.guestID)/\(hour)"
            case .event: "codes-spent/event/\(spent.eventID)/\(hour)"
            }
        return Draft(
            recipient: .host(spent.hostID),
            eventID: spent.eventID,
            channel: .email,
            kind: .codesSpent,
            cause: cause,
            content: .codesSpent(spent)
        )
    }

    static func replyDisputed(_ disputed: ReplyDisputed) -> Draft {
        Draft(
            recipient: .host(disputed.hostID),
            eventID: disputed.eventID,
            channel: .email,
            kind: .replyDisputed,
            cause: "reply-disputed/\(disputed.rsvpID)",
            content: .replyDisputed(disputed)
        )
    }

    /// - `windowStart`: Of the window at whose end the digest is written.
    static func digest(
        _ digest: PendingDigest,
        to host: HostID,
        windowStart: Instant
    ) -> Draft {
        Draft(
            recipient: .host(host),
            eventID: digest.latestEvent,
            channel: .email,
            kind: .digest,
            cause: "digest/\(host)/\(windowStart.seconds)",
            content: .digest(alerts: digest.alerts, since: digest.since)
        )
    }
}

/// A host's alerts since the last digest, counted.
struct PendingDigest {
    var alerts = 0
    var since: Instant
    var latestEvent: EventID
}

extension Guest {
    fileprivate var preferredChannel: Notification.Channel? {
        phone != nil ? .sms : email != nil ? .email : nil
    }
}
