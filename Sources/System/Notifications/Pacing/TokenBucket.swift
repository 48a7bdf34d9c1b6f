import Domain

/// Hands out the instants at which a provider may be called.
///
/// A bucket that holds one token: calls are spaced evenly by `1 s / perSecond`, rounded up to a
/// microsecond. A deeper bucket lets `perSecond + burst` calls into some sliding second, which is
/// what the provider answers with "too many requests"; with one token no half-open second
/// `[t, t + 1 s)` ever holds more than `perSecond` calls, wherever it starts.
///
/// It starts empty, so that a worker that is restarted keeps its distance from the last call of
/// the one before it, of which it knows nothing.
package struct TokenBucket: Hashable, Sendable {
    /// Calls per second, at least 1.
    package private(set) var perSecond: Int
    private var spacing: Duration
    private var nextFree: Instant

    package init(perSecond: Int, startingAt start: Instant) {
        self.perSecond = perSecond
        spacing = Self.spacing(perSecond)
        nextFree = start.advanced(by: spacing)
    }

    /// Reserves the next free instant; calls are served in the order they ask.
    ///
    /// - Returns: When the caller may go ahead: `now`, or later. An instant that is not used is
    ///   lost, not given to someone else.
    package mutating func take(at now: Instant) -> Instant {
        let granted = max(now, nextFree)
        nextFree = granted.advanced(by: spacing)
        return granted
    }

    /// Grants nothing before `instant`.
    ///
    /// What was granted already stays granted.
    package mutating func pause(until instant: Instant) {
        nextFree = max(nextFree, instant)
    }

    /// Changes the rate from the next grant on.
    package mutating func changeRate(to perSecond: Int) {
        self.perSecond = perSecond
        spacing = Self.spacing(perSecond)
    }

    private static func spacing(_ perSecond: Int) -> Duration {
        precondition(perSecond >= 1, "a rate is at least 1 per second, found \(perSecond)")
        return .microseconds((1_000_000 + perSecond - 1) / perSecond)
    }
}
