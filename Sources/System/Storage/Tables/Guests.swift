import Domain

extension Table {
    static let guests = Table(
        "guests",
        row: [
            "id TEXT NOT NULL PRIMARY KEY",
            "event_id TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE",
            "name TEXT NOT NULL",
            "email TEXT",
            "phone TEXT",
            "plus_ones INTEGER NOT NULL DEFAULT 0 CHECK (plus_ones >= 0)",
            "dietary_notes TEXT NOT NULL DEFAULT ''",
            "table_number INTEGER",
            "home_country TEXT",
            "home_city TEXT",
            "home_latitude REAL",
            "home_longitude REAL",
            "created_at INTEGER NOT NULL",
        ],
        others: [
            "baseline TEXT",
            "baseline_version INTEGER NOT NULL DEFAULT 0",
        ],
        indexes: [
            "CREATE INDEX idx_guests_event ON guests (event_id)",
            "CREATE INDEX idx_guests_phone ON guests (phone) WHERE phone IS NOT NULL",
        ]
    )
}

extension Guest: Row {
    init(from row: inout StatementRow) throws {
        self.init(
            id: try row.identifier(),
            eventID: try row.identifier(),
            name: row.text(),
            email: row.optionalText().map(EmailAddress.init(stored:)),
            phone: row.optionalText().map(PhoneNumber.init(stored:)),
            plusOnes: row.int(),
            dietaryNotes: row.text(),
            tableNumber: row.optionalInt(),
            home: row.home(),
            createdAt: row.instant()
        )
    }

    func bind(to values: inout Binder) {
        values.bind(id)
        values.bind(eventID)
        values.bind(name)
        values.bind(email?.unredacted)
        values.bind(phone?.unredacted)
        values.bind(plusOnes)
        values.bind(dietaryNotes)
        values.bind(tableNumber)
        values.bind(home?.country)
        values.bind(home?.city)
        values.bind(home?.point.latitude)
        values.bind(home?.point.longitude)
        values.bind(createdAt)
    }
}

extension StatementRow {
    /// Country, city, latitude and longitude, where all four are known.
    fileprivate mutating func home() -> Home? {
        let (country, city) = (optionalText(), optionalText())
        let (latitude, longitude) = (optionalDouble(), optionalDouble())
        guard let country, let city, let latitude, let longitude else { return nil }
        return Home(
            country: country,
            city: city,
            point: GeoPoint(latitude: latitude, longitude: longitude)
        )
    }
}

extension Query {
    fileprivate static let insertGuest = Table.guests.insert()
    fileprivate static let updateGuest = Query(
        """
        UPDATE guests SET name = ?2, email = ?3, phone = ?4, plus_ones = ?5, dietary_notes = ?6,
            table_number = ?7
        WHERE id = ?1
        """
    )
    fileprivate static let deleteGuest = Query("DELETE FROM guests WHERE id = ?")
    fileprivate static let guest = Table.guests.select("WHERE id = ?")
    fileprivate static let guestsOfEvent = Table.guests.select("WHERE event_id = ? ORDER BY id")
    fileprivate static let guestsWithoutRSVP = Table.guests.select(
        """
        WHERE event_id = ?1 AND NOT EXISTS (SELECT 1 FROM rsvps WHERE guest_id = guests.id)
        ORDER BY id
        """
    )
    fileprivate static let guestWithContact = Query(
        """
        SELECT id FROM guests
        WHERE event_id = ?1 AND ((?2 IS NOT NULL AND email = ?2) OR (?3 IS NOT NULL AND phone = ?3))
        LIMIT 1
        """
    )
    fileprivate static let history = Query(
        """
        SELECT home_country, home_city, home_latitude, home_longitude,
            (SELECT created_at FROM tokens WHERE tokens.id = ?2), baseline, baseline_version
        FROM guests WHERE id = ?1
        """
    )
    fileprivate static let saveBaseline = Query(
        """
        UPDATE guests SET baseline = ?2, baseline_version = baseline_version + 1
        WHERE id = ?1 AND baseline_version = ?3
        """
    )
}

extension Transaction {
    package func insert(_ guest: Guest) throws {
        try writing(.insertGuest).run(guest.bind)
    }

    package func update(_ guest: Guest) throws {
        try writing(.updateGuest).run {
            $0.bind(guest.id)
            $0.bind(guest.name)
            $0.bind(guest.email?.unredacted)
            $0.bind(guest.phone?.unredacted)
            $0.bind(guest.plusOnes)
            $0.bind(guest.dietaryNotes)
            $0.bind(guest.tableNumber)
        }
    }

    /// Removes a guest with token and reply; accesses and notifications stay.
    package func deleteGuest(_ id: GuestID) throws {
        // Accesses held back still name the guest; written, they forget them with it.
        try flush()
        try writing(.deleteGuest).run { $0.bind(id) }
    }

    package func guest(_ id: GuestID) throws -> Guest? {
        try reading(.guest).first({ $0.bind(id) }, Guest.init)
    }

    /// An event's guests in order of identifier.
    package func guests(of event: EventID) throws -> [Guest] {
        try reading(.guestsOfEvent).all({ $0.bind(event) }, Guest.init)
    }

    /// An event's guests that have not answered, in order of identifier.
    package func guestsWithoutRSVP(of event: EventID) throws -> [Guest] {
        try reading(.guestsWithoutRSVP).all({ $0.bind(event) }, Guest.init)
    }

    /// The guest of an event who already has this e-mail address or phone number.
    package func guest(
        in event: EventID,
        email: EmailAddress?,
        phone: PhoneNumber?
    ) throws -> GuestID? {
        try reading(.guestWithContact).first({
            $0.bind(event)
            $0.bind(email?.unredacted)
            $0.bind(phone?.unredacted)
        }) { try $0.identifier() }
    }

    // MARK: Baselines

    /// What is known about a guest before any access of theirs: registration, the age of the link,
    /// and what the fraud engine has stored in its own words.
    package struct GuestHistory {
        package let home: Home?
        package let invitedAt: Instant?
        package let baseline: String?
        /// How often it has been stored.
        package let version: Int
    }

    /// - `token`: The link they were invited with.
    package func history(of guest: GuestID, token: TokenID?) throws -> GuestHistory? {
        try reading(.history).first({
            $0.bind(guest)
            $0.bind(token)
        }) {
            GuestHistory(
                home: $0.home(),
                invitedAt: $0.optionalInstant(),
                baseline: $0.optionalText(),
                version: $0.int()
            )
        }
    }

    /// Stores what `write` puts down about a guest.
    ///
    /// - `version`: Of the one that it takes the place of.
    /// - Returns: False where that is not the latest any more, or the guest is gone.
    package func saveBaseline(
        _ guest: GuestID,
        leaving version: Int,
        _ write: (TextBuffer) -> Void
    ) throws -> Bool {
        text.removeAll()
        write(text)
        return try writing(.saveBaseline).change {
            $0.bind(guest)
            $0.bind(text)
            $0.bind(version)
        } == 1
    }
}
