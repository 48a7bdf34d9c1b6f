/// Every statement that a step may run, prepared at its first use.
enum Query: Int, CaseIterable {
    case insertHost, host, hostByEmail, revokeSession, isSessionRevoked, pruneSessions,
        revokedSessions
    case insertEvent, updateEvent, deleteEvent, event, eventStatus, eventBySlug, eventsOfHost
    case addSeats, seats
    case insertGuest, updateGuest, deleteGuest, guest, guestsOfEvent, guestWithContact
    case guestsWithoutRSVP, baseline, saveBaseline
    case insertToken, insertHandle, token, tokenStatus, tokenByHash, tokenByHandle
    case tokenOfGuest
    case useToken, flagToken, flagsOfEvent, expireToken, revokeToken
    case insertFingerprint, insertAccess, recordAssessment, isScored, recordVerdict, recordOutcome
    case access, accessesOfGuest
    case insertRSVP, rsvpOfGuest, rsvpsOfEvent, allRSVPs, keepRSVP, replacedRSVPs, deleteRSVP
    case statistics
    case insertChallenge, challenge, updateChallenge, markUndeliverable, namesTried
    case codesOfToken, codesOfPhone, codesOfEvent
    case insertOutgoing, outgoing, deleteOutgoing, insertDeadLetter, deadLetters
    case insertNotification, hasCause, notification, updateNotification, queuedNotifications

