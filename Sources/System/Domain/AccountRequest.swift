/// Somebody wants an account, or a new password for theirs, and has to show that they read its mail.
package struct AccountRequest: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable, Codable {
        case registration
        case passwordReset = "password_reset"
    }

    package let id: AccountRequestID
    package let kind: Kind
    package let email: EmailAddress
    /// Who the account is, or would be; `nil` where nothing can come of it, which nobody is told.
    package let hostID: HostID?
    /// Of a registration: what they are called, and the password in its stored form.
    package let name: String
    package let passwordHash: String?
    /// What `OneTimeCode.hash` made of the code; `nil` where none was sent.
    package let codeHash: String?
    /// Wrong codes so far.
    package var tries: Int
    package let expiresAt: Instant

    package init(
        id: AccountRequestID,
        kind: Kind,
        email: EmailAddress,
        hostID: HostID?,
        name: String = "",
        passwordHash: String? = nil,
        codeHash: String?,
        tries: Int = 0,
        expiresAt: Instant
    ) {
        self.id = id
        self.kind = kind
        self.email = email
        self.hostID = hostID
        self.name = name
        self.passwordHash = passwordHash
        self.codeHash = codeHash
        self.tries = tries
        self.expiresAt = expiresAt
    }
}

/// A mail to whoever owns an address, about an account.
package struct AccountMail: Sendable, Codable {
    package enum Content: Sendable, Codable {
        /// Proves to a registration that its address is read.
        case confirmation(SecretCode)
        /// Somebody wants to register with an address that has an account.
        case addressTaken
        /// Lets a new password be set.
        case reset(SecretCode)
    }

    package let requestID: AccountRequestID
    /// Who has the account, or is to have it.
    package let hostID: HostID
    package let content: Content
    package let expiresAt: Instant

    package init(
        requestID: AccountRequestID,
        hostID: HostID,
        content: Content,
        expiresAt: Instant
    ) {
        self.requestID = requestID
        self.hostID = hostID
        self.content = content
        self.expiresAt = expiresAt
    }
}
