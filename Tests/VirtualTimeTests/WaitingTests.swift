import Domain
import Foundation
import Runtime
import Synchronization
import Testing
import VirtualTime

@Suite struct PromiseTests {
    @Test func `a value reaches those who waited and those who come later`() {
        let runtime = VirtualRuntime()
        let promise = Promise<Int>(on: runtime)
        let trace = Trace()
        for name in ["a", "b"] {
            runtime.spawn("waiter") { trace.add("\(name) \(try await promise.wait())") }
        }
        runtime.schedule(at: .second(5)) {
            #expect(promise.fulfil(42))
            #expect(!promise.fulfil(43))
        }
        runtime.spawn("late") {
            try await runtime.sleep(for: .seconds(6))
            trace.add("late \(try await promise.wait())")
        }
        runtime.run(until: .second(60))
        #expect(trace.lines == ["a 42", "b 42", "late 42"])
    }

    @Test(arguments: [(50, "7 at 50"), (99, "7 at 99"), (101, "nil at 100"), (5_000, "nil at 100")])
    func `a deadline turns a late value into none`(delay: Int, expected: String) {
        let runtime = VirtualRuntime()
        let promise = Promise<Int>(on: runtime)
        let trace = Trace()
        runtime.spawn("gate") {
            let value = try await promise.wait(until: Instant(microseconds: 100_000))
            trace.add("\(value.map { "\($0)" } ?? "nil") at \(runtime.now.milliseconds)")
        }
        runtime.spawn("scorer") {
            try await runtime.sleep(for: .milliseconds(delay))
            promise.fulfil(7)
        }
        runtime.run(until: .second(60))
        #expect(trace.lines == [expected])
        #expect(runtime.liveFlows == 0 && runtime.errors.isEmpty)
    }

    @Test func `a broken promise throws its error`() {
        struct Refused: Error {}
        let runtime = VirtualRuntime()
        let promise = Promise<Int>(on: runtime)
        let trace = Trace()
        runtime.spawn("waiter") {
            do {
                _ = try await promise.wait()
            } catch is Refused {
                trace.add("refused")
            }
        }
        runtime.schedule(at: .second(1)) { promise.fail(Refused()) }
        runtime.run(until: .second(60))
        #expect(trace.lines == ["refused"])
    }

    @Test func `the end of the run resumes who waits, and who comes after it`() {
        let runtime = VirtualRuntime()
        let promise = Promise<Int>(on: runtime)
        let other = Promise<Int>(on: runtime)
        let trace = Trace()
        runtime.spawn("waiter") {
            do {
                _ = try await promise.wait()
            } catch is CancellationError {
                trace.add("cancelled")
                _ = try await other.wait()
            }
        }
        runtime.spawn("waiter with deadline") {
            defer { trace.add("left") }
            _ = try await promise.wait(until: .second(100))
        }
        runtime.run(until: .second(60))
        #expect(trace.lines == ["cancelled", "left"])
        #expect(runtime.liveFlows == 0)
    }
}

