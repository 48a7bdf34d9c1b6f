import Domain

/// How long to wait before a failed call is tried again, and how often at most.
///
/// Exponential backoff with full jitter: a uniform draw between zero and
/// `min(longestWait, firstWait * 2^(attempt - 1))`. Of the variants compared by Marc Brooker
/// ("Exponential Backoff And Jitter", AWS Architecture Blog, 2015) it needs the fewest calls, since
/// messages that failed together do not come back together.
package struct RetrySchedule: Hashable, Sendable {
    /// The longest wait after the first attempt; doubles with each one.
    package var firstWait: Duration
    package var longestWait: Duration
    /// Attempts in all, the first included; after the last a message is a dead letter.
    package var maxAttempts: Int

    package init(
        firstWait: Duration = .seconds(2),
        longestWait: Duration = .minutes(5),
        maxAttempts: Int = 6
    ) {
        precondition(firstWait > .zero, "firstWait is positive, found \(firstWait)")
        precondition(longestWait >= firstWait, "longestWait \(longestWait) is below firstWait")
        precondition(maxAttempts >= 1, "maxAttempts is at least 1, found \(maxAttempts)")
        self.firstWait = firstWait
        self.longestWait = longestWait
        self.maxAttempts = maxAttempts
    }

    /// The longest that the wait after `attempt` can be.
    package func ceiling(afterAttempt attempt: Int) -> Duration {
        precondition(attempt >= 1, "attempts count from 1, found \(attempt)")
        // 2^40 s is longer than any wait; more doublings would overflow.
        let doublings = min(attempt - 1, 40)
        let wait = firstWait.microseconds.multipliedReportingOverflow(by: 1 << Int64(doublings))
        return wait.overflow ? longestWait : min(longestWait, .microseconds(wait.partialValue))
    }

    /// The wait after `attempt`, counted from 1.
    ///
    /// - `random`: 64 random bits; zero gives no wait, all ones the ceiling.
    package func wait(afterAttempt attempt: Int, random: UInt64) -> Duration {
        let choices = UInt64(ceiling(afterAttempt: attempt).microseconds) + 1
        return .microseconds(Int64(random.multipliedFullWidth(by: choices).high))
    }
}
