import Domain

/// A notification that ought to exist, before the store has said whether it already does.
struct Draft {
    var recipient: Notification.Recipient
    /// `nil` where it is about an account.
    var eventID: EventID?
    var channel: Notification.Channel
    /// What it is sent for: the same words each time the same thing is asked for.
    var cause: String
    /// Whose link it carries, where it carries one.
    var tokenID: TokenID?
    var content: NotificationSend.Content
}

extension Draft {
    /// A message to a host, who is reached by e-mail.
    init(
        to host: HostID,
        about event: EventID?,
        cause: String,
        _ content: NotificationSend.Content
    ) {
        self.init(
            recipient: .host(host),
            eventID: event,
            channel: .email,
            cause: cause,
            content: content
        )
    }
}

extension Guest {
    /// How a guest is reached: by text message where the phone is known, else by e-mail.
    var preferredChannel: Notification.Channel? {
        phone != nil ? .sms : email != nil ? .email : nil
    }

    /// How a guest is sent an invitation: the ways asked for that there are, or else the preferred one.
    func channels(of invitation: InvitationChannels) -> [Notification.Channel] {
        let asked: [Notification.Channel] =
            switch invitation {
            case .preferred: []
            case .sms: [.sms]
            case .email: [.email]
            case .both: [.sms, .email]
            }
        let possible = asked.filter { $0 == .sms ? phone != nil : email != nil }
        return possible.isEmpty ? preferredChannel.map { [$0] } ?? [] : possible
    }
}
