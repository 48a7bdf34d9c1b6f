import Foundation
import Testing

/// Somebody else's eyes: Python's standard library reads what we wrote.
package enum Python {
    /// Whether there is a `python3`; tests that need it are skipped where there is none.
    package static let isThere: Bool = (try? run("print('yes')")) == "yes\n"

    package static let isMissing: Comment =
        "needs python3, which reads the files independently of us"

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// What a script prints; arguments come as `sys.argv[1:]`.
    package static func run(_ script: String, _ arguments: String...) throws -> String {
        let ended = try Tool.run("python3", ["-c", script] + arguments)
        guard ended.status == 0 else { throw Failure(description: ended.errors) }
        return ended.output
    }

    /// The rows of a CSV file, header included, as Python's `csv` reads them.
    package static func rows(of file: URL) throws -> [[String]] {
        let script = """
            import csv, json, sys
            with open(sys.argv[1], newline="", encoding="utf-8") as file:
                json.dump(list(csv.reader(file, strict=True)), sys.stdout)
            """
        return try JSONDecoder().decode(
            [[String]].self,
            from: Data(try run(script, file.path).utf8)
        )
    }

    package struct Measures: Hashable, Decodable {
        package let bytes: Int
        package let sha256: String
        /// Without the header.
        package let rows: Int
    }

    /// A file as Python's `hashlib` and `csv` measure it.
    package static func measures(of file: URL) throws -> Measures {
        let script = """
            import csv, hashlib, io, json, sys
            data = open(sys.argv[1], "rb").read()
            rows = sum(1 for _ in csv.reader(io.StringIO(data.decode("utf-8"), newline=""))) - 1
            print(json.dumps({
                "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), "rows": rows,
            }))
            """
        return try JSONDecoder().decode(Measures.self, from: Data(try run(script, file.path).utf8))
    }
}
