import Messaging
@testable import CoreAPI
import Domain
import Foundation
import Runtime
import Storage
import Synchronization
import TestSupport
import Testing
import Tokens

/// Two APIs with clocks, caches and connections of their own, on one database file and one bus.
@Suite struct TwoProcessTests {
    private static let guests = 1_000
    private static let seats = 700

    private final class Site: Sendable {
        let runtime = WallClockRuntime { name, error in Issue.record("\(name): \(error)") }
        let outlet: TestOutlet
        let store: Store
        let cache = Cache()
        let api: CoreAPI

        init(path: String, bus: MessageBus) throws {
            outlet = TestOutlet(
                make: { [runtime] in
                    Message(id: runtime.identifier(), payload: $0, publishedAt: runtime.now)
                },
                passOn: { bus.publish($0) }
            )
            store = try Store(
                path: path,
                commits: .everyStep,
                outlet: outlet,
                sealer: TestSealer()
            )
            api = CoreAPI(
                resources: CoreAPI.Resources(
                    runtime: runtime,
                    store: store,
                    bus: bus,
                    cache: cache
                ),
                secrets: APIRehearsal.secrets,
                fraudCheck: CalmEngine(runtime),
                passwords: ModelledPasswordPool(OpenWorkplace()),
                settings: CoreAPISettings(
                    guest: GuestAPISettings(requestsPerMinute: .max),
                    host: HostAPISettings(passwordRounds: 1)
                )
            )
        }

        /// Opens every link and submits its form, as fast as it goes.
        func answerAll(_ texts: [String]) async throws -> [String] {
            var ends: [String] = []
            for (index, text) in texts.enumerated() {
                let opening = try await api.guest.open(text, from: APIRehearsal.visit)
                if let rejection = opening.rejection {
                    ends.append("refused: \(rejection)")
                    continue
                }
                let submission = try await api.guest.submit(
                    Reply(response: .attending, dietaryNotes: "\(index)"),
                    with: text,
                    as: opening.accessID,
                    from: APIRehearsal.visit
                )
                ends.append(submission.inShort)
            }
            return ends
        }
    }

    /// Lets everybody in at once.
    private final class CalmEngine: FraudCheck {
        private let runtime: any Runtime

        init(_ runtime: any Runtime) { self.runtime = runtime }

        func assess(_ form: SubmittedForm, within limit: Duration) async -> Assessment? {
            ScriptedCheck.assessment(of: form.access.id, score: 5, at: runtime.now)
        }
    }

    @Test func `two processes that race for every link record each once, and no seat too many`()
        async throws
    {
        let scratch = try Scratch()
        let path = scratch.file("shared.sqlite").path
        let bus = MessageBus(
            runtime: WallClockRuntime { _, _ in },
            sink: DiscardingSink()
        )
        let (here, there) = (try Site(path: path, bus: bus), try Site(path: path, bus: bus))
        let host = Domain.Host(
            id: HostID(high: 1, low: 1),
            name: "Ann",
            email: EmailAddress(stored: "ann@mail.example")
        )
        try here.store.step {
            try $0.insert(host, passwordHash: nil, at: APIRehearsal.start)
        }
        let event = try await here.api.host.createEvent(
            EventDraft(
                name: "Wedding",
                startsAt: here.runtime.now.advanced(by: .days(20)),
                venue: "Old Mill",
                capacity: Self.seats
            ),
            by: host.id
        )
        try await here.api.host.setStatus(of: event.id, to: .published, by: host.id)
        let drafts = (0..<Self.guests).map {
            GuestDraft(name: "Guest \($0)", email: "guest\($0)@mail.example")
        }
        _ = try await here.api.host.addGuests(drafts, to: event.id, by: host.id)
        #expect(
            try await here.api.host.sendInvitations(for: event.id, by: host.id) == Self.guests
        )
        let texts = here.outlet.sends.map(\.link.unredactedToken)

        async let first = here.answerAll(texts)
        async let second = there.answerAll(texts)
        let ends = try await (first, second)

