import Domain
import Messaging
import Runtime
import Storage

extension HostAPI {
    /// Adds one guest.
    ///
    /// - Throws: `GuestProblem`, the first of them.
    package func addGuest(_ draft: GuestDraft, to event: EventID, by host: HostID) throws -> Guest {
        let outcome = try addGuests([draft], to: event, by: host)
        if let guest = outcome.added.first { return guest }
        throw outcome.problems.first?.problem ?? .unreachable
    }

    /// Adds many guests in one step; those with problems are left out and reported.
    ///
    /// - Returns: Guests in the order of their drafts, and each problem with its draft's index.
    package func addGuests(
        _ drafts: [GuestDraft],
        to id: EventID,
        by host: HostID
    ) throws -> AddedGuests {
        let now = runtime.now
        var added: [Guest] = []
        var problems: [AddedGuests.Refusal] = []
        added.reserveCapacity(drafts.count)
        try store.step { step in
            _ = try event(id, of: host, in: step)
            var contacts = Contacts(of: try step.guests(of: id))
            for (index, draft) in drafts.enumerated() {
                let (guest, found) = draft.checked(id: runtime.identifier(), event: id, at: now)
                problems += found.map { AddedGuests.Refusal(index: index, problem: $0) }
                guard let guest else { continue }
                guard contacts.insert(guest) else {
                    problems.append(AddedGuests.Refusal(index: index, problem: .duplicate))
                    continue
                }
                try step.insert(guest)
                added.append(guest)
            }
        }
        cache.statistics.remove(id)
        return AddedGuests(added: added, problems: problems)
    }

    /// An event's guests in the order they were added.
    package func guests(of id: EventID, by host: HostID) throws -> [Guest] {
        try store.read { step in
            _ = try event(id, of: host, in: step)
            return try step.guests(of: id)
        }
    }

    /// Changes what a host says of a guest, whose checks are those of a new one.
    package func updateGuest(_ guest: Guest, by host: HostID) throws {
        if let problem = guest.problem { throw problem }
        try store.step { step in
            _ = try event(guest.eventID, of: host, in: step)
            guard try step.guest(guest.id)?.eventID == guest.eventID else {
                throw HostRequestError.unknownGuest
            }
            // One by one: looked up together, the guest's own address could hide another's number.
            let holders = [
                try step.guest(in: guest.eventID, email: guest.email, phone: nil),
                try step.guest(in: guest.eventID, email: nil, phone: guest.phone),
            ]
            guard holders.allSatisfy({ $0 == nil || $0 == guest.id }) else {
                throw GuestProblem.duplicate
            }
            try step.update(guest)
        }
    }

    /// Removes a guest; the link stops working at once.
    package func removeGuest(_ id: GuestID, from event: EventID, by host: HostID) throws {
        let token = try store.step { step -> TokenID? in
            _ = try self.event(event, of: host, in: step)
            guard let guest = try step.guest(id), guest.eventID == event else {
                throw HostRequestError.unknownGuest
            }
            let token = try step.token(of: id)
            if let reply = try step.rsvp(of: id)?.reply {
                try step.addSeats(-reply.seats, to: event)
                try step.deleteRSVP(of: id)
            }
            try step.deleteGuest(id)
            if let token {
                step.emit(.tokenRevoked(token.id))
                step.publish(.doorChanged(.token(token.id)))
            }
            return token?.id
        }
        if let token { cache.forget(.token(token)) }
        cache.statistics.remove(event)
    }
}

/// E-mail addresses and phone numbers that are taken.
private struct Contacts {
    private var emails: Set<EmailAddress> = []
    private var phones: Set<PhoneNumber> = []

    init(of guests: [Guest]) {
        for guest in guests { _ = insert(guest) }
    }

    /// - Returns: False where somebody has one of them already.
    mutating func insert(_ guest: Guest) -> Bool {
        if let email = guest.email, emails.contains(email) { return false }
        if let phone = guest.phone, phones.contains(phone) { return false }
        if let email = guest.email { emails.insert(email) }
        if let phone = guest.phone { phones.insert(phone) }
        return true
    }
}
