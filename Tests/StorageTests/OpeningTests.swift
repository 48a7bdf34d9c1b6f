import Domain
import Foundation
import Storage
import TestSupport
import Testing

/// What a process that starts may find on the disk.
@Suite struct StoreOpeningTests {
    private let now = Instant(microseconds: 1_780_300_800_000_000)

    private func store(_ path: String) throws -> Store {
        try Store(path: path, commits: .everyStep, outlet: TestOutlet(), sealer: TestSealer())
    }

    /// Two events of fifteen guests, as a build before this one left them, three invitations still to go.
    @Test func `a file of the schema before this one is brought up to date with all it holds`()
        throws
    {
        let scratch = try Scratch()
        let file = scratch.file("older.sqlite")
        let older = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Files/schema-3.sqlite")
        try FileManager.default.copyItem(at: older, to: file)
        func rows(_ query: String) throws -> String {
            let asked = try Tool.run("sqlite3", [file.path, query])
            try #require(asked.status == 0, "\(asked.errors)")
            return asked.output
        }
        let counts = """
            SELECT count(*), sum(risk_score), sum(flagged) FROM access_logs;
            SELECT count(*) FROM rsvps; SELECT count(*) FROM tokens; SELECT count(*) FROM outbox
            """
        let before = try rows(counts)
        #expect(before.hasSuffix("\n3\n"))
        let earlier = """
            SELECT id, (SELECT count(*) FROM access_logs AS earlier
                WHERE earlier.guest_id = opened.guest_id AND earlier.machine = 0
                    AND earlier.created_at < opened.created_at)
            FROM access_logs AS opened ORDER BY id
            """
        let expected = try rows(earlier)
        #expect(expected.contains("|1\n"), "no guest came twice")
        let store = try Store(
            path: file.path,
            commits: .everyStep,
            outlet: TestOutlet(),
            sealer: LockedSealer()
        )
        #expect(try store.outgoing(at: now).messages.isEmpty)
        try store.close()
        #expect(try rows("SELECT id, earlier_accesses FROM access_logs ORDER BY id") == expected)
        #expect(try rows("SELECT count(*) FROM grdb_migrations") == "10\n")
        // What the engine had made of them it remembers.
        #expect(
            try rows(
                """
                SELECT count(*) FROM access_logs
                WHERE doubted IS NOT (CASE WHEN machine = 0 THEN risk_score > 30 END);
                SELECT count(*) FROM rsvps WHERE lesson IS NOT 1
                """
            ) == "0\n0\n"
        )
        // Sealed by another's key, its messages are dead letters now, and nothing is lost.
        let after = try rows(counts).split(separator: "\n")
        #expect(after.dropLast() == before.split(separator: "\n").dropLast())
        #expect(
            try rows("SELECT count(*) FROM dead_letters") == before.split(separator: "\n")[3] + "\n"
        )
    }

    @Test func `a file of a newer build is refused and left as it is`() throws {
        let scratch = try Scratch()
        let file = scratch.file("newer.sqlite")
        try store(file.path).close()
        let marked = try Tool.run(
            "sqlite3",
            [file.path, "INSERT INTO grdb_migrations VALUES ('99: of next year')"]
        )
        try #require(marked.status == 0)
        let bytes = try Data(contentsOf: file)
        let error = #expect(throws: StoreError.self) { try store(file.path) }
        #expect(error?.message.contains("newer") == true, "\(error?.message ?? "")")
        #expect(try Data(contentsOf: file) == bytes)
    }

    @Test func `a file that another process has is refused with its number, and free after it`()
        throws
    {
        let scratch = try Scratch()
        let path = scratch.file("guestguard.sqlite").path
        var first: SoleProcess? = try SoleProcess(for: path)
        let error = #expect(throws: StoreError.self) { try SoleProcess(for: path) }
        #expect(error?.message.contains("process \(getpid())") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains(path) == true)
        #expect(first != nil)
        first = nil
        #expect(throws: Never.self) { try SoleProcess(for: path) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).isEmpty)
    }

    /// Another program holds the lock and dies without a word.
    @Test func `a process that was killed leaves the file free`() throws {
        let scratch = try Scratch()
        let path = scratch.file("guestguard.sqlite").path
        let held = try Tool.run(
            "flock",
            ["-x", path + ".lock", "sh", "-c", "echo held; kill -9 $$"]
        )
        #expect(held.output.contains("held"))
        #expect(FileManager.default.fileExists(atPath: path + ".lock"))
        #expect(throws: Never.self) { try SoleProcess(for: path) }
    }
}
