import CoreAPI
import Domain
import Runtime
import Storage
import Synchronization
import Testing
import Tokens
import VirtualTime

@Suite struct HostTests {
    private static let email = EmailAddress(stored: "carol@mail.example")

    private func registered(in rehearsal: APIRehearsal) throws -> HostID {
        try rehearsal.register("Carol", Self.email, "correct horse")
    }

    private func logIn(_ password: String, in rehearsal: APIRehearsal) throws -> String {
        try rehearsal.ask {
            try await $0.host.logIn(
                email: Self.email,
                password: password,
                from: APIRehearsal.visit.address
            )
        }
    }

    private func host(of session: String, in rehearsal: APIRehearsal) throws -> HostID {
        try rehearsal.ask { try await $0.host.authenticate(session) }
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
        let other = EmailAddress(stored: "dan@mail.example")
        _ = try rehearsal.register("Dan", other, "correct horse")
        let hashes = try ["carol", "dan"].map { name in
            try rehearsal.store.step {
                try $0.host(email: EmailAddress(stored: "\(name)@mail.example"))?.passwordHash
            }
        }
        #expect(hashes.allSatisfy { $0?.hasPrefix("pbkdf2-sha256$1$") == true })
        #expect(hashes[0] != hashes[1])
    }

    /// A pool with one worker, whose hash takes as long as it does live.
    private final class SlowPool: Workplace {
        private let runtime: VirtualRuntime
        private let worker: WorkerPool

        init(_ runtime: VirtualRuntime) {
            self.runtime = runtime
            worker = WorkerPool(count: 1, on: runtime)
        }

        func enter() async throws {
            try await worker.acquire()
            try await runtime.sleep(for: .milliseconds(270))
        }

        func leave() { worker.release() }
    }

    @Test func `passwords are hashed apart: log-ins wait for each other, and no reply for them`()
        throws
    {
        let rehearsal = try APIRehearsal(passwords: { ModelledPasswordPool(SlowPool($0)) })
        _ = try rehearsal.register("Carol", Self.email, "right enough")
        let invited = try rehearsal.invited()
        let ended = Mutex<[Duration]>([])
        let start = rehearsal.runtime.now
        for _ in 0..<8 {
            rehearsal.runtime.spawn("log in") {
                [api = rehearsal.api, runtime = rehearsal.runtime] in
                _ = try await api.host.logIn(
                    email: Self.email,
                    password: "right enough",
                    from: APIRehearsal.visit.address
                )
                ended.withLock { $0.append(runtime.now - start) }
            }
        }
        rehearsal.run(for: .milliseconds(1))
        rehearsal.check.answerTime = .zero
        let submission = try rehearsal.ask { [text = invited.text] api in
            let access = try await api.guest.open(text, from: APIRehearsal.visit).accessID
            return try await api.guest.submit(
                Reply(response: .attending),
                with: text,
                as: access,
                from: APIRehearsal.visit
            )
        }
        // Recorded in no time at all, while the log-ins wait.
        #expect(submission.inShort == "recorded")
        #expect(ended.withLock { $0 }.isEmpty)
        rehearsal.run(for: .seconds(5))
        #expect(ended.withLock { $0 } == (1...8).map { .milliseconds(270 * $0) })
    }

