import Domain
import Foundation
import FraudEngine
import TestSupport
import Testing

@testable import Evidence

@Suite struct AccessTableTests {
    private static let sample =
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Datasets/sample/accesses.csv")

    private func read(_ change: (String) -> String) throws -> AccessTable {
        let scratch = try Scratch()
        let text = change(try String(contentsOf: Self.sample, encoding: .utf8))
        let url = scratch.file("accesses.csv")
        try Data(text.utf8).write(to: url)
        return try AccessTable([url.path])
    }

    /// The data set holds exactly what the scorer saw.
    @Test func `every row scores again what it scored`() throws {
        let table = try AccessTable([Self.sample.path])
        let scorer = HeuristicScorer()
        #expect(table.count > 100)
        for row in 0..<table.count {
            #expect(scorer.score(table.vector(row)).score.value == table.scores[row], "row \(row)")
        }
    }

    @Test(.enabled(if: Python.isThere, Python.isMissing))
    func `rows are the accesses that the engine could judge`() throws {
        let table = try AccessTable([Self.sample.path])
        let python = try Python.run(
            """
            import csv, sys
            rows = [row for row in csv.DictReader(open(sys.argv[1], newline=""))
                    if row["risk_score"] and row["moment"] and row["actor"] != "machine"]
            forms = [row for row in rows if row["moment"] == "submit"]
            print(len(rows), len(forms), sum(row["is_fraud"] == "1" for row in rows),
                  sum(row["observed_label"] == "1" for row in rows),
                  len({row["campaign_id"] or row["event_id"] for row in rows}))
            """,
            Self.sample.path
        )
        let found = [
            table.count, table.forms.count, table.isFraud.count { $0 },
            table.observed.count { $0 == true }, Set(table.clusters).count,
        ]
        #expect(found.map(String.init).joined(separator: " ") + "\n" == python)
    }

