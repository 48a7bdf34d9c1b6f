import Foundation
import TestSupport
import Testing

/// Files that nobody should write: each is refused with its place named, or played; none ends the
/// program, hangs it or leaves anything behind.
@Suite struct HostileScenarioTests {
    private static func tiny(_ event: String = "", _ rest: String = "") -> String {
        """
        description: Ten guests and three days.
        lasts: 3 days
        events: [{ name: Dinner, guests: 10, city: Lisbon\(event) }]
        \(rest)
        """
    }

    /// So many of an item, as a list has them.
    private static func many(_ item: String, _ count: Int) -> String {
        Array(repeating: item, count: count).joined(separator: ", ")
    }

    private static let endless = "999999999 weeks"
    private static let tenYears = "a duration such as \"30 s\" or \"2 h\", at most ten years"

    /// What the file says, and where and what is expected instead.
    private static let refused: [(text: String, expected: String)] =
        numbers + times + shapes + relations

    private static let numbers = [
        (tiny(", capacity: 99999999999999999999"), "3:62: events[0].capacity: expected a whole"),
        (tiny(", count: 1000000000"), "3:59: events[0].count: expected a whole number from 1 to"),
        (
            tiny(", count: 1000000"),
            "events: expected at most 5000000 guests together, found 10000000"
        ),
        (
            "lasts: 1 days\nevents: [\(many("{ count: 1000000, guests: 1000000 }", 200))]\n"
                + "attacks: [{ kind: headless-script, share: 100%, attempts: 100000 }]",
            "events: expected at most 5000000 guests together"
        ),
        (
            "lasts: 1 days\nevents: [{ guests: 1000000000000 }]",
            "events[0].guests: expected a whole"
        ),
        ("lasts: 1 days\nevents: [{ guests: 1e30 }]", "events[0].guests: expected a whole number"),
        ("lasts: 1 days\nevents: [{ guests: 10.5 }]", "events[0].guests: expected a whole number"),
        ("lasts: 1 days\nevents: [{ guests: -5 }]", "events[0].guests: expected a whole number"),
        ("lasts: 1 days\nevents: [{ guests: 0 }]", "events[0].guests: expected a whole number"),
        ("lasts: 1 days\nevents: [{ guests: { from: 9, to: 3 } }]", "expected from at most to"),
        (tiny("", "seed: -1"), "seed: expected a whole number from 0 to 18446744073709551615"),
        (tiny("", "seed: 18446744073709551616"), "seed: expected a whole number from 0 to"),
        (tiny("", "cast: { traveller: .nan }"), "cast.traveller: expected a share such as 5%"),
        (tiny("", "cast: { traveller: 200% }"), "cast.traveller: expected a share such as 5%"),
        (
            tiny("", "cast: { traveller: 60%, couple: 60% }"),
            "cast: expected shares of at most 100%"
        ),
        (
            tiny("", "fraud: { rate_limit: 99999999999999999999 }"),
            "fraud.rate_limit: expected a rate"
        ),
        (tiny("", "fraud: { rate_limit: 0/min }"), "fraud.rate_limit: expected a rate"),
        (
            tiny("", "attacks: [{ kind: casual-forward, count: 1000000000000 }]"),
            "attacks[0].count: expected a whole number from 1 to 1000000"
        ),
        (
            tiny("", "attacks: [{ kind: guessed-token, count: 1000000, attempts: 100000 }]"),
            "attacks[0].count: expected at most 100000000 attempts together"
        ),
    ]

