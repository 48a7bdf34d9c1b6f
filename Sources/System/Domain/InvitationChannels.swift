/// Which way a host has invitations and reminders sent.
package enum InvitationChannels: String, Sendable, CaseIterable, Codable {
    /// By text message to guests whose phone is known, by e-mail to the others.
    case preferred
    case sms, email, both
}