    /// Edges that a run did not have can be tried on its rows: who would have met a code, by a score or by
    /// a flag that a look at the link had left.
    @Test func `flags that forms inherit are those that the run has left`() throws {
        let table = try AccessTable([Self.sample.path])
        var decisions: [Decision?] = []
        try CommaFile(Self.sample).forEachRow(of: ["risk_score", "actor", "moment", "decision"]) {
            (cells, _) throws(DatasetError) in
            guard !cells[0].isEmpty, cells[1] != "machine", !cells[2].isEmpty else { return }
            decisions.append(Decision.allCases.first { $0.name == cells[3] })
        }
        try #require(decisions.count == table.count)
        let edge = BandEdges.documented.smsVerify
        let scorer = HeuristicScorer()
        let flags = InheritedFlags(table, forms: table.forms, by: scorer)
        var (byFlag, differing) = (0, 0)
        for row in table.forms {
            #expect(flags.formScores[row] == table.scores[row])
            let (score, inherited) = (flags.formScores[row], flags.inherited[row])
            if score <= edge, inherited > edge { byFlag += 1 }
            let isAsked = (decisions[row] ?? .allow) >= .smsVerify
            if isAsked != (max(score, inherited) > edge) { differing += 1 }
        }
        // A passed code, a host and time take flags off, and a form's own opening may score apart by what
        // was opened between the two. Of the sample's sixty forms three are their guests', days after a block,
        // once the host had called it a false alarm.
        #expect(
            byFlag > 0 && differing * 20 <= table.forms.count,
            "\(byFlag), \(differing) of \(table.forms.count)"
        )
        // Nobody's look came before the first: without looks nothing is inherited.
        let loner = InheritedFlags(AccessTable(), forms: [], by: scorer)
        #expect(loner.inherited.isEmpty)
    }

    /// A scanner that comes with a click runs the page's script in a browser of its own: the engine takes
    /// it for a person, and its flag asks the guest for a code.
    @Test func `a machine that was taken for a person leaves a flag, and is no row`() throws {
        let lines = try String(contentsOf: Self.sample, encoding: .utf8).split(separator: "\n")
        let header = lines[0].split(separator: ",", omittingEmptySubsequences: false)
        let places = Dictionary(uniqueKeysWithValues: zip(header, header.indices))
        let form = try #require(
            lines.first {
                $0.contains(",submit,") && $0.contains(",guest,") && !$0.contains("\"\"")
            }
        )
        /// The form's link, looked at by a machine, or somebody else, that scores high.
        func look(
            from network: Int,
            script: Int,
            at instant: String,
            by actor: String = "machine"
        ) throws -> String {
            // Commas within quotes stand in the user agent alone.
            let parts = form.split(separator: "\"", omittingEmptySubsequences: false)
            try #require(parts.count == 3)
            var cells = parts[0].dropLast().split(separator: ",", omittingEmptySubsequences: false)
            cells.append("agent")
            cells += parts[2].dropFirst().split(separator: ",", omittingEmptySubsequences: false)
            for (name, value) in [
                ("actor", actor), ("moment", "open"), ("at", instant),
                ("timezone", "Asia/Tokyo"),
                ("f_network_kind", "\(network)"), ("f_has_javascript", "\(script)"),
                ("f_fingerprint_match", "0"), ("f_geo_distance_km", "9000"),
                ("f_country_match", "0"),
                ("f_browser_consistent", "0"), ("f_contradictions", "2"),
            ] { cells[try #require(places[Substring(name)])] = Substring(value) }
            return cells.joined(separator: ",") + "\n"
        }
        func inherited(_ look: String) throws -> (rows: Int, highest: Int) {
            let scratch = try Scratch()
            let file = scratch.file("accesses.csv")
            try "\(lines[0])\n\(form)\n\(look)".write(to: file, atomically: true, encoding: .utf8)
            let table = try AccessTable([file.path])
            let flags = InheritedFlags(table, forms: table.forms, by: HeuristicScorer())
            return (table.count, flags.inherited[table.forms[0]])
        }
        let alone = try inherited("").highest
        let before = "2026-06-01T08:00:00.000000Z"
        let human = try inherited(look(from: 3, script: 1, at: before))
        #expect(human.rows == 1 && human.highest > max(86, alone))
        // What the engine knows for a machine leaves none, nor does one that comes later.
        #expect(try inherited(look(from: 3, script: 0, at: before)).highest == alone)
        #expect(
            try inherited(look(from: 3, script: 1, at: "2027-01-01T00:00:00.000000Z")).highest
                == alone
        )
        // A person's look is a row, and the same holds for it.
        let earlier = try inherited(look(from: 3, script: 1, at: before, by: "guest"))
        #expect(earlier.rows == 2 && earlier.highest == human.highest)
        let later = try inherited(
            look(from: 3, script: 1, at: "2027-01-01T00:00:00.000000Z", by: "guest")
        )
        #expect(later.rows == 2 && later.highest == alone)
    }

    @Test func `clusters of two files are never the same`() throws {
        let path = Self.sample.path
        let one = try AccessTable([path])
        let two = try AccessTable([path, path])
        #expect(two.count == 2 * one.count)
        #expect(Set(two.clusters).count == 2 * Set(one.clusters).count)
        // Nor is one file's link the other's.
        #expect(Set(one.links.compactMap(\.self)).count > 5)
        #expect(
            Set(two.links.compactMap(\.self)).count == 2 * Set(one.links.compactMap(\.self)).count
        )
    }

    @Test func `a folder leads to its file, and to those within`() throws {
        let scratch = try Scratch()
        let folder = scratch.file("out")
        for name in ["a-2", "a-10"] {
            let inner = folder.appending(path: "Datasets/\(name)")
            try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                at: Self.sample,
                to: inner.appending(path: "accesses.csv")
            )
        }
        let table = try AccessTable([folder.path])
        #expect(
            table.files.map { URL(filePath: $0).deletingLastPathComponent().lastPathComponent }
                == ["a-2", "a-10"]
        )
        #expect(throws: DatasetError.self) { try AccessTable([scratch.file("nothing").path]) }
    }

    @Test func `what is wrong is named with its place`() throws {
        func problem(_ change: @escaping (String) -> String) -> String {
            do {
                _ = try read(change)
                return "nothing was thrown"
            } catch {
                return "\(error)"
            }
        }
        #expect(
            problem { $0.replacing("f_referrer", with: "f_other") }
                .hasSuffix(
                    "accesses.csv:1: there is no column f_referrer: not a data set of this version"
                )
        )
        #expect(problem { _ in "" }.hasSuffix("accesses.csv: is empty, expected a header row"))
        let header = try #require(
            String(contentsOf: Self.sample, encoding: .utf8).split(separator: "\n").first
        )
        let columns = header.split(separator: ",").count
        #expect(problem { $0 + "a,b\n" }.hasSuffix(" 2 cells, expected \(columns)"))
        let wrong = problem {
            $0.replacing(",heuristic/2,submit,1,", with: ",heuristic/2,submit,x,")
        }
        #expect(wrong.hasSuffix(": enforced is \"x\", expected a number"))
    }
}
