import Catalogue
import CoreAPI
import Domain
import Notifications
import Runtime
import Scenario
import Simulation
import Synchronization
import Truth
import VirtualTime
import World

/// Does what hosts do: makes events, fills guest lists, sends invitations and reminders, closes.
final class HostAgenda: Sendable {
    /// Where hosts knock; `nil` while nobody opens.
    private let door: @Sendable () -> Node<any HostDoor>?
    private let context: ActorContext
    private let population: Population
    private let mailboxes: Mailboxes
    private let assignment: PersonaAssignment
    private let host: any HostScript
    private let groups = Mutex<[FraudAlert.Group: AlertGroup]>([:])
    private let hosts = Mutex<[EventID: Host]>([:])

    init(
        door: @escaping @Sendable () -> Node<any HostDoor>?,
        context: ActorContext,
        population: Population,
        mailboxes: Mailboxes,
        assignment: PersonaAssignment,
        host: any HostScript
    ) {
        self.door = door
        self.context = context
        self.population = population
        self.mailboxes = mailboxes
        self.assignment = assignment
        self.host = host
        context.hosts.connect { [unowned self] guest, event in
            try await sendNewLink(to: guest, of: event)
        }
    }

    /// Everything about one event, from its making to its end.
    func run(_ plan: RunPlan.PlannedEvent) async throws {
        let stream = RandomStream(seed: context.seed, name: "host", index: plan.index)
        let account = HostAccount(number: plan.index, from: stream)
        let hostID = try await register(account)
        // Whose mail has not come before the event was to be invites nobody.
        guard context.now < plan.startsAt else { return }
        let dashboard = host.usesDashboard ? Dashboard(of: account, hostID: hostID) : nil
        try await ask { try await dashboard?.logIn(at: $0) }
        let draft = EventDraft(
            name: plan.name,
            startsAt: plan.startsAt,
            venue: "Town Hall, \(plan.city.name)",
            capacity: plan.capacity
        )
        let event = try await ask { try await $0.createEvent(draft, by: hostID) }
        let (drafts, people) = guestList(of: plan)
        let guests = try await ask { api in
            if let dashboard { return try await dashboard.bring(drafts, to: event.id, at: api) }
            return try await api.addGuests(drafts, to: event.id, by: hostID).added
        }
        let ways = zip(guests, people).map { ($0.id, $1.way) }.filter { $0.1 != .preferred }
        hosts.withLock {
            $0[event.id] = Host(
                id: hostID,
                city: plan.city,
                ways: Dictionary(uniqueKeysWithValues: ways)
            )
        }
        for (offset, guest) in guests.enumerated() {
            add(guest, people[offset], of: plan, number: plan.firstGuest + offset)
        }
        try await ask { _ = try await $0.setStatus(of: event.id, to: .published, by: hostID) }
        try await context.runtime.sleep(until: plan.invitedAt)
        let parts = parts(of: guests, ways: people.map(\.way))
        try await ask(for: parts) { door, part in
            _ = try await door.sendInvitations(
                for: event.id,
                by: hostID,
                to: part.chosen,
                over: part.channels
            )
        }
        if let remindedAt = plan.remindedAt {
            try await context.runtime.sleep(until: remindedAt)
            try await ask(for: parts) { door, part in
                _ = try await door.sendReminders(
                    for: event.id,
                    by: hostID,
                    to: part.chosen,
                    over: part.channels
                )
            }
            try await ask {
                try await dashboard?.lookAtProgress(of: event.id, guests: guests.count, at: $0)
            }
            try await ask { try await dashboard?.lookAfterSilentGuests(of: event.id, at: $0) }
        }
        try await context.runtime.sleep(until: plan.startsAt)
        try await ask { _ = try await $0.setStatus(of: event.id, to: .closed, by: hostID) }
        try await ask { try await dashboard?.close(event.id, guests: guests.count, at: $0) }
        population.eventIsOver(event.id)
    }

    /// Opens an account, with the code that comes by mail; where none comes in time, once more.
    private func register(_ account: HostAccount) async throws -> HostID {
        defer { mailboxes.disconnect(account.email) }
        while true {
            let letter = Promise<String>(on: context.runtime)
            mailboxes.connect(account.email) { mail in
                if let code = Reading.code(in: mail.body) { letter.fulfil(code) }
            }
            let request = try await ask { try await account.register(at: $0) }
            let patience = context.now.advanced(by: Self.waitsForMail)
            guard let code = try await letter.wait(until: patience) else { continue }
            do {
                return try await ask { try await $0.confirmRegistration(request, code: code) }.id
            } catch SessionError.wrongCode {
                // It came too late, or is an earlier one's.
                continue
            }
        }
    }

    /// How long a host waits for a code (assumption).
    private static let waitsForMail = Duration.minutes(20)

