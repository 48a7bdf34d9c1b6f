import Domain
import Foundation
import Runtime
import Synchronization
import Testing

/// Real threads, no assertion about how long anything takes: only that it happens, in which order,
/// and that nobody is left waiting.
@Suite(.timeLimit(.minutes(1))) struct WallClockRuntimeTests {
    private func runtime() -> WallClockRuntime {
        WallClockRuntime { name, error in Issue.record("\(name): \(error)") }
    }

    @Test func `a sleeper wakes no earlier than asked`() async throws {
        let runtime = runtime()
        let woke = Promise<Instant>(on: runtime)
        let due = runtime.now.advanced(by: .milliseconds(20))
        runtime.spawn("sleeper") {
            try await runtime.sleep(until: due)
            woke.fulfil(runtime.now)
        }
        #expect(try await woke.wait() >= due)
        runtime.end()
    }

    @Test func `the wall clock's now is the machine's, and never goes backwards`() {
        let runtime = runtime()
        let instants = (0..<1_000).map { _ in runtime.now }
        #expect(zip(instants, instants.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(abs(runtime.now.seconds - Int64(Date().timeIntervalSince1970)) <= 60)
    }

    @Test func `threads and flows meet in pools and promises without losing anyone`()
        async throws
    {
        let runtime = runtime()
        let pool = WorkerPool(count: 3, on: runtime)
        let counter = Counter(on: runtime)
        let done = Promise<Int>(on: runtime)
        for _ in 0..<4 {
            Thread.detachNewThread {
                for index in 0..<500 {
                    runtime.spawn("visitor") {
                        try await pool.acquire()
                        try await counter.count(after: .microseconds(index % 3))
                        pool.release()
                        let total = await counter.total
                        if total == 2_000 { done.fulfil(total) }
                    }
                }
            }
        }
        #expect(try await done.wait() == 2_000)
        #expect(pool.waitingCount == 0)
        runtime.end()
    }

    @Test func `the end resumes sleepers and waiters from whichever thread it comes`() async throws
    {
        let runtime = runtime()
        let never = Promise<Int>(on: runtime)
        let left = Mutex(0)
        let allLeft = AsyncStream<Void>.makeStream()
        for index in 0..<100 {
            runtime.spawn("waiter") {
                defer {
                    if left.withLock({
                        $0 += 1; return $0
                    }) == 100 {
                        allLeft.continuation.finish()
                    }
                }
                if index == 99 { runtime.end() }
                if index % 2 == 0 { try await runtime.sleep(for: .days(1)) }
                _ = try await never.wait(until: runtime.now.advanced(by: .days(1)))
            }
        }
        for await _ in allLeft.stream {}
        #expect(left.withLock { $0 } == 100)
        #expect(runtime.onEnd {} == nil)
    }

    @Test func `a scheduled action may enter an actor`() async throws {
        let runtime = runtime()
        let counter = Counter(on: runtime)
        let done = Promise<Int>(on: runtime)
        runtime.schedule(at: runtime.now) {
            counter.assumeIsolated { $0.total += 1 }
            done.fulfil(1)
        }
        _ = try await done.wait()
        #expect(await counter.total == 1)
        runtime.end()
    }
}
