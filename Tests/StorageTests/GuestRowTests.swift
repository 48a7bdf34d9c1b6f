import Domain
import Storage
import TestSupport
import Testing

/// What is kept of guests, and who is asked for by what they did.
@Suite struct GuestRowTests {
    private let now = Instant(microseconds: 1_780_300_800_000_000)
    private let event = EventID(high: 2, low: 1)

    /// Three guests, each with a link.
    private func store(_ commits: Store.Commits = .everyStep) throws -> Store {
        let store = try Store(
            path: nil,
            commits: commits,
            outlet: TestOutlet(),
            sealer: TestSealer()
        )
        try store.step { step in
            let host = Domain.Host(
                id: HostID(high: 1, low: 1),
                name: "Host",
                email: EmailAddress(stored: "host@mail.example")
            )
            try step.insert(host, passwordHash: nil, at: now)
            try step.insert(
                Event(
                    id: event,
                    hostID: host.id,
                    name: "Wedding",
                    slug: "wedding",
                    startsAt: now.advanced(by: .days(60)),
                    venue: "",
                    capacity: nil,
                    status: .published,
                    createdAt: now,
                    updatedAt: now
                )
            )
            for number: UInt64 in 1...3 {
                try step.insert(
                    Guest(
                        id: GuestID(high: 3, low: number),
                        eventID: event,
                        name: "Guest \(number)",
                        email: EmailAddress("guest\(number)@mail.example"),
                        phone: nil,
                        createdAt: now
                    )
                )
                try step.insert(
                    Token(
                        id: TokenID(high: 4, low: number),
                        guestID: GuestID(high: 3, low: number),
                        eventID: event,
                        hash: String(repeating: "\(number)", count: 64),
                        issuedAt: now,
                        expiresAt: now.advanced(by: .days(30))
                    )
                )
            }
        }
        return store
    }

    private func reply(of number: UInt64, in step: Transaction) throws {
        let access = Access.sample(
            number,
            opened: now,
            link: TokenID(high: 4, low: number),
            of: GuestID(high: 3, low: number),
            to: event
        )
        try step.insert(access)
        try step.insert(
            RSVP(
                id: RSVPID(high: 7, low: number),
                guestID: GuestID(high: 3, low: number),
                eventID: event,
                tokenID: TokenID(high: 4, low: number),
                accessID: access.id,
                reply: Reply(response: .declined),
                score: nil,
                submittedAt: now
            ),
            from: access.visit
        )
    }

    @Test func `whoever replied, with yes or no, is not among those without a reply`() throws {
        let store = try store()
        func silent() throws -> [UInt64] {
            try store.step { try $0.guestsWithoutRSVP(of: event).map(\.id.low) }
        }
        #expect(try silent() == [1, 2, 3])
        try store.step { try reply(of: 2, in: $0) }
        #expect(try silent() == [1, 3])
    }

    /// Two that read the same one write one after the other: the second has to read it anew.
    @Test func `a baseline takes the place of the one that it was made from, or of none`() throws {
        let store = try store()
        let guest = GuestID(high: 3, low: 1)
        func save(_ text: String, leaving version: Int) throws -> Bool {
            try store.step {
                try $0.saveBaseline(guest, leaving: version) { $0.append(text) }
            }
        }
        func version() throws -> Int? {
            try store.step {
                try $0.history(of: guest, token: nil)?.version
            }
        }
        #expect(try save("{}", leaving: 0))
        #expect(try version() == 1)
        #expect(try !save("{}", leaving: 0))
        #expect(try version() == 1)
        #expect(try save("{}", leaving: 1))
        #expect(try version() == 2)
        #expect(
            try store.step { try !$0.saveBaseline(GuestID(high: 9, low: 9), leaving: 0) { _ in } }
        )
    }

    /// How often a guest's links were opened is one number, however many of the rows are on disk by then.
    @Test(arguments: [1, 2, 3, 4, 100])
    func `an access counts once, before it is written down and after`(group: Int) throws {
        let store = try store(group == 1 ? .everyStep : .grouped(steps: group))
        let (guest, other) = (GuestID(high: 3, low: 1), GuestID(high: 3, low: 2))
        for number: UInt64 in 1...9 {
            let access = Access.sample(number, opened: now, of: number % 3 == 0 ? other : guest)
            let counted = try store.step { step in
                try step.insert(access)
                return (try step.accessCount(of: guest), try step.accessCount(of: other))
            }
            #expect(counted == (Int(number - number / 3), Int(number / 3)), "\(number)")
        }
    }
}
