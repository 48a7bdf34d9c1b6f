import Synchronization

/// So many workers, and a line of flows that wait for one; first come, first served.
///
/// A freed worker goes straight to the first in line, so nobody who comes later slips in between.
/// When the runtime ends or is killed, those who wait are resumed with `CancellationError`.
package final class WorkerPool: Sendable {
    private struct State: Sendable {
        var idle: Int
        var line = WaitingLine<Void>()
        var isClosed = false
    }

    /// How many workers there are.
    package let count: Int
    private let runtime: any Runtime
    private let state: Mutex<State>

    package init(count: Int, on runtime: any Runtime) {
        precondition(count > 0, "a pool needs at least one worker, found \(count)")
        self.count = count
        self.runtime = runtime
        state = Mutex(State(idle: count))
    }

    /// How many flows wait for a worker.
    package var waitingCount: Int { state.withLock { $0.line.count } }

    /// How many workers are free.
    package var idleCount: Int { state.withLock { $0.idle } }

    /// Returns once a worker is the caller's, who owes a `release()`; at once when one is free.
    ///
    /// - Throws: `CancellationError` when the pool closes or the run ends; nothing is owed then.
    package nonisolated(nonsending) func acquire() async throws {
        if try acquireIfIdle() { return }
        try await withUnsafeThrowingContinuation { (waiter: WaitingLine<Void>.Waiter) in
            let outcome = state.withLock { state -> Result<Bool, CancellationError> in
                if state.isClosed { return .failure(CancellationError()) }
                if state.idle > 0 {
                    state.idle -= 1
                    return .success(true)
                }
                let joined = state.line.join(waiter, on: runtime) { self.close() }
                return joined ? .success(false) : .failure(CancellationError())
            }
            switch outcome {
            case .success(true): waiter.resume()
            case .success(false): break  // in line: resumed by `release` or `close`
            case .failure(let error): waiter.resume(throwing: error)
            }
        }
    }

    /// Takes a worker when one is free, and says whether it did.
    ///
    /// - Throws: `CancellationError` when the pool is closed.
    package func acquireIfIdle() throws -> Bool {
        try state.withLock { state in
            if state.isClosed { throw CancellationError() }
            guard state.idle > 0 else { return false }
            state.idle -= 1
            return true
        }
    }

    /// Gives a worker back: to the first in line, else to the idle ones.
    package func release() {
        let next = state.withLock { state -> WaitingLine<Void>.Waiter? in
            if let next = state.line.next(on: runtime) { return next }
            precondition(state.idle < count, "more workers released than acquired")
            state.idle += 1
            return nil
        }
        next?.resume()
    }

    /// Resumes all who wait with `CancellationError`, and all who come later.
    package func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            return state.line.leaveAll(on: runtime)
        }
        for waiter in waiters { waiter.resume(throwing: CancellationError()) }
    }
}
