import Catalogue
import CoreAPI
import Domain
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
        _ letter: Letter,
        of reader: Resident,
        from stream: RandomStream,
        on stage: Stage
    ) async throws {
        var stream = stream
        let isPressing = stream.bool(probability: presses)
        try await stage.wait(stream.duration(lognormalMedian: comesAfter, sigma: 0.8))
        try await run(letter, isPressing: isPressing, from: stream.child("first"), on: stage)
        try await stage.wait(stream.duration(lognormalMedian: againAfter, sigma: 1))
        try await run(letter, isPressing: isPressing, from: stream.child("second"), on: stage)
    }

    /// Another server and another machine image each time.
    private func run(
        _ letter: Letter,
        isPressing: Bool,
        from stream: RandomStream,
        on stage: Stage
    ) async throws {
        var stream = stream
        let server = stage.world.server(from: &stream)
        let machine = stage.world.devices.computer(in: "US", from: &stream)
        var browser = stage.program(
            machine.fingerprint(at: stage.now, in: .browser, zone: "Etc/UTC"),
            over: server,
            from: stream
        )
        let opening = try await stage.fetch(letter, with: &browser, as: Self.kind)
        guard isPressing, let opening, case .form = opening.page else { return }
        try await stage.wait(stream.duration(lognormalMedian: .milliseconds(1_400), sigma: 0.4))
        _ = try await browser.submit(
            Reply(response: .attending),
            with: letter.token,
            as: opening.accessID
        )
    }
}
