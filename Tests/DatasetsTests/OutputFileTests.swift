import Domain
import Foundation
import TestSupport
import Testing
import Truth

@testable import Evidence

@Suite struct OutputFileTests {
    @Test func `a file appears when it is finished, and nothing stays beside it`() throws {
        let scratch = try Scratch()
        let file = try OutputFile(scratch.file("notes.txt"))
        try file.write("abc")
        #expect(try !scratch.names.contains("notes.txt"))
        let record = try file.finish()
        #expect(try scratch.names == ["notes.txt"])
        #expect(try String(contentsOf: scratch.file("notes.txt"), encoding: .utf8) == "abc")
        // FIPS 180-2's first example.
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(record == FileRecord(name: "notes.txt", bytes: 3, sha256: digest, rows: nil))
        #expect(try FileRecord(of: scratch.file("notes.txt")) == record)
    }

    @Test func `a file that is given up leaves nothing`() throws {
        let scratch = try Scratch()
        do {
            let file = try OutputFile(scratch.file("notes.txt"))
            try file.write("abc")
            let rows = try AccessFile(scratch.file("accesses.csv"))
            LedgerRehearsal(rows).open(Sample.access(1))
        }
        #expect(try scratch.names == [])
    }

    @Test func `a file that is there stays until the new one is whole`() throws {
        let scratch = try Scratch()
        let url = scratch.file("notes.txt")
        try Data("old".utf8).write(to: url)
        let file = try OutputFile(url)
        try file.write("new")
        #expect(try String(contentsOf: url, encoding: .utf8) == "old")
        _ = try file.finish()
        #expect(try String(contentsOf: url, encoding: .utf8) == "new")
    }

    @Test func `a folder that is missing is named`() throws {
        let scratch = try Scratch()
        let url = scratch.file("nowhere/accesses.csv")
        for attempt in [{ _ = try OutputFile(url) }, { _ = try AccessFile(url) }] {
            let error = #expect(throws: OutputError.self) { try attempt() }
            #expect(
                error?.description == "\(url.path): cannot be written: No such file or directory"
            )
        }
        #expect(throws: OutputError.self) { try FileRecord(of: url) }
    }

    @Test(.enabled(if: Python.isThere, Python.isMissing), arguments: [0, 1, 5_000])
    func `bytes, digest and rows are what Python finds`(count: Int) throws {
        let scratch = try Scratch()
        let file = try AccessFile(scratch.file("accesses.csv"))
        let guests = GuestFile()
        let rehearsal = LedgerRehearsal(file)
        for number in 0..<UInt64(count) {
            rehearsal.open(Sample.access(number, referrer: "ünïcode,\n\"quoted\""))
            let note = WorldEvent.guestCast(
                GuestID(high: 3, low: number),
                event: EventID(high: 2, low: number % 5),
                persona: "prompt",
                lives: Residence(city: "São Paulo", country: "BR"),
                listed: Residence(city: "Santos", country: "BR")
            )
            guests.observe(note, at: Sample.start, sequence: 0)
        }
        rehearsal.ledger.ended(at: Sample.at(10))
        let records = [
            try file.finish(), try guests.write(to: scratch.file("guests.csv")),
        ]
        #expect(try scratch.names == ["accesses.csv", "guests.csv"])
        for record in records {
            let found = try Python.measures(of: scratch.file(record.name))
            #expect(found.bytes == record.bytes)
            #expect(found.sha256 == record.sha256)
            #expect(found.rows == record.rows)
            #expect(record.rows == count)
        }
    }
}

@Suite struct DataCardTests {
    @Test func `every column and every file is documented`() {
        let card = DataCard(
            frame: RunFrame(
                scenarioName: "dinner",
                scenarioHash: String(repeating: "a", count: 64),
                seed: 7,
                startsAt: Sample.start,
                endsAt: Sample.at(86_400),
                build: "1.2.3"
            ),
            description: "A dinner.",
            digest: "d19e57",
            files: [
                FileRecord(name: "accesses.csv", bytes: 10, sha256: "abc", rows: 2),
                FileRecord(name: "guestguard.sqlite", bytes: 20, sha256: "def", rows: nil),
            ],
            attacks: [],
            observedShare: 0.05
        )
        let lines = card.text.split(separator: "\n")
        #expect(lines.first == "# Data card: dinner, seed 7")
        #expect(lines.contains("| accesses.csv | 2 | 10 | `abc` |"))
        #expect(lines.contains("| guestguard.sqlite |  | 20 | `def` |"))
        #expect(card.text.contains("digest `d19e57`"))
        #expect(card.text.contains("- About 5.0 % of the links"))
        #expect(card.text.contains("There was no attack in this run."))
        let columns =
            AccessColumns.settled.map { ($0.name, $0.meaning) }
            + AccessColumns.late.map { ($0.name, $0.meaning) }
            + GuestFile.columns.map { ($0.name, $0.meaning) }
        for (name, meaning) in columns {
            #expect(!meaning.isEmpty)
            #expect(lines.contains { $0.hasPrefix("| \(name) | \(meaning) | ") })
        }
        for row in [
            "| latitude | degrees | seen | number | ° | never scored, or the address is on no map |",
            "| is_fraud | truth: 1 where the access is an outsider's or an attack's | truth | 0/1 |  | never |",
            "| f_speed_kmh | speed needed since the last trusted access, km/h | feature | number | km/h "
                + "| the access was never scored, or there was no trusted access yet, or a place is unknown |",
        ] { #expect(lines.contains { $0 == row }, "\(row)") }
    }
}
