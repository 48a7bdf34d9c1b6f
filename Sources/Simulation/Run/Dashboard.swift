import CoreAPI
import Domain
import Notifications
import Synchronization
import VirtualTime
import World

/// A host's account; the password is as made up as the rest.
struct HostAccount: Sendable {
    let name: String
    let email: EmailAddress
    let password: String

    init(number: Int, from stream: RandomStream) {
        var stream = stream
        let person = People.person(number: 500_000_000 + number, from: &stream)
        name = person.name
        email = person.email
        password = String(stream.next(), radix: 36)
    }

    func register(at api: HostAPI) async throws -> HostID {
        try await api.register(name: name, email: email, password: password).id
    }
}

/// What a host does with the dashboard; whatever does not turn out as it must ends the run.
final class Dashboard: Sendable {
    private let account: HostAccount
    private let hostID: HostID
    private let session = Mutex("")

    /// Something on the dashboard was not as it must be.
    struct Trouble: Error, CustomStringConvertible {
        let description: String
    }

    init(of account: HostAccount, hostID: HostID) {
        self.account = account
        self.hostID = hostID
    }

    func logIn(at api: HostAPI) async throws {
        let text = try await api.logIn(
            email: account.email,
            password: account.password,
            from: IPAddress(v4: 0xC633_6407)
        )
        session.withLock { $0 = text }
        let owner = try await api.authenticate(text)
        try Self.require(owner == hostID, "the session is somebody else's")
    }

    /// Imports a guest list as a spreadsheet would have written it.
    func bring(_ drafts: [GuestDraft], to event: EventID, at api: HostAPI) async throws -> [Guest] {
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
        let (added, problems) = try await api.importGuests(csv: csv, to: event, by: hostID)
        try Self.require(
            problems.isEmpty,
            "\(problems.count) rows were refused: \(problems.prefix(3))"
        )
        try Self.require(added.count == drafts.count, "\(added.count) of \(drafts.count) came in")
        return added
    }

    /// How the sending got on.
    func look(at progress: InvitationProgress, of guests: Int) throws {
        try Self.require(
            progress.total <= guests,
            "\(progress.total) invitations are under way for \(guests) guests"
        )
    }

    /// Sends one who has not answered a new link, and takes another's back.
    func lookAfterSilentGuests(of event: EventID, at api: HostAPI) async throws {
        let text = session.withLock { $0 }
        // A session ends after half a day.
        if try await !isLoggedIn(text, at: api) { try await logIn(at: api) }
        let rows = try await api.exportGuests(of: event, by: hostID).split(separator: "\r\n")
        let guests = try await api.guests(of: event, by: hostID)
        try Self.require(rows.count == guests.count + 1, "the export has \(rows.count) rows")
        for (guest, flag) in try await api.flags(of: event, for: hostID) {
            try Self.require(
                guests.contains { $0.id == guest } && flag.suspicion?.reasons.isEmpty == false,
                "a flag says neither who raised it nor why"
            )
        }
        let silent = zip(guests, rows.dropFirst()).filter { $1.hasSuffix(",,,,") }.map(\.0)
        if let first = silent.first {
            try await api.reissueInvitation(to: first.id, by: hostID)
        }
        if let last = silent.last, silent.count > 1 {
            try await api.revokeInvitation(of: last.id, by: hostID)
        }
    }

    /// Looks once more when all is over, and logs out.
    func close(_ event: EventID, guests: Int, at api: HostAPI) async throws {
        try await logIn(at: api)
        let counted = try await api.statistics(of: event, for: hostID)
        try Self.require(counted.guests == guests, "\(counted.guests) guests are counted")
        let text = session.withLock { $0 }
        try await api.logOut(text)
        try Self.require(try await !isLoggedIn(text, at: api), "a session outlives its end")
    }

    private func isLoggedIn(_ session: String, at api: HostAPI) async throws -> Bool {
        do {
            return try await api.authenticate(session) == hostID
        } catch is SessionError {
            return false
        }
    }

    private static func require(_ isAsItMust: Bool, _ what: String) throws {
        guard isAsItMust else { throw Trouble(description: "dashboard: \(what)") }
    }
}
