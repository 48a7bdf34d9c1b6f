import Domain

/// A signal: what it is called, how much it counts, and what it makes of an access's features.
///
/// The document says high, medium and low; the weights are chosen so that a device and a place that
/// are both wrong pass the block edge together (5 + 2.5 + 2.5 of 11.5 is 87), and neither does alone.
package struct SignalKind: Sendable {
    package let name: Signal.Name
    /// At least zero.
    package let weight: Double
    /// What it looks at, and why.
    package let meaning: String
    /// Why a score rose, in words for a host or an engineer.
    package let reason: String
    /// 0-100, or `nil` where there is nothing to compare with, or nothing unusual.
    package let curve: @Sendable (FeatureVector) -> Double?

    package init(
        _ name: Signal.Name,
        weight: Double,
        _ meaning: String,
        reason: String,
        curve: @escaping @Sendable (FeatureVector) -> Double?
    ) {
        precondition(weight >= 0, "\(name): a weight is at least zero, found \(weight)")
        self.name = name
        self.weight = weight
        self.meaning = meaning
        self.reason = reason
        self.curve = curve
    }

    /// The document's six, then those beyond it.
    package static let standard = documented + further
}

extension Signal.Name {
    /// Why a score rose, in words; the name itself where it is none of the catalogue's.
    var reason: String {
        SignalKind.standard.first { $0.name == self }?.reason ?? description
    }
}
