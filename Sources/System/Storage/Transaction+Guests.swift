import Domain
import Foundation

extension Transaction {
    // MARK: Guests

    package func insert(_ guest: Guest) throws {
        try writing(.insertGuest).run {
            $0.bind(guest.id)
            $0.bind(guest.eventID)
            $0.bind(guest.name)
            $0.bind(guest.email?.unredacted)
            $0.bind(guest.phone?.unredacted)
            $0.bind(guest.plusOnes)
            $0.bind(guest.dietaryNotes)
            $0.bind(guest.tableNumber)
            $0.bind(guest.home?.country)
            $0.bind(guest.home?.city)
            $0.bind(guest.home?.point.latitude)
            $0.bind(guest.home?.point.longitude)
            $0.bind(guest.createdAt)
        }
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
        try writePending()
        try writing(.deleteGuest).run { $0.bind(id) }
    }

    package func guest(_ id: GuestID) throws -> Guest? {
        try reading(.guest).first({ $0.bind(id) }) { try Self.guest(from: $0) }
    }

    /// An event's guests in order of identifier.
    package func guests(of event: EventID) throws -> [Guest] {
        try reading(.guestsOfEvent).all({ $0.bind(event) }) { try Self.guest(from: $0) }
    }

    /// An event's guests that have not answered, in order of identifier.
    package func guestsWithoutRSVP(of event: EventID) throws -> [Guest] {
        try reading(.guestsWithoutRSVP).all({ $0.bind(event) }) { try Self.guest(from: $0) }
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
        }) { try $0.identifier(0) }
    }

    private static func guest(from row: StatementRow) throws -> Guest {
        Guest(
            id: try row.identifier(0),
            eventID: try row.identifier(1),
            name: row.text(2),
            email: row.optionalText(3).map(EmailAddress.init(stored:)),
            phone: row.optionalText(4).map(PhoneNumber.init(stored:)),
            plusOnes: row.int(5),
            dietaryNotes: row.text(6),
            tableNumber: row.optionalInt(7),
            home: home(from: row, startingAt: 8),
            createdAt: row.instant(12)
        )
    }

    /// Country, city, latitude and longitude, where all four are known.
    private static func home(from row: StatementRow, startingAt column: Int32) -> Home? {
        guard let country = row.optionalText(column), let city = row.optionalText(column + 1),
            let latitude = row.optionalDouble(column + 2),
            let longitude = row.optionalDouble(column + 3)
        else { return nil }
        return Home(
            country: country,
            city: city,
            point: GeoPoint(latitude: latitude, longitude: longitude)
        )
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
        try reading(.baseline).first({
            $0.bind(guest)
            $0.bind(token)
        }) {
            GuestHistory(
                home: Self.home(from: $0, startingAt: 0),
                invitedAt: $0.optionalInstant(5),
                baseline: $0.optionalText(4),
                version: $0.int(6)
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

    // MARK: Tokens

    package func insert(_ token: Token) throws {
        try writing(.insertToken).run {
            $0.bind(token.id)
            $0.bind(token.guestID)
            $0.bind(token.eventID)
            $0.bind(token.hash)
            $0.bind(token.expiresAt)
            $0.bind(token.status.rawValue)
            $0.bind(token.isFlagged)
            $0.bind(token.issuedAt)
        }
    }

    /// Uses an active token up.
    ///
    /// - Returns: False where it is active no longer: somebody else was faster.
    package func use(_ token: TokenID, at instant: Instant) throws -> Bool {
        try writing(.useToken).change {
            $0.bind(token)
            $0.bind(instant)
        } == 1
    }

    /// Flags an active token, which asks for a code from then on.
    ///
    /// - Returns: False where it was flagged before, or is active no longer.
    package func raise(_ flag: LinkFlag, on token: TokenID) throws -> Bool {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(flag), as: UTF8.self)
        return try writing(.flagToken).change {
            $0.bind(token)
            $0.bind(text)
        } == 1
    }

    /// What raised the flags of an event's links, the earliest first.
    package func flags(of event: EventID) throws -> [(guest: GuestID, flag: LinkFlag)] {
        let flags = try reading(.flagsOfEvent).all({ $0.bind(event) }) { row in
            (
                guest: try row.identifier(0) as GuestID,
                flag: try row.parsed(1) {
                    try? JSONDecoder().decode(LinkFlag.self, from: Data($0.utf8))
                }
            )
        }
        return flags.sorted {
            ($0.flag.raisedAt, $0.flag.accessID) < ($1.flag.raisedAt, $1.flag.accessID)
        }
    }

    /// Marks an active token whose time is over.
    ///
    /// - Returns: False where it is active no longer.
    package func expire(_ token: TokenID) throws -> Bool {
        try writing(.expireToken).change { $0.bind(token) } == 1
    }

    /// Takes a token away from its guest, used or not.
    ///
    /// - Returns: False where that was done before.
    package func revoke(_ token: TokenID) throws -> Bool {
        try writing(.revokeToken).change { $0.bind(token) } == 1
    }

    package func token(_ id: TokenID) throws -> Token? {
        try reading(.token).first({ $0.bind(id) }) { try Self.token(from: $0) }
    }

    /// How far a token got; read alone, because every invitation on its way out asks for it.
    package func status(of token: TokenID) throws -> Token.Status? {
        try reading(.tokenStatus).first({ $0.bind(token) }) { try $0.word(0) }
    }

    /// Stores that a link's handle opens the same door as its whole token.
    ///
    /// - `hash`: SHA-256 of the handle, 64 hexadecimal digits.
    package func insert(handleHash hash: String, of token: TokenID) throws {
        try writing(.insertHandle).run {
            $0.bind(hash)
            $0.bind(token)
        }
    }

    /// The token of this hash, whatever its status.
    package func token(hash: String) throws -> Token? {
        try reading(.tokenByHash).first({ $0.bind(hash) }) { try Self.token(from: $0) }
    }

    /// The token that a handle of this hash opens, whatever its status.
    package func token(handleHash hash: String) throws -> Token? {
        try reading(.tokenByHandle).first({ $0.bind(hash) }) { try Self.token(from: $0) }
    }

    /// The guest's token that has not been revoked.
    package func token(of guest: GuestID) throws -> Token? {
        try reading(.tokenOfGuest).first({ $0.bind(guest) }) { try Self.token(from: $0) }
    }

    private static func token(from row: StatementRow) throws -> Token {
        Token(
            id: try row.identifier(0),
            guestID: try row.identifier(1),
            eventID: try row.identifier(2),
            hash: row.text(3),
            issuedAt: row.instant(4),
            expiresAt: row.instant(5),
            status: try row.word(6),
            isFlagged: row.bool(7),
            usedAt: row.optionalInstant(8)
        )
    }
}
