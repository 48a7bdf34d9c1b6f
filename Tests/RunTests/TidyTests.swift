import Foundation
import Testing

/// Reads the sources for what would make a run differ from itself.
@Suite struct TidyTests {
    /// What may not stand in the system or the simulation, and where it may after all.
    private static let forbidden: [(pattern: String, exceptIn: [String])] = [
        (#"\bDate\(\)"#, ["WallClockRuntime.swift"]),
        (#"ContinuousClock"#, ["WallClockRuntime.swift"]),
        (#"Task\.sleep"#, ["WallClockRuntime.swift"]),
        (#"Task\.detached"#, []),
        (#"\bTask(\(|\s*\{)"#, ["WallClockRuntime.swift", "VirtualRuntime.swift"]),
        (#"\bUUID\(\)"#, []),
        (#"\.random\((in:|using:)"#, ["WallClockRuntime.swift"]),
        (#"SystemRandomNumberGenerator"#, ["WallClockRuntime.swift"]),
        (#"\.shuffled\(\)|\.shuffled\(using"#, []),
        (#"\.randomElement\("#, []),
        (#"\.hashValue\b"#, []),
        (#"DateFormatter|\.formatted\("#, []),
        (
            #"DispatchQueue|\bThread\b"#,
            ["WallClockRuntime.swift", "VirtualRuntime.swift", "JournalThread.swift"]
        ),
        (#"\btry!|\bas!"#, []),
    ]

    private static var root: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources")
    }

    private static func files(in folder: String) throws -> [URL] {
        let all = FileManager.default.enumerator(
            at: root.appending(path: folder),
            includingPropertiesForKeys: nil
        )
        return try #require(all).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
            .sorted { $0.path < $1.path }
    }

    @Test(arguments: ["System", "Simulation"])
    func `time, chance and tasks come from the runtime`(folder: String) throws {
        let files = try Self.files(in: folder)
        try #require(files.count > 20)
        for file in files {
            let lines = try String(contentsOf: file, encoding: .utf8)
                .split(separator: "\n", omittingEmptySubsequences: false)
            for (pattern, exceptions) in Self.forbidden
            where !exceptions.contains(file.lastPathComponent) {
                let regex = try Regex(pattern)
                for (number, line) in lines.enumerated() {
                    let code = line.split(separator: "//", omittingEmptySubsequences: false)[0]
                    #expect(
                        code.firstMatch(of: regex) == nil,
                        "\(file.lastPathComponent):\(number + 1): \(pattern)"
                    )
                }
            }
        }
    }

    @Test func `every JSON encoder sorts its keys`() throws {
        for folder in ["System", "Simulation", "Evidence", "guestguard"] {
            for file in try Self.files(in: folder) {
                let text = try String(contentsOf: file, encoding: .utf8)
                guard text.contains("JSONEncoder()") else { continue }
                #expect(text.contains(".sortedKeys"), "\(file.lastPathComponent)")
            }
        }
    }

    /// Each reading of `Mutex<(…) -> …>` wraps the closure once more: in a struct it stays as it is.
    @Test func `no closure stands bare in a mutex`() throws {
        let folders = ["System", "Simulation", "Evidence", "guestguard"]
        let texts = try folders.flatMap { try Self.files(in: $0) }
            .map { ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8)) }
        let named = texts.flatMap { _, text in
            text.matches(of: #/typealias (\w+)\s*=\s*(?:@Sendable )?\(/#).map { String($0.1) }
        }
        #expect(named.contains("Watch") && named.contains("Favour"))
        let names = named.joined(separator: "|")
        let bare = try Regex(#"Mutex<\(*(?:@Sendable |(?:\#(names))\b|[^<>=]*\)[^<>]*->)"#)
        for kept in ["Mutex<Watch?>(nil)", "Mutex<(@Sendable () -> Void)?>", "Mutex<(() -> Int)?>"]
        {
            #expect(kept.firstMatch(of: bare) != nil, "\(kept) would pass")
        }
        for (name, text) in texts {
            #expect(text.firstMatch(of: bare) == nil, "\(name)")
        }
    }

    /// `Sources/README.md` has the words that took their place.
    private static let retired = [
        "Stage", "StageNote", "Witness", "Occurrence", "Scribe", "Desk", "Trays", "Relay",
        "Casting",
        "Repertoire", "Picture", "Fate", "Remains", "Trouble", "Lift", "Lent", "Manner", "Letter",
        "Links", "Ruling", "Ending", "Judgement", "EngineLink", "EventTee", "Durability",
        "ServedForm",
    ]

    @Test func `no type bears a name that has retired`() throws {
        let names = Self.retired.joined(separator: "|")
        let declared = try Regex(
            #"\b(?:struct|class|enum|actor|protocol|typealias)\s+(?:\#(names))\b"#
        ).wordBoundaryKind(.simple)
        #expect("package final class Stage: Sendable {".firstMatch(of: declared) != nil)
        #expect("struct StageDoor {".firstMatch(of: declared) == nil)
        for folder in ["System", "Simulation", "Evidence", "guestguard"] {
            for file in try Self.files(in: folder) {
                for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                    #expect(
                        line.firstMatch(of: declared) == nil,
                        "\(file.lastPathComponent): \(line)"
                    )
                }
            }
        }
    }

    /// The build refuses such an import too, in every spelling (`Tests/boundaries/refused`).
    @Test(arguments: [
        ("System", ["Simulation", "Evidence"]), ("Simulation", ["Evidence"]),
    ])
    func `nothing names what stands above it`(floor: String, above: [String]) throws {
        let modules = try above.flatMap { floor in
            try FileManager.default.contentsOfDirectory(
                atPath: Self.root.appending(path: floor).path
            )
        }
        try #require(modules.count >= 2 && (floor != "System" || modules.contains("Truth")))
        let named = try Regex(
            #"(?:\bimport\b[^\n;]*|canImport\(\s*)\b(\#(modules.joined(separator: "|")))\b"#
        ).wordBoundaryKind(.simple)
        for spelling in [
            "import Truth", "import struct Truth.Label", "@testable import Truth",
            "@_exported import Truth", "#if canImport(Truth)", "import Swift; import Truth",
        ] where floor == "System" {
            #expect(spelling.firstMatch(of: named) != nil, "\(spelling) would pass")
        }
        for file in try Self.files(in: floor) {
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                let code = line.split(separator: "//", omittingEmptySubsequences: false)[0]
                #expect(code.firstMatch(of: named) == nil, "\(file.lastPathComponent): \(line)")
            }
        }
    }
}
