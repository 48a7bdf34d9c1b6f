import Domain
import Messaging
import Runtime
import Storage
import Tokens

extension HostAPI {
    /// Asks for an account: a code goes to the address, or word that it has one already.
    ///
    /// Which of both, only whoever reads that mail learns.
    ///
    /// - Returns: What `confirmRegistration` is told with the code.
    /// - Errors: `SessionError.weakPassword`, `.tooManyAttempts` for who asks too often.
    package func register(
        name: String,
        email: EmailAddress,
        password: String,
        from address: IPAddress
    ) async throws -> AccountRequestID {
        guard isWithinRate(address) else { throw SessionError.tooManyAttempts }
        if let weakness = WeakPassword(password, name: name, email: email) {
            throw SessionError.weakPassword(weakness)
        }
        let (salt, rounds) = (runtime.randomBytes(16), settings.passwordRounds)
        let hash = try await passwords.run {
            PasswordHash(password: password, salt: salt, rounds: rounds)
        }
        return try store.step { step in
            let known = try step.host(email: email)?.host.id
            return try file(
                .registration,
                for: email,
                from: address,
                host: known == nil ? runtime.identifier() : nil,
                known: known,
                as: (name, hash.text),
                in: step
            )
        }
    }

    /// Opens the account that a registration asked for.
    ///
    /// - `code`: From the mail, as it was typed.
    /// - Errors: `SessionError.wrongCode`.
    package func confirmRegistration(
        _ id: AccountRequestID,
        code: String
    ) async throws -> Host {
        let host = try store.step { step -> Host? in
            guard let request = try prove(id, .registration, by: code, in: step),
                let hostID = request.hostID, try step.host(email: request.email) == nil
            else { return nil }
            let host = Host(id: hostID, name: request.name, email: request.email)
            try step.insert(host, passwordHash: request.passwordHash, at: runtime.now)
            try step.deleteAccountRequest(id)
            return host
        }
        guard let host else { throw SessionError.wrongCode }
        return host
    }

    /// Asks for a new password: a code goes to the address, where it has an account.
    ///
    /// Whether it has one, only whoever reads its mail learns.
    ///
    /// - Returns: What `resetPassword` is told with the code.
    /// - Errors: `SessionError.tooManyAttempts` for who asks too often.
    package func requestPasswordReset(
        of email: EmailAddress,
        from address: IPAddress
    ) async throws -> AccountRequestID {
        guard isWithinRate(address) else { throw SessionError.tooManyAttempts }
        return try store.step { step in
            let known = try step.host(email: email)?.host.id
            return try file(
                .passwordReset,
                for: email,
                from: address,
                host: known,
                known: known,
                in: step
            )
        }
    }

    /// Sets a new password; every session ends.
    ///
    /// - `code`: From the mail, as it was typed; a password that is too weak does not spend it.
    /// - Errors: `SessionError.wrongCode`, `.weakPassword`.
    package func resetPassword(
        _ id: AccountRequestID,
        code: String,
        to new: String
    ) async throws {
        // Hashing is dear: nobody has it done without the code.
        let host = try store.step { step -> Host? in
            try prove(id, .passwordReset, by: code, in: step)?.hostID.flatMap(step.host)
        }
        guard let host else { throw SessionError.wrongCode }
        if let weakness = WeakPassword(new, name: host.name, email: host.email) {
            throw SessionError.weakPassword(weakness)
        }
        let (salt, rounds) = (runtime.randomBytes(16), settings.passwordRounds)
        let hash = try await passwords.run {
            PasswordHash(password: new, salt: salt, rounds: rounds)
        }
        let isSet = try store.step { step in
            guard try prove(id, .passwordReset, by: code, in: step) != nil else { return false }
            try step.setPassword(
                of: host.id,
                to: hash.text,
                endingSessionsBefore: runtime.now.seconds + 1
            )
            try step.deleteAccountRequest(id)
            return true
        }
        guard isSet else { throw SessionError.wrongCode }
    }

    /// Writes a request down and has its mail sent, within the address's budget.
    ///
    /// Whoever asks is answered alike, whatever there is: nothing but the mail tells.
    ///
    /// - `host`: Whose account comes of it, or gets a new password; `nil` where nothing can.
    /// - `known`: Whose account the address has.
    private func file(
        _ kind: AccountRequest.Kind,
        for email: EmailAddress,
        from address: IPAddress,
        host: HostID?,
        known: HostID?,
        as applicant: (name: String, passwordHash: String)? = nil,
        in step: Transaction
    ) throws -> AccountRequestID {
        let now = runtime.now
        let id: AccountRequestID = runtime.identifier()
        let code = OneTimeCode(random: runtime.entropy)
        let request = AccountRequest(
            id: id,
            kind: kind,
            email: email,
            hostID: host,
            name: applicant?.name ?? "",
            passwordHash: applicant?.passwordHash,
            codeHash: host.map { _ in OneTimeCode.hash(of: code.digits, for: id, keys: codeKeys) },
            expiresAt: now.advanced(by: settings.accountCodeLifetime)
        )
        try step.pruneAccountRequests(endedBefore: now)
        try step.insert(request)
        guard mayMail(email, from: address), let recipient = host ?? known else { return id }
        let secret = SecretCode(code.digits)
        let content: AccountMail.Content =
            host == nil
            ? .addressTaken : kind == .registration ? .confirmation(secret) : .reset(secret)
        step.publish(
            .accountMail(
                AccountMail(
                    requestID: id,
                    hostID: recipient,
                    content: content,
                    expiresAt: request.expiresAt
                )
            )
        )
        return id
    }

    /// Counts a mail against its address; strangers do not spend what is kept for its host.
    private func mayMail(_ email: EmailAddress, from address: IPAddress) -> Bool {
        let account = email.unredacted
        let who = isTheirs(account, address) ? "host" : "stranger"
        let mails = cache.logIns.increment(
            "mail \(account) \(who)",
            window: .days(1),
            at: runtime.now
        )
        return mails <= settings.accountMailsPerDay
    }

    /// The request that a code is for; a wrong code is counted.
    private func prove(
        _ id: AccountRequestID,
        _ kind: AccountRequest.Kind,
        by code: String,
        in step: Transaction
    ) throws -> AccountRequest? {
        guard let request = try step.accountRequest(id), request.kind == kind,
            request.expiresAt > runtime.now, request.tries < settings.triesPerAccountCode,
            let typed = OneTimeCode.typed(code)
        else { return nil }
        let isRight =
            request.codeHash.map {
                OneTimeCode.matches(typed, hash: $0, for: id, keys: codeKeys)
            } ?? false
        if !isRight { try step.countTry(of: id) }
        return isRight ? request : nil
    }
}
