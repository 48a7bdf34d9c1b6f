/// A kind of something, with everything about it; two of one name are one.
package protocol CatalogueEntry: Hashable, Sendable {
    /// As scenarios, labels and reports write it.
    var name: String { get }
    /// What it does, in a sentence.
    var summary: String { get }
    /// What a scenario may set, in the order in which it is printed.
    var parameters: [Parameter] { get }
}

extension CatalogueEntry {
    package static func == (left: Self, right: Self) -> Bool { left.name == right.name }
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
