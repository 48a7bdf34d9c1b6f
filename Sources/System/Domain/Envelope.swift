/// What leaves a process, with the version of the form it is written in.
///
/// Whoever reads it may be older or newer than whoever wrote it: a form that it does not know is refused,
/// never guessed at.
package struct Envelope<Content: Codable & Sendable>: Codable, Sendable {
    /// The form that this build writes, and the only one that it reads.
    package static var version: Int { 1 }

    package let content: Content

    package init(_ content: Content) { self.content = content }

    private enum CodingKeys: String, CodingKey { case version, content }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let version = try container.decode(Int.self, forKey: .version)
        guard version == Self.version else {
            throw UnknownVersion(expected: Self.version, found: version)
        }
        content = try container.decode(Content.self, forKey: .content)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.version, forKey: .version)
        try container.encode(content, forKey: .content)
    }
}

/// An envelope was written by a build that writes another form.
package struct UnknownVersion: Error, Hashable, CustomStringConvertible {
    package let expected: Int
    package let found: Int

    package var description: String { "form \(found) is unknown here, expected \(expected)" }
}
