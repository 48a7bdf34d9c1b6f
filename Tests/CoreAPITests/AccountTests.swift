import CoreAPI
import Domain
import Storage
import Testing
import VirtualTime

/// What a host does with their own account.
@Suite struct AccountTests {
    private let email = EmailAddress(stored: "carol@example.com")
    private let here = IPAddress(v4: 0xCB00_7101)

    private func registered(in rehearsal: APIRehearsal) throws -> HostID {
        try rehearsal.register("Carol", email, "correct horse")
    }

    private func logIn(_ password: String, in rehearsal: APIRehearsal) throws -> String {
        try rehearsal.ask { [email, here] in
            try await $0.host.logIn(email: email, password: password, from: here)
        }
    }

    private func host(of session: String, in rehearsal: APIRehearsal) throws -> HostID {
        try rehearsal.ask { try await $0.host.authenticate(session) }
    }

    private func change(
        _ old: String,
        to new: String,
        of host: HostID,
        in rehearsal: APIRehearsal
    ) throws -> String {
        try rehearsal.ask { try await $0.host.changePassword(of: host, from: old, to: new) }
    }

    @Test func `a new password takes the old one's place and ends every other session`() throws {
        let rehearsal = try APIRehearsal()
        let carol = try registered(in: rehearsal)
        let (stolen, own) = (
            try logIn("correct horse", in: rehearsal), try logIn("correct horse", in: rehearsal)
        )
        let fresh = try change("correct horse", to: "battery staple", of: carol, in: rehearsal)
        for session in [stolen, own] {
            #expect(throws: SessionError.revoked) { try host(of: session, in: rehearsal) }
        }
        #expect(try host(of: fresh, in: rehearsal) == carol)
        #expect(throws: SessionError.wrongCredentials) { try logIn("correct horse", in: rehearsal) }
        rehearsal.run(for: .seconds(1))
        #expect(try host(of: logIn("battery staple", in: rehearsal), in: rehearsal) == carol)
        // It lasts as long as any other.
        rehearsal.run(for: .hours(13))
        #expect(throws: SessionError.expired) { try host(of: fresh, in: rehearsal) }
    }

    @Test func `a password is changed by whoever knows it, to one worth the name`() throws {
        let rehearsal = try APIRehearsal()
        let carol = try registered(in: rehearsal)
        #expect(throws: SessionError.wrongCredentials) {
            try change("wrong", to: "battery staple", of: carol, in: rehearsal)
        }
        #expect(throws: SessionError.weakPassword(.tooShort(least: 8))) {
            try change("correct horse", to: "short", of: carol, in: rehearsal)
        }
        #expect(throws: SessionError.weakPassword(.guessable)) {
            try change("correct horse", to: "carol@example.com", of: carol, in: rehearsal)
        }
        _ = try logIn("correct horse", in: rehearsal)
        // A stolen session guesses ten times in a quarter of an hour.
        for _ in 0..<7 {
            #expect(throws: SessionError.wrongCredentials) {
                try change("wrong", to: "battery staple", of: carol, in: rehearsal)
            }
        }
        #expect(throws: SessionError.tooManyAttempts) {
            try change("correct horse", to: "battery staple", of: carol, in: rehearsal)
        }
        rehearsal.run(for: .minutes(15))
        _ = try change("correct horse", to: "battery staple", of: carol, in: rehearsal)
    }

    @Test func `a deleted account leaves nothing of its events, and no session`() throws {
        let rehearsal = try APIRehearsal()
        let carol = try registered(in: rehearsal)
        let session = try logIn("correct horse", in: rehearsal)
        let draft = EventDraft(
            name: "Dinner",
            startsAt: APIRehearsal.start.advanced(by: .days(9)),
            venue: "Old Mill"
        )
        let event = try rehearsal.ask { try await $0.host.createEvent(draft, by: carol) }
        func delete(_ password: String) throws {
            try rehearsal.ask { try await $0.host.deleteAccount(carol, password: password) }
        }
        #expect(throws: SessionError.wrongCredentials) { try delete("wrong") }
        _ = try rehearsal.ask {
            try await $0.host.setStatus(of: event.id, to: .published, by: carol)
        }
        #expect(throws: AccountError.hasPublishedEvents(1)) { try delete("correct horse") }
        #expect(try host(of: session, in: rehearsal) == carol)
        _ = try rehearsal.ask { try await $0.host.setStatus(of: event.id, to: .closed, by: carol) }
        try delete("correct horse")
        #expect(try rehearsal.store.read { try $0.event(event.id) } == nil)
        #expect(try rehearsal.store.read { try $0.host(carol) } == nil)
        #expect(throws: SessionError.revoked) { try host(of: session, in: rehearsal) }
        #expect(throws: SessionError.wrongCredentials) { try logIn("correct horse", in: rehearsal) }
        // The address is free for another account.
        let again = try registered(in: rehearsal)
        #expect(again != carol)
    }
}
