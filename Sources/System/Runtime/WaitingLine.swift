/// Flows that wait their turn, first come first served, and the wish to be told of the end that
/// they need meanwhile; the state behind `WorkerPool`, guarded by its mutex.
struct WaitingLine<Value: Sendable>: Sendable {
    typealias Waiter = UnsafeContinuation<Value, any Error>

    private var waiters = Queue<Waiter>()
    private var endNotice: EndNotice?

    var count: Int { waiters.count }

    /// Puts the waiter at the end of the line.
    ///
    /// - Returns: False where the run has ended; the waiter is not in the line then.
    mutating func join(
        _ waiter: Waiter,
        on runtime: any Runtime,
        whenItEnds close: @escaping @Sendable () -> Void
    ) -> Bool {
        if endNotice == nil { endNotice = runtime.onEnd(close) }
        guard endNotice != nil else { return false }
        waiters.append(waiter)
        return true
    }

    /// The first in line, to be resumed by the caller once the mutex is free.
    mutating func next(on runtime: any Runtime) -> Waiter? {
        guard let first = waiters.popFirst() else { return nil }
        if waiters.isEmpty { withdraw(on: runtime) }
        return first
    }

    /// Empties the line; all that waited, to be resumed by the caller once the mutex is free.
    mutating func leaveAll(on runtime: any Runtime) -> [Waiter] {
        withdraw(on: runtime)
        var all: [Waiter] = []
        while let waiter = waiters.popFirst() { all.append(waiter) }
        return all
    }

    private mutating func withdraw(on runtime: any Runtime) {
        if let notice = endNotice.take() { runtime.withdraw(notice) }
    }
}

/// First in, first out, in a ring that grows by doubling and keeps its room.
struct Queue<Element: Sendable>: Sendable {
    private var ring: [Element?] = []
    private var first = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    mutating func append(_ element: Element) {
        if count == ring.count { grow() }
        ring[(first + count) % ring.count] = element
        count += 1
    }

    mutating func popFirst() -> Element? {
        guard count > 0 else { return nil }
        let element = ring[first].take()
        first = (first + 1) % ring.count
        count -= 1
        return element
    }

    private mutating func grow() {
        ring = Array(ring[first...] + ring[..<first])
        ring.append(contentsOf: repeatElement(nil, count: max(4, ring.count)))
        first = 0
    }
}