    private static let times = [
        (tiny("", "").replacing("3 days", with: endless), "2:8: lasts: expected \(tenYears)"),
        (tiny("", "").replacing("3 days", with: "60000 weeks"), "2:8: lasts: expected \(tenYears)"),
        (tiny("", "").replacing("3 days", with: "0 s"), "2:8: lasts: expected more than nothing"),
        (tiny("", "").replacing("3 days", with: "-3 days"), "2:8: lasts: expected \(tenYears)"),
        (tiny(", starts: \(endless)"), "events[0].starts: expected \(tenYears)"),
        (tiny(", invited_at: \(endless)"), "events[0].invited_at: expected \(tenYears)"),
        (tiny(", invited_over: \(endless)"), "events[0].invited_over: expected \(tenYears)"),
        (tiny(", reminder_at: \(endless)"), "events[0].reminder_at: expected \(tenYears)"),
        (tiny(", invited_at: 5 days"), "events[0].invited_at: expected invitations before the end"),
        (
            tiny("", "attacks: [{ kind: casual-forward, count: 1, begins: \(endless) }]"),
            "attacks[0].begins: expected \(tenYears)"
        ),
        (
            tiny("", "attacks: [{ kind: headless-script, count: 1, every: \(endless) }]"),
            "attacks[0].every: expected \(tenYears)"
        ),
        (
            tiny("", "faults: [{ kind: sms-outage, at: 1 h, for: \(endless) }]"),
            "faults[0].for: expected \(tenYears)"
        ),
        (
            tiny("", "faults: [{ kind: sms-outage, at: \(endless), for: 1 h }]"),
            "faults[0].at: expected \(tenYears)"
        ),
        (tiny("", "starts: 0001-01-01T00:00:00Z"), "starts: expected a time from 2000 to 2199"),
        (tiny("", "starts: 0000-01-01T00:00:00Z"), "starts: expected a time from 2000 to 2199"),
        (tiny("", "starts: 9999-12-31T00:00:00Z"), "starts: expected a time from 2000 to 2199"),
        (tiny("", "starts: 2026-06-01T08:00:00"), "with its zone, such as 2026-06-01T08:00:00Z"),
        (tiny("", "starts: 2026-02-30T08:00:00Z"), "starts: expected a time from 2000 to 2199"),
    ]

    private static let shapes = [
        ("", "1:1: expected a scenario, found an empty file"),
        ("hello", "1:1: expected a mapping of name"),
        ("- 1\n- 2", "1:1: expected a mapping of name"),
        ("lasts: 3 days\nevents: []", "events: expected a list of at least one event"),
        ("lasts: 3 days\nevents: null", "events: expected a list"),
        (
            "lasts: 3 days\nevents: dinner",
            "2:9: events: expected a list of events, found \"dinner\""
        ),
        (tiny("", "lasts: 4 days"), "found the key \"lasts\" twice"),
        (tiny("", "colour: red"), "4:1: colour: expected one of name, description"),
        (tiny("", "cast: 5"), "4:7: cast: expected a mapping, found \"5\""),
        (tiny("", "name: ../../etc/x"), "name: expected 1 to 100 lower-case letters, digits"),
        (tiny("", "name: \(String(repeating: "a", count: 5_000))"), "name: expected 1 to 100"),
        (tiny("", "gates: ['fraud.precision.block >= ']"), "gates[0]: expected a number such as"),
        (tiny("", "---\n" + tiny()), "found but found another document"),
        (tiny("", "\tname: x"), "found character that cannot start any token"),
        (tiny(", <<: 5"), "events[0].<<: expected a mapping, or a list of mappings, found \"5\""),
        (
            "lasts: 3 days\nevents: " + String(repeating: "[", count: 3_000),
            "found Maximum nesting level reached"
        ),
        (bomb, "a: expected one of name"),
        (tiny("", "# \(String(repeating: "x", count: 1 << 20))"), "1:1: expected at most 1 MiB"),
    ]

    /// A list of lists of lists, each nine times in the next.
    private static let bomb: String = {
        var text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
        for (name, last) in zip(
            ["b", "c", "d", "e", "f", "g", "h"],
            ["a", "b", "c", "d", "e", "f", "g"]
        ) {
            let nine = many("*\(last)", 9)
            text += "\(name): &\(name) [\(nine)]\n"
        }
        return text + tiny()
    }()

    private static let relations = [
        (
            tiny(", starts: 2 days, reminder_at: 4 days"),
            "events[0].reminder_at: expected a reminder before the event, which begins 1 days 23 h "
                + "after its invitations"
        ),
        (tiny(", starts: 30 min"), "events[0].starts: expected a start after the invitations"),
        (
            tiny("", "attacks: [{ kind: casual-forward, count: 11 }]"),
            "attacks[0].count: expected at most 10, as many as there are guests, found 11"
        ),
        (tiny("", "attacks: [{ kind: casual-forward }]"), "expected either share or count"),
        (
            tiny("", "population: { phone_kept: 0 s }"),
            "population.phone_kept: expected phone_kept of at least a day, found 0 s"
        ),
        (
            tiny("", "population: { line_keeps_address: 3 h }"),
            "population.line_keeps_address: expected line_keeps_address of at least a day, found 3 h"
        ),
        (
            tiny("", "population: { renumbered_daily: 80%, renumbered_in_weeks: 30% }"),
            "population: expected renumbered_daily and renumbered_in_weeks of at most 100% together, "
                + "found 110%"
        ),
        (
            tiny("", "population: { nights_away_abroad: 60% }"),
            "population: expected nights_away_abroad of at most 57%"
        ),
        (
            tiny("", "population: { home_eror_km: 3 }"),
            "population.home_eror_km: expected one of home_error_km"
        ),
        (
            tiny("", "fraud: { decide: maybe }"),
            "fraud.decide: expected enforce, observe, or observe and a share"
        ),
        (tiny("", "fraud: { decide: observe 200% }"), "fraud.decide: expected enforce, observe"),
        (tiny(", occasion: weding"), "found \"weding\", did you mean wedding?"),
    ]

