import Domain
import Runtime
import Storage

/// Puts orders into words: reads who and what they are about, lately read rows from memory.
///
/// Confined to the worker.
final class MessageComposer {
    private let runtime: any Runtime
    private let store: Store
    private var guests: RecentRows<GuestID, Guest>
    private var events: RecentRows<EventID, Event>
    private var hosts: RecentRows<HostID, Host>

    init(runtime: any Runtime, store: Store, settings: NotificationSettings) {
        self.runtime = runtime
        self.store = store
        guests = RecentRows(limit: settings.rowsKept, staysFresh: settings.rowsStayFresh)
        events = RecentRows(limit: settings.rowsKept, staysFresh: settings.rowsStayFresh)
        hosts = RecentRows(limit: settings.rowsKept, staysFresh: settings.rowsStayFresh)
    }

    /// Keeps in mind a guest whom somebody has just read.
    func remember(_ guest: Guest) { guests.keep(guest, for: guest.id, at: runtime.now) }

    /// The message in words; `nil` where its recipient, event or request is gone or has no such address.
    func letter(for send: NotificationSend, _ row: Notification) throws -> OutgoingMessage? {
        if case .account(let mail) = send.content { return try letter(mail, row) }
        guard let event = try send.eventID.flatMap(event) else { return nil }
        var facts = MessageFacts(
            recipientName: "",
            eventName: event.name,
            venue: event.venue,
            startsAt: event.startsAt
        )
        var phone: PhoneNumber?
        var email: EmailAddress?
        var invite: CalendarInvite?
        switch send.recipient {
        case .guest(let id):
            guard let guest = try guest(id) else { return nil }
            facts.recipientName = guest.givenName ?? ""
            (phone, email) = (guest.phone, guest.email)
            if case .confirmation(let reply, _) = send.content, reply.response == .attending {
                invite = CalendarInvite(
                    eventID: event.id,
                    guestID: id,
                    name: event.name,
                    venue: event.venue,
                    startsAt: event.startsAt,
                    stampedAt: row.createdAt
                )
            }
        case .host(let id):
            guard let host = try host(id) else { return nil }
            facts.recipientName = host.name
            email = host.email
            if let subject = send.content.words.aboutGuest {
                facts.guestName = try guest(subject)?.name
            }
        }
        let wording = Wording(send.content, facts)
        switch send.channel {
        case .sms:
            guard let phone else { return nil }
            let (text, segments) = wording.sms
            return .sms(OutgoingSMS(reference: row.id, to: phone, text: text), segments)
        case .email:
            guard let email else { return nil }
            return .email(
                OutgoingEmail(
                    reference: row.id,
                    supersedes: row.providerID,
                    to: email,
                    subject: wording.subject,
                    body: wording.body,
                    attachments: invite.map { [$0.attachment] } ?? []
                )
            )
        }
    }

    /// A mail about an account, to the address that its request names.
    private func letter(_ mail: AccountMail, _ row: Notification) throws -> OutgoingMessage? {
        guard let request = try store.read({ try $0.accountRequest(mail.requestID) }) else {
            return nil
        }
        let wording = Wording(
            .account(mail),
            MessageFacts(recipientName: "", eventName: "", venue: "", startsAt: row.createdAt)
        )
        return .email(
            OutgoingEmail(
                reference: row.id,
                supersedes: row.providerID,
                to: request.email,
                subject: wording.subject,
                body: wording.body,
                attachments: []
            )
        )
    }

    private func guest(_ id: GuestID) throws -> Guest? {
        try guests.row(id, at: runtime.now) { try store.read { try $0.guest(id) } }
    }

    private func event(_ id: EventID) throws -> Event? {
        try events.row(id, at: runtime.now) { try store.read { try $0.event(id) } }
    }

    private func host(_ id: HostID) throws -> Host? {
        try hosts.row(id, at: runtime.now) { try store.read { try $0.host(id) } }
    }
}

/// A message as a provider takes it.
enum OutgoingMessage: Sendable {
    case sms(OutgoingSMS, SMSSegments)
    case email(OutgoingEmail)

    func cost(at prices: MessagePrices) -> Int {
        switch self {
        case .sms(_, let segments): prices.cost(of: segments)
        case .email: prices.email
        }
    }
}

extension CalendarInvite {
    fileprivate var attachment: OutgoingEmail.Attachment {
        OutgoingEmail.Attachment(
            name: "invite.ics",
            contentType: "text/calendar; charset=utf-8; method=PUBLISH",
            text: text
        )
    }
}
