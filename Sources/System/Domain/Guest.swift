/// A person on the list.
package struct Guest: Hashable, Sendable {
    package let id: GuestID
    package let eventID: EventID
    package var name: String
    package var email: EmailAddress?
    package var phone: PhoneNumber?
    /// How many people this guest may bring.
    package var plusOnes: Int
    package var dietaryNotes: String
    package var tableNumber: Int?
    /// Where the host says the guest lives: the baseline before the first access.
    package var home: Home?
    package let createdAt: Instant

    package init(
        id: GuestID,
        eventID: EventID,
        name: String,
        email: EmailAddress?,
        phone: PhoneNumber?,
        plusOnes: Int = 0,
        dietaryNotes: String = "",
        tableNumber: Int? = nil,
        home: Home? = nil,
        createdAt: Instant
    ) {
        self.id = id
        self.eventID = eventID
        self.name = name
        self.email = email
        self.phone = phone
        self.plusOnes = plusOnes
        self.dietaryNotes = dietaryNotes
        self.tableNumber = tableNumber
        self.home = home
        self.createdAt = createdAt
    }
}

extension Guest {
    /// What a message may call a guest by: the first word of several.
    ///
    /// Never the whole name, which a guest may be asked for: `nil` where there is one word only.
    package var givenName: String? {
        let words = name.split(separator: " ")
        return words.count > 1 ? words.first.map(String.init) : nil
    }
}

/// Registration data: where a guest is expected to be.
package struct Home: Hashable, Sendable {
    /// ISO 3166-1 alpha-2.
    package var country: String
    package var city: String
    package var point: GeoPoint

    package init(country: String, city: String, point: GeoPoint) {
        self.country = country
        self.city = city
        self.point = point
    }
}
