import Catalogue
import CoreAPI
import Domain
import Truth
import VirtualTime
import World

/// A security gateway that opens a mailed link in a real browser on a server, and may press what looks
/// like a button.
///
/// Detonation sandboxes run pages in full, minutes to hours after delivery and again at the click, and
/// some submit forms ("Bot clicks from security scanners: a field guide").
package struct SandboxScanner: MachineScript {
    package static let kind = MachineKind(
        Self.self,
        "sandbox-scanner",
        "Runs a mailed link's page in full on a server, comes again hours later, may press its button.",
        reads: .email,
        givesItselfAway: "a data centre's address; a form that is sent within a second or two",
        looksHonest: "a common browser that runs the page's script",
        settings: [
            .duration("comes_after", \.comesAfter, "median time from delivery to the first run"),
            .duration("again_after", \.againAfter, "median time from there to the second"),
            .share("presses", \.presses, "share that press the page's button"),
        ]
    )

    package var comesAfter = Duration.seconds(40)
    package var againAfter = Duration.hours(3)
    package var presses = 0.1

    package init() {}

    package func handle(
        _ invitation: ReceivedInvitation,
        of reader: Resident,
        from stream: RandomStream,
        on context: ActorContext
    ) async throws {
        var stream = stream
        let isPressing = stream.bool(probability: presses)
        try await context.wait(stream.duration(lognormalMedian: comesAfter, sigma: 0.8))
        try await run(invitation, isPressing: isPressing, from: stream.child("first"), on: context)
        try await context.wait(stream.duration(lognormalMedian: againAfter, sigma: 1))
        try await run(invitation, isPressing: isPressing, from: stream.child("second"), on: context)
    }

    /// Another server and another machine image each time.
    private func run(
        _ invitation: ReceivedInvitation,
        isPressing: Bool,
        from stream: RandomStream,
        on context: ActorContext
    ) async throws {
        var stream = stream
        let server = context.world.server(from: &stream)
        let machine = context.world.devices.computer(in: "US", from: &stream)
        var browser = context.program(
            machine.fingerprint(at: context.now, in: .browser, zone: "Etc/UTC"),
            over: server,
            from: stream
        )
        let opening = try await context.fetch(invitation, with: &browser, as: Self.kind)
        guard isPressing, let opening, case .form = opening.page else { return }
        try await context.wait(stream.duration(lognormalMedian: .milliseconds(1_400), sigma: 0.4))
        _ = try await browser.submit(
            Reply(response: .attending),
            with: invitation.token,
            as: opening.accessID,
            by: .machine
        )
    }
}
