import CoreAPI
import Domain
import Storage
import Testing
import VirtualTime

/// Registration and reset: nobody but whoever reads an address's mail learns whether it has an account.
@Suite struct AccountRequestTests {
    private let email = EmailAddress(stored: "carol@mail.example")
    private let here = IPAddress(v4: 0xCB00_7101)
    private let elsewhere = IPAddress(v4: 0xC633_6407)

    private func register(
        _ password: String = "correct horse",
        from address: IPAddress? = nil,
        in rehearsal: APIRehearsal
    ) throws -> AccountRequestID {
        try rehearsal.ask { [email, address = address ?? here] in
            try await $0.host.register(
                name: "Carol",
                email: email,
                password: password,
                from: address
            )
        }
    }

    private func confirm(
        _ request: AccountRequestID,
        _ code: String,
        in rehearsal: APIRehearsal
    ) throws -> HostID {
        try rehearsal.ask { try await $0.host.confirmRegistration(request, code: code) }.id
    }

    private func askForReset(
        from address: IPAddress? = nil,
        in rehearsal: APIRehearsal
    ) throws -> AccountRequestID {
        try rehearsal.ask { [email, address = address ?? here] in
            try await $0.host.requestPasswordReset(of: email, from: address)
        }
    }

    private func reset(
        _ request: AccountRequestID,
        _ code: String,
        to password: String = "battery staple",
        in rehearsal: APIRehearsal
    ) throws {
        try rehearsal.ask {
            try await $0.host.resetPassword(request, code: code, to: password)
        }
    }

    private func logIn(_ password: String, in rehearsal: APIRehearsal) throws -> String {
        try rehearsal.ask { [email, here] in
            try await $0.host.logIn(email: email, password: password, from: here)
        }
    }

    private func code(_ request: AccountRequestID, in rehearsal: APIRehearsal) throws -> String {
        try #require(rehearsal.outlet.accountCode(of: request))
    }

    /// A code that is not this one.
    private func wrong(_ code: String) -> String { code == "000000" ? "000001" : "000000" }

    // MARK: Registration

    @Test func `there is no account before its code has come`() throws {
        let rehearsal = try APIRehearsal()
        let request = try register(in: rehearsal)
        #expect(throws: SessionError.wrongCredentials) { try logIn("correct horse", in: rehearsal) }
        #expect(try rehearsal.store.read { try $0.host(email: email) } == nil)
        let code = try code(request, in: rehearsal)
        // As it is typed.
        let typed = " \(code.prefix(3))-\(code.dropFirst(3)) "
        let carol = try confirm(request, typed, in: rehearsal)
        #expect(try rehearsal.store.read { try $0.host(carol) }?.name == "Carol")
        #expect(try !logIn("correct horse", in: rehearsal).isEmpty)
        // A code opens one account.
        #expect(throws: SessionError.wrongCode) { try confirm(request, code, in: rehearsal) }
        #expect(try rehearsal.store.read { try $0.accountRequest(request) } == nil)
    }

