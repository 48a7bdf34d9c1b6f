import Catalogue
import Domain
import Yams

/// One node of a YAML document and the way to it; reads values and notes what is wrong with them.
///
/// A read that fails returns the default and goes on, so that a file's problems come all at once.
struct NodeReader {
    let node: Node
    let path: String
    let problems: ProblemList
    let vocabulary: ScenarioVocabulary

    var mark: Mark? { node.mark }

    /// What stands there, for messages.
    var found: String {
        switch node {
        case .scalar(let scalar): "\"\(scalar.string)\""
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }

    private func child(_ node: Node, _ path: String) -> NodeReader {
        NodeReader(node: node, path: path, problems: problems, vocabulary: vocabulary)
    }

    /// Notes a problem of the whole node, whatever stands there.
    func fail(expected: String, found: String, suggestion: String? = nil) {
        problems.add(at: mark, path, expected: expected, found: found, suggestion: suggestion)
    }

    func fail(expected: String, suggestion: String? = nil) {
        problems.add(at: mark, path, expected: expected, found: found, suggestion: suggestion)
    }

    var gatePlace: GatePlace {
        let place = problems.place(of: path, mark)
        return GatePlace(file: place.file, line: place.line, column: place.column)
    }

    /// Notes something that is allowed, and cannot be meant.
    func warn(_ text: String) { problems.warn(at: mark, path, text) }

    // MARK: Mappings

    /// The members of a mapping, after its keys were checked.
    func members(of keys: [String]) -> Members {
        guard let mapping else {
            fail(expected: "a mapping of \(keys.joined(separator: ", "))")
            return Members(values: [:], parent: self)
        }
        var values: [String: NodeReader] = [:]
        for (key, value) in mapping {
            let name = key.string ?? ""
            let place = path.isEmpty ? name : "\(path).\(name)"
            guard keys.contains(name) else {
                problems.add(
                    at: key.mark,
                    place,
                    expected: "one of \(keys.joined(separator: ", "))",
                    found: "\"\(name)\"",
                    suggestion: nearestWord(to: name, among: keys)
                )
                continue
            }
            values[name] = child(value, place)
        }
        return Members(values: values, parent: self)
    }

    /// One member of a mapping, whatever else is in it.
    func member(_ key: String) -> NodeReader? {
        guard let value = mapping?.last(where: { $0.key.string == key })?.value else { return nil }
        return child(value, path.isEmpty ? key : "\(path).\(key)")
    }

    /// The keys and values of a mapping, those merged in by `<<` first; `nil` where this is none.
    ///
    /// A key of the mapping itself stands for one that is merged in, and the first mapping of a list
    /// for those behind it (YAML 1.1, merge key).
    private var mapping: [(key: Node, value: Node)]? {
        guard case .mapping(let own) = node else { return nil }
        guard let merged = own["<<"] else { return own.map { ($0, $1) } }
        let sources: [Node] =
            if case .sequence(let list) = merged { Array(list) } else { [merged] }
        var pairs: [(key: Node, value: Node)] = []
        for source in sources {
            guard let others = child(source, path).mapping else {
                problems.add(
                    at: source.mark,
                    path.isEmpty ? "<<" : "\(path).<<",
                    expected: "a mapping, or a list of mappings",
                    found: child(source, path).found
                )
                continue
            }
            for other in others where !pairs.contains(where: { $0.key.string == other.key.string })
            {
                pairs.append(other)
            }
        }
        for (key, value) in own where key.string != "<<" {
            pairs.removeAll { $0.key.string == key.string }
            pairs.append((key, value))
        }
        return pairs
    }

    /// Notes a missing key that has no default.
    func require(_ key: String, expected: String, isThere: Bool) {
        if isThere { return }
        problems.add(at: mark, key, expected: expected, found: "nothing")
    }

    struct Members {
        fileprivate let values: [String: NodeReader]
        let parent: NodeReader

        subscript(key: String) -> NodeReader? { values[key] }

        /// Notes a missing key that has no default.
        func require(_ key: String, expected: String) -> NodeReader? {
            if let value = values[key] { return value }
            let path = parent.path.isEmpty ? key : "\(parent.path).\(key)"
            parent.problems.add(at: parent.mark, path, expected: expected, found: "nothing")
            return nil
        }
    }

    /// The items of a list.
    ///
    /// - `what`: What they are, `gates`.
    func items(of what: String) -> [NodeReader] {
        guard case .sequence(let sequence) = node else {
            if case .scalar(let scalar) = node, scalar.string.isEmpty {
                fail(
                    expected: "a list of \(what); without any, \(what): [] or no such line",
                    found: "nothing below it but comments"
                )
            } else {
                fail(expected: "a list of \(what)")
            }
            return []
        }
        return sequence.enumerated().map { index, item in
            child(item, "\(path)[\(index)]")
        }
    }

    /// The keys and values of a mapping whose keys are data.
    func pairs() -> [(key: String, value: NodeReader)] {
        guard let mapping else {
            fail(expected: "a mapping")
            return []
        }
        return mapping.map { key, value in
            let name = key.string ?? ""
            return (name, child(value, "\(path).\(name)"))
        }
    }

    // MARK: Values

    func read<Value>(_ expected: String, _ convert: (String) -> Value?) -> Value? {
        if case .scalar(let scalar) = node, let value = convert(scalar.string) { return value }
        fail(expected: expected)
        return nil
    }

    func text(_ expected: String = "a text") -> String? {
        read(expected) { $0.isEmpty ? nil : $0 }
    }

    /// A value as a parameter's measure has it.
    func value(of measure: Measure) -> ParameterValue? {
        switch measure {
        case .city: return city().map(ParameterValue.word)
        case .onset(let spread): return onset(spread: spread).map(ParameterValue.onset)
        case .pace(let agreed):
            let rate = read(measure.expectation) { Quantities.rate($0) }
            if let rate, rate.perSecond >= agreed.perSecond {
                warn("\(rate.text) is no less than the \(agreed.text) agreed: never in the way")
            }
            return rate.map(ParameterValue.rate)
        default: break
        }
        return read(measure.expectation) { measure.value(of: $0) }
    }

    func duration() -> Duration? {
        read(Measure.duration.expectation) { Quantities.duration($0) }
    }

    func share() -> Double? { read(Measure.share.expectation) { Quantities.share($0) } }

    /// The name of a city that the atlas knows.
    func city() -> String? {
        guard let name = text() else { return nil }
        if vocabulary.isCity(name) { return name }
        fail(expected: Measure.city.expectation, suggestion: vocabulary.nearestCity(name))
        return nil
    }

    func integer(in range: ClosedRange<Int>) -> Int? {
        read("a whole number from \(range.lowerBound) to \(range.upperBound)") {
            Int($0).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A seed, which may be as large as 64 bits are.
    func seed() -> UInt64? { read("a whole number from 0 to \(UInt64.max)") { UInt64($0) } }

    /// A number, or a mapping of `from` and `to`.
    func range(in limits: ClosedRange<Int>) -> ClosedRange<Int>? {
        guard case .mapping = node else { return integer(in: limits).map { $0...$0 } }
        let members = members(of: ["from", "to"])
        guard let from = members.require("from", expected: "a number")?.integer(in: limits),
            let to = members.require("to", expected: "a number")?.integer(in: limits)
        else { return nil }
        if from <= to { return from...to }
        fail(expected: "from at most to")
        return nil
    }

    /// One of a few words.
    func word<Word: RawRepresentable<String>>(among words: [Word]) -> Word? {
        let names = words.map(\.rawValue)
        guard let text = text("one of \(names.joined(separator: ", "))") else { return nil }
        if let word = words.first(where: { $0.rawValue == text }) { return word }
        fail(
            expected: "one of \(names.joined(separator: ", "))",
            found: "\"\(text)\"",
            suggestion: nearestWord(to: text, among: names)
        )
        return nil
    }

    /// A name that may name folders.
    func plainName() -> String? {
        let text = text() ?? ""
        let isPlain = text.utf8.allSatisfy {
            (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-")
        }
        if isPlain, (1...100).contains(text.utf8.count) { return text }
        fail(expected: "1 to 100 lower-case letters, digits and dashes")
        return nil
    }

    /// How long a scenario may last.
    func length() -> Duration? {
        guard let length = duration() else { return nil }
        if length > .zero { return length }
        fail(expected: "more than nothing")
        return nil
    }

    // MARK: Kinds and their parameters

    /// The kind of a catalogue that stands there.
    func kind<Kind: CatalogueEntry>(among kinds: [Kind]) -> Kind? {
        guard case .scalar(let scalar) = node else {
            fail(expected: "a word")
            return nil
        }
        return kind(named: scalar.string, among: kinds)
    }

    /// The kind of a catalogue that bears a name: this node's, or the key it stands under.
    func kind<Kind: CatalogueEntry>(named name: String, among kinds: [Kind]) -> Kind? {
        if let kind = kinds.first(where: { $0.name == name }) { return kind }
        let names = kinds.map(\.name)
        fail(
            expected: "one of \(names.joined(separator: ", "))",
            found: "\"\(name)\"",
            suggestion: nearestWord(to: name, among: names)
        )
        return nil
    }
}

extension NodeReader.Members {
    /// A kind's parameters, as set or by default.
    func values(of parameters: [Parameter]) -> ParameterValues {
        var values = parameters.usualValues
        for parameter in parameters {
            if let value = self[parameter.key]?.value(of: parameter.measure) {
                values[parameter.key] = value
            }
        }
        return values
    }

    /// Reads those keys that are there.
    func read<Root>(_ keys: [ScenarioKey<Root>], into root: inout Root) {
        for key in keys {
            if let reader = self[key.parameter.key] { key.read(reader, &root) }
        }
    }
}
