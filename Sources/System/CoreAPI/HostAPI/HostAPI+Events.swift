import Domain
import Messaging
import Runtime
import Storage

/// What a host says of an event.
package struct EventDraft: Hashable, Sendable {
    package var name: String
    /// At most 80 lower-case letters, digits and dashes; `nil`: made from the name.
    package var slug: String?
    package var startsAt: Instant
    package var venue: String
    package var capacity: Int?

    package init(
        name: String,
        slug: String? = nil,
        startsAt: Instant,
        venue: String,
        capacity: Int? = nil
    ) {
        self.name = name
        self.slug = slug
        self.startsAt = startsAt
        self.venue = venue
        self.capacity = capacity
    }

    fileprivate func problem(at now: Instant) -> HostRequestError? {
        if name.allSatisfy(\.isWhitespace) { return .emptyName }
        if startsAt <= now { return .startsInThePast }
        if let capacity, capacity < 1 { return .invalidCapacity(capacity) }
        if let slug, !Self.isSlug(slug) { return .invalidSlug(slug) }
        return nil
    }

    private static func isSlug(_ text: String) -> Bool {
        (1...80).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-")
            }
    }
}

extension HostAPI {
    /// Makes an event, not yet published.
    package func createEvent(_ draft: EventDraft, by host: HostID) throws -> Event {
        let now = runtime.now
        if let problem = draft.problem(at: now) { throw problem }
        let id: EventID = runtime.identifier()
        let event = try store.step { step in
            let event = Event(
                id: id,
                hostID: host,
                name: draft.name,
                slug: try Self.freeSlug(for: draft, in: step),
                startsAt: draft.startsAt,
                venue: draft.venue,
                capacity: draft.capacity,
                status: .draft,
                createdAt: now,
                updatedAt: now
            )
            try step.insert(event)
            return event
        }
        return event
    }

    /// Changes what a host says of an event; the slug stays unless the draft names another.
    package func updateEvent(
        _ id: EventID,
        to draft: EventDraft,
        by host: HostID
    ) throws -> Event {
        if let problem = draft.problem(at: runtime.now) { throw problem }
        return try change(id, by: host) { event, step in
            if let slug = draft.slug, slug != event.slug {
                event.slug = try Self.freeSlug(for: draft, in: step)
            }
            if draft.startsAt != event.startsAt {
                try step.moveExpiry(
                    ofLinksTo: id,
                    lifetime: settings.tokenLifetime,
                    eventOver: Event.over(startingAt: draft.startsAt)
                )
            }
            event.name = draft.name
            event.startsAt = draft.startsAt
            event.venue = draft.venue
            event.capacity = draft.capacity
        }
    }

    package func deleteEvent(_ id: EventID, by host: HostID) throws {
        try store.step { step in
            let event = try event(id, of: host, in: step)
            guard event.status == .draft else {
                throw HostRequestError.deleteOnlyDrafts(event.status)
            }
            try step.deleteEvent(id)
            step.publish(.doorChanged(.event(id)))
        }
        cache.forget(.event(id))
    }

    /// A host's events, the earliest first.
    package func events(of host: HostID) throws -> [Event] {
        try store.read { try $0.events(of: host) }
    }

    /// Publishes, closes, reopens or archives an event.
    @discardableResult
    package func setStatus(
        of id: EventID,
        to status: Event.Status,
        by host: HostID
    ) throws -> Event {
        try change(id, by: host) { event, step in
            guard EventLifecycle.allows(event.status, to: status) else {
                throw HostRequestError.wrongStatus(from: event.status, to: status)
            }
            event.status = status
            if status == .published {
                let guests = try step.statistics(of: id).guests
                step.emit(.eventPublished(id, guests: guests, capacity: event.capacity))
            } else {
                step.emit(.eventClosed(id))
            }
        }
    }

    /// The dashboard's counters (`event:{id}:stats`).
    package func statistics(of id: EventID, for host: HostID) throws -> EventStatistics {
        let now = runtime.now
        return try store.read { step in
            _ = try event(id, of: host, in: step)
            if let known = cache.statistics.value(of: id, at: now) { return known }
            let statistics = try step.statistics(of: id)
            cache.statistics.set(id, to: statistics, for: .minutes(1), at: now)
            return statistics
        }
    }

    /// Which guests' links ask for a code at the moment, who raised each flag, and why; the earliest
    /// first.
    package func flags(
        of id: EventID,
        for host: HostID
    ) throws -> [FlaggedGuest] {
        try store.read { step in
            _ = try event(id, of: host, in: step)
            return try step.flags(of: id, at: runtime.now).map {
                FlaggedGuest(guest: $0.guest, flag: $0.flag)
            }
        }
    }

    /// An event, for its own host.
    func event(_ id: EventID, of host: HostID, in step: Transaction) throws -> Event {
        guard let event = try step.event(id) else { throw HostRequestError.unknownEvent }
        guard event.hostID == host else { throw HostRequestError.notYourEvent }
        return event
    }

    private func change(
        _ id: EventID,
        by host: HostID,
        _ change: (inout Event, Transaction) throws -> Void
    ) throws -> Event {
        let changed = try store.step { step in
            let event = try event(id, of: host, in: step)
            var changed = event
            changed.updatedAt = runtime.now
            try change(&changed, step)
            guard try step.update(changed, leaving: event.status) else {
                throw HostRequestError.wrongStatus(from: event.status, to: changed.status)
            }
            step.publish(.doorChanged(.event(id)))
            return changed
        }
        cache.forget(.event(id))
        return changed
    }

    /// The slug that a draft asks for, or one made from its name with a number where it is taken.
    private static func freeSlug(for draft: EventDraft, in step: Transaction) throws -> String {
        if let slug = draft.slug {
            guard try step.event(slug: slug) == nil else { throw HostRequestError.slugTaken(slug) }
            return slug
        }
        let words = draft.name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let base = words.isEmpty ? "event" : String(words.joined(separator: "-").prefix(80))
        var slug = base
        var number = 1
        while try step.event(slug: slug) != nil {
            number += 1
            slug = "\(base)-\(number)"
        }
        return slug
    }
}
