import Domain

/// How fast a channel goes: the agreed rate, or slower for as long as the provider says so.
///
/// Additive increase, multiplicative decrease, as in TCP (Chiu and Jain, 1989): a "too many
/// requests" halves the rate, at most once a second, and each second of nothing but successes
/// gives a twentieth of the agreed rate back. A provider that throttles for an hour is then called about
/// as often as it allows rather than a hundred times a second in vain.
package struct Pace: Hashable, Sendable {
    package let agreedPerSecond: Int
    private var bucket: TokenBucket
    private var loweredAt: Instant
    /// The last refusal or rise: a second of successes counts from here.
    private var unchangedSince: Instant
    /// Nothing is sent before this instant, not even on a grant given earlier.
    package private(set) var pausedUntil: Instant

    package init(perSecond: Int, startingAt start: Instant) {
        agreedPerSecond = perSecond
        bucket = TokenBucket(perSecond: perSecond, startingAt: start)
        loweredAt = start
        unchangedSince = start
        pausedUntil = start
    }

    package var perSecond: Int { bucket.perSecond }

    package mutating func take(at now: Instant) -> Instant { bucket.take(at: now) }

    /// The provider said "too many requests".
    package mutating func wasThrottled(at now: Instant, retryAfter: Duration?) {
        if let retryAfter {
            pausedUntil = max(pausedUntil, now.advanced(by: retryAfter))
            bucket.pause(until: pausedUntil)
        }
        unchangedSince = now
        guard now - loweredAt >= .seconds(1) || bucket.perSecond == agreedPerSecond else { return }
        bucket.changeRate(to: max(1, bucket.perSecond / 2))
        loweredAt = now
    }

    /// The provider took a call.
    package mutating func succeeded(at now: Instant) {
        guard bucket.perSecond < agreedPerSecond, now - unchangedSince >= .seconds(1) else {
            return
        }
        let faster = bucket.perSecond + max(1, agreedPerSecond / 20)
        bucket.changeRate(to: min(agreedPerSecond, faster))
        unchangedSince = now
    }
}
