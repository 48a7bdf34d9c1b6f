import GRDB

/// The tables, and how an older file is brought up to date.
enum Schema {
    /// In the order in which they refer to each other.
    static let tables: [Table] = [
        .users, .revokedSessions, .events, .guests, .tokens, .handles, .fingerprints, .rsvps,
        .replacedRSVPs, .accessLogs, .challenges, .notifications, .outbox, .deadLetters,
    ]

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: tables, with challenges bound to their links") {
            for table in tables { try $0.execute(sql: table.definition) }
        }
        migrator.registerMigration("2: indexes that matter") {
            for index in tables.flatMap(\.indexes) { try $0.execute(sql: index) }
        }
        migrator.registerMigration("3: readable accesses") { try $0.execute(sql: accesses) }
        return migrator
    }

    private static let accesses = """
        CREATE VIEW accesses AS
            SELECT access_logs.*, fingerprint,
                strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1e6, 'unixepoch') AS at
            FROM access_logs JOIN fingerprints ON fingerprints.id = fingerprint_id
        """
}
