import Catalogue

/// Reads one gate expression from left to right; the first problem ends it.
struct GateExpressionParser {
    private let characters: [Character]
    private let place: String?
    private var index = 0

    init(_ text: String, place: String?) {
        characters = Array(text)
        self.place = place
    }

    mutating func expression(among metrics: MetricNames) throws(GateSyntaxError) -> GateExpression {
        let (metric, unit) = try metric(among: metrics)
        let comparison = try comparison()
        let threshold = try threshold(in: unit)
        let (confidence, enough) = try clauses(after: comparison)
        return GateExpression(
            metric: metric,
            comparison: comparison,
            threshold: threshold,
            confidence: confidence,
            enough: enough,
            unit: unit
        )
    }

    mutating func wish(in unit: MetricUnit) throws(GateSyntaxError) -> GateExpression.Wish {
        let comparison = try comparison()
        let threshold = try threshold(in: unit)
        let rest = take { _ in true }
        guard rest.text.isEmpty else { throw problem("the end", at: rest) }
        return GateExpression.Wish(comparison: comparison, threshold: threshold)
    }

    private mutating func metric(
        among metrics: MetricNames
    ) throws(GateSyntaxError) -> (name: String, unit: MetricUnit) {
        let word = take { !$0.isWhitespace && !isComparisonSign($0) && $0 != "{" }
        let path = word.text
        let names = path.split(separator: ".", omittingEmptySubsequences: false)
        guard !path.isEmpty, names.allSatisfy({ !$0.isEmpty }), path.allSatisfy(isPathCharacter)
        else { throw problem("a metric such as fraud.precision.block", at: word) }
        guard let unit = metrics[path] else {
            throw problem(
                "a metric",
                at: word,
                suggestion: nearestWord(to: path, among: metrics.names)
            )
        }
        return (try selection(from: path, metrics.selectors(of: path)) ?? path, unit)
    }

    /// A part of a metric: `{attack=reseller}`.
    ///
    /// - Returns: The part's name, or `nil` where the whole of it is meant.
    private mutating func selection(
        from metric: String,
        _ selectors: [MetricSelector]
    ) throws(GateSyntaxError) -> String? {
        let brace = peek()
        guard brace.text.hasPrefix("{") else { return nil }
        guard !selectors.isEmpty else {
            throw problem("a comparison, as \(metric) has no parts to select", at: brace)
        }
        _ = takeOne()
        let key = take(while: isPathCharacter)
        let keys = selectors.map(\.key)
        guard let selector = selectors.first(where: { $0.key == key.text }) else {
            let suggestion = nearestWord(to: key.text, among: keys)
            throw problem(keys.joined(separator: " or "), at: key, suggestion: suggestion)
        }
        let sign = peek()
        guard take(while: isComparisonSign).text == "=" else {
            throw problem("= after \(key.text)", at: sign)
        }
        let value = take(while: isPathCharacter)
        guard selector.values.contains(value.text) else {
            throw problem(
                selector.values.isEmpty
                    ? "no \(selector.key), as none is played"
                    : "one of \(selector.values.joined(separator: ", "))",
                at: value,
                suggestion: nearestWord(to: value.text, among: selector.values)
            )
        }
        let end = takeOne()
        guard end.text == "}" else { throw problem("} after \(value.text)", at: end) }
        return MetricSelector.name(metric, key.text, value.text)
    }

    private mutating func comparison() throws(GateSyntaxError) -> GateExpression.Comparison {
        var word = take(while: isComparisonSign)
        if let comparison = GateExpression.Comparison(rawValue: word.text) { return comparison }
        let suggestion = ["=": "==", "=>": ">=", "=<": "<=", "<>": "!=", "≥": ">=", "≤": "<="]
        if word.text.isEmpty { word = take { !$0.isWhitespace } }
        throw problem(
            "a comparison (>=, <=, ==, !=, > or <)",
            at: word,
            suggestion: suggestion[word.text]
        )
    }

    private mutating func threshold(in unit: MetricUnit) throws(GateSyntaxError) -> Double {
        let start = peek()
        let number = try number("a number such as \(unit.exampleNumber)")
        let numberEnd = index
        var suffix = take { !$0.isWhitespace }
        if suffix.text == "with" || suffix.text == "when" {
            index = numberEnd
            suffix = Word(text: "", column: suffix.column)
        }
        guard let value = unit.value(of: number, unit: suffix.text) else {
            let isApart = suffix.column > numberEnd + 1
            let clause = isApart ? ", \(Self.clauseWords)" : ""
            throw problem(unit.accepted + clause, at: suffix)
        }
        guard abs(value) < 1e15 else { throw problem("a number below 1e15", at: start) }
        return value
    }

    private static let clauseWords = "\"with 95% confidence\" or \"when n >= 5\""

