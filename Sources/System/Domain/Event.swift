/// A gathering that guests are invited to.
package struct Event: Hashable, Sendable {
    package enum Status: String, Sendable, CaseIterable { case draft, published, closed, archived }

    package let id: EventID
    package let hostID: HostID
    package var name: String
    /// Lower-case letters, digits and dashes; unique.
    package var slug: String
    package var startsAt: Instant
    package var venue: String
    /// The most people that may come, companions included; `nil` for no limit.
    package var capacity: Int?
    package var status: Status
    package let createdAt: Instant
    package var updatedAt: Instant

    package init(
        id: EventID,
        hostID: HostID,
        name: String,
        slug: String,
        startsAt: Instant,
        venue: String,
        capacity: Int?,
        status: Status,
        createdAt: Instant,
        updatedAt: Instant
    ) {
        self.id = id
        self.hostID = hostID
        self.name = name
        self.slug = slug
        self.startsAt = startsAt
        self.venue = venue
        self.capacity = capacity
        self.status = status
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

extension Event {
    /// When an event that starts then counts as over: a day later.
    package static func over(startingAt start: Instant) -> Instant { start.advanced(by: .days(1)) }

    /// When a link to it runs out: when the event is over, and not before it has had its lifetime.
    package func linksExpire(issuedAt: Instant, atLeast lifetime: Duration) -> Instant {
        max(issuedAt.advanced(by: lifetime), Self.over(startingAt: startsAt))
    }
}

/// An event's replies, counted.
package struct EventStatistics: Hashable, Sendable {
    package var guests = 0
    package var attending = 0
    package var declined = 0
    package var maybe = 0
    /// Seats taken: guests who attend and their companions.
    package var seats = 0

    package init() {}

    package init(guests: Int, attending: Int, declined: Int, maybe: Int, seats: Int) {
        self.guests = guests
        self.attending = attending
        self.declined = declined
        self.maybe = maybe
        self.seats = seats
    }

    package var answered: Int { attending + declined + maybe }
}