    @Test(arguments: 0..<HostileScenarioTests.refused.count)
    func `a file that cannot be played is refused with its place`(number: Int) throws {
        let (text, expected) = Self.refused[number]
        let command = try GuestGuardCommand()
        try command.write("hostile.yaml", text)
        let ended = try command.run("run", "hostile.yaml", "--quiet")
        #expect(ended.status == 2)
        #expect(ended.errors.contains("guestguard: hostile.yaml:"))
        #expect(ended.errors.contains(expected), "\(ended.errors.prefix(600))")
        #expect(try command.tree() == ["hostile.yaml"])
    }

    @Test(
        arguments: [
            [0xFF, 0xFE, 0x61, 0x00], [0x61, 0xEE, 0x72], Array(repeating: 0, count: 100),
        ] as [[UInt8]]
    )
    func `bytes that are no text are refused`(bytes: [UInt8]) throws {
        let command = try GuestGuardCommand()
        try Data(bytes).write(to: command.scratch.file("hostile.yaml"))
        let ended = try command.run("run", "hostile.yaml", "--quiet")
        #expect(ended.status == 2)
        #expect(ended.errors.hasPrefix("guestguard: hostile.yaml:1:1: expected "))
    }

    @Test(arguments: [
        "\u{FEFF}" + tiny(), tiny("", "seed: 18446744073709551615"),
        tiny().replacing("3 days", with: "520 weeks"),
        tiny(
            "",
            """
            population:
              opens_sms_after: 520 weeks
              opens_sms_sigma: 5
              opens_email_after: 0 s
              replies_to_party: 520 weeks
              replies_to_party_sigma: 5
              home_error_km: 1000
              home_error_sigma: 4
              mobile_error_km: 5000
              consumer_city_odds: 0.1
              chronotype_sigma: 520 weeks
              phone_keeps_address: 0 s
              phones_behind_address: 100000
              line_keeps_address: 520 weeks
              fills_form_in: 0 s
              nights_away_abroad: 40%
              vpn_owners: 100%
              vpn_in_use: 100%
            fraud: { decide: observe 50% }
            """
        ),
        tiny(
            "",
            "gates: [\(many("genuine.refused == 0", 2_000))]"
        ),
        """
        description: Two events, the second like the first but for its name.
        lasts: 3 days
        events:
          - &dinner { name: Dinner, guests: 10, city: Lisbon }
          - { <<: *dinner, name: Lunch }
          - { <<: [{ guests: 3 }, *dinner], name: Tea }
        """,
    ])
    func `a file that is only odd is played`(text: String) throws {
        let command = try GuestGuardCommand()
        try command.write("odd.yaml", text)
        let ended = try command.run("run", "odd.yaml", "--quiet", "--no-journal")
        #expect(ended.status == 0, "\(ended.errors.prefix(600))")
        #expect(try !command.tree().contains { $0.hasSuffix(".partial") })
    }

