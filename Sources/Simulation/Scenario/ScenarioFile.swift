import Domain
import Foundation
import Simulation
import Yams

/// The names that a scenario may use.
package struct ScenarioVocabulary: Sendable {
    package var catalogue: ActorCatalogue
    package var faults: [FaultKind]
    /// Whether there is such a city.
    package var isCity: @Sendable (String) -> Bool
    /// The nearest city's name to a misspelt one.
    package var nearestCity: @Sendable (String) -> String?
    /// Seconds east of UTC in a city at an instant.
    package var offsetSeconds: @Sendable (String, Instant) -> Int
    /// What is wrong with a gate of a scenario that plays such kinds of guests and attacks: expected
    /// and found, or `nil`.
    package var gateProblem: @Sendable (String, Set<String>) -> (expected: String, found: String)?

    package init(
        catalogue: ActorCatalogue = .standard,
        faults: [FaultKind] = FaultKind.standard,
        isCity: @escaping @Sendable (String) -> Bool,
        nearestCity: @escaping @Sendable (String) -> String? = { _ in nil },
        offsetSeconds: @escaping @Sendable (String, Instant) -> Int = { _, _ in 0 },
        gateProblem:
            @escaping @Sendable (String, Set<String>) -> (expected: String, found: String)? = {
                _,
                _ in nil
            }
    ) {
        self.catalogue = catalogue
        self.faults = faults
        self.isCity = isCity
        self.nearestCity = nearestCity
        self.offsetSeconds = offsetSeconds
        self.gateProblem = gateProblem
    }
}

/// Reads a scenario from a YAML file.
package struct ScenarioFile: Sendable {
    package let path: String
    package let scenario: Scenario
    /// The file's bytes, for its hash.
    package let bytes: [UInt8]

    /// Larger files are refused unread.
    package static let largestBytes = 1 << 20

    /// - Throws: `ScenarioProblems` with every problem at once.
    package init(
        path: String,
        vocabulary: ScenarioVocabulary
    ) throws(ScenarioProblems) {
        let bytes = try Self.bytes(at: path)
        let name = URL(filePath: path).deletingPathExtension().lastPathComponent
        self.path = path
        self.bytes = bytes
        scenario = try Self.scenario(
            from: bytes,
            path: path,
            name: name,
            vocabulary: vocabulary
        )
    }

    /// Reads a scenario from a file's bytes.
    package static func scenario(
        from bytes: [UInt8],
        path: String,
        name: String,
        vocabulary: ScenarioVocabulary
    ) throws(ScenarioProblems) -> Scenario {
        let problems = ProblemList(file: path)
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let plain = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
        guard let text = String(validating: plain, as: UTF8.self) else {
            throw whole(path, expected: "UTF-8 text", found: "other bytes")
        }
        let root: Node
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw whole(path, expected: "a scenario", found: "an empty file")
            }
            root = node
        } catch let error as ScenarioProblems {
            throw error
        } catch let error as YamlError {
            throw syntax(error, path: path)
        } catch {
            throw whole(path, expected: "a YAML document", found: "\(error)")
        }
        let reader = NodeReader(
            node: root,
            path: "",
            problems: problems,
            vocabulary: vocabulary
        )
        var draft = ScenarioDraft(vocabulary: vocabulary)
        let scenario = draft.read(reader, name: name)
        guard problems.problems.isEmpty else {
            throw ScenarioProblems(
                problems: problems.problems.sorted {
                    ($0.line, $0.column, $0.path) < ($1.line, $1.column, $1.path)
                }
            )
        }
        return scenario
    }

    private static func bytes(at path: String) throws(ScenarioProblems) -> [UInt8] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw whole(path, expected: "a scenario file", found: "no such file")
        }
        if isFolder.boolValue { throw whole(path, expected: "a file", found: "a folder") }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw whole(path, expected: "a readable file", found: "no permission")
        }
        guard data.count <= largestBytes else {
            throw whole(path, expected: "at most 1 MiB", found: "\(data.count) bytes")
        }
        return Array(data)
    }

    private static func whole(
        _ path: String,
        expected: String,
        found: String
    ) -> ScenarioProblems {
        ScenarioProblems(problems: [
            Problem(
                file: path,
                line: 1,
                column: 1,
                path: "",
                expected: expected,
                found: found,
                suggestion: nil
            )
        ])
    }

    private static func syntax(_ error: YamlError, path: String) -> ScenarioProblems {
        let (mark, words): (Mark?, String) =
            switch error {
            case .scanner(_, let problem, let mark, _): (mark, problem)
            case .parser(_, let problem, let mark, _): (mark, problem)
            case .composer(_, let problem, let mark, _): (mark, problem)
            case .duplicatedKeysInMapping(let duplicates, let context):
                (
                    context.mark,
                    "the key \(duplicates.map { "\"\($0)\"" }.sorted().joined(separator: ", ")) twice"
                )
            default: (nil, "\(error)")
            }
        return ScenarioProblems(problems: [
            Problem(
                file: path,
                line: mark?.line ?? 1,
                column: mark?.column ?? 1,
                path: "",
                expected: "a YAML document",
                found: words,
                suggestion: nil
            )
        ])
    }
}