    var sql: String {
        switch self {
        case .insertHost:
            "INSERT INTO users (id, name, email, password_hash, created_at) VALUES (?, ?, ?, ?, ?)"
        case .host: "SELECT id, name, email FROM users WHERE id = ?"
        case .hostByEmail: "SELECT id, name, email, password_hash FROM users WHERE email = ?"
        case .revokeSession:
            "INSERT OR IGNORE INTO revoked_sessions (session_id, expires_at) VALUES (?, ?)"
        case .pruneSessions: "DELETE FROM revoked_sessions WHERE expires_at <= ?"
        case .revokedSessions: "SELECT count(*) FROM revoked_sessions"
        case .isSessionRevoked: "SELECT 1 FROM revoked_sessions WHERE session_id = ?"
        case .insertEvent:
            """
            INSERT INTO events (id, host_id, name, slug, event_date, venue, max_capacity, status,
                created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        case .updateEvent:
            """
            UPDATE events SET name = ?2, slug = ?3, event_date = ?4, venue = ?5,
                max_capacity = ?6, status = ?7, updated_at = ?8
            WHERE id = ?1 AND status = ?9
            """
        case .deleteEvent: "DELETE FROM events WHERE id = ?"
        case .event: "SELECT \(Self.eventColumns) FROM events WHERE id = ?"
        case .eventStatus: "SELECT status FROM events WHERE id = ?"
        case .eventBySlug: "SELECT \(Self.eventColumns) FROM events WHERE slug = ?"
        case .eventsOfHost:
            "SELECT \(Self.eventColumns) FROM events WHERE host_id = ? ORDER BY event_date, id"
        case .addSeats: "UPDATE events SET seats_taken = seats_taken + ?2 WHERE id = ?1"
        case .seats: "SELECT seats_taken, max_capacity FROM events WHERE id = ?"
        case .insertGuest:
            """
            INSERT INTO guests (id, event_id, name, email, phone, plus_ones, dietary_notes,
                table_number, home_country, home_city, home_latitude, home_longitude, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        case .updateGuest:
            """
            UPDATE guests SET name = ?2, email = ?3, phone = ?4, plus_ones = ?5,
                dietary_notes = ?6, table_number = ?7 WHERE id = ?1
            """
        case .deleteGuest: "DELETE FROM guests WHERE id = ?"
        case .guest: "SELECT \(Self.guestColumns) FROM guests WHERE id = ?"
        case .guestsOfEvent:
            "SELECT \(Self.guestColumns) FROM guests WHERE event_id = ? ORDER BY id"
        case .guestWithContact:
            """
            SELECT id FROM guests
            WHERE event_id = ?1 AND ((?2 IS NOT NULL AND email = ?2) OR (?3 IS NOT NULL AND phone = ?3))
            LIMIT 1
            """
        case .guestsWithoutRSVP:
            """
            SELECT \(Self.guestColumns) FROM guests
            WHERE event_id = ?1 AND NOT EXISTS (SELECT 1 FROM rsvps WHERE guest_id = guests.id)
            ORDER BY id
            """
        case .baseline:
            """
            SELECT home_country, home_city, home_latitude, home_longitude, baseline,
                (SELECT created_at FROM tokens WHERE tokens.id = ?2), baseline_version
            FROM guests WHERE id = ?1
            """
        case .saveBaseline:
            """
            UPDATE guests SET baseline = ?2, baseline_version = baseline_version + 1
            WHERE id = ?1 AND baseline_version = ?3
            """
        case .insertToken:
            """
            INSERT INTO tokens (id, guest_id, event_id, token_hash, expires_at, status,
                flagged, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """
        case .insertHandle: "INSERT INTO handles (handle_hash, token_id) VALUES (?, ?)"
        case .token: "SELECT \(Self.tokenColumns) FROM tokens WHERE id = ?"
        case .tokenStatus: "SELECT status FROM tokens WHERE id = ?"
        case .tokenByHash: "SELECT \(Self.tokenColumns) FROM tokens WHERE token_hash = ?"
        case .tokenByHandle:
            """
            SELECT \(Self.tokenColumns) FROM tokens
            WHERE id = (SELECT token_id FROM handles WHERE handle_hash = ?)
            """
        case .tokenOfGuest:
            """
            SELECT \(Self.tokenColumns) FROM tokens WHERE guest_id = ? AND status <> 'revoked'
            """
        case .useToken:
            "UPDATE tokens SET status = 'used', used_at = ?2 WHERE id = ?1 AND status = 'active'"
        case .flagToken:
            """
            UPDATE tokens SET flagged = 1, flag = ?2
            WHERE id = ?1 AND status = 'active' AND flagged = 0
            """
        case .flagsOfEvent:
            """
            SELECT guest_id, flag FROM tokens
            WHERE event_id = ? AND flag IS NOT NULL AND status <> 'revoked'
            """
        case .expireToken: "UPDATE tokens SET status = 'expired' WHERE id = ? AND status = 'active'"
        case .revokeToken:
            "UPDATE tokens SET status = 'revoked' WHERE id = ? AND status <> 'revoked'"
        case .insertFingerprint: "INSERT INTO fingerprints (fingerprint) VALUES (?)"
        case .insertAccess:
            """
            INSERT INTO access_logs (id, guest_id, token_id, event_id, fingerprint_id, ip_address,
                referrer, rejection, country, city, latitude, longitude, asn, network, risk_score,
                risk_reasons, scored_at, machine, decision, outcome, flagged, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        case .recordAssessment:
            """
            UPDATE access_logs SET country = ?2, city = ?3, latitude = ?4, longitude = ?5,
                asn = ?6, network = ?7, risk_score = ?8, risk_reasons = ?9, scored_at = ?10,
                machine = ?11, flagged = max(flagged, ?12) WHERE id = ?1
            """
        case .isScored: "SELECT scored_at IS NOT NULL FROM access_logs WHERE id = ?"
        case .recordVerdict:
            """
            UPDATE access_logs SET decision = ?2, outcome = ?3, flagged = max(flagged, ?4)
            WHERE id = ?1
            """
        case .recordOutcome: "UPDATE access_logs SET outcome = ?2 WHERE id = ?1"
        case .access:
            """
            SELECT token_id, created_at, ip_address, fingerprint, referrer, rejection, outcome,
                (SELECT count(*) FROM access_logs AS earlier
                 WHERE earlier.guest_id = opened.guest_id AND earlier.machine = 0
                    AND earlier.created_at < opened.created_at)
            FROM access_logs AS opened JOIN fingerprints ON fingerprints.id = fingerprint_id
            WHERE opened.id = ?
            """
        case .accessesOfGuest:
            "SELECT count(*) FROM access_logs WHERE guest_id = ? AND machine = 0"
        case .insertRSVP:
            """
            INSERT INTO rsvps (id, guest_id, event_id, token_id, access_id, response, plus_ones,
                dietary_notes, submitted_at, risk_score, fingerprint_id, ip_address)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        case .rsvpOfGuest: "SELECT \(Self.rsvpColumns) FROM rsvps WHERE guest_id = ?"
        case .rsvpsOfEvent:
            "SELECT \(Self.rsvpColumns) FROM rsvps WHERE event_id = ? ORDER BY id"
        case .allRSVPs: "SELECT id FROM rsvps UNION ALL SELECT id FROM replaced_rsvps"
        case .keepRSVP:
            """
            INSERT INTO replaced_rsvps
            SELECT id, guest_id, event_id, token_id, access_id, response, plus_ones, dietary_notes,
                submitted_at, risk_score, fingerprint_id, ip_address, ?2, ?3
            FROM rsvps WHERE guest_id = ?1
            """
        case .replacedRSVPs:
            """
            SELECT \(Self.rsvpColumns), replacement FROM replaced_rsvps WHERE guest_id = ?
            ORDER BY replaced_at, id
            """
        case .deleteRSVP: "DELETE FROM rsvps WHERE guest_id = ?"
        case .statistics:
            """
            SELECT (SELECT count(*) FROM guests WHERE event_id = ?1),
                count(*) FILTER (WHERE response = 'attending'),
                count(*) FILTER (WHERE response = 'declined'),
                count(*) FILTER (WHERE response = 'maybe'),
                coalesce(sum(1 + plus_ones) FILTER (WHERE response = 'attending'), 0)
            FROM rsvps WHERE event_id = ?1
            """
        case .insertChallenge:
            """
            INSERT INTO challenges (id, access_id, token_id, guest_id, event_id, kind, answer_hash,
                issued_at, expires_at, tries, status, risk_score, replacing)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        case .challenge:
            """
            SELECT id, access_id, token_id, guest_id, event_id, kind, answer_hash, issued_at,
                expires_at, tries, status, risk_score, replacing
            FROM challenges WHERE id = ?
            """
        case .updateChallenge:
            """
            UPDATE challenges SET tries = ?2, status = ?3
            WHERE id = ?1 AND status = 'open' AND tries <= ?2
            """
        case .markUndeliverable:
            "UPDATE challenges SET status = 'undeliverable' WHERE id = ? AND status = 'open'"
        case .namesTried:
            """
            SELECT coalesce(sum(tries), 0) FROM challenges WHERE token_id = ? AND kind = 'name'
            """
        case .codesOfToken:
            "SELECT count(*) FROM challenges WHERE token_id = ? AND kind = 'code'"
        case .codesOfPhone:
            """
            SELECT count(*) FROM guests JOIN challenges ON challenges.guest_id = guests.id
            WHERE guests.phone = ?1 AND kind = 'code' AND issued_at > ?2
            """
        case .codesOfEvent:
            """
            SELECT count(*) FROM challenges
            WHERE event_id = ?1 AND kind = 'code' AND issued_at > ?2
            """
        case .insertOutgoing:
            """
            INSERT INTO outbox (id, subject, payload, sealed, published_at) VALUES (?, ?, ?, ?, ?)
            """
        case .outgoing: "SELECT id, payload, sealed, published_at FROM outbox ORDER BY id"
        case .deleteOutgoing: "DELETE FROM outbox WHERE id = ?"
        case .insertDeadLetter:
            """
            INSERT OR IGNORE INTO dead_letters (id, consumer, subject, payload, sealed, reason,
                deliveries, published_at, died_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        case .deadLetters:
            """
            SELECT id, consumer, subject, payload, reason, deliveries, published_at, died_at
            FROM dead_letters ORDER BY died_at, id, consumer
            """
        case .insertNotification:
            """
            INSERT INTO notifications (id, guest_id, host_id, event_id, channel, type, cause, status,
                provider_id, attempts, last_attempt, delivered_at, error, cost_micros, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        case .hasCause: "SELECT 1 FROM notifications WHERE cause = ? AND channel = ?"
        case .notification:
            "SELECT \(Self.notificationColumns) FROM notifications WHERE id = ?"
        case .updateNotification:
            """
            UPDATE notifications SET status = ?2, provider_id = ?3, attempts = ?4,
                last_attempt = ?5, delivered_at = ?6, error = ?7, cost_micros = ?8 WHERE id = ?1
            """
        case .queuedNotifications:
            """
            SELECT \(Self.notificationColumns) FROM notifications WHERE status = 'queued'
            ORDER BY id
            """
        }
    }

    private static let eventColumns = """
        id, host_id, name, slug, event_date, venue, max_capacity, status, created_at, updated_at
        """
    private static let guestColumns = """
        id, event_id, name, email, phone, plus_ones, dietary_notes, table_number, home_country,
        home_city, home_latitude, home_longitude, created_at
        """
    private static let tokenColumns = """
        id, guest_id, event_id, token_hash, created_at, expires_at, status, flagged, used_at
        """
    private static let rsvpColumns = """
        id, guest_id, event_id, token_id, access_id, response, plus_ones, dietary_notes,
        risk_score, submitted_at
        """
    private static let notificationColumns = """
        id, guest_id, host_id, event_id, channel, type, cause, status, provider_id, attempts,
        last_attempt, delivered_at, error, cost_micros, created_at
        """
}
