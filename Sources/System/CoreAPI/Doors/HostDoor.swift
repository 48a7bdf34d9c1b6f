import Domain

/// All that a host asks of the site, by their browser or a program of theirs.
///
/// A request names its host by id: whoever lets requests in must have authenticated the session first.
package protocol HostDoor: Sendable {
    // MARK: Accounts and sessions

    func register(
        name: String,
        email: EmailAddress,
        password: String,
        from address: IPAddress
    ) async throws -> AccountRequestID
    func confirmRegistration(_ id: AccountRequestID, code: String) async throws -> Host
    func requestPasswordReset(
        of email: EmailAddress,
        from address: IPAddress
    ) async throws -> AccountRequestID
    func resetPassword(_ id: AccountRequestID, code: String, to new: String) async throws
    func logIn(
        email: EmailAddress,
        password: String,
        from address: IPAddress
    ) async throws -> String
    func authenticate(_ session: String) async throws -> HostID
    func logOut(_ session: String) async throws
    func changePassword(of id: HostID, from old: String, to new: String) async throws -> String
    func deleteAccount(_ id: HostID, password: String) async throws

    // MARK: Events

    func createEvent(_ draft: EventDraft, by host: HostID) async throws -> Event
    func updateEvent(_ id: EventID, to draft: EventDraft, by host: HostID) async throws -> Event
    func deleteEvent(_ id: EventID, by host: HostID) async throws
    func events(of host: HostID) async throws -> [Event]
    @discardableResult
    func setStatus(
        of id: EventID,
        to status: Event.Status,
        by host: HostID
    ) async throws -> Event
    func statistics(of id: EventID, for host: HostID) async throws -> EventStatistics
    func flags(of id: EventID, for host: HostID) async throws -> [FlaggedGuest]
    func repliesToReview(of id: EventID, for host: HostID) async throws -> [ReplyToReview]
    @discardableResult
    func review(_ verdict: ReplyReview, of guest: GuestID, by host: HostID) async throws -> Bool

    // MARK: Guests

    func addGuest(_ draft: GuestDraft, to event: EventID, by host: HostID) async throws -> Guest
    func addGuests(
        _ drafts: [GuestDraft],
        to id: EventID,
        by host: HostID
    ) async throws -> AddedGuests
    func guests(of id: EventID, by host: HostID) async throws -> [Guest]
    func updateGuest(_ guest: Guest, by host: HostID) async throws
    func removeGuest(_ id: GuestID, from event: EventID, by host: HostID) async throws
    func importGuests(
        csv: String,
        to event: EventID,
        by host: HostID
    ) async throws -> ImportedGuests
    func exportGuests(of id: EventID, by host: HostID) async throws -> String

    // MARK: Invitations

    func sendInvitations(
        for id: EventID,
        by host: HostID,
        to chosen: Set<GuestID>?,
        over channels: InvitationChannels
    ) async throws -> Int
    func sendReminders(
        for id: EventID,
        by host: HostID,
        to chosen: Set<GuestID>?,
        over channels: InvitationChannels
    ) async throws -> Int
    func invitationProgress(of id: EventID, by host: HostID) async throws -> InvitationProgress
    func revokeInvitation(of guest: GuestID, by host: HostID) async throws
    func reissueInvitation(
        to guest: GuestID,
        by host: HostID,
        over channels: InvitationChannels
    ) async throws
    @discardableResult
    func clearFlag(of guest: GuestID, by host: HostID) async throws -> Bool
}

extension HostAPI: HostDoor {}

extension HostDoor {
    /// To all who have no link yet, the preferred way.
    package func sendInvitations(for id: EventID, by host: HostID) async throws -> Int {
        try await sendInvitations(for: id, by: host, to: nil, over: .preferred)
    }

    /// To all who have not answered, the preferred way.
    package func sendReminders(for id: EventID, by host: HostID) async throws -> Int {
        try await sendReminders(for: id, by: host, to: nil, over: .preferred)
    }

    /// The preferred way.
    package func reissueInvitation(to guest: GuestID, by host: HostID) async throws {
        try await reissueInvitation(to: guest, by: host, over: .preferred)
    }
}

/// A guest on whose link a flag lies, and what was seen.
package struct FlaggedGuest: Sendable {
    package let guest: GuestID
    package let flag: LinkFlag
}

/// What became of drafts that were added together.
package struct AddedGuests: Sendable {
    /// A draft that was not added, counted from nought.
    package struct Refusal: Sendable {
        package let index: Int
        package let problem: GuestProblem
    }

    package let added: [Guest]
    package let problems: [Refusal]
}

/// What became of a guest list that was read from a file.
package struct ImportedGuests: Sendable {
    package let added: [Guest]
    package let problems: [GuestList.LineProblem]
}
