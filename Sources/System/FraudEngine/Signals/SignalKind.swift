import Domain

/// A signal: what it is called, how much it counts, and what it makes of an access's features.
///
/// The document says high, medium and low. The weights keep that order; their size was fitted once, by
/// a logistic regression without negative weights on the submitted forms of seeds 1, 2, 3 and 6 of
/// `everything-at-once`, then rounded, so that the document's two stories stay in their bands; those of new
/// devices and of scouted links were fitted beside the others' sum, and the first was then halved: what
/// is caught at the same friction is the same, and fewer guests are refused. Signals of what is rare
/// there (a page without a script, one device on many links) keep a weight by judgement.
package struct SignalKind: Sendable {
    package let name: Signal.Name
    /// Log-odds that it adds at 100; at least zero.
    package let weight: Double
    /// What it counts as where there is nothing to compare with, 0-100: as often as that happens
    /// to honest guests and others.
    package let prior: Double
    /// What it looks at, and why.
    package let meaning: String
    /// Why a score rose, in words for a host or an engineer.
    package let reason: String
    /// 0-100, or `nil` where there is nothing to compare with.
    package let curve: @Sendable (FeatureVector) -> Double?

    package init(
        _ name: Signal.Name,
        weight: Double,
        prior: Double = 0,
        _ meaning: String,
        reason: String,
        curve: @escaping @Sendable (FeatureVector) -> Double?
    ) {
        precondition(weight >= 0, "\(name): a weight is at least zero, found \(weight)")
        self.name = name
        self.weight = weight
        self.prior = prior
        self.meaning = meaning
        self.reason = reason
        self.curve = curve
    }

    /// The document's six, then those beyond it.
    package static let standard = documented + further
}

extension Signal.Name {
    /// Why a score rose, in words; the name itself where it is none of the catalogue's.
    package var reason: String {
        SignalKind.standard.first { $0.name == self }?.reason ?? description
    }
}

/// A value between two points scores in proportion, before and after them as they do.
func ramp(_ value: Double, from zero: Double, to hundred: Double) -> Double {
    min(100, max(0, (value - zero) / (hundred - zero) * 100))
}
