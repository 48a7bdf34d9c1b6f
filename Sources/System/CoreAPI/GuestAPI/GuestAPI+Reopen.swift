import Domain
import Messaging
import Runtime
import Storage
import Tokens

extension GuestAPI {
    /// Somebody opens a link that has been used and says that the reply was not theirs, or that they
    /// have changed their mind.
    ///
    /// A code goes to the guest's own phone; its right answer (`answer`) replaces the reply. The
    /// first one is kept, and where it is disputed the host is told.
    ///
    /// - `accessID`: The access that was told that the link has been used.
    package func reopen(
        _ text: String,
        because reason: Replacement,
        as accessID: AccessID,
        from visit: Visit
    ) throws -> Submission {
        precondition(reason != .reissued, "a new link needs no code")
        let now = runtime.now
        let admission = try admit(text, from: visit, at: now)
        if let rejection = admission.rejection, rejection != .used { return .refused(rejection) }
        guard let known = admission.known?.token else { return .refused(.unknown) }
        return try store.step { step in
            let token: Token
            switch try standing(of: known.id, replacing: true, in: step, at: now) {
            case .good(let found): token = found
            case .refused(let rejection): return .refused(rejection)
            }
            guard try served(accessID, with: token, replacing: true, in: step, at: now) != nil,
                try step.rsvp(of: token.guestID) != nil
            else { return .openAgain }
            return try ask(
                .code,
                of: token,
                at: accessID,
                score: nil,
                replacing: reason,
                in: step
            ) {}
        }
    }
}
