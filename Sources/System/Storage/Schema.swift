import GRDB

/// The tables of the architecture document in SQLite's words, and how an older file is brought up
/// to date.
///
/// All tables are STRICT. Identifiers are UUIDs as text, ordered by time; times are integers,
/// microseconds since 1970 in UTC. Fingerprints repeat a lot and are stored once each.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: tables, with challenges bound to their links") {
            try $0.execute(sql: tables)
        }
        migrator.registerMigration("2: indexes that matter") { try $0.execute(sql: indexes) }
        migrator.registerMigration("3: readable accesses") { try $0.execute(sql: views) }
        return migrator
    }

    private static let tables = """
        CREATE TABLE users (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            email TEXT NOT NULL UNIQUE,
            password_hash TEXT,
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE revoked_sessions (
            session_id TEXT NOT NULL PRIMARY KEY,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE events (
            id TEXT NOT NULL PRIMARY KEY,
            host_id TEXT NOT NULL REFERENCES users (id),
            name TEXT NOT NULL,
            slug TEXT NOT NULL UNIQUE,
            event_date INTEGER NOT NULL,
            venue TEXT NOT NULL,
            max_capacity INTEGER CHECK (max_capacity > 0),
            settings TEXT NOT NULL DEFAULT '{}',
            status TEXT NOT NULL CHECK (status IN ('draft', 'published', 'closed', 'archived')),
            seats_taken INTEGER NOT NULL DEFAULT 0 CHECK (seats_taken >= 0),
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE guests (
            id TEXT NOT NULL PRIMARY KEY,
            event_id TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            email TEXT,
            phone TEXT,
            plus_ones INTEGER NOT NULL DEFAULT 0 CHECK (plus_ones >= 0),
            dietary_notes TEXT NOT NULL DEFAULT '',
            table_number INTEGER,
            home_country TEXT,
            home_city TEXT,
            home_latitude REAL,
            home_longitude REAL,
            baseline TEXT,
            baseline_version INTEGER NOT NULL DEFAULT 0,
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE tokens (
            id TEXT NOT NULL PRIMARY KEY,
            guest_id TEXT NOT NULL REFERENCES guests (id) ON DELETE CASCADE,
            event_id TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
            token_hash TEXT NOT NULL CHECK (length(token_hash) = 64),
            expires_at INTEGER NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('active', 'used', 'revoked', 'expired')),
            flagged INTEGER NOT NULL DEFAULT 0 CHECK (flagged IN (0, 1)),
            flag TEXT CHECK (flag IS NULL OR flagged = 1),
            used_at INTEGER,
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE handles (
            handle_hash TEXT NOT NULL PRIMARY KEY CHECK (length(handle_hash) = 64),
            token_id TEXT NOT NULL REFERENCES tokens (id) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE rsvps (
            id TEXT NOT NULL PRIMARY KEY,
            guest_id TEXT NOT NULL UNIQUE REFERENCES guests (id) ON DELETE CASCADE,
            event_id TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
            token_id TEXT NOT NULL REFERENCES tokens (id),
            access_id TEXT NOT NULL,
            response TEXT NOT NULL CHECK (response IN ('attending', 'declined', 'maybe')),
            plus_ones INTEGER NOT NULL CHECK (plus_ones >= 0),
            dietary_notes TEXT NOT NULL,
            submitted_at INTEGER NOT NULL,
            risk_score INTEGER CHECK (risk_score BETWEEN 0 AND 100),
            fingerprint_id INTEGER NOT NULL REFERENCES fingerprints (id),
            ip_address TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE replaced_rsvps (
            id TEXT NOT NULL PRIMARY KEY,
            guest_id TEXT NOT NULL REFERENCES guests (id) ON DELETE CASCADE,
            event_id TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
            token_id TEXT NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
            access_id TEXT NOT NULL,
            response TEXT NOT NULL,
            plus_ones INTEGER NOT NULL,
            dietary_notes TEXT NOT NULL,
            submitted_at INTEGER NOT NULL,
            risk_score INTEGER,
            fingerprint_id INTEGER NOT NULL REFERENCES fingerprints (id),
            ip_address TEXT NOT NULL,
            replacement TEXT NOT NULL CHECK (replacement IN ('disputed', 'changed', 'reissued')),
            replaced_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE fingerprints (
            id INTEGER PRIMARY KEY,
            fingerprint TEXT NOT NULL
        ) STRICT;
        CREATE TABLE access_logs (
            id TEXT NOT NULL PRIMARY KEY,
            guest_id TEXT REFERENCES guests (id) ON DELETE SET NULL,
            token_id TEXT REFERENCES tokens (id) ON DELETE SET NULL,
            event_id TEXT,
            fingerprint_id INTEGER NOT NULL REFERENCES fingerprints (id),
            ip_address TEXT NOT NULL,
            referrer TEXT NOT NULL,
            rejection TEXT,
            country TEXT,
            city TEXT,
            latitude REAL,
            longitude REAL,
            asn INTEGER,
            network TEXT,
            risk_score INTEGER CHECK (risk_score BETWEEN 0 AND 100),
            risk_reasons TEXT,
            scored_at INTEGER,
            machine INTEGER NOT NULL DEFAULT 0 CHECK (machine IN (0, 1)),
            decision TEXT,
            outcome TEXT NOT NULL,
            flagged INTEGER NOT NULL DEFAULT 0 CHECK (flagged IN (0, 1)),
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE challenges (
            id TEXT NOT NULL PRIMARY KEY,
            access_id TEXT NOT NULL,
            guest_id TEXT NOT NULL REFERENCES guests (id) ON DELETE CASCADE,
            event_id TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
            token_id TEXT NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('name', 'code')),
            answer_hash TEXT NOT NULL,
            issued_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            tries INTEGER NOT NULL DEFAULT 0,
            status TEXT NOT NULL
                CHECK (status IN (
                    'open', 'passed', 'failed', 'expired', 'superseded', 'undeliverable')),
            risk_score INTEGER CHECK (risk_score BETWEEN 0 AND 100),
            replacing TEXT CHECK (replacing IN ('disputed', 'changed'))
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE notifications (
            id TEXT NOT NULL PRIMARY KEY,
            guest_id TEXT,
            host_id TEXT,
            event_id TEXT NOT NULL,
            channel TEXT NOT NULL CHECK (channel IN ('sms', 'email')),
            type TEXT NOT NULL,
            cause TEXT NOT NULL,
            status TEXT NOT NULL
                CHECK (status IN ('queued', 'sent', 'delivered', 'failed', 'bounced')),
            provider_id TEXT,
            attempts INTEGER NOT NULL DEFAULT 0,
            last_attempt INTEGER,
            delivered_at INTEGER,
            error TEXT,
            cost_micros INTEGER NOT NULL DEFAULT 0,
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE outbox (
            id TEXT NOT NULL PRIMARY KEY,
            subject TEXT NOT NULL,
            payload TEXT NOT NULL,
            sealed BLOB,
            published_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE dead_letters (
            id TEXT NOT NULL,
            consumer TEXT NOT NULL,
            subject TEXT NOT NULL,
            payload TEXT NOT NULL,
            sealed BLOB,
            reason TEXT NOT NULL,
            deliveries INTEGER NOT NULL,
            published_at INTEGER NOT NULL,
            died_at INTEGER NOT NULL,
            PRIMARY KEY (id, consumer)
        ) STRICT, WITHOUT ROWID;
        """

    private static let indexes = """
        CREATE UNIQUE INDEX idx_tokens_guest ON tokens (guest_id) WHERE status <> 'revoked';
        CREATE UNIQUE INDEX idx_tokens_hash ON tokens (token_hash);
        CREATE INDEX idx_handles_token ON handles (token_id);
        CREATE INDEX idx_guests_event ON guests (event_id);
        CREATE INDEX idx_events_host ON events (host_id);
        CREATE INDEX idx_rsvps_event ON rsvps (event_id);
        CREATE INDEX idx_replaced_rsvps_guest ON replaced_rsvps (guest_id);
        CREATE INDEX idx_access_logs_guest ON access_logs (guest_id, created_at DESC, machine);
        CREATE INDEX idx_access_logs_token ON access_logs (token_id) WHERE token_id IS NOT NULL;
        CREATE INDEX idx_access_logs_flagged ON access_logs (flagged) WHERE flagged = 1;
        CREATE INDEX idx_challenges_guest ON challenges (guest_id, issued_at);
        CREATE INDEX idx_challenges_token ON challenges (token_id);
        CREATE INDEX idx_challenges_event ON challenges (event_id, issued_at);
        CREATE INDEX idx_guests_phone ON guests (phone) WHERE phone IS NOT NULL;
        CREATE INDEX idx_notifications_status ON notifications (status)
            WHERE status IN ('queued', 'failed');
        CREATE UNIQUE INDEX idx_notifications_cause ON notifications (cause, channel);
        """

    private static let views = """
        CREATE VIEW accesses AS
            SELECT access_logs.*, fingerprint,
                strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1e6, 'unixepoch') AS at
            FROM access_logs JOIN fingerprints ON fingerprints.id = fingerprint_id;
        """
}
