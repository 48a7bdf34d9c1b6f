/// A point in time: whole microseconds since 1970-01-01T00:00:00Z.
///
/// Virtual or real, the type does not know which. Microseconds are the finest grain anywhere in
/// the system, so an instant is exact, cheap to order and the same on every machine.
package struct Instant: Hashable, Sendable, Codable {
    /// Microseconds since the Unix epoch; negative before it.
    package let microseconds: Int64

    @inlinable
    package init(microseconds: Int64) { self.microseconds = microseconds }

    package static let epoch = Instant(microseconds: 0)
    package static let distantFuture = Instant(microseconds: .max)

    /// Whole seconds since the Unix epoch, rounded down.
    package var seconds: Int64 {
        microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000
    }

    /// Milliseconds since the Unix epoch, rounded down.
    package var milliseconds: Int64 {
        microseconds >= 0 ? microseconds / 1_000 : (microseconds - 999) / 1_000
    }
}

extension Instant: InstantProtocol {
    @inlinable
    package func advanced(by duration: Duration) -> Instant {
        Instant(microseconds: microseconds &+ duration.microseconds)
    }

    @inlinable
    package func duration(to other: Instant) -> Duration {
        .microseconds(other.microseconds &- microseconds)
    }

    @inlinable
    package static func < (left: Instant, right: Instant) -> Bool {
        left.microseconds < right.microseconds
    }

    @inlinable
    package static func - (left: Instant, right: Instant) -> Duration {
        right.duration(to: left)
    }
}

extension Duration {
    /// The duration in whole microseconds, rounded towards zero.
    package var microseconds: Int64 {
        // 10¹² = 2¹² · 5¹²: for less than about a day the division fits into a machine word, at a
        // tenth of the cost of the whole.
        let shifted = attoseconds.magnitude >> 12
        guard shifted <= UInt128(UInt64.max) else {
            return Int64(attoseconds / 1_000_000_000_000)
        }
        let count = Int64(UInt64(truncatingIfNeeded: shifted) / 244_140_625)
        return attoseconds < 0 ? -count : count
    }

    /// The duration in seconds, with its fraction to the microsecond.
    package var inSeconds: Double { Double(microseconds) / 1_000_000 }

    @inlinable
    package static func minutes(_ count: Int64) -> Duration { .seconds(60 * count) }
    @inlinable
    package static func hours(_ count: Int64) -> Duration { .seconds(3_600 * count) }
    @inlinable
    package static func days(_ count: Int64) -> Duration { .seconds(86_400 * count) }

    /// A duration from fractional seconds, quantised to whole microseconds.
    ///
    /// Floating-point draws enter the run here: the rounding takes away the last bits, in which C
    /// libraries may differ.
    package static func quantised(seconds: Double) -> Duration {
        .microseconds(Int64((seconds * 1_000_000).rounded()))
    }
}
