import Domain

/// Stops calling a provider that is down, and finds out when it is back.
///
/// Closed, everything passes. After `threshold` failures in a row it opens: nothing passes until
/// the pause is over, then one probe at a time does; its success closes the circuit, its failure
/// opens it for twice as long, up to `longestPause`. Hence an outage of any length costs each
/// waiting message nothing, and the provider a call every `longestPause`.
package struct Circuit: Hashable, Sendable {
    package enum Admission: Hashable, Sendable {
        case pass
        case wait(until: Instant)
        /// One call, and no other before its answer.
        case probe
    }

    private enum State: Hashable {
        case closed(failures: Int)
        case open(since: Instant, until: Instant, pause: Duration)
    }

    package let threshold: Int
    package let firstPause: Duration
    package let longestPause: Duration
    private var state = State.closed(failures: 0)

    package init(
        threshold: Int = 5,
        firstPause: Duration = .seconds(2),
        longestPause: Duration = .seconds(30)
    ) {
        precondition(threshold >= 1, "threshold is at least 1, found \(threshold)")
        self.threshold = threshold
        self.firstPause = firstPause
        self.longestPause = longestPause
    }

    package var isClosed: Bool { if case .closed = state { true } else { false } }

    package func admission(at now: Instant) -> Admission {
        switch state {
        case .closed: .pass
        case .open(_, let until, _): now < until ? .wait(until: until) : .probe
        }
    }

    /// A call that began at `start` was answered.
    ///
    /// Answers to calls from before the circuit opened tell nothing about the provider now.
    package mutating func succeeded(startedAt start: Instant) {
        if case .open(let since, _, _) = state, start < since { return }
        state = .closed(failures: 0)
    }

    /// A call that began at `start` found no provider.
    package mutating func failed(startedAt start: Instant, at now: Instant) {
        switch state {
        case .closed(let failures) where failures + 1 < threshold:
            state = .closed(failures: failures + 1)
        case .closed:
            state = .open(since: now, until: now.advanced(by: firstPause), pause: firstPause)
        case .open(let since, _, let pause):
            guard start >= since else { return }
            let longer = min(longestPause, pause * 2)
            state = .open(since: now, until: now.advanced(by: longer), pause: longer)
        }
    }
}