    @Test func `an account and an address may try so often within a quarter of an hour`() throws {
        let rehearsal = try APIRehearsal()
        _ = try registered(in: rehearsal)
        for _ in 0..<10 {
            #expect(throws: SessionError.wrongCredentials) { try logIn("x", in: rehearsal) }
        }
        // Not even the right one: whoever guesses learns nothing.
        #expect(throws: SessionError.tooManyAttempts) { try logIn("correct horse", in: rehearsal) }
        for number in 0..<19 {
            #expect(throws: SessionError.wrongCredentials) {
                try rehearsal.ask {
                    try await $0.host.logIn(
                        email: EmailAddress(stored: "\(number)@mail.example"),
                        password: "x",
                        from: APIRehearsal.visit.address
                    )
                }
            }
        }
        #expect(throws: SessionError.tooManyAttempts) {
            try rehearsal.ask {
                try await $0.host.logIn(
                    email: EmailAddress(stored: "ann@mail.example"),
                    password: "x",
                    from: APIRehearsal.visit.address
                )
            }
        }
        rehearsal.run(for: .minutes(15))
        #expect(try !logIn("correct horse", in: rehearsal).isEmpty)
    }

    @Test func `a stranger's wrong passwords do not lock the host out`() throws {
        let rehearsal = try APIRehearsal()
        _ = try registered(in: rehearsal)
        #expect(try !logIn("correct horse", in: rehearsal).isEmpty)
        func tryFrom(_ address: IPAddress) -> SessionError? {
            do {
                _ = try rehearsal.ask {
                    try await $0.host.logIn(email: Self.email, password: "x", from: address)
                }
                return nil
            } catch { return error as? SessionError }
        }
        let stranger = IPAddress(v4: 0xCB00_7109)
        #expect((0..<10).allSatisfy { _ in tryFrom(stranger) == .wrongCredentials })
        #expect(tryFrom(stranger) == .tooManyAttempts)
        #expect(try !logIn("correct horse", in: rehearsal).isEmpty)
        // However many networks try, all of them together have a hundred tries, of which the host's first
        // and the stranger's eleven are spent.
        let wrong = (0..<200 as Range<UInt32>).count {
            tryFrom(IPAddress(v4: 0xC633_6400 + $0)) == .wrongCredentials
        }
        #expect(wrong == 88)
        #expect(try !logIn("correct horse", in: rehearsal).isEmpty)
        rehearsal.run(for: .minutes(15))
        #expect(tryFrom(stranger) == .wrongCredentials)
    }

    @Test func `a whole IPv6 site has a hundred tries, whatever the accounts`() throws {
        let rehearsal = try APIRehearsal()
        let wrong = (0..<300 as Range<UInt64>).count { number in
            do {
                _ = try rehearsal.ask {
                    try await $0.host.logIn(
                        email: EmailAddress(stored: "\(number)@mail.example"),
                        password: "x",
                        from: IPAddress(v6High: 0x2001_0DB8_0007_0000 | number, low: 1)
                    )
                }
            } catch { return error as? SessionError == .wrongCredentials }
            return false
        }
        #expect(wrong == 100)
    }

    @Test(arguments: [
        ("", WeakPassword.tooShort(least: 8)), ("1234567", .tooShort(least: 8)),
        ("12345678", .guessable), ("qwertyuiop", .guessable), ("Password1!", .guessable),
        ("aaaaaaaaaa", .guessable), ("carol@mail.example", .guessable),
        (String(repeating: "long", count: 65), .tooLong(most: 256)),
    ])
    func `a password that others would try is none`(
        password: String,
        weakness: WeakPassword
    ) throws {
        let rehearsal = try APIRehearsal()
        #expect(throws: SessionError.weakPassword(weakness)) {
            try rehearsal.register("Carol", Self.email, password)
        }
        #expect(rehearsal.outlet.accountMails.isEmpty)
        #expect(try rehearsal.store.read { try $0.host(email: Self.email) } == nil)
    }

    @Test func `log-ins of a line count together, of IPv6 by its 64 bits`() throws {
        func tries(_ address: (UInt64) -> IPAddress) throws -> [Bool] {
            let rehearsal = try APIRehearsal()
            return try (0..<31 as Range<UInt64>).map { number in
                do {
                    _ = try rehearsal.ask { [address = address(number)] in
                        try await $0.host.logIn(
                            email: EmailAddress(stored: "\(number)@mail.example"),
                            password: "x",
                            from: address
                        )
                    }
                } catch SessionError.wrongCredentials {
                    return true
                } catch SessionError.tooManyAttempts {
                    return false
                }
                return false
            }
        }
        let thirty = [Bool](repeating: true, count: 30)
        // A device changes the lower half of its address as often as it likes.
        #expect(try tries { IPAddress(v6High: 0x2001_0DB8_0007_0001, low: $0) } == thirty + [false])
        // Neighbours are others.
        #expect(
            try tries { IPAddress(v6High: 0x2001_0DB8_0007_0000 | $0, low: 1) } == thirty + [true]
        )
        #expect(try tries { IPAddress(v4: 0xCB00_7100 + UInt32($0)) } == thirty + [true])
    }

    @Test func `a second log-out leaves the first as it is`() throws {
        let rehearsal = try APIRehearsal()
        _ = try registered(in: rehearsal)
        let sessions = try (0..<3).map { _ in try logIn("correct horse", in: rehearsal) }
        for ended in 0..<3 {
            try rehearsal.ask { try await $0.host.logOut(sessions[ended]) }
            rehearsal.run(for: .hours(1))
            for session in sessions[...ended] {
                #expect(throws: SessionError.revoked) { try host(of: session, in: rehearsal) }
            }
        }
        #expect(try rehearsal.store.read { try $0.revokedSessions() } == 3)
    }

    @Test func `an account's second quarter of an hour is as long as its first`() throws {
        let rehearsal = try APIRehearsal()
        _ = try registered(in: rehearsal)
        for _ in 0..<3 {
            for _ in 0..<10 {
                #expect(throws: SessionError.wrongCredentials) { try logIn("x", in: rehearsal) }
            }
            #expect(throws: SessionError.tooManyAttempts) { try logIn("x", in: rehearsal) }
            rehearsal.run(for: .minutes(14))
            #expect(throws: SessionError.tooManyAttempts) { try logIn("x", in: rehearsal) }
            rehearsal.run(for: .minutes(1))
        }
    }

    @Test func `revoked sessions are forgotten once they have ended`() throws {
        let rehearsal = try APIRehearsal()
        _ = try registered(in: rehearsal)
        let first = try logIn("correct horse", in: rehearsal)
        try rehearsal.ask { try await $0.host.logOut(first) }
        rehearsal.run(for: .hours(12))
        let second = try logIn("correct horse", in: rehearsal)
        try rehearsal.ask { try await $0.host.logOut(second) }
        #expect(try rehearsal.store.read { try $0.revokedSessions() } == 1)
        #expect(throws: SessionError.expired) { try host(of: first, in: rehearsal) }
        #expect(throws: SessionError.revoked) { try host(of: second, in: rehearsal) }
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
                try await $0.host.logIn(
                    email: EmailAddress(stored: "ann@mail.example"),
                    password: "",
                    from: APIRehearsal.visit.address
                )
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
            try rehearsal.ask { try await $0.host.logOut(session) }
            #expect(throws: SessionError.revoked) { try host(of: session, in: rehearsal) }
        }
        #expect(try host(of: other, in: rehearsal) == carol)
        rehearsal.run(for: .hours(13))
        try rehearsal.ask { try await $0.host.logOut(other) }
    }

    @Test func `a session that we did not sign is no session`() throws {
        let rehearsal = try APIRehearsal()
        let carol = try registered(in: rehearsal)
        let signer = SessionSigner(keys: APIRehearsal.secrets.tokens)
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
                try rehearsal.ask { try await $0.host.logOut(text) }
            }
        }
    }

    @Test func `dashboards are counted while they are open`() throws {
        let rehearsal = try APIRehearsal()
        let (host, other) = (rehearsal.host, rehearsal.otherHost)
        let counts = try rehearsal.ask { api in
            await api.host.connectDashboard(1, of: host)
            await api.host.connectDashboard(2, of: host)
            await api.host.connectDashboard(2, of: host)
            await api.host.connectDashboard(3, of: other)
            await api.host.disconnectDashboard(1, of: host)
            await api.host.disconnectDashboard(9, of: host)
            return [await api.host.dashboards(of: host), await api.host.dashboards(of: other)]
        }
        #expect(counts == [1, 1])
        rehearsal.run(for: .hours(12))
        #expect(try rehearsal.ask { await $0.host.dashboards(of: host) } == 0)
    }
}
