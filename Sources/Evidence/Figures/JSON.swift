import Domain

/// JSON with sorted keys and plain decimals.
///
/// Foundation writes a double with as many digits as it takes to read it back, in a form that
/// depends on its version; a summary that must not change by a byte needs stated digits.
package indirect enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    /// A number that may be too large for `integer`, as a seed.
    case whole(UInt64)
    case number(Double)
    case text(String)
    case array([JSON])
    case object([String: JSON])

    /// The text, indented by two spaces, with a line end at its end.
    package var text: String {
        var result = ""
        write(to: &result, indent: "")
        return result + "\n"
    }

    /// The value of a key; `nil` where this is no object or has no such key.
    package subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    package static func optional(_ value: Double?) -> JSON { value.map(JSON.number) ?? .null }

    private func write(to result: inout String, indent: String) {
        switch self {
        case .null: result += "null"
        case .bool(let value): result += value ? "true" : "false"
        case .integer(let value): result += String(value)
        case .whole(let value): result += String(value)
        case .number(let value): result += plainDecimal(value)
        case .text(let value): result += value.jsonQuoted
        case .array(let values):
            Self.write(values, between: "[", "]", to: &result, indent: indent) {
                $0.write(to: &$1, indent: $2)
            }
        case .object(let members):
            let sorted = members.sorted { $0.key < $1.key }
            Self.write(sorted, between: "{", "}", to: &result, indent: indent) {
                $1 += $0.key.jsonQuoted + ": "
                $0.value.write(to: &$1, indent: $2)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element],
        between open: String,
        _ close: String,
        to result: inout String,
        indent: String,
        _ writeElement: (Element, inout String, String) -> Void
    ) {
        guard !elements.isEmpty else {
            result += open + close
            return
        }
        let inner = indent + "  "
        result += open + "\n"
        for (index, element) in elements.enumerated() {
            result += inner
            writeElement(element, &result, inner)
            result += index + 1 < elements.count ? ",\n" : "\n"
        }
        result += indent + close
    }
}
