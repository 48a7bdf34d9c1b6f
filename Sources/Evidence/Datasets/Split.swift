import Domain

/// Which part of the data an event belongs to.
package enum Split: String, Sendable, CaseIterable {
    case train, calibrate, test

    /// By event: 60 % train, 20 % calibrate, 20 % test, by a hash of the event's identifier.
    ///
    /// The finaliser of SplitMix64 over both halves: no access of a test event is ever seen in
    /// training, whatever the seed.
    package init(of event: EventID?) {
        guard let event else {
            self = .train
            return
        }
        var mixed = event.high ^ event.low
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        switch mixed % 10 {
        case 0..<6: self = .train
        case 6..<8: self = .calibrate
        default: self = .test
        }
    }
}
