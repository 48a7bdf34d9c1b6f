import Catalogue
import Foundation
import Scenario
import Simulation
import Testing

/// What is made from the sources stands in the sources as it would be made today.
///
/// `GUESTGUARD_RECORD=1 swift test --filter Generated` makes it anew.
@Suite(.serialized) struct GeneratedTests {
    private static let actors = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/Simulation/Actors")

    /// The types in a folder that declare a kind, by name.
    private static func kinds(in folder: String, _ type: String) throws -> [String] {
        let files = try FileManager.default.contentsOfDirectory(
            at: actors.appending(path: folder),
            includingPropertiesForKeys: nil
        )
        var names: [String] = []
        for file in files {
            let text = try String(contentsOf: file, encoding: .utf8)
            guard text.contains("static let kind = \(type)(") else { continue }
            let declared = text.firstMatch(of: #/package struct (\w+)/#)
            names.append(String(try #require(declared?.1, "\(file.lastPathComponent)")))
        }
        return names.sorted()
    }

    private static func list(_ names: [String]) -> String {
        names.map { "            \($0).kind,\n" }.joined()
    }

    @Test func `the standard repertoire is what the folders hold`() throws {
        let guests = try Self.kinds(in: "Guests", "GuestKind")
        let lookAlikes = try Self.kinds(in: "LookAlikes", "GuestKind")
        let machines = try Self.kinds(in: "Machines", "MachineKind")
        let attacks = try Self.kinds(in: "Attackers", "AttackKind")
        let hosts = try Self.kinds(in: "Hosts", "HostKind")
        try #require(guests.count >= 4 && attacks.count >= 5)
        let text = """
            // Made from the folders beside this one:
            // `GUESTGUARD_RECORD=1 swift test --filter Generated`.

            // swift-format-ignore-file
            extension ActorCatalogue {
                /// The kinds that come with GuestGuard.
                package static let standard = ActorCatalogue(
                    guests: [
            \(Self.list(guests))\(Self.list(lookAlikes))        ],
                    machines: [
            \(Self.list(machines))        ],
                    attacks: [
            \(Self.list(attacks))        ],
                    hosts: [
            \(Self.list(hosts))        ]
                )
            }

            """
        let file = Self.actors.appending(path: "Catalogue/ActorCatalogue+Standard.swift")
        if ProcessInfo.processInfo.environment["GUESTGUARD_RECORD"] == "1" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }

    // MARK: Tables

    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    @Test func `the reference of scenario keys is today's`() throws {
        let text = """
            # What may stand in a scenario

            Made from what reads the files: `guestguard scenarios reference` prints the table.
            `[]` is an item of a list, `{…}` a kind of its catalogue. Durations are written `90 s`,
            `45 min`, `2 h`, `30 days`, `6 weeks`, `250 ms` or together, `1 h 30 min`; a `+` in front
            changes nothing. What a time is counted from stands in its meaning.

            \(ScenarioReference.table().markdown)
            """
        let file = Self.root.appending(path: "Scenarios/REFERENCE.md")
        if ProcessInfo.processInfo.environment["GUESTGUARD_RECORD"] == "1" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }

    @Test(arguments: ["cast", "machines", "attacks", "faults", "threats"])
    func `the tables of the documents are today's`(name: String) throws {
        let standard = ActorCatalogue.standard
        let table =
            switch name {
            case "cast": Table(of: standard.guests, ["cast", "what they do"])
            case "machines": Table(of: standard.machines, ["machines", "what they do"])
            case "attacks": Table(of: standard.attacks, ["attacks", "what is done"])
            case "threats":
                Table(
                    ["attack", "what gives it away", "why it may get through"],
                    standard.attacks.map {
                        [$0.name, $0.page.givesItselfAway, $0.page.looksHonest]
                    }
                )
            default: Table(of: FaultKind.standard, ["faults", "what breaks"])
            }
        let document = name == "threats" ? "Sources/README.md" : "Scenarios/README.md"
        let file = Self.root.appending(path: document)
        var readme = try String(contentsOf: file, encoding: .utf8)
        let start = try #require(readme.range(of: "<!-- table: \(name) -->\n"))
        let end = try #require(
            readme.range(of: "<!-- end -->", range: start.upperBound..<readme.endIndex)
        )
        if ProcessInfo.processInfo.environment["GUESTGUARD_RECORD"] == "1" {
            readme.replaceSubrange(
                start.upperBound..<end.lowerBound,
                with: "\n\(table.markdown)\n"
            )
            try readme.write(to: file, atomically: true, encoding: .utf8)
        } else {
            let found = String(readme[start.upperBound..<end.lowerBound])
            #expect(found == "\n\(table.markdown)\n")
        }
    }
}
