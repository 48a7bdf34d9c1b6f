import Domain

/// How much each signal counts.
///
/// The document says high, medium and low; the numbers are chosen so that a device and a place that
/// are both wrong pass the block edge together (5 + 2.5 + 2.5 of 11.5 is 87), and neither does
/// alone. Signals beyond the document speak up only when they have something to say, so their
/// silence neither dilutes nor raises a score.
package struct SignalWeights: Hashable, Sendable {
    package var fingerprintMatch = 5.0
    package var geoDistance = 2.5
    package var browserConsistency = 2.5
    package var accessTime = 0.5
    package var repeatedAccess = 0.5
    package var referrer = 0.5
    package var clickSpeed = 0.5
    package var navigation = 4.0
    package var impossibleTravel = 3.0
    package var networkType = 2.0
    package var timeZone = 1.5
    package var deviceOnManyTokens = 4.0
    package var addressOnManyTokens = 1.5

    package init() {}

    package static let documented = SignalWeights()
}
