import Domain
import Foundation
import Runtime
import Synchronization

/// A run's virtual time and the one thread on which everything in it happens.
///
/// The executor of its actors, and through `FlowExecutor` of its flows. It runs what is ready in
/// `ReadyOrder`; when nothing is, it moves the clock to the next instant at which something is due.
/// Two runs of the same program with the same seed do the same things in the same order.
///
/// Confined to one thread: build it, spawn and run from the same one, or hand it over whole.
/// Only `requestStop()` may be called from elsewhere.
package final class VirtualRuntime: Runtime, SerialExecutor, @unchecked Sendable {
    /// The current instant; it stands still while anything is ready.
    package private(set) var now: Instant
    /// How many flows have been spawned and not ended.
    package private(set) var liveFlows = 0
    /// How many jobs and scheduled actions have run.
    package private(set) var jobsRun = 0
    /// The first errors that flows threw, at most `errorsKept`; any is a bug.
    package private(set) var errors: [FlowError] = []
    /// How many errors there were in all.
    package private(set) var errorCount = 0

    package static let errorsKept = 20

    // One thread, and nothing here calls out while it changes one of these: the checks for
    // overlapping access that a class's properties get would cost a fifth of a run.
    @exclusivity(unchecked) private var ready = ReadyQueue()
    @exclusivity(unchecked) private var order: ReadyOrder
    @exclusivity(unchecked) private var timers = TimerHeap()
    @exclusivity(unchecked) private var actions = ActionPool()
    @exclusivity(unchecked) private var notices = EndNotices()
    private var entropyStream: RandomStream
    private let stop = Atomic(false)
    private lazy var flowExecutor = FlowExecutor(of: self)

    private var isEnded = false
    private var sleepsAfterEnd = 0
    private var thread: pthread_t?  // the one that runs, while one does
    @exclusivity(unchecked) private var isResuming = false
    @exclusivity(unchecked) private var resumed: Wake?

    /// - Parameters:
    ///   - start: The instant at which the run begins; from the scenario, never from the machine.
    ///   - seed: Of `entropy()`.
    ///   - order: Who goes first among those who are ready at the same instant.
    package init(start: Instant, seed: UInt64, order: ReadyOrder = .arrival) {
        now = start
        self.order = order
        entropyStream = RandomStream(seed: seed, name: "runtime/entropy")
    }
}

/// An error that left a flow.
package struct FlowError: Hashable, Sendable {
    package let flow: String
    package let instant: Instant
    package let description: String
}

// MARK: - Running

extension VirtualRuntime {
    /// Runs all that is due up to and including `horizon`, then ends the run.
    ///
    /// Afterwards `now` is `horizon`, or the last instant at which something happened when nothing
    /// was left to wait for. Returns early after `requestStop()`; the run is ended all the same.
    package func run(until horizon: Instant) {
        runDue(through: horizon)
        if !stopRequested, !timers.isEmpty { now = max(now, horizon) }
        end()
    }

    /// Runs all that is due up to and including `instant` and leaves the rest waiting.
    ///
    /// So that one can look around and go on; afterwards `now` is `instant`.
    package func advance(to instant: Instant) {
        runDue(through: instant)
        if !stopRequested { now = max(now, instant) }
    }

    /// Ends the run: who sleeps or waits is resumed with `CancellationError`, in order, until
    /// nothing moves; what is scheduled is dropped, and nothing new can start.
    ///
    /// A flow that is live after that waits for something that no runtime knows of; it is reported
    /// in `errors`.
    package func end() {
        guard !isEnded else { return }
        isEnded = true
        confined {
            drain()
            repeat {
                while let timer = timers.first {
                    timers.removeFirst()
                    ready.append(timer.wake)
                    drain()
                }
                for action in notices.takeAll() {
                    action()
                    drain()
                }
            } while !timers.isEmpty || !notices.isEmpty
        }
        if liveFlows > 0 {
            report("(run)", "\(liveFlows) flows are live after the end: what do they wait for?")
        }
    }

    /// Asks the run to stop before its horizon; from any thread, as a signal's handler would.
    package func requestStop() { stop.store(true, ordering: .relaxed) }

    /// Whether `requestStop()` was called.
    package var stopRequested: Bool { stop.load(ordering: .relaxed) }

    private func runDue(through horizon: Instant) {
        confined {
            drain()
            while !stopRequested, let next = timers.first?.instant, next <= horizon {
                now = next
                // All that is due now, before any of it runs: what it starts comes after.
                while let timer = timers.first, timer.instant.microseconds == next.microseconds {
                    timers.removeFirst()
                    ready.append(timer.wake)
                }
                drain()
            }
        }
    }