    @Test func `an address that has an account is answered alike, and its mail alone says so`()
        throws
    {
        let rehearsal = try APIRehearsal()
        let carol = try confirm(
            try register(in: rehearsal),
            try #require(
                rehearsal.outlet.accountMails.last.flatMap {
                    rehearsal.outlet.accountCode(of: $0.requestID)
                }
            ),
            in: rehearsal
        )
        let second = try register("another horse", in: rehearsal)
        let told = try #require(rehearsal.outlet.accountMails.last)
        guard case .addressTaken = told.content else {
            Issue.record("found \(told.content)")
            return
        }
        #expect(told.requestID == second && told.hostID == carol)
        for code in ["000000", "123456"] {
            #expect(throws: SessionError.wrongCode) { try confirm(second, code, in: rehearsal) }
        }
        // Its account is as it was.
        #expect(try !logIn("correct horse", in: rehearsal).isEmpty)
        #expect(throws: SessionError.wrongCredentials) { try logIn("another horse", in: rehearsal) }
    }

    @Test func `whoever registers somebody else's address gets no account by their code`() throws {
        let rehearsal = try APIRehearsal()
        let own = try register("correct horse", in: rehearsal)
        let stranger = try register("a stranger's horse", from: elsewhere, in: rehearsal)
        // Carol types what came last into her own page.
        let last = try code(stranger, in: rehearsal)
        #expect(throws: SessionError.wrongCode) { try confirm(own, last, in: rehearsal) }
        _ = try confirm(own, try code(own, in: rehearsal), in: rehearsal)
        // The address has an account now.
        #expect(throws: SessionError.wrongCode) { try confirm(stranger, last, in: rehearsal) }
        #expect(try !logIn("correct horse", in: rehearsal).isEmpty)
        #expect(throws: SessionError.wrongCredentials) {
            try logIn("a stranger's horse", in: rehearsal)
        }
    }

    @Test func `five wrong codes end a request, and half an hour does`() throws {
        let rehearsal = try APIRehearsal()
        let first = try register(in: rehearsal)
        let right = try code(first, in: rehearsal)
        // What cannot be a code is a slip.
        #expect(throws: SessionError.wrongCode) { try confirm(first, "12 34", in: rehearsal) }
        for _ in 0..<5 {
            #expect(throws: SessionError.wrongCode) {
                try confirm(first, wrong(right), in: rehearsal)
            }
        }
        #expect(throws: SessionError.wrongCode) { try confirm(first, right, in: rehearsal) }

        let second = try register(in: rehearsal)
        for _ in 0..<4 {
            #expect(throws: SessionError.wrongCode) {
                try confirm(second, wrong(try code(second, in: rehearsal)), in: rehearsal)
            }
        }
        rehearsal.run(for: .minutes(30))
        #expect(throws: SessionError.wrongCode) {
            try confirm(second, try code(second, in: rehearsal), in: rehearsal)
        }
        // With the next request they are gone, and their passwords' hashes with them.
        let third = try register(in: rehearsal)
        #expect(try rehearsal.store.read { try $0.accountRequest(first) } == nil)
        #expect(try rehearsal.store.read { try $0.accountRequest(second) } == nil)
        rehearsal.run(for: .minutes(29))
        _ = try confirm(third, try code(third, in: rehearsal), in: rehearsal)
    }

    @Test func `a code is stored as its hash, a password too`() throws {
        let rehearsal = try APIRehearsal()
        let request = try register(in: rehearsal)
        let code = try code(request, in: rehearsal)
        let stored = try #require(try rehearsal.store.read { try $0.accountRequest(request) })
        #expect(stored.codeHash?.contains(code) == false && stored.codeHash?.count == 64)
        #expect(stored.passwordHash?.hasPrefix("pbkdf2-sha256$1$") == true)
    }

    // MARK: Reset

    @Test func `a new password takes the old one's place, and every session ends`() throws {
        let rehearsal = try APIRehearsal()
        let carol = try rehearsal.register("Carol", email, "correct horse")
        let session = try logIn("correct horse", in: rehearsal)
        let request = try askForReset(in: rehearsal)
        // Nobody has the password changed by asking.
        #expect(try !logIn("correct horse", in: rehearsal).isEmpty)
        let code = try code(request, in: rehearsal)
        #expect(throws: SessionError.weakPassword(.guessable)) {
            try reset(request, code, to: "carol@mail.example", in: rehearsal)
        }
        try reset(request, code, in: rehearsal)
        #expect(throws: SessionError.revoked) {
            try rehearsal.ask { try await $0.host.authenticate(session) }
        }
        #expect(throws: SessionError.wrongCredentials) { try logIn("correct horse", in: rehearsal) }
        rehearsal.run(for: .seconds(1))
        let fresh = try logIn("battery staple", in: rehearsal)
        #expect(try rehearsal.ask { try await $0.host.authenticate(fresh) } == carol)
        // A code sets one password.
        #expect(throws: SessionError.wrongCode) {
            try reset(request, code, to: "another staple", in: rehearsal)
        }
    }

    @Test func `an address without an account is answered alike, and gets no mail`() throws {
        let rehearsal = try APIRehearsal()
        let request = try askForReset(in: rehearsal)
        #expect(rehearsal.outlet.accountMails.isEmpty)
        #expect(throws: SessionError.wrongCode) { try reset(request, "000000", in: rehearsal) }
        // Nor does a registration's code reset anything, or the other way round.
        let other = try register(in: rehearsal)
        let code = try code(other, in: rehearsal)
        #expect(throws: SessionError.wrongCode) { try reset(other, code, in: rehearsal) }
        let carol = try confirm(other, code, in: rehearsal)
        let second = try askForReset(in: rehearsal)
        let resets = try self.code(second, in: rehearsal)
        #expect(throws: SessionError.wrongCode) { try confirm(second, resets, in: rehearsal) }
        #expect(try rehearsal.store.read { try $0.host(carol) } != nil)
    }

    // MARK: Budgets

    @Test func `an address gets ten mails a day, and its host as many of their own`() throws {
        let rehearsal = try APIRehearsal()
        _ = try rehearsal.register("Carol", email, "correct horse")
        rehearsal.run(for: .hours(1))
        _ = try logIn("correct horse", in: rehearsal)
        let before = rehearsal.outlet.accountMails.count
        for number in 0..<20 as Range<UInt32> {
            _ = try askForReset(from: IPAddress(v4: 0x0808_0800 + number), in: rehearsal)
        }
        // The registration was a stranger's too.
        #expect(rehearsal.outlet.accountMails.count - before == 9)
        // Nobody spends what is kept for her.
        let request = try askForReset(in: rehearsal)
        try reset(request, try code(request, in: rehearsal), in: rehearsal)
        rehearsal.run(for: .hours(24))
        let later = try askForReset(from: elsewhere, in: rehearsal)
        #expect(rehearsal.outlet.accountCode(of: later) != nil)
    }

    @Test func `a network asks thirty times in a quarter of an hour`() throws {
        let rehearsal = try APIRehearsal()
        for _ in 0..<15 {
            _ = try register(in: rehearsal)
            _ = try askForReset(in: rehearsal)
        }
        #expect(throws: SessionError.tooManyAttempts) { try register(in: rehearsal) }
        #expect(throws: SessionError.tooManyAttempts) { try askForReset(in: rehearsal) }
        _ = try askForReset(from: elsewhere, in: rehearsal)
        rehearsal.run(for: .minutes(15))
        _ = try register(in: rehearsal)
    }
}