    /// An alert reaches its host's dashboard, beside others about the same link and hour.
    ///
    /// The host looks at the first of them and calls all of them the same.
    func alerted(_ alert: FraudAlert) {
        let group = alert.group
        let (isFirst, review) = groups.withLock { groups -> (Bool, Observed?) in
            guard groups[group] != nil else {
                groups[group] = AlertGroup(
                    accesses: [alert.accessID],
                    isAboutReply: alert.wasRecorded
                )
                return (true, nil)
            }
            groups[group]?.accesses.append(alert.accessID)
            if alert.wasRecorded { groups[group]?.isAboutReply = true }
            return (false, groups[group]?.review)
        }
        if let review {
            context.notes.note(.accessObserved(alert.accessID, review))
            if alert.wasRecorded {
                context.spawn("host-review") { [self] _ in try await settle(review, on: alert) }
            }
        }
        guard isFirst, let city = hosts.withLock({ $0[alert.eventID] })?.city else { return }
        let stream = RandomStream(seed: context.seed, name: "alerts")
            .child(Int(truncatingIfNeeded: group.tokenID.low)).child(Int(group.hour))
        context.spawn("host-alert") { [self] context in
            guard let review = try await host.review(on: alert, in: city, from: stream, on: context)
            else {
                return
            }
            let (accesses, isAboutReply) = groups.withLock { groups in
                groups[group]?.review = review
                return (groups[group]?.accesses ?? [], groups[group]?.isAboutReply ?? false)
            }
            for access in accesses { context.notes.note(.accessObserved(access, review)) }
            if isAboutReply { try await settle(review, on: alert) }
            guard review == .genuine else { return }
            try await ask { _ = try await $0.clearFlag(of: alert.guestID, by: alert.hostID) }
        }
    }

    /// A reply that was let in unjudged stands, or is undone, as the host believes.
    private func settle(_ review: Observed, on alert: FraudAlert) async throws {
        let verdict: ReplyReview = review == .genuine ? .stands : .undone
        try await ask {
            _ = try await $0.review(verdict, of: alert.guestID, by: alert.hostID)
        }
    }

    /// A guest has asked for a new link: the host takes the old one back when they come to it.
    private func sendNewLink(to guest: GuestID, of event: EventID) async throws {
        guard let asked = hosts.withLock({ $0[event] }) else { return }
        var stream = RandomStream(seed: context.seed, name: "favours")
            .child(Int(truncatingIfNeeded: guest.low))
        try await context.wait(
            stream.duration(lognormalMedian: Self.doesFavoursAfter, sigma: 1),
            by: Rhythm(in: asked.city, zones: context.world.zones),
            from: &stream
        )
        do {
            try await ask {
                try await $0.reissueInvitation(
                    to: guest,
                    by: asked.id,
                    over: asked.ways[guest] ?? .preferred
                )
            }
        } catch HostRequestError.notPublished {
            // The event is over: nobody needs a link to it.
        }
    }

    /// Median time until a host does what a guest has asked for (assumption; spread of 1, by day
    /// only).
    private static let doesFavoursAfter = Duration.hours(2)

    /// Who has made an event, and where it takes place: its host is there too.
    private struct Host {
        let id: HostID
        let city: City
        /// How guests are invited whom it is not left to the list.
        let ways: [GuestID: InvitationChannels]
    }

    /// Guests, picked or all, and which way they are invited.
    private struct Part {
        let chosen: Set<GuestID>?
        let channels: InvitationChannels
    }

    private func parts(of guests: [Guest], ways: [InvitationChannels]) -> [Part] {
        InvitationChannels.allCases.compactMap { channels in
            let chosen = zip(guests, ways).filter { $1 == channels }.map(\.0.id)
            if chosen.isEmpty { return nil }
            return Part(
                chosen: chosen.count == guests.count ? nil : Set(chosen),
                channels: channels
            )
        }
    }

    private struct AlertGroup {
        var accesses: [AccessID]
        /// Whether one of them is about a reply that was recorded.
        var isAboutReply: Bool
        var review: Observed?
    }

    /// Somebody who is invited, and those they live with.
    private struct Listed {
        let person: Person
        let household: Household
        /// Where the host believes that they live.
        let home: City
        let employer: Int?
        let way: InvitationChannels
    }

