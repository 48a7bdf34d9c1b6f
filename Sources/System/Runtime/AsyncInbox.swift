import Synchronization

/// A queue between flows: what is pushed comes out of `next()` in the same order.
///
/// Several may wait; they are served in the order they came. When the runtime ends or is killed,
/// they are resumed with `CancellationError`.
package final class AsyncInbox<Element: Sendable>: Sendable {
    private struct State: Sendable {
        var elements = Queue<Element>()
        var line = WaitingLine<Element>()
        var isClosed = false
    }

    private let limit: Int
    private let runtime: any Runtime
    private let state = Mutex(State())

    /// An empty inbox; where `limit` elements lie in it, `push` refuses.
    package init(limit: Int, on runtime: any Runtime) {
        precondition(limit > 0, "an inbox needs room for at least one, found \(limit)")
        self.limit = limit
        self.runtime = runtime
    }

    /// How many elements lie in it.
    package var count: Int { state.withLock { $0.elements.count } }

    /// Hands the element to the first who waits, or keeps it.
    ///
    /// - Returns: False where the inbox is full or closed; the element is not kept then.
    @discardableResult
    package func push(_ element: Element) -> Bool {
        let (isAccepted, waiter) = state.withLock { state -> (Bool, WaitingLine<Element>.Waiter?) in
            if state.isClosed { return (false, nil) }
            if let waiter = state.line.next(on: runtime) { return (true, waiter) }
            if state.elements.count == limit { return (false, nil) }
            state.elements.append(element)
            return (true, nil)
        }
        waiter?.resume(returning: element)
        return isAccepted
    }

    /// The oldest element, as soon as there is one.
    ///
    /// - Throws: `CancellationError` once the inbox is closed and empty, or the run has ended.
    package nonisolated(nonsending) func next() async throws -> Element {
        if let element = nextIfPresent() { return element }
        return try await withUnsafeThrowingContinuation { waiter in
            let outcome = state.withLock { state -> Result<Element?, CancellationError> in
                if let element = state.elements.popFirst() { return .success(element) }
                if state.isClosed { return .failure(CancellationError()) }
                let joined = state.line.join(waiter, on: runtime) { self.close() }
                return joined ? .success(nil) : .failure(CancellationError())
            }
            switch outcome {
            case .success(let element?): waiter.resume(returning: element)
            case .success(nil): break  // in line: resumed by `push` or `close`
            case .failure(let error): waiter.resume(throwing: error)
            }
        }
    }

    /// The oldest element when there is one; never waits.
    package func nextIfPresent() -> Element? { state.withLock { $0.elements.popFirst() } }

    /// Refuses what comes from now on; what lies in it can still be taken.
    package func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            return state.line.leaveAll(on: runtime)
        }
        for waiter in waiters { waiter.resume(throwing: CancellationError()) }
    }
}
