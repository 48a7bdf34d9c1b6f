/// Whoever invites: owns events, reads alerts.
package struct Host: Hashable, Sendable {
    package let id: HostID
    package var name: String
    package var email: EmailAddress

    package init(id: HostID, name: String, email: EmailAddress) {
        self.id = id
        self.name = name
        self.email = email
    }
}
