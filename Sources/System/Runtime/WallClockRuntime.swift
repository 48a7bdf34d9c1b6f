import Dispatch
import Domain
import Foundation
import Synchronization

/// The live side of the seam: real time, on a dispatch queue of its own.
///
/// The only place in the system that asks the machine for the time. It does so once; from there a
/// monotonic clock counts on, so `now` never goes backwards when the machine's clock is set.
/// What is due at the same instant runs in no promised order.
package final class WallClockRuntime: Runtime, TaskExecutor, SerialExecutor {
    private struct State: Sendable {
        var sleepers: [Int: UnsafeContinuation<Void, any Error>] = [:]
        var sleeps = 0
        var notices = EndNotices()
        var isEnded = false
    }

    private let queue = DispatchQueue(label: "guestguard.runtime")
    private let startedAt: Instant
    private let start = ContinuousClock.now
    private let state = Mutex(State())
    private let report: @Sendable (StaticString, any Error) -> Void

    /// - Parameter report: Told of a flow that threw anything but `CancellationError`, and its name.
    package init(report: @escaping @Sendable (StaticString, any Error) -> Void) {
        startedAt = .epoch.advanced(by: .quantised(seconds: Date().timeIntervalSince1970))
        self.report = report
    }

    package var now: Instant { startedAt.advanced(by: ContinuousClock.now - start) }

    /// Ends the run: who sleeps or waits unwinds with `CancellationError`, now and ever after.
    package func end() {
        let (sleepers, actions) = state.withLock { state in
            state.isEnded = true
            let sleepers = state.sleepers.sorted { $0.key < $1.key }.map(\.value)
            state.sleepers = [:]
            return (sleepers, state.notices.takeAll())
        }
        for sleeper in sleepers { sleeper.resume(throwing: CancellationError()) }
        for action in actions { action() }
    }

    package nonisolated(nonsending) func sleep(until instant: Instant) async throws {
        try await withUnsafeThrowingContinuation { sleeper in
            let id = state.withLock { state -> Int? in
                if state.isEnded { return nil }
                state.sleeps += 1
                state.sleepers[state.sleeps] = sleeper
                return state.sleeps
            }
            guard let id else { return sleeper.resume(throwing: CancellationError()) }
            perform(at: instant) { [self] in
                // Gone when the run has ended meanwhile.
                state.withLock { $0.sleepers.removeValue(forKey: id) }?.resume()
            }
        }
    }

    package func spawn(_ name: StaticString, _ body: @escaping @Sendable () async throws -> Void) {
        guard !isEnded else { return }
        Task(executorPreference: self) { [report] in
            do {
                try await body()
            } catch is CancellationError {
                // The end of the run, or of a process: how flows are meant to stop.
            } catch {
                report(name, error)
            }
        }
    }

    package func schedule(at instant: Instant, _ action: @escaping @Sendable () -> Void) {
        perform(at: instant) { [self] in
            if !isEnded { action() }
        }
    }

    package func onEnd(_ action: @escaping @Sendable () -> Void) -> EndNotice? {
        state.withLock { $0.isEnded ? nil : $0.notices.add(action) }
    }

    package func withdraw(_ notice: EndNotice) { state.withLock { $0.notices.remove(notice) } }

    /// From the operating system: live randomness is never seeded.
    package func entropy() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }

    package nonisolated var executor: UnownedSerialExecutor { asUnownedSerialExecutor() }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { [self] in
            job.runSynchronously(
                isolatedTo: asUnownedSerialExecutor(),
                taskExecutor: asUnownedTaskExecutor()
            )
        }
    }

    package func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }

    private var isEnded: Bool { state.withLock { $0.isEnded } }

    private func perform(at instant: Instant, _ work: @escaping @Sendable () -> Void) {
        let wait = instant - now
        guard wait > .zero else { return queue.async(execute: work) }
        queue.asyncAfter(deadline: .now() + .microseconds(Int(wait.microseconds))) { [self] in
            // Dispatch counts by another clock: make up what it is early by, if anything.
            now < instant ? perform(at: instant, work) : work()
        }
    }
}

/// The live pool: a thread of its own, one hash at a time.
package final class ThreadedPasswordPool: PasswordPool {
    private let queue: DispatchQueue

    package init() {
        queue = DispatchQueue(label: "guestguard.passwords", qos: .utility)
    }

    package func run<Value: Sendable>(
        _ work: @escaping @Sendable () -> Value
    ) async throws -> Value {
        await withUnsafeContinuation { continuation in
            queue.async { continuation.resume(returning: work()) }
        }
    }
}
