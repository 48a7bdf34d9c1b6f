import Domain
import Runtime
import Synchronization
import VirtualTime

/// A component's workers: each is busy for a service time with one piece of work after another.
///
/// Latency under load is a result of this queue, not a constant.
package final class Station: Workplace {
    private struct State {
        var stream: RandomStream
        var extra: Duration = .zero
        var slowed: (@Sendable () -> Void)?
    }

    private let runtime: any Runtime
    private let workers: WorkerPool
    private let service: ServiceTime
    private let state: Mutex<State>

    /// - `runtime`: The component's own process: when it is killed, the queue unwinds.
    package init(
        workers: Int,
        service: ServiceTime,
        stream: RandomStream,
        on runtime: any Runtime
    ) {
        self.runtime = runtime
        self.workers = WorkerPool(count: workers, on: runtime)
        self.service = service
        state = Mutex(State(stream: stream))
    }

    /// Makes each piece of work take so much longer, until told otherwise.
    ///
    /// - `slowed`: Told of each.
    package func slowDown(by extra: Duration, slowed: @escaping @Sendable () -> Void) {
        state.withLock {
            $0.extra = extra
            $0.slowed = slowed
        }
    }

    package func enter() async throws {
        try await workers.acquire()
        let (busy, slowed) = state.withLock { state in
            (
                service.draw(from: &state.stream) + state.extra,
                state.extra > .zero ? state.slowed : nil
            )
        }
        slowed?()
        do {
            try await runtime.sleep(for: busy)
        } catch {
            workers.release()
            throw error
        }
    }

    package func leave() { workers.release() }
}

/// How long a worker is busy with one piece of work: lognormal around a median.
package struct ServiceTime: Hashable, Sendable {
    package var median: Duration
    /// Standard deviation of the logarithm; 0.35 puts the 95th percentile at 1.8 medians.
    package var sigma: Double

    package init(median: Duration, sigma: Double = 0.35) {
        self.median = median
        self.sigma = sigma
    }

    package func draw(from stream: inout RandomStream) -> Duration {
        stream.duration(lognormalMedian: median, sigma: sigma)
    }
}
