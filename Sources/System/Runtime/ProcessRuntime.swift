import Domain
import Synchronization

/// One component's process: a runtime that can be killed while the one beneath it goes on.
///
/// A process lives once; a restarted component is built anew on a new one.
package final class ProcessRuntime: Runtime {
    private let base: any Runtime
    private let alive = Atomic(true)
    private let notices = Mutex(EndNotices())
    private let baseNotice = Mutex<EndNotice?>(nil)

    package init(on base: any Runtime) {
        self.base = base
        let notice = base.onEnd { [weak self] in self?.kill() }
        baseNotice.withLock { $0 = notice }
        if notice == nil { alive.store(false, ordering: .sequentiallyConsistent) }
    }

    deinit { withdrawFromBase() }

    /// False once the process was killed or the run has ended.
    ///
    /// A caller from another process whose call throws `CancellationError` tells by this whether
    /// the callee died.
    package var isAlive: Bool { alive.load(ordering: .sequentiallyConsistent) }

    /// Ends the process as a crash would.
    ///
    /// Flows that wait on its promises and pools unwind with `CancellationError` now,
    /// sleeping ones when their time comes; what was scheduled is dropped.
    package func kill() {
        let actions = notices.withLock { notices -> [@Sendable () -> Void] in
            guard alive.exchange(false, ordering: .sequentiallyConsistent) else { return [] }
            return notices.takeAll()
        }
        withdrawFromBase()
        for action in actions { action() }
    }

    package var now: Instant { base.now }

    package nonisolated(nonsending) func sleep(until instant: Instant) async throws {
        guard isAlive else { throw CancellationError() }
        try await base.sleep(until: instant)
        guard isAlive else { throw CancellationError() }
    }

    package func spawn(_ name: StaticString, _ body: @escaping @Sendable () async throws -> Void) {
        guard isAlive else { return }
        base.spawn(name) {
            guard self.isAlive else { return }
            try await body()
        }
    }

    package func schedule(at instant: Instant, _ action: @escaping @Sendable () -> Void) {
        guard isAlive else { return }
        base.schedule(at: instant) {
            if self.isAlive { action() }
        }
    }

    package func onEnd(_ action: @escaping @Sendable () -> Void) -> EndNotice? {
        notices.withLock { isAlive ? $0.add(action) : nil }
    }

    package func withdraw(_ notice: EndNotice) { notices.withLock { $0.remove(notice) } }

    package func entropy() -> UInt64 { base.entropy() }

    package nonisolated var executor: UnownedSerialExecutor { base.executor }

    private func withdrawFromBase() {
        if let notice = baseNotice.withLock({ $0.take() }) { base.withdraw(notice) }
    }
}
