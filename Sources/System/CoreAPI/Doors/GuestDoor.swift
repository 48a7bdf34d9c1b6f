import Domain

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

    /// Answers a challenge; a right answer records the reply.
    func answer(
        _ challenge: ChallengeID,
        with text: String,
        reply: Reply,
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

    /// Says of a used link that the reply was not one's own, or is no longer what one means.
    func reopen(
        _ token: String,
        because reason: Replacement,
        as access: AccessID,
        from visit: Visit
    ) async throws -> Submission
}

extension GuestAPI: GuestDoor {}
