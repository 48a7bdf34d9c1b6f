import CoreAPI
import Domain
import Synchronization
import VirtualTime
import World

/// A host's account; the password is as made up as the rest.
struct HostAccount: Sendable {
    let name: String
    let email: EmailAddress
    let password: String
    /// Where they sit: of a range that is kept for measurements (RFC 2544).
    let address: IPAddress

    init(number: Int, from stream: RandomStream) {
        var stream = stream
        let person = People.person(number: 500_000_000 + number, from: &stream)
        name = person.name
        email = person.email
        password = String(stream.next(), radix: 36)
        address = IPAddress(v4: 0xC612_0000 + UInt32(number % 131_072))
    }

    func register(at door: any HostDoor) async throws -> AccountRequestID {
        try await door.register(
            name: name,
            email: email,
            password: password,
            from: address
        )
    }
}

/// What a host does with the dashboard; whatever does not turn out as it must ends the run.
final class Dashboard: Sendable {
    private let account: HostAccount
    private let hostID: HostID
    private let session = Mutex("")

    /// Something on the dashboard was not as it must be.
    struct Mismatch: Error, CustomStringConvertible {
        let description: String
    }

    init(of account: HostAccount, hostID: HostID) {
        self.account = account
        self.hostID = hostID
    }

    func logIn(at door: any HostDoor) async throws {
        let text = try await door.logIn(
            email: account.email,
            password: account.password,
            from: account.address
        )
        session.withLock { $0 = text }
        let owner = try await door.authenticate(text)
        try Self.require(owner == hostID, "the session is somebody else's")
    }

    /// Imports a guest list as a spreadsheet would have written it.
    func bring(
        _ drafts: [GuestDraft],
        to event: EventID,
        at door: any HostDoor
    ) async throws -> [Guest] {
        let columns = [
            "name", "email", "phone", "plus_ones", "home_country", "home_city", "home_latitude",
            "home_longitude",
        ]
        var csv = columns.joined(separator: ",") + "\n"
        for draft in drafts {
            var cells = [draft.name, draft.email, draft.phone, String(draft.plusOnes)]
            if let home = draft.home {
                cells += [home.country, home.city]
                cells += ["\(home.point.latitude)", "\(home.point.longitude)"]
            }
            csv +=
                cells.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }
                .joined(separator: ",") + "\n"
        }
        let outcome = try await door.importGuests(csv: csv, to: event, by: hostID)
        let (added, problems) = (outcome.added, outcome.problems)
        try Self.require(
            problems.isEmpty,
            "\(problems.count) rows were refused: \(problems.prefix(3))"
        )
        try Self.require(added.count == drafts.count, "\(added.count) of \(drafts.count) came in")
        return added
    }

    /// How the sending got on.
    func lookAtProgress(
        of event: EventID,
        guests: Int,
        at door: any HostDoor
    ) async throws {
        let progress = try await door.invitationProgress(of: event, by: hostID)
        try Self.require(
            progress.total <= guests,
            "\(progress.total) invitations are under way for \(guests) guests"
        )
    }

    /// Sends one who has not answered a new link, and takes another's back.
    func lookAfterSilentGuests(of event: EventID, at door: any HostDoor) async throws {
        let text = session.withLock { $0 }
        // A session ends after half a day.
        if try await !isLoggedIn(text, at: door) { try await logIn(at: door) }
        let rows = try await door.exportGuests(of: event, by: hostID).split(separator: "\r\n")
        let guests = try await door.guests(of: event, by: hostID)
        try Self.require(rows.count == guests.count + 1, "the export has \(rows.count) rows")
        for flagged in try await door.flags(of: event, for: hostID) {
            try Self.require(
                guests.contains { $0.id == flagged.guest }
                    && flagged.flag.suspicion?.reasons.isEmpty == false,
                "a flag says neither who raised it nor why"
            )
        }
        for reply in try await door.repliesToReview(of: event, for: hostID) {
            try Self.require(
                guests.contains { $0.id == reply.rsvp.guestID },
                "a reply to review is nobody's on the list"
            )
        }
        let silent = zip(guests, rows.dropFirst()).filter { $1.hasSuffix(",,,,") }.map(\.0)
        if let first = silent.first {
            try await door.reissueInvitation(to: first.id, by: hostID)
        }
        if let last = silent.last, silent.count > 1 {
            try await door.revokeInvitation(of: last.id, by: hostID)
        }
    }

    /// Looks once more when all is over, and logs out.
    func close(_ event: EventID, guests: Int, at door: any HostDoor) async throws {
        try await logIn(at: door)
        let counted = try await door.statistics(of: event, for: hostID)
        try Self.require(counted.guests == guests, "\(counted.guests) guests are counted")
        let text = session.withLock { $0 }
        try await door.logOut(text)
        try Self.require(try await !isLoggedIn(text, at: door), "a session outlives its end")
    }

    private func isLoggedIn(_ session: String, at door: any HostDoor) async throws -> Bool {
        do {
            return try await door.authenticate(session) == hostID
        } catch is SessionError {
            return false
        }
    }

    private static func require(_ isAsItMust: Bool, _ what: String) throws {
        guard isAsItMust else { throw Mismatch(description: "dashboard: \(what)") }
    }
}