        let rsvps = try here.store.read { try $0.rsvps(of: event.id) }
        #expect(rsvps.count == Self.seats)
        #expect(Set(rsvps.map(\.guestID)).count == Self.seats)
        #expect(try here.store.read { try $0.seats(of: event.id)?.taken } == Self.seats)
        let recorded = zip(ends.0, ends.1).map { [$0, $1].count { $0 == "recorded" } }
        #expect(recorded.allSatisfy { $0 <= 1 })
        #expect(recorded.reduce(0, +) == Self.seats)
        let confirmed = (here.outlet.confirmed + there.outlet.confirmed).map(\.id)
        #expect(Set(confirmed) == Set(rsvps.map(\.id)) && confirmed.count == Self.seats)
        let others = Set(ends.0 + ends.1).subtracting([
            "recorded", "refused: used", "full: 0 left",
        ])
        #expect(others.isEmpty, "\(others)")
        // They did meet: neither was done before the other began.
        #expect(ends.0.contains("recorded") && ends.1.contains("recorded"))
    }

    @Test func `what one process revokes, flags or closes, the other's door knows at once`()
        async throws
    {
        let scratch = try Scratch()
        let path = scratch.file("shared.sqlite").path
        let bus = MessageBus(
            runtime: WallClockRuntime { _, _ in },
            sink: DiscardingSink()
        )
        let (here, there) = (try Site(path: path, bus: bus), try Site(path: path, bus: bus))
        for site in [here, there] { await site.api.start() }
        let host = Domain.Host(
            id: HostID(high: 1, low: 1),
            name: "Ann",
            email: EmailAddress(stored: "ann@mail.example")
        )
        try here.store.step {
            try $0.insert(host, passwordHash: nil, at: APIRehearsal.start)
        }
        let event = try await here.api.host.createEvent(
            EventDraft(
                name: "Wedding",
                startsAt: here.runtime.now.advanced(by: .days(20)),
                venue: "Old Mill"
            ),
            by: host.id
        )
        try await here.api.host.setStatus(of: event.id, to: .published, by: host.id)
        let drafts = (0..<3).map { GuestDraft(name: "\($0)", email: "guest\($0)@mail.example") }
        _ = try await here.api.host.addGuests(drafts, to: event.id, by: host.id)
        _ = try await here.api.host.sendInvitations(for: event.id, by: host.id)
        let sends = here.outlet.sends
        let (revoked, flagged, last) = (sends[0], sends[1], sends[2])
        func looks(_ send: InvitationSend) async throws -> Opening {
            try await there.api.guest.open(send.link.unredactedToken, from: APIRehearsal.visit)
        }
        for send in sends { #expect(try await looks(send).isForm) }

        try await here.api.host.revokeInvitation(of: revoked.guestID, by: host.id)
        #expect(try await looks(revoked).rejection == .revoked)
        let access = try #require(here.outlet.opened.last ?? there.outlet.opened.last)
        try await here.api.guest.heed(
            FraudScored(
                access: Access(
                    id: access.id,
                    tokenID: flagged.tokenID,
                    guestID: flagged.guestID,
                    eventID: event.id,
                    openedAt: access.openedAt,
                    visit: access.visit,
                    earlierAccesses: 0,
                    rejection: nil
                ),
                score: RiskScore(75),
                scoredAt: access.openedAt,
                isMachine: false
            )
        )
        #expect(try await looks(flagged).asksForCode == true)
        try await here.api.host.setStatus(of: event.id, to: .closed, by: host.id)
        #expect(try await looks(last).rejection == .eventClosed)
        for site in [here, there] { site.runtime.end() }
    }

    @Test func `whoever only reads waits for no writer`() throws {
        let scratch = try Scratch()
        let path = scratch.file("shared.sqlite").path
        let writer = try Store(
            path: path,
            commits: .everyStep,
            outlet: TestOutlet(),
            sealer: TestSealer()
        )
        let reader = try Store(
            path: path,
            commits: .everyStep,
            outlet: TestOutlet(),
            sealer: TestSealer()
        )
        let host = Domain.Host(
            id: HostID(high: 1, low: 1),
            name: "Ann",
            email: EmailAddress(stored: "ann@mail.example")
        )
        try writer.step { step in
            try step.insert(host, passwordHash: nil, at: APIRehearsal.start)
            #expect(try reader.read { try $0.host(host.id) } == nil)
        }
        #expect(try reader.read { try $0.host(host.id) } == host)
    }
}
