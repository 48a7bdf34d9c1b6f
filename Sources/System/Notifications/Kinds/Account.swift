import Domain

extension Draft {
    /// A mail about an account: one for each request.
    static func account(_ mail: AccountMail) -> Draft {
        Draft(
            to: mail.hostID,
            about: nil,
            cause: "account/\(mail.requestID)",
            .account(mail)
        )
    }
}

/// Nothing that whoever asked has typed stands in it: they need not be whoever reads it.
struct AccountWords: Words {
    let mail: AccountMail

    func sms(_ say: Phrases) -> String { paragraphs(say) }

    func subject(_ say: Phrases) -> String {
        switch mail.content {
        case .confirmation: "Your code for GuestGuard"
        case .addressTaken: "You have a GuestGuard account already"
        case .reset: "Your code for a new password"
        }
    }

    func paragraphs(_ say: Phrases) -> String {
        switch mail.content {
        case .confirmation(let code):
            """
            \(code.unredacted) is your code for a GuestGuard account. It works until \(end).

            If you did not just register, you need not do anything: without this code there will be no \
            account.
            """
        case .addressTaken:
            """
            Somebody, perhaps you, has just registered with this address, which has an account already. \
            If it was you, please log in; you can set a new password there.

            If it was not you, you need not do anything: your account is as it was.
            """
        case .reset(let code):
            """
            \(code.unredacted) is your code for a new password. It works until \(end).

            Please don't share it. If you did not ask for it, you need not do anything: your password \
            is as it was.
            """
        }
    }

    private var end: String { Phrases.timeOfDay(mail.expiresAt) }
}
