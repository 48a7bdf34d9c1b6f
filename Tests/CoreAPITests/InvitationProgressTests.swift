import CoreAPI
import Domain
import Storage
import Testing
import VirtualTime

@Suite struct InvitationProgressTests {
    /// What the worker has done about a link, as the store has it.
    private func note(
        _ status: Notification.Status,
        _ kind: Notification.Kind = .invitation,
        for guest: Guest,
        in rehearsal: APIRehearsal
    ) throws {
        let token = try #require(try rehearsal.token(of: guest))
        try rehearsal.store.step { step in
            var row = Notification(
                id: NotificationID(high: 7, low: guest.id.low &* 31 &+ token.id.low),
                recipient: .guest(guest.id),
                eventID: guest.eventID,
                channel: .email,
                kind: kind,
                cause: "\(kind.rawValue)/\(token.id)",
                createdAt: rehearsal.runtime.now
            )
            row.status = status
            let isNew = try step.insertNotification(row)
            #expect(isNew)
        }
    }

    private func progress(of event: Event, in rehearsal: APIRehearsal) throws -> InvitationProgress
    {
        let host = rehearsal.host
        return try rehearsal.ask {
            try await $0.host.invitationProgress(of: event.id, by: host)
        }
    }

    @Test func `invitations are counted by their state, reminders are not`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event()
        let states: [Notification.Status] = [.queued, .sent, .sent, .delivered, .failed, .bounced]
        for state in states {
            let guest = try rehearsal.invited(to: event).guest
            try note(state, for: guest, in: rehearsal)
        }
        try note(.sent, .reminder, for: try rehearsal.invited(to: event).guest, in: rehearsal)
        // Another event's are its own.
        let other = try rehearsal.invited(to: try rehearsal.event("Dinner"))
        try note(.delivered, for: other.guest, in: rehearsal)
        #expect(
            try progress(of: event, in: rehearsal)
                == InvitationProgress(queued: 1, sent: 2, delivered: 1, failed: 2)
        )
        #expect(try progress(of: other.event, in: rehearsal) == InvitationProgress(delivered: 1))
    }

    @Test func `a guest with a new link counts once`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        try note(.bounced, for: invited.guest, in: rehearsal)
        _ = try rehearsal.reissue(to: invited.guest)
        #expect(try progress(of: invited.event, in: rehearsal) == InvitationProgress())
        try note(.sent, for: invited.guest, in: rehearsal)
        #expect(try progress(of: invited.event, in: rehearsal) == InvitationProgress(sent: 1))
    }

    @Test func `nobody sees how another host's invitations get on`() throws {
        let rehearsal = try APIRehearsal()
        let (event, other) = (try rehearsal.event(), rehearsal.otherHost)
        #expect(throws: HostRequestError.notYourEvent) {
            try rehearsal.ask { try await $0.host.invitationProgress(of: event.id, by: other) }
        }
    }
}
