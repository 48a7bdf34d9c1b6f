import Catalogue
import Domain
import VirtualTime
import World

/// Reads the invitation once or not at all, and never answers: the norm, not an exception.
package struct NeverAnsweringGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "never-answering",
        .genuine,
        "Looks once or not at all, and answers only where a reminder moves them.",
        looksHonest: "one device, once",
        settings: [
            .share("looks", \.looks, "share who look at the invitation at all"),
            .share("moved_by_reminder", \.movedByReminder, "share who answer a reminder"),
        ]
    )

    package var looks = 0.7
    package var movedByReminder = 0.33

    package init() {}

    package func live(
        as guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        guard guest.stream.bool(probability: looks) else { return nil }
        try await guest.open(invitation, on: context)
        var visitor = guest.visit(with: invitation, context: context)
        _ = try await visitor.look(at: invitation.token, from: "", on: context)
        return nil
    }

    package func remind(
        _ guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        var stream = guest.stream.child("reminder")
        guard stream.bool(probability: movedByReminder) else { return nil }
        return try await PromptGuest().live(as: &guest, with: invitation, on: context)
    }
}