    @Test func `a mapping that is merged in gives way to what stands beside it`() throws {
        let command = try GuestGuardCommand()
        try command.write(
            "merged.yaml",
            """
            description: Three events.
            lasts: 3 days
            events:
              - &dinner { name: Dinner, guests: 10, city: Lisbon }
              - { <<: *dinner, name: Lunch }
              - { <<: [{ guests: 3 }, *dinner], name: Tea }
            """
        )
        let explained = try command.run("scenarios", "explain", "merged.yaml").output
        for (name, guests) in [("Dinner", 10), ("Lunch", 10), ("Tea", 3)] {
            let event = explained.split(separator: "- name: ").first { $0.hasPrefix("\"\(name)\"") }
            #expect(
                event?.contains("guests: { from: \(guests), to: \(guests) }") == true,
                "\(name): \(explained.prefix(900))"
            )
            #expect(event?.contains("Lisbon") == true)
        }
    }

    @Test func `the largest seed is written as it is`() throws {
        let command = try GuestGuardCommand()
        try command.scenario("tiny", "seed: 18446744073709551615")
        #expect(try command.run("run", "tiny.yaml", "--quiet").status == 0)
        let folder = "tiny-18446744073709551615"
        for path in ["Reports/\(folder)/summary.json", "Datasets/\(folder)/manifest.json"] {
            #expect(try command.text(path).contains("\"seed\": 18446744073709551615"))
        }
    }

    // MARK: Output that nobody takes

    @Test(arguments: ["/dev/full"])
    func `a result that cannot be written is an error`(place: String) throws {
        let command = try GuestGuardCommand()
        try command.scenario()
        for arguments in ["run tiny.yaml --quiet", "run tiny.yaml --quiet --seeds 1..3 --jobs 2"] {
            let ended = try Tool.run(
                "sh",
                ["-c", "\(GuestGuardCommand.binary) \(arguments) > \(place)"],
                in: command.scratch.url,
                environment: GuestGuardCommand.environment
            )
            #expect(ended.status == 2)
            #expect(ended.errors.contains("guestguard: standard output: expected a place"))
            #expect(try !command.tree().contains { $0.hasSuffix(".partial") })
        }
    }

    @Test func `a reader that goes away is an error, not a signal`() throws {
        let ended = try Tool.run(
            "bash",
            [
                "-c",
                """
                "\(GuestGuardCommand.binary)" metrics list | true; echo ${PIPESTATUS[0]}
                """,
            ],
            environment: GuestGuardCommand.environment
        )
        // Whoever writes before the reader is gone is heard.
        #expect(["0\n", "2\n"].contains(ended.output))
    }

    // MARK: Journals

    @Test func `journals of folders are compared, and folders without one refused`() throws {
        let command = try GuestGuardCommand()
        try command.scenario()
        #expect(try command.run("run", "tiny.yaml", "--quiet", "--seeds", "1..2").status == 0)
        let (one, two) = ("Reports/tiny-1", "Reports/tiny-2")
        #expect(try command.run("journal", "diff", one, two).status == 1)
        #expect(try command.run("journal", "diff", one, one + "/journal.jsonl").status == 0)
        let none = try command.run("journal", "diff", one, "Datasets")
        #expect(none.status == 2)
        #expect(
            none.errors
                == "guestguard: Datasets: expected a journal, found a folder without journal.jsonl\n"
        )
    }

    // MARK: A machine that fails

    /// Whether a file system of its own can be mounted, as on most machines.
    private static let canMount: Bool = {
        let tried = try? Tool.run(
            "/usr/bin/unshare",
            ["-Urm", "mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", "/tmp"],
            in: FileManager.default.temporaryDirectory
        )
        return tried?.status == 0
    }()

    /// Full as the store is made, while the run is played, and as its files are written.
    @Test(.enabled(if: canMount), arguments: [100, 400, 1_000])
    func `a full disk is named once, and nothing is left on it`(kilobytes: Int) throws {
        let command = try GuestGuardCommand()
        try command.scenario("tiny", "attacks: [{ kind: casual-forward, count: 8 }]")
        try FileManager.default.createDirectory(
            at: command.scratch.file("small"),
            withIntermediateDirectories: true
        )
        let script = """
            mount -t tmpfs -o size=\(kilobytes)k tmpfs small
            '\(GuestGuardCommand.binary)' run tiny.yaml --quiet --out small; status=$?
            ls -A small; exit $status
            """
        let ended = try Tool.run(
            "/usr/bin/unshare",
            ["-Urm", "sh", "-c", script],
            in: command.scratch.url
        )
        #expect(ended.status == 75, "\(ended.status) \(ended.errors)")
        #expect(ended.output == "")
        #expect(ended.errors.hasPrefix("guestguard: tiny.yaml: the disk of "), "\(ended.errors)")
        #expect(ended.errors.hasSuffix("KB are left; nothing half-written stays\n"))
        #expect(ended.errors.split(separator: "\n").count == 1)
    }
}
