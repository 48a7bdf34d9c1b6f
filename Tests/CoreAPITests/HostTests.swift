import CoreAPI
import Domain
import Runtime
import Storage
import Testing
import Tokens
import VirtualTime

@Suite struct HostTests {
    private static let email = EmailAddress(stored: "carol@mail.example")

    private func registered(in rehearsal: APIRehearsal) throws -> HostID {
        try rehearsal.ask {
            try await $0.register(name: "Carol", email: Self.email, password: "correct horse").id
        }
    }

    private func logIn(_ password: String, in rehearsal: APIRehearsal) throws -> String {
        try rehearsal.ask { try await $0.logIn(email: Self.email, password: password) }
    }

    private func host(of session: String, in rehearsal: APIRehearsal) throws -> HostID {
        try rehearsal.ask { try await $0.authenticate(session) }
    }

    @Test func `a host who registers can log in, and the session is theirs`() throws {
        let rehearsal = try APIRehearsal()
        let carol = try registered(in: rehearsal)
        let session = try logIn("correct horse", in: rehearsal)
        #expect(try host(of: session, in: rehearsal) == carol)
    }

    @Test func `the password is stored as a salted hash`() throws {
        let rehearsal = try APIRehearsal()
        _ = try registered(in: rehearsal)
        try rehearsal.ask {
            let other = EmailAddress(stored: "dan@mail.example")
            _ = try await $0.register(name: "Dan", email: other, password: "correct horse")
        }
        let hashes = try ["carol", "dan"].map { name in
            try rehearsal.store.step {
                try $0.host(email: EmailAddress(stored: "\(name)@mail.example"))?.passwordHash
            }
        }
        #expect(hashes.allSatisfy { $0?.hasPrefix("pbkdf2-sha256$1$") == true })
        #expect(hashes[0] != hashes[1])
    }

    @Test func `an address registers once`() throws {
        let rehearsal = try APIRehearsal()
        _ = try registered(in: rehearsal)
        #expect(throws: SessionError.emailTaken) { try registered(in: rehearsal) }
        #expect(try !logIn("correct horse", in: rehearsal).isEmpty)
    }

    @Test(arguments: ["", "correct hors", "correct horse ", "Correct horse"])
    func `a wrong password opens no session`(password: String) throws {
        let rehearsal = try APIRehearsal()
        _ = try registered(in: rehearsal)
        #expect(throws: SessionError.wrongCredentials) { try logIn(password, in: rehearsal) }
    }

    @Test func `an unknown address is refused in the same words`() throws {
        let rehearsal = try APIRehearsal()
        #expect(throws: SessionError.wrongCredentials) { try logIn("", in: rehearsal) }
        #expect(throws: SessionError.wrongCredentials) { try logIn("x", in: rehearsal) }
    }

    @Test func `a host without a password cannot log in, not even with none`() throws {
        let rehearsal = try APIRehearsal()
        #expect(throws: SessionError.wrongCredentials) {
            try rehearsal.ask {
                try await $0.logIn(email: EmailAddress(stored: "ann@mail.example"), password: "")
            }
        }
    }

    @Test func `a session ends after twelve hours, at that very instant`() throws {
        let rehearsal = try APIRehearsal()
        let carol = try registered(in: rehearsal)
        let session = try logIn("correct horse", in: rehearsal)
        rehearsal.run(for: .hours(12) - .microseconds(1))
        #expect(try host(of: session, in: rehearsal) == carol)
        rehearsal.run(for: .microseconds(1))
        #expect(throws: SessionError.expired) { try host(of: session, in: rehearsal) }
    }

    @Test func `logging out ends one session and no other`() throws {
        let rehearsal = try APIRehearsal()
        let carol = try registered(in: rehearsal)
        let session = try logIn("correct horse", in: rehearsal)
        let other = try logIn("correct horse", in: rehearsal)
        #expect(session != other)
        for _ in 0..<2 {
            try rehearsal.ask { try await $0.logOut(session) }
            #expect(throws: SessionError.revoked) { try host(of: session, in: rehearsal) }
        }
        #expect(try host(of: other, in: rehearsal) == carol)
        rehearsal.run(for: .hours(13))
        try rehearsal.ask { try await $0.logOut(other) }
    }

    @Test func `a session that we did not sign is no session`() throws {
        let rehearsal = try APIRehearsal()
        let carol = try registered(in: rehearsal)
        let signer = SessionSigner(secret: APIRehearsal.secrets.tokens)
        let forged = signer.issue(
            HostSession(
                host: carol,
                id: "1",
                issuedAt: APIRehearsal.start.seconds,
                expiresAt: APIRehearsal.start.advanced(by: .hours(1)).seconds
            )
        )
        let link = try rehearsal.invited().text
        for text in [forged, link, String(link.dropFirst(3)), "", "a.b.c"] {
            #expect(throws: SessionError.forged) { try host(of: text, in: rehearsal) }
            #expect(throws: SessionError.forged) {
                try rehearsal.ask { try await $0.logOut(text) }
            }
        }
    }

    @Test func `dashboards are counted while they are open`() throws {
        let rehearsal = try APIRehearsal()
        let (host, other) = (rehearsal.host, rehearsal.otherHost)
        let counts = try rehearsal.ask { api in
            await api.connectDashboard(1, of: host)
            await api.connectDashboard(2, of: host)
            await api.connectDashboard(2, of: host)
            await api.connectDashboard(3, of: other)
            await api.disconnectDashboard(1, of: host)
            await api.disconnectDashboard(9, of: host)
            return [await api.dashboards(of: host), await api.dashboards(of: other)]
        }
        #expect(counts == [1, 1])
        rehearsal.run(for: .hours(12))
        #expect(try rehearsal.ask { await $0.dashboards(of: host) } == 0)
    }
}
