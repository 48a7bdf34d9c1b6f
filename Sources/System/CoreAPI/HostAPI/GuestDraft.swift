import Domain

/// What a host says of a guest, as typed.
package struct GuestDraft: Hashable, Sendable {
    package var name: String
    package var email: String
    package var phone: String
    package var plusOnes: Int
    package var dietaryNotes: String
    package var tableNumber: Int?
    package var home: Home?

    package init(
        name: String,
        email: String = "",
        phone: String = "",
        plusOnes: Int = 0,
        dietaryNotes: String = "",
        tableNumber: Int? = nil,
        home: Home? = nil
    ) {
        self.name = name
        self.email = email
        self.phone = phone
        self.plusOnes = plusOnes
        self.dietaryNotes = dietaryNotes
        self.tableNumber = tableNumber
        self.home = home
    }

    /// The guest that the draft describes, or all that is wrong with it.
    func checked(
        id: GuestID,
        event: EventID,
        at now: Instant
    ) -> (guest: Guest?, problems: [GuestProblem]) {
        var problems: [GuestProblem] = []
        let email = EmailAddress(email)
        let phone = PhoneNumber(phone)
        if name.allSatisfy(\.isWhitespace) { problems.append(.noName) }
        if email == nil, !self.email.isEmpty { problems.append(.email) }
        if phone == nil, !self.phone.isEmpty { problems.append(.phone) }
        if self.email.isEmpty, self.phone.isEmpty { problems.append(.unreachable) }
        if !(0...20).contains(plusOnes) { problems.append(.plusOnes(plusOnes)) }
        guard problems.isEmpty else { return (nil, problems) }
        let guest = Guest(
            id: id,
            eventID: event,
            name: name,
            email: email,
            phone: phone,
            plusOnes: plusOnes,
            dietaryNotes: dietaryNotes,
            tableNumber: tableNumber,
            home: home,
            createdAt: now
        )
        return (guest, [])
    }
}

extension Guest {
    /// The first thing that is wrong with what a host changed; the same as for a new guest.
    var problem: GuestProblem? {
        GuestDraft(
            name: name,
            email: email?.unredacted ?? "",
            phone: phone?.unredacted ?? "",
            plusOnes: plusOnes,
            dietaryNotes: dietaryNotes,
            tableNumber: tableNumber,
            home: home
        ).checked(id: id, event: eventID, at: createdAt).problems.first
    }
}

/// What is wrong with a guest.
///
/// Descriptions say nothing personal.
package enum GuestProblem: Error, Hashable, Sendable, CustomStringConvertible {
    case noName
    case email
    case phone
    case unreachable
    case plusOnes(Int)
    case duplicate
    case tableNumber
    case home

    package var description: String {
        switch self {
        case .noName: "name: expected a name, found nothing"
        case .email: "email: expected an address such as ada@mail.example, found something else"
        case .phone: "phone: expected E.164 such as +44 20 7946 0018, found something else"
        case .unreachable: "expected an e-mail address or a phone number, found neither"
        case .plusOnes(let found): "plus_ones: expected 0 to 20, found \(found)"
        case .duplicate: "expected a new guest, found one with this e-mail address or phone number"
        case .home:
            """
            home: expected home_country (two letters), home_city, home_latitude (-90 to 90) and \
            home_longitude (-180 to 180), all four or none
            """
        case .tableNumber: "table_number: expected a whole number, found something else"
        }
    }
}
