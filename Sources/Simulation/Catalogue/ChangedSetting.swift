/// A setting of the product that a scenario changes.
package struct ChangedSetting: Hashable, Sendable {
    /// As it is written, `system.links_live`.
    package let key: String
    package let value: String
    /// The product's own.
    package let usual: String

    package init(key: String, value: String, usual: String) {
        self.key = key
        self.value = value
        self.usual = usual
    }

    /// For people.
    package var text: String { "\(key) is \(value) here, \(usual) in the product" }
}
