/// Words of JSON Schema, draft 2020-12, as this project's documents need them.
package enum JSONSchema {
    package static let number = JSON.object(["type": .text("number")])
    /// A whole number from nought on.
    package static let whole = JSON.object(["type": .text("integer"), "minimum": .integer(0)])
    package static let boolean = JSON.object(["type": .text("boolean")])
    /// In 0...1.
    package static let share = JSON.object([
        "type": .text("number"), "minimum": .integer(0), "maximum": .integer(1),
    ])
    /// Whole numbers by names that are not known beforehand.
    package static let counts = map(of: whole)
    /// SHA-256, in lower case.
    package static let digest = text("^[0-9a-f]{64}$")
    /// ISO 8601, UTC, to the microsecond.
    package static let instant = text("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}Z$")

    package static func text(_ pattern: String? = nil) -> JSON {
        var members: [String: JSON] = ["type": .text("string")]
        if let pattern { members["pattern"] = .text(pattern) }
        return .object(members)
    }

    package static func one(of values: [String]) -> JSON {
        .object(["enum": .array(values.map(JSON.text))])
    }

    package static func list(of item: JSON) -> JSON {
        .object(["type": .text("array"), "items": item])
    }

    package static func map(of value: JSON) -> JSON {
        .object(["type": .text("object"), "additionalProperties": value])
    }

    package static func orNull(_ schema: JSON) -> JSON {
        .object(["anyOf": .array([schema, .object(["type": .text("null")])])])
    }

    /// With these members, some of which may be missing, and no others.
    package static func object(_ members: [String: JSON], optional: [String: JSON] = [:]) -> JSON {
        .object([
            "type": .text("object"),
            "properties": .object(members.merging(optional) { first, _ in first }),
            "required": .array(members.keys.sorted().map(JSON.text)),
            "additionalProperties": .bool(false),
        ])
    }

    /// A whole document's schema.
    ///
    /// - Parameters:
    ///   - title: What the document is.
    ///   - schema: What its member `schema` says.
    ///   - members: The other members.
    ///   - optional: Those that may be missing.
    /// - Returns: The schema, to be written as a file.
    package static func document(
        _ title: String,
        schema: String,
        _ members: [String: JSON],
        optional: [String: JSON] = [:]
    ) -> JSON {
        var all = members
        all["schema"] = .object(["const": .text(schema)])
        guard case .object(var document) = object(all, optional: optional) else { return .null }
        document["$schema"] = .text("https://json-schema.org/draft/2020-12/schema")
        document["title"] = .text("\(title): \(schema)")
        return .object(document)
    }
}