    private func guestList(of plan: RunPlan.PlannedEvent) -> ([GuestDraft], [Listed]) {
        var drafts: [GuestDraft] = []
        var people: [Listed] = []
        for offset in 0..<plan.guests {
            let number = plan.firstGuest + offset
            var stream = RandomStream(seed: context.seed, name: "guest", index: number)
            let person = People.person(number: number, from: &stream)
            let household = household(of: number, in: plan, after: people.last?.household)
            let home = believedHome(of: household, from: &stream)
            let isColleague = stream.bool(probability: plan.occasion.colleagues)
            let way = plan.inviteBy.map { $0.way(from: &stream) } ?? .preferred
            let isByEmail =
                way == .preferred
                ? stream.bool(probability: plan.byEmail) : way == .email || way == .both
            // Everybody has a phone; a third of those invited by text gave no e-mail address
            // (assumption).
            let hasEmail = isByEmail || stream.bool(probability: 0.65)
            let isWithoutPhone = isByEmail && way == .preferred && stream.bool(probability: 0.5)
            drafts.append(
                GuestDraft(
                    name: person.name,
                    email: hasEmail ? person.email.unredacted : "",
                    phone: isWithoutPhone ? "" : person.phone.unredacted,
                    plusOnes: stream.bool(probability: 0.4) ? 1 : 0,
                    home: Home(country: home.country, city: home.name, point: home.point)
                )
            )
            people.append(
                Listed(
                    person: person,
                    household: household,
                    home: home,
                    employer: isColleague ? plan.index : nil,
                    way: way
                )
            )
        }
        return (drafts, people)
    }

    /// The household of the guest before, or one of their own.
    private func household(
        of number: Int,
        in plan: RunPlan.PlannedEvent,
        after last: Household?
    ) -> Household {
        var stream = RandomStream(seed: context.seed, name: "household", index: number)
        // Pairs: so many of the guests live with the one who stands before or behind them.
        let isSecond = (number - plan.firstGuest) % 2 == 1
        if isSecond, let last, stream.bool(probability: plan.occasion.livingTogether) {
            return last
        }
        if let city = plan.residence(from: &stream) {
            return Household(in: city, stream: stream.child("lives"))
        }
        let livesElsewhere = stream.bool(probability: plan.livingElsewhere)
        let city =
            livesElsewhere
            ? context.world.cityOfFriend(of: plan.city, from: &stream) : plan.city
        return Household(in: city, stream: stream.child("lives"))
    }

    /// Where the host believes that they live: some have moved.
    private func believedHome(of household: Household, from stream: inout RandomStream) -> City {
        guard stream.bool(probability: context.world.figures.homeIsOutdated) else {
            return household.city
        }
        return context.world.cityOfFriend(of: household.city, from: &stream)
    }

    private func add(
        _ guest: Guest,
        _ listed: Listed,
        of plan: RunPlan.PlannedEvent,
        number: Int
    ) {
        let part = assignment.part(of: number)
        context.notes.note(
            .guestCast(
                guest.id,
                event: guest.eventID,
                persona: part.kind.name,
                lives: Residence(of: listed.household.city),
                listed: Residence(of: listed.home)
            )
        )
        population.add(
            Invitee(
                guestID: guest.id,
                eventID: guest.eventID,
                name: guest.name,
                phone: guest.phone,
                email: guest.email,
                resident: Resident(
                    of: listed.household,
                    employer: listed.employer,
                    in: context.world,
                    stream: RandomStream(seed: context.seed, name: "resident", index: number)
                ),
                plusOnes: guest.plusOnes,
                persona: part.kind.name,
                occasion: plan.occasion,
                venue: plan.city,
                deadline: plan.startsAt,
                stream: RandomStream(seed: context.seed, name: "life", index: number)
            ),
            number: number
        )
    }

    /// Asks for one part of the guests after the other.
    private func ask(
        for parts: [Part],
        _ request: (any HostDoor, Part) async throws -> Void
    ) async throws {
        for part in parts { try await ask { try await request($0, part) } }
    }

    /// Asks at the hosts' door, waiting where it is closed.
    private func ask<Answer: Sendable>(
        _ request: (any HostDoor) async throws -> Answer
    ) async throws -> Answer {
        while true {
            guard let node = door() else {
                try await context.wait(.minutes(1))
                continue
            }
            do {
                return try await request(node.component)
            } catch is CancellationError where !node.process.isAlive {
                try await context.wait(.minutes(1))
            }
        }
    }
}

extension Scenario.InviteBy {
    /// Which way one guest is invited.
    fileprivate func way(from stream: inout RandomStream) -> InvitationChannels {
        let lot = stream.unit()
        return lot < email ? .email : lot < email + both ? .both : .sms
    }
}

extension RunPlan.PlannedEvent {
    /// The city that a household lives in by the scenario's shares; `nil` for the rest.
    fileprivate func residence(from stream: inout RandomStream) -> City? {
        guard !residents.isEmpty else { return nil }
        var lot = stream.unit()
        for part in residents {
            if lot < part.share { return part.city }
            lot -= part.share
        }
        return nil
    }
}

extension Residence {
    fileprivate init(of city: City) { self.init(city: city.name, country: city.country) }
}