    private func drain() {
        while !stopRequested || isEnded, let wake = ready.removeNext(in: &order) {
            jobsRun += 1
            switch wake {
            case .flow, .actor: run(wake)
            case .sleeper(let sleeper): wakeUp(sleeper)
            case .action(let slot):
                let action = actions.take(slot)
                if !isEnded { action() }
            }
        }
    }

    private func run(_ wake: Wake) {
        let flowExecutor = flowExecutor.asUnownedTaskExecutor()
        switch wake {
        case .flow(let job): job.runSynchronously(on: flowExecutor)
        case .actor(let job):
            job.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: flowExecutor)
        case .sleeper, .action: preconditionFailure("resuming a sleeper makes a job")
        }
    }

    /// Runs the sleeper's flow here and now: resuming it makes a job, which would otherwise queue
    /// a second time.
    private func wakeUp(_ sleeper: Sleeper) {
        isResuming = true
        isEnded ? sleeper.resume(throwing: CancellationError()) : sleeper.resume()
        isResuming = false
        if let job = resumed.take() { run(job) }
    }

    private func confined(_ body: () -> Void) {
        precondition(thread == nil, "a run must not be run from within itself")
        thread = pthread_self()
        body()
        thread = nil
    }

    private func report(_ flow: String, _ description: String) {
        errorCount += 1
        guard errors.count < Self.errorsKept else { return }
        errors.append(FlowError(flow: flow, instant: now, description: description))
    }
}

// MARK: - The seam

extension VirtualRuntime {
    package nonisolated(nonsending) func sleep(until instant: Instant) async throws {
        guard !isEnded else { throw sleptAfterEnd() }
        try await withUnsafeThrowingContinuation { sleeper in
            wake(.sleeper(sleeper), at: instant)
        }
    }

    package func spawn(_ name: StaticString, _ body: @escaping @Sendable () async throws -> Void) {
        guard !isEnded else { return }
        liveFlows += 1
        Task(executorPreference: flowExecutor) { [self] in
            do {
                try await body()
            } catch is CancellationError {
                // The end of the run, or of a process: how flows are meant to stop.
            } catch {
                report(name.description, String(describing: error))
            }
            liveFlows -= 1
        }
    }

    package func schedule(at instant: Instant, _ action: @escaping @Sendable () -> Void) {
        guard !isEnded else { return }
        wake(.action(actions.put(action)), at: instant)
    }

    package func onEnd(_ action: @escaping @Sendable () -> Void) -> EndNotice? {
        isEnded ? nil : notices.add(action)
    }

    package func withdraw(_ notice: EndNotice) { notices.remove(notice) }

    /// From the stream `runtime/entropy` of the run's seed.
    package func entropy() -> UInt64 { entropyStream.next() }

    package nonisolated var executor: UnownedSerialExecutor { asUnownedSerialExecutor() }

    private func wake(_ wake: Wake, at instant: Instant) {
        instant <= now ? ready.append(wake) : timers.insert(wake, at: instant)
    }

    private func sleptAfterEnd() -> CancellationError {
        sleepsAfterEnd += 1
        precondition(
            sleepsAfterEnd < 10_000_000,
            "a flow goes on sleeping after the end of the run: let CancellationError through"
        )
        return CancellationError()
    }
}

// MARK: - The executor

extension VirtualRuntime {
    /// Jobs of the run's actors; those of its flows come by `FlowExecutor`.
    package func enqueue(_ job: consuming ExecutorJob) { enqueue(.actor(UnownedJob(job))) }

    fileprivate func enqueue(_ wake: Wake) {
        checkConfinement()
        if isResuming {
            resumed = wake
        } else {
            ready.append(wake)
        }
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }

    /// Lets a scheduled action enter an actor of the run by `assumeIsolated`.
    package func checkIsolated() {
        precondition(isOnItsThread, "not on the thread of the run")
    }

    /// Work from another thread means that something in the run waited for real time.
    private func checkConfinement() {
        precondition(
            thread == nil || isOnItsThread,
            "work came back from another thread: wait through the runtime only"
        )
    }

    private var isOnItsThread: Bool {
        thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false
    }
}

/// Takes in the jobs of flows while they are in no actor.
///
/// Apart from the runtime, because a job must run as what it is: as an actor's job a flow would
/// think itself inside the actors' executor, and queue once more at its next `await`.
private final class FlowExecutor: TaskExecutor {
    private unowned(unsafe) let runtime: VirtualRuntime  // outlives it: its tasks hold both

    init(of runtime: VirtualRuntime) { self.runtime = runtime }

    func enqueue(_ job: consuming ExecutorJob) { runtime.enqueue(.flow(UnownedJob(job))) }
}