@Suite struct WorkerPoolTests {
    @Test func `workers are given out first come, first served`() {
        let runtime = VirtualRuntime()
        let pool = WorkerPool(count: 2, on: runtime)
        let trace = Trace()
        for index in 0..<6 {
            runtime.spawn("job") {
                try await pool.acquire()
                defer { pool.release() }
                trace.add("\(index) at \(runtime.now.seconds)")
                try await runtime.sleep(for: .seconds(10))
            }
        }
        runtime.schedule(at: .second(1)) {
            #expect(pool.waitingCount == 4 && pool.idleCount == 0)
        }
        runtime.run(until: .second(60))
        #expect(
            trace.lines == ["0 at 0", "1 at 0", "2 at 10", "3 at 10", "4 at 20", "5 at 20"]
        )
        #expect(pool.waitingCount == 0 && pool.idleCount == 2)
    }

    @Test func `nobody who comes later slips in before the first in line`() {
        let runtime = VirtualRuntime()
        let pool = WorkerPool(count: 1, on: runtime)
        let trace = Trace()
        runtime.spawn("owner") {
            try await pool.acquire()
            try await runtime.sleep(for: .seconds(1))
            pool.release()
            #expect(try !pool.acquireIfIdle())
            try await pool.acquire()
            trace.add("owner again")
        }
        runtime.spawn("waiter") {
            try await pool.acquire()
            trace.add("waiter")
            pool.release()
        }
        runtime.run(until: .second(60))
        #expect(trace.lines == ["waiter", "owner again"])
    }

    @Test func `a closed pool and the end of the run throw`() {
        let runtime = VirtualRuntime()
        let closed = WorkerPool(count: 1, on: runtime)
        let busy = WorkerPool(count: 1, on: runtime)
        let trace = Trace()
        for (name, pool) in [("closed", closed), ("busy", busy)] {
            runtime.spawn("owner") {
                try await pool.acquire()
                try await runtime.sleep(for: .days(1))
            }
            runtime.spawn("waiter") {
                defer { trace.add("\(name) at \(runtime.now.seconds)") }
                try await pool.acquire()
            }
        }
        runtime.schedule(at: .second(5)) { closed.close() }
        runtime.run(until: .second(60))
        #expect(trace.lines == ["closed at 5", "busy at 60"])
        #expect(throws: CancellationError.self) { try closed.acquireIfIdle() }
        #expect(runtime.liveFlows == 0)
    }
}

@Suite struct ProcessRuntimeTests {
    @Test func `killing a process unwinds its flows and no others`() {
        let runtime = VirtualRuntime()
        let process = ProcessRuntime(on: runtime)
        let never = Promise<Int>(on: process)
        let trace = Trace()
        process.spawn("sleeper") {
            defer { trace.add("sleeper left at \(runtime.now.seconds)") }
            try await process.sleep(until: .second(20))
            trace.add("never")
        }
        process.spawn("reader") {
            defer { trace.add("reader left at \(runtime.now.seconds)") }
            _ = try await never.wait()
        }
        process.schedule(at: .second(15)) { trace.add("never") }
        runtime.spawn("bystander") {
            try await runtime.sleep(until: .second(30))
            trace.add("bystander")
        }
        runtime.schedule(at: .second(10)) {
            process.spawn("unborn") { trace.add("never") }
            process.kill()
            process.spawn("stillborn") { trace.add("never") }
            process.schedule(at: .second(11)) { trace.add("never") }
        }
        runtime.run(until: .second(60))
        #expect(trace.lines == ["reader left at 10", "sleeper left at 20", "bystander"])
        #expect(!process.isAlive && runtime.liveFlows == 0 && runtime.errors.isEmpty)
    }

    @Test func `a new process takes the place of a dead one`() {
        let runtime = VirtualRuntime()
        let trace = Trace()
        @Sendable func start(_ name: String, on process: ProcessRuntime) {
            process.spawn("beat") {
                while true {
                    try await process.sleep(for: .seconds(10))
                    trace.add("\(name) \(runtime.now.seconds)")
                }
            }
        }
        let first = ProcessRuntime(on: runtime)
        start("first", on: first)
        runtime.schedule(at: .second(25)) {
            first.kill()
            start("second", on: ProcessRuntime(on: runtime))
        }
        runtime.run(until: .second(50))
        #expect(trace.lines == ["first 10", "first 20", "second 35", "second 45"])
        #expect(runtime.liveFlows == 0)
    }

    @Test func `the end of the run is the end of its processes`() {
        let runtime = VirtualRuntime()
        let process = ProcessRuntime(on: runtime)
        let pool = WorkerPool(count: 1, on: process)
        for _ in 0..<3 {
            process.spawn("worker") {
                try await pool.acquire()
                try await process.sleep(for: .days(1))
            }
        }
        runtime.run(until: .second(60))
        #expect(!process.isAlive && runtime.liveFlows == 0 && runtime.errors.isEmpty)
    }

    @Test func `a process that nobody needs any more is freed`() {
        let runtime = VirtualRuntime()
        weak var forgotten: ProcessRuntime?
        do {
            let process = ProcessRuntime(on: runtime)
            process.schedule(at: .epoch) {}
            forgotten = process
        }
        runtime.advance(to: .second(1))
        #expect(forgotten == nil)
    }
}
