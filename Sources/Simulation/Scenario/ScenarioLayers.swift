import Catalogue
import Foundation
import Simulation
import Yams

/// A scenario file on top of those that it extends, the lowest first.
///
/// Each key at the top of a file stands for that of the file below; of `fraud`, `system`,
/// `deployment`, `population` and `outputs` each of their keys does.
struct ScenarioLayers {
    struct Layer {
        let path: String
        let bytes: [UInt8]
        var root: Node
        let problems: ProblemList

        func reader(_ vocabulary: ScenarioVocabulary) -> NodeReader {
            NodeReader(node: root, path: "", problems: problems, vocabulary: vocabulary)
        }
    }

    private(set) var layers: [Layer] = []

    /// Larger files are refused unread.
    static let largestBytes = 1 << 20
    /// So many files stand on each other at most.
    private static let mostLayers = 8

    /// - Throws: `ScenarioProblems` where a file is missing or no YAML.
    init(path: String, bytes given: [UInt8]? = nil) throws(ScenarioProblems) {
        var next: (path: String, place: Problem?)? = (path, nil)
        while let (path, place) = next {
            if layers.count == Self.mostLayers || layers.contains(where: { $0.path == path }) {
                throw ScenarioProblems(problems: place.map { [$0] } ?? [])
            }
            let bytes: [UInt8]
            do throws(ScenarioProblems) {
                bytes =
                    if layers.isEmpty, let given { given } else { try Self.bytes(at: path) }
            } catch {
                guard let place, let below = error.problems.first else { throw error }
                throw ScenarioProblems(problems: [place.but(below)])
            }
            let root = try Self.document(bytes, path: path)
            layers.insert(
                Layer(path: path, bytes: bytes, root: root, problems: ProblemList(file: path)),
                at: 0
            )
            next = try Self.extended(by: root, path: path)
        }
    }

    /// The file that a document names below itself, and what to say where that is none.
    private static func extended(
        by root: Node,
        path: String
    ) throws(ScenarioProblems) -> (path: String, place: Problem?)? {
        guard case .mapping(let mapping) = root,
            let value = mapping.first(where: { $0.key.string == "extends" })?.value
        else { return nil }
        func problem(_ expected: String, _ found: String) -> Problem {
            Problem(
                file: path,
                line: value.mark?.line ?? 1,
                column: value.mark?.column ?? 1,
                path: "extends",
                expected: expected,
                found: found,
                suggestion: nil
            )
        }
        guard let name = value.string, !name.isEmpty else {
            throw ScenarioProblems(problems: [
                problem("the path of a scenario file, beside this one", "no text")
            ])
        }
        // Beside the file that names it; written as one would type it.
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        let below = name.hasPrefix("/") ? name : folder + name
        return (
            below,
            problem(
                "a scenario file that does not extend this one in turn, \(mostLayers) on each "
                    + "other at most",
                "\"\(name)\""
            )
        )
    }

    /// Sets values from outside, each in the file that has the key at its top; in the topmost where none
    /// has it.
    mutating func set(_ settings: [ScenarioSetting]) throws(ScenarioProblems) {
        for setting in settings {
            let place =
                layers.lastIndex { $0.root.has(setting.root) } ?? layers.indices.last ?? 0
            layers[place].problems.sets.append((setting.path, setting.text))
            if setting.steps.count > 1, !layers[place].root.has(setting.root),
                let usual = Self.usual[setting.root]
            {
                // Set within what holds where a scenario says nothing of it.
                layers[place].root = layers[place].root.adding(setting.root, usual)
            }
            guard let problem = setting.set(in: &layers[place].root) else { continue }
            layers[place].problems.add(
                at: nil,
                setting.path,
                expected: problem.expected,
                found: problem.found
            )
        }
    }

    /// What stands under keys that a scenario does not have.
    private static var usual: [String: Node] {
        [
            "cast": shares(ActorCatalogue.usualCast.map { ($0.kind.name, $0.share) }),
            "machines": shares(Scenario().machines.map { ($0.kind.name, $0.share) }),
        ]
    }

    private static func shares(_ shares: [(String, Double)]) -> Node {
        .mapping(
            Node.Mapping(shares.map { (Node($0.0), Node(Quantities.text(share: $0.1))) })
        )
    }

    // MARK: Files

    private static func document(
        _ bytes: [UInt8],
        path: String
    ) throws(ScenarioProblems) -> Node {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let plain = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
        guard let text = String(validating: plain, as: UTF8.self) else {
            throw whole(path, expected: "UTF-8 text", found: "other bytes")
        }
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw whole(path, expected: "a scenario", found: "an empty file")
            }
            return node
        } catch let error as ScenarioProblems {
            throw error
        } catch let error as YamlError {
            throw syntax(error, path: path)
        } catch {
            throw whole(path, expected: "a YAML document", found: "\(error)")
        }
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

extension Problem {
    /// Another problem at the same place.
    fileprivate func but(_ other: Problem) -> Problem {
        Problem(
            file: file,
            line: line,
            column: column,
            path: path,
            expected: other.expected,
            found: "\(other.found): \(other.file)",
            suggestion: nil
        )
    }
}

extension Node {
    fileprivate func has(_ key: String) -> Bool {
        guard case .mapping(let mapping) = self else { return false }
        return mapping.contains { $0.key.string == key }
    }

    fileprivate func adding(_ key: String, _ value: Node) -> Node {
        guard case .mapping(let mapping) = self else { return self }
        let pairs = mapping.map { ($0.key, $0.value) } + [(Node(key), value)]
        return .mapping(Node.Mapping(pairs, mapping.tag, mapping.style, mapping.mark))
    }
}
