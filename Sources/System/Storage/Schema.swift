import GRDB

/// The tables, and how an older file is brought up to date.
enum Schema {
    /// In the order in which they refer to each other.
    static let tables: [Table] = [
        .users, .accountRequests, .revokedSessions, .events, .guests, .tokens, .handles,
        .fingerprints, .rsvps,
        .replacedRSVPs, .accessLogs, .challenges, .notifications, .outbox, .deadLetters,
    ]

    /// - Errors: `StoreError` where a later build has changed the tables.
    static func refuseNewer(_ database: Database, at path: String) throws {
        let migrator = migrator
        guard try migrator.hasBeenSuperseded(database) else { return }
        let known = Set(migrator.migrations)
        let found = try migrator.appliedIdentifiers(database).subtracting(known).sorted()
        throw StoreError(
            code: 1,
            message: "\(path): expected a database of this build or an older one, found a newer "
                + "one's (\(found.joined(separator: ", ")))",
            statement: ""
        )
    }

    /// Files of earlier builds get the columns that have been added since; new ones have them.
    private static func addColumn(_ column: String, to table: String, in database: Database) throws
    {
        let name = column.prefix { $0 != " " }
        guard try !database.columns(in: table).contains(where: { $0.name == name }) else { return }
        try database.execute(sql: "ALTER TABLE \(table) ADD COLUMN \(column)")
    }

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: tables, with challenges bound to their links") {
            for table in tables { try $0.execute(sql: table.definition) }
        }
        migrator.registerMigration("2: indexes that matter") {
            for index in tables.flatMap(\.indexes) { try $0.execute(sql: index) }
        }
        migrator.registerMigration("3: readable accesses") { try $0.execute(sql: accesses) }
        migrator.registerMigration("4: accesses know how many came before them") { database in
            let before = try Int.fetchOne(database, sql: "SELECT count(*) FROM access_logs") ?? 0
            try addColumn(
                "earlier_accesses INTEGER NOT NULL DEFAULT 0",
                to: "access_logs",
                in: database
            )
            guard before > 0 else { return }
            try database.execute(sql: earlierAccesses)
        }
        migrator.registerMigration("5: replies know their browser, links when a flag was taken off")
        {
            try addColumn("cleared_at INTEGER", to: "tokens", in: $0)
            try addColumn("browser TEXT", to: "rsvps", in: $0)
            try renewChallenges(in: $0)
            try renewReplacedRSVPs(in: $0)
        }
        migrator.registerMigration("6: what the engine remembers is in the store") { database in
            let known = try database.columns(in: "access_logs").map(\.name)
            guard !known.contains("doubted") else { return }
            try addColumn(
                "doubted INTEGER CHECK (doubted IN (0, 1))",
                to: "access_logs",
                in: database
            )
            for table in ["rsvps", "replaced_rsvps"] {
                try addColumn(
                    "lesson INTEGER CHECK (lesson IN (0, 1))",
                    to: table,
                    in: database
                )
            }
            try database.execute(sql: earlierMemories)
        }
        migrator.registerMigration("7: questions that show a reply") { try renamePurpose(in: $0) }
        migrator.registerMigration("8: sessions end with their password") {
            try addColumn(
                "sessions_since INTEGER NOT NULL DEFAULT 0",
                to: "users",
                in: $0
            )
        }
        migrator.registerMigration("9: confirmations carry a link") {
            try addColumn("confirms TEXT", to: "handles", in: $0)
        }
        migrator.registerMigration("10: accounts are confirmed by mail") { database in
            guard try !database.tableExists(Table.accountRequests.name) else { return }
            try database.execute(sql: Table.accountRequests.definition)
            try renew(.notifications, in: database)
        }
        return migrator
    }

    /// Questions say what they are for.
    private static func renamePurpose(in database: Database) throws {
        let known = try database.columns(in: "challenges").map(\.name)
        guard known.contains("replacing") else { return }
        try addColumn(
            """
            purpose TEXT NOT NULL DEFAULT 'reply'
                CHECK (purpose IN ('reply', 'disputed', 'changed', 'show'))
            """,
            to: "challenges",
            in: database
        )
        try database.execute(
            sql: """
                UPDATE challenges SET purpose = replacing WHERE replacing IS NOT NULL;
                ALTER TABLE challenges DROP COLUMN replacing
                """
        )
    }

    /// Questions keep the form that they are about.
    ///
    /// Those that were open do not know theirs and are over.
    private static func renewChallenges(in database: Database) throws {
        let known = try database.columns(in: "challenges").map(\.name)
        guard !known.contains("response") else { return }
        for column in [
            "response TEXT NOT NULL DEFAULT 'maybe'", "plus_ones INTEGER NOT NULL DEFAULT 0",
            "dietary_notes TEXT NOT NULL DEFAULT ''",
            "asked_address TEXT NOT NULL DEFAULT '0.0.0.0'",
            "asked_device INTEGER NOT NULL DEFAULT 0", "asked_browser TEXT",
        ] {
            try addColumn(column, to: "challenges", in: database)
        }
        try database.execute(sql: "UPDATE challenges SET status = 'expired' WHERE status = 'open'")
    }

    /// With the reason that has been added.
    private static func renewReplacedRSVPs(in database: Database) throws {
        let columns = try database.columns(in: "replaced_rsvps").map(\.name)
        guard !columns.contains("browser") else { return }
        try renew(.replacedRSVPs, in: database)
    }

    /// A check cannot be altered: the table is made anew, with the rows that it has.
    private static func renew(_ table: Table, in database: Database) throws {
        let (name, earlier) = (table.name, "earlier_\(table.name)")
        let columns = try database.columns(in: name).map(\.name).joined(separator: ", ")
        for index in try database.indexes(on: name) where index.origin == .createIndex {
            try database.execute(sql: "DROP INDEX \(index.name)")
        }
        try database.execute(sql: "ALTER TABLE \(name) RENAME TO \(earlier)")
        try database.execute(sql: table.definition)
        try database.execute(
            sql: "INSERT INTO \(name) (\(columns)) SELECT \(columns) FROM \(earlier)"
        )
        try database.execute(sql: "DROP TABLE \(earlier)")
        for index in table.indexes { try database.execute(sql: index) }
    }

    /// As it was counted at each reading before.
    private static let earlierAccesses = """
        UPDATE access_logs AS opened SET earlier_accesses = (
            SELECT count(*) FROM access_logs AS earlier
            WHERE earlier.guest_id = opened.guest_id AND earlier.machine = 0
                AND earlier.created_at < opened.created_at)
        """

    /// By the documented edges: an earlier build did not write down what it made of an opening.
    private static let earlierMemories = """
        UPDATE access_logs SET doubted = risk_score > 30
        WHERE risk_score IS NOT NULL AND machine = 0 AND guest_id IS NOT NULL;
        UPDATE rsvps SET lesson = 1 WHERE risk_score IS NOT NULL;
        UPDATE replaced_rsvps
        SET lesson = replacement NOT IN ('disputed', 'undone') WHERE risk_score IS NOT NULL;
        """

    private static let accesses = """
        CREATE VIEW accesses AS
            SELECT access_logs.*, fingerprint,
                strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1e6, 'unixepoch') AS at
            FROM access_logs JOIN fingerprints ON fingerprints.id = fingerprint_id
        """
}
