/// One thing that may never happen: how often it was looked for, and how often it was found.
package struct Check: Hashable, Sendable {
    package let name: String
    package private(set) var checked = 0
    package private(set) var violations = 0
    /// The first violation in words, without personal data.
    package private(set) var first: String?

    package init(_ name: String) { self.name = name }

    /// Looks once.
    package mutating func require(_ holds: Bool, _ finding: @autoclosure () -> String) {
        checked += 1
        guard !holds else { return }
        violations += 1
        if first == nil { first = finding() }
    }

    /// Takes over what somebody else has counted.
    package mutating func add(checked: Int, violations: Int, first: String?) {
        self.checked += checked
        self.violations += violations
        if self.first == nil { self.first = first }
    }

    package var isViolated: Bool { violations > 0 }
}
