import Domain
import Tokens

/// All that a browser asks of the site for whoever holds a link.
///
/// In process the Core API answers itself; over a wire a client does, which sends `Visit` and `Reply` and
/// reads `Opening` and `Submission`, as they can be written.
package protocol GuestDoor: Sendable {
    /// Opens a link; `token` is what follows `/rsvp/` in it.
    func open(_ token: String, from visit: Visit) async throws -> Opening

    /// Sends off the form that an opening served.
    func submit(
        _ reply: Reply,
        with token: String,
        as access: AccessID,
        from visit: Visit
    ) async throws -> Submission

    /// Answers a challenge; a right answer records the form that it is about.
    func answer(
        _ challenge: ChallengeID,
        with text: String,
        token: String,
        from visit: Visit
    ) async throws -> Submission

    /// Asks for a code by e-mail, where the phone that it went to is not at hand
    /// (`Submission.Prompt.canBeMailed`); it takes the place of the one before.
    func mailCode(
        insteadOf challenge: ChallengeID,
        token: String,
        from visit: Visit
    ) async throws -> Submission

    /// How a challenge stands, for the page that waits for its answer; `nil` where it is none of this
    /// link's.
    func status(
        of challenge: ChallengeID,
        token: String,
        from visit: Visit
    ) async throws -> Challenge.Status?

    /// Says of a used link that the reply was not one's own, or is no longer what one means, and what it
    /// should be.
    func reopen(
        _ token: String,
        because reason: Replacement,
        with reply: Reply,
        as access: AccessID,
        from visit: Visit
    ) async throws -> Submission

    /// Asks what was answered with a used link; its confirmation's link shows it, or a code's right answer.
    func reveal(
        _ token: String,
        as access: AccessID,
        from visit: Visit
    ) async throws -> Submission
}

extension GuestAPI: GuestDoor {}

/// What opening a link answers.
package struct Opening: Sendable, Codable {
    /// Names this access from here on; the form carries it back.
    package let accessID: AccessID
    package let page: Page
    /// For the browser to keep and to return, where it came without one.
    package let newCookie: BrowserCookie?

    package enum Page: Hashable, Sendable, Codable {
        /// The RSVP form; a flagged link says at once that a code will be asked for.
        case form(asksForCode: Bool)
        /// A link that has been used says so, and offers "this was not me" (`GuestAPI.reopen`) and to show
        /// what was answered (`GuestAPI.reveal`).
        case refused(Rejection)
        /// A link that has been used, in the browser that answered, or from the reply's confirmation.
        case answered(StandingReply)
    }

    /// Whether the link's reply has been given.
    package var isOfUsedLink: Bool {
        switch page {
        case .refused(.used), .answered: true
        case .form, .refused: false
        }
    }

    package init(accessID: AccessID, page: Page, newCookie: BrowserCookie? = nil) {
        self.accessID = accessID
        self.page = page
        self.newCookie = newCookie
    }

    /// A cookie is a secret, and goes to its browser in a header of its own.
    private enum CodingKeys: String, CodingKey { case accessID, page }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            accessID: try container.decode(AccessID.self, forKey: .accessID),
            page: try container.decode(Page.self, forKey: .page)
        )
    }
}

/// A reply that has been given, with what it was about.
package struct StandingReply: Hashable, Sendable, Codable {
    package let reply: Reply
    package let answeredAt: Instant
    package let eventName: String
    package let startsAt: Instant
    package let venue: String
}

/// What submitting a form, or answering a challenge, leads to.
package enum Submission: Hashable, Sendable, Codable {
    case recorded(Receipt)
    case challenge(Prompt)
    /// "This invitation cannot be used. The host has been notified."
    case blocked
    case refused(Rejection)
    /// The reply brings more companions than the invitation allows.
    case tooManyCompanions(allowed: Int)
    /// So many seats are left, and the reply takes more.
    case full(seatsLeft: Int)
    /// The answer was wrong; so many tries are left.
    case wrongAnswer(triesLeft: Int)
    /// The challenge is over, by wrong answers or by time.
    case challengeOver
    /// The form was never served for this link, or too long ago: "Open your link again."
    case openAgain
    /// What was answered before.
    case shown(StandingReply)
    /// "We could not send you a code. Ask your host."
    case codeNotDelivered
    /// The link's codes are spent: "Ask your host for a new link."
    case noMoreCodes

    package struct Receipt: Hashable, Sendable, Codable {
        package let rsvpID: RSVPID
        package let reply: Reply
    }

    package struct Prompt: Hashable, Sendable, Codable {
        package let id: ChallengeID
        package let kind: Challenge.Kind
        package let expiresAt: Instant
        /// Whether the form would have been blocked: "This looks unusual. We have sent a code to your
        /// phone."
        package let isInsteadOfBlock: Bool
        /// Whether the code can come by e-mail instead: "My phone is not here" (`GuestAPI.mailCode`).
        package let canBeMailed: Bool
    }
}
