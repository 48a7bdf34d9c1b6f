import Domain
import Synchronization

/// A value that comes once, and the flows that wait for it.
///
/// Belongs to the runtime of those who wait: when that ends or is killed, they are resumed with
/// `CancellationError`. May be kept from any thread.
package final class Promise<Value: Sendable>: Sendable {
    private typealias Waiter = UnsafeContinuation<Value?, any Error>

    private struct State: Sendable {
        var result: Result<Value, any Error>?
        var waiters: [(id: Int, waiter: Waiter)] = []  // in order of arrival
        var arrivals = 0
        var endNotice: EndNotice?
    }

    private let runtime: any Runtime
    private let state = Mutex(State())

    package init(on runtime: any Runtime) { self.runtime = runtime }

    /// Keeps the promise; the first to settle it wins.
    ///
    /// - Returns: Whether this call was the first.
    @discardableResult
    package func fulfil(_ value: Value) -> Bool { settle(.success(value)) }

    /// Breaks the promise: those who wait throw `error`.
    ///
    /// - Returns: Whether this call was the first to settle it.
    @discardableResult
    package func fail(_ error: any Error) -> Bool { settle(.failure(error)) }

    /// The value, as soon as there is one; at once when there is.
    package nonisolated(nonsending) func wait() async throws -> Value {
        guard let value = try await settled(by: nil) else { throw CancellationError() }
        return value
    }

    /// The value, or nil when `deadline` comes first.
    ///
    /// When both fall on the same instant, what arrived first in the runtime's order wins.
    package nonisolated(nonsending) func wait(until deadline: Instant) async throws -> Value? {
        try await settled(by: deadline)
    }

    private nonisolated(nonsending) func settled(by deadline: Instant?) async throws -> Value? {
        if let result = state.withLock({ $0.result }) { return try result.get() }
        return try await withUnsafeThrowingContinuation { waiter in
            switch enter(waiter) {
            case .waits(let id):
                guard let deadline else { return }
                runtime.schedule(at: deadline) { self.giveUp(id) }
            case .leaves(.success(let value)): waiter.resume(returning: value)
            case .leaves(.failure(let error)): waiter.resume(throwing: error)
            }
        }
    }

    private enum Entrance {
        case waits(id: Int)
        case leaves(Result<Value, any Error>)
    }

    private func enter(_ waiter: Waiter) -> Entrance {
        state.withLock { state in
            if let result = state.result { return .leaves(result) }
            if state.endNotice == nil {
                state.endNotice = runtime.onEnd { self.fail(CancellationError()) }
            }
            guard state.endNotice != nil else { return .leaves(.failure(CancellationError())) }
            state.arrivals += 1
            state.waiters.append((state.arrivals, waiter))
            return .waits(id: state.arrivals)
        }
    }

    private func giveUp(_ id: Int) {
        let (waiter, notice) = state.withLock { state -> (Waiter?, EndNotice?) in
            guard let index = state.waiters.firstIndex(where: { $0.id == id }) else {
                return (nil, nil)
            }
            let waiter = state.waiters.remove(at: index).waiter
            return (waiter, state.waiters.isEmpty ? state.endNotice.take() : nil)
        }
        if let notice { runtime.withdraw(notice) }
        waiter?.resume(returning: nil)
    }

    private func settle(_ result: Result<Value, any Error>) -> Bool {
        let settled = state.withLock { state -> (waiters: [Waiter], notice: EndNotice?)? in
            guard state.result == nil else { return nil }
            state.result = result
            // Not `\.waiter`: in generic code a key path is built anew each time, at 20 µs.
            let waiters = state.waiters.map { $0.waiter }
            state.waiters = []
            return (waiters, state.endNotice.take())
        }
        guard let settled else { return false }
        if let notice = settled.notice { runtime.withdraw(notice) }
        for waiter in settled.waiters {
            switch result {
            case .success(let value): waiter.resume(returning: value)
            case .failure(let error): waiter.resume(throwing: error)
            }
        }
        return true
    }
}