    /// `with 95% confidence` and `when n >= 5`, each once at most, in any order.
    private mutating func clauses(
        after comparison: GateExpression.Comparison
    ) throws(GateSyntaxError) -> (confidence: Double?, enough: Int?) {
        var (confidence, enough): (Double?, Int?) = (nil, nil)
        while true {
            let word = take { !$0.isWhitespace }
            switch word.text {
            case "": return (confidence, enough)
            case "with" where confidence == nil:
                confidence = try confidenceClause(after: comparison, at: word)
            case "when" where enough == nil: enough = try enoughClause()
            default:
                if confidence != nil || enough != nil { throw problem("the end", at: word) }
                throw problem("the end, \(Self.clauseWords)", at: word)
            }
        }
    }

    /// What follows `when`: `n >= 5`.
    private mutating func enoughClause() throws(GateSyntaxError) -> Int {
        for part in ["n", ">="] {
            let word = take { part == "n" ? $0.isLetter : isComparisonSign($0) }
            guard word.text == part else {
                throw problem("\"n >= 5\" after \"when\"", at: word.text.isEmpty ? peek() : word)
            }
        }
        let word = take { !$0.isWhitespace }
        guard let enough = Int(word.text), enough > 0 else {
            throw problem("a whole number such as 5", at: word)
        }
        return enough
    }

    private mutating func confidenceClause(
        after comparison: GateExpression.Comparison,
        at with: Word
    ) throws(GateSyntaxError) -> Double {
        guard comparison != .equal, comparison != .different else {
            throw problem("the end, as \(comparison.rawValue) has no bound to judge", at: with)
        }
        let confidence = try confidence()
        let word = take { !$0.isWhitespace }
        guard word.text == "confidence" else { throw problem("\"confidence\"", at: word) }
        return confidence
    }

    private mutating func confidence() throws(GateSyntaxError) -> Double {
        let expected = "a confidence from 50% to 99.9%"
        let start = peek()
        let number = try number(expected)
        let percent = take { !$0.isWhitespace }
        guard percent.text == "%" else { throw problem("% after the confidence", at: percent) }
        guard let share = Double(number + "e-2"), share >= 0.5, share <= 0.999 else {
            throw problem(expected, at: start)
        }
        return share
    }

    /// The number that somebody writes like that elsewhere: `1,000` or `1.000.000` for thousands, `0,05`
    /// for a fraction.
    private static func meant(by text: String) -> String? {
        for separator in [",", ".", "_"] {
            let groups = text.drop { $0 == "-" }
                .split(separator: separator, omittingEmptySubsequences: false)
            if groups.count > 1, (1...3).contains(groups[0].count), groups[0] != "0",
                groups.dropFirst().allSatisfy({ $0.count == 3 }),
                groups.allSatisfy({ $0.allSatisfy(\.isNumber) })
            {
                return text.replacing(separator, with: "")
            }
        }
        let comma = text.replacing(",", with: ".")
        return comma != text && Double(comma) != nil ? comma : nil
    }

    /// Digits with an optional sign and fraction; what follows them directly is left to read.
    private mutating func number(_ expected: String) throws(GateSyntaxError) -> String {
        let whole = peek()
        let digits = take { $0.isASCII && ($0.isNumber || ".,+-_".contains($0)) }
        let parts = digits.text.drop { $0 == "-" }
            .split(separator: ".", omittingEmptySubsequences: false)
        let isNumber =
            digits.text.count { $0 == "-" } <= 1 && (1...2).contains(parts.count)
            && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isNumber) }
        guard isNumber else {
            throw problem(expected, at: whole, suggestion: Self.meant(by: digits.text))
        }
        return digits.text
    }
}

/// A stretch of the text and where it began, from 1.
private struct Word {
    let text: String
    let column: Int
}

extension GateExpressionParser {
    /// Skips white space, then takes the characters that belong; perhaps none.
    private mutating func take(while belongs: (Character) -> Bool) -> Word {
        while index < characters.count, characters[index].isWhitespace { index += 1 }
        let start = index
        while index < characters.count, belongs(characters[index]) { index += 1 }
        return Word(text: String(characters[start..<index]), column: start + 1)
    }

    /// The next character that is no white space.
    private mutating func takeOne() -> Word {
        var isTaken = false
        return take { _ in
            defer { isTaken = true }
            return !isTaken
        }
    }

    /// The next word, left to read.
    private func peek() -> Word {
        var ahead = self
        return ahead.take { !$0.isWhitespace }
    }

    private func problem(
        _ expected: String,
        at word: Word,
        suggestion: String? = nil
    ) -> GateSyntaxError {
        GateSyntaxError(
            place: place,
            column: word.column,
            expected: expected,
            found: word.text.isEmpty ? "the end" : "\"\(word.text)\"",
            suggestion: suggestion
        )
    }
}

private func isComparisonSign(_ character: Character) -> Bool { "<>=!≥≤".contains(character) }

private func isPathCharacter(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
}
