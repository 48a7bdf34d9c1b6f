import Domain
import Foundation
import Runtime
import Synchronization
import Testing

@testable import VirtualTime

@Suite struct VirtualRuntimeTests {
    @Test func `a flow sleeps through virtual time and ends`() {
        let runtime = VirtualRuntime()
        let trace = Trace()
        runtime.spawn("sleeper") {
            try await runtime.sleep(for: .days(30))
            trace.add("woke at \(runtime.now.seconds)")
        }
        runtime.run(until: .second(3_000_000))
        #expect(trace.lines == ["woke at 2592000"])
        #expect(runtime.liveFlows == 0 && runtime.errors.isEmpty)
        #expect(runtime.now == .second(2_592_000))
    }

    @Test func `time stands at the horizon when something was left to wait for`() {
        let runtime = VirtualRuntime()
        runtime.spawn("sleeper") { try await runtime.sleep(for: .seconds(100)) }
        runtime.run(until: .second(60))
        #expect(runtime.now == .second(60))
        #expect(runtime.liveFlows == 0)
    }

    @Test func `what is due at the horizon still happens`() {
        let runtime = VirtualRuntime()
        let trace = Trace()
        runtime.schedule(at: .second(60)) { trace.add("at") }
        runtime.schedule(at: Instant(microseconds: 60_000_001)) { trace.add("after") }
        runtime.run(until: .second(60))
        #expect(trace.lines == ["at"])
    }

    @Test func `what is due at the same instant runs in order of arrival`() {
        let runtime = VirtualRuntime()
        let trace = Trace()
        for index in 0..<20 {
            if index % 3 == 0 {
                runtime.schedule(at: .second(5)) { trace.add("\(index)") }
                continue
            }
            runtime.schedule(at: .second(1)) {}
            runtime.schedule(at: .second(5)) {
                runtime.spawn("later") { trace.add("after \(index)") }
                trace.add("\(index)")
            }
        }
        runtime.run(until: .second(10))
        let first = (0..<20).map { "\($0)" }
        let started = (0..<20).filter { $0 % 3 != 0 }.map { "after \($0)" }
        #expect(trace.lines == first + started)
    }

    @Test func `flows and actions due together keep their order too`() {
        let runtime = VirtualRuntime()
        let trace = Trace()
        runtime.spawn("first") {
            try await runtime.sleep(until: .second(5))
            trace.add("first flow")
        }
        runtime.spawn("second") {
            runtime.schedule(at: .second(5)) { trace.add("action") }
            try await runtime.sleep(until: .second(5))
            trace.add("second flow")
        }
        runtime.run(until: .second(10))
        #expect(trace.lines == ["first flow", "action", "second flow"])
    }

    @Test func `sleeping until the past lets those go first who are ready`() {
        let runtime = VirtualRuntime()
        let trace = Trace()
        runtime.spawn("a") {
            trace.add("a1")
            try await runtime.sleep(until: .epoch)
            trace.add("a2")
        }
        runtime.spawn("b") {
            trace.add("b1")
            runtime.spawn("c") { trace.add("c1") }
            try await runtime.sleep(for: .seconds(-5))
            trace.add("b2")
        }
        runtime.run(until: .second(10))
        #expect(trace.lines == ["a1", "b1", "a2", "c1", "b2"])
        #expect(runtime.now == .epoch)
    }

    @Test func `timers fire in order of instant, then of insertion`() {
        var stream = RandomStream(seed: 21, name: "timers")
        var heap = TimerHeap()
        var expected: [(Int64, Int)] = []
        for index in 0..<2_000 {
            let instant = Int64(stream.integer(in: 0...300))
            heap.insert(.action(index), at: Instant(microseconds: instant))
            expected.append((instant, index))
        }
        expected.sort { $0 < $1 }
        for (instant, index) in expected {
            guard let timer = heap.first, case .action(let found) = timer.wake else {
                Issue.record("the heap ran dry")
                return
            }
            heap.removeFirst()
            #expect(timer.instant.microseconds == instant && found == index)
        }
        #expect(heap.isEmpty)
    }

    @Test func `time never goes backwards`() {
        let runtime = VirtualRuntime()
        let instants = Mutex<[Instant]>([])
        for index in 0..<50 {
            runtime.spawn("wanderer") {
                var stream = RandomStream(seed: 22, name: "wanderer", index: index)
                for _ in 0..<50 {
                    let wait = stream.integer(in: -1_000...1_000_000)
                    try await runtime.sleep(for: .microseconds(wait))
                    instants.withLock { $0.append(runtime.now) }
                }
            }
        }
        runtime.run(until: .second(3_600))
        let seen = instants.withLock { $0 }
        #expect(seen.count == 2_500)
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $0 <= $1 })
    }

    @Test func `two runs of the same program leave the same trace`() {
        let first = busyTrace(seed: 1, order: .arrival)
        #expect(first == busyTrace(seed: 1, order: .arrival))
        #expect(first != busyTrace(seed: 2, order: .arrival))
        #expect(first.count > 500)
    }

    @Test func `a shuffled order is another order, and repeatable`() {
        let shuffled = busyTrace(seed: 1, order: .shuffled(seed: 1))
        #expect(shuffled == busyTrace(seed: 1, order: .shuffled(seed: 1)))
        #expect(shuffled != busyTrace(seed: 1, order: .arrival))
        #expect(shuffled != busyTrace(seed: 1, order: .shuffled(seed: 2)))
        #expect(shuffled.count == busyTrace(seed: 1, order: .arrival).count)
    }

    @Test func `the horizon unwinds nested waits, and their defer blocks run`() {
        let runtime = VirtualRuntime()
        let trace = Trace()
        @Sendable func inner() async throws {
            defer { trace.add("inner left") }
            try await runtime.sleep(for: .days(1))
            trace.add("never")
        }
        @Sendable func outer() async throws {
            defer { trace.add("outer left at \(runtime.now.seconds)") }
            try await inner()
        }
        runtime.spawn("nested", outer)
        runtime.run(until: .second(60))
        #expect(trace.lines == ["inner left", "outer left at 60"])
        #expect(runtime.liveFlows == 0 && runtime.errors.isEmpty)
    }

    @Test func `after the end nothing starts and sleeping fails at once`() {
        let runtime = VirtualRuntime()
        let trace = Trace()
        runtime.spawn("stubborn") {
            do {
                try await runtime.sleep(for: .days(1))
            } catch {
                runtime.spawn("late") { trace.add("never") }
                runtime.schedule(at: .epoch) { trace.add("never") }
                for _ in 0..<3 { try? await runtime.sleep(for: .seconds(1)) }
                trace.add("gave up")
            }
        }
        runtime.run(until: .second(60))
        runtime.spawn("too late") { trace.add("never") }
        runtime.run(until: .second(120))
        #expect(trace.lines == ["gave up"])
        #expect(runtime.liveFlows == 0)
    }

    @Test func `an error that leaves a flow is reported with the flow's name and time`() {
        struct Unexpected: Error {}
        let runtime = VirtualRuntime()
        for _ in 0..<30 {
            runtime.spawn("faulty") {
                try await runtime.sleep(for: .seconds(7))
                throw Unexpected()
            }
        }
        runtime.run(until: .second(60))
        #expect(runtime.errorCount == 30)
        #expect(runtime.errors.count == VirtualRuntime.errorsKept)
        #expect(
            runtime.errors.first
                == FlowError(flow: "faulty", instant: .second(7), description: "Unexpected()")
        )
    }

    @Test func `a flow that waits for what nobody closes is reported`() {
        let runtime = VirtualRuntime()
        let parked = Mutex<UnsafeContinuation<Void, any Error>?>(nil)
        runtime.spawn("parked") {
            try await withUnsafeThrowingContinuation { waiter in parked.withLock { $0 = waiter } }
        }
        runtime.run(until: .second(60))
        #expect(runtime.liveFlows == 1)
        #expect(runtime.errors.first?.description.hasPrefix("1 flows are live") == true)
        parked.withLock { $0.take() }?.resume()
    }

    @Test func `a run can be asked to stop, and unwinds`() {
        let runtime = VirtualRuntime()
        let trace = Trace()
        runtime.spawn("endless") {
            defer { trace.add("left at \(runtime.now.seconds)") }
            while true { try await runtime.sleep(for: .seconds(1)) }
        }
        runtime.spawn("impatient") {
            try await runtime.sleep(for: .seconds(10))
            runtime.requestStop()
        }
        runtime.run(until: .distantFuture)
        #expect(trace.lines == ["left at 10"])
        #expect(runtime.stopRequested && runtime.liveFlows == 0)
    }

    @Test func `another thread can stop a run that would never end`() {
        let runtime = VirtualRuntime()
        runtime.spawn("endless") { while true { try await runtime.sleep(for: .zero) } }
        Thread.detachNewThread { runtime.requestStop() }
        runtime.run(until: .distantFuture)
        #expect(runtime.liveFlows == 0)
    }

    @Test func `a run can be looked at on the way`() {
        let runtime = VirtualRuntime()
        let trace = Trace()
        runtime.spawn("stages") {
            for stage in 1...3 {
                try await runtime.sleep(for: .seconds(10))
                trace.add("\(stage)")
            }
        }
        runtime.advance(to: .second(15))
        #expect(trace.lines == ["1"] && runtime.now == .second(15) && runtime.liveFlows == 1)
        runtime.advance(to: .second(20))
        #expect(trace.lines == ["1", "2"])
        runtime.end()
        #expect(trace.lines == ["1", "2"] && runtime.liveFlows == 0)
    }

    @Test @MainActor func `a flow can be spawned from the main actor`() {
        let runtime = VirtualRuntime()
        let trace = Trace()
        runtime.spawn("from main") {
            try await runtime.sleep(for: .seconds(1))
            trace.add("ran")
        }
        runtime.run(until: .second(60))
        #expect(trace.lines == ["ran"])
    }

    @Test func `actors of the run keep their state across waits`() {
        let runtime = VirtualRuntime()
        let counter = Counter(on: runtime)
        for _ in 0..<100 { runtime.spawn("caller") { try await counter.count(after: .seconds(1)) } }
        let total = Mutex(0)
        runtime.spawn("reader") {
            try await runtime.sleep(for: .seconds(2))
            let found = await counter.total
            total.withLock { $0 = found }
        }
        runtime.run(until: .second(60))
        #expect(total.withLock { $0 } == 100)
        #expect(runtime.errors.isEmpty)
    }

    @Test func `a scheduled action may enter an actor of the run`() {
        let runtime = VirtualRuntime()
        let counter = Counter(on: runtime)
        runtime.schedule(at: .second(1)) { counter.assumeIsolated { $0.total += 1 } }
        let total = Mutex(0)
        runtime.spawn("reader") {
            try await runtime.sleep(for: .seconds(2))
            let found = await counter.total
            total.withLock { $0 = found }
        }
        runtime.run(until: .second(60))
        #expect(total.withLock { $0 } == 1)
    }

    @Test func `identifiers come from the seed and carry the virtual instant`() {
        let start = Instant(microseconds: 1_800_000_000_000_000)
        let first = VirtualRuntime(start: start, seed: 5).identifier(for: Counter.self)
        #expect(VirtualRuntime(start: start, seed: 5).identifier() == first)
        #expect(VirtualRuntime(start: start, seed: 6).identifier() != first)
        #expect(first.high >> 16 == 1_800_000_000_000)
    }

    @Test func `what wants to know of the end is called in order, unless it took it back`() {
        let runtime = VirtualRuntime()
        let trace = Trace()
        let first = runtime.onEnd { trace.add("first") }
        _ = runtime.onEnd { trace.add("second") }
        if let first { runtime.withdraw(first) }
        _ = runtime.onEnd { trace.add("third, in the slot of the first") }
        if let first { runtime.withdraw(first) }
        runtime.run(until: .second(1))
        #expect(trace.lines == ["second", "third, in the slot of the first"])
        #expect(runtime.onEnd {} == nil)
    }

    @Test func `a thousand runs in one process leave nothing behind`() throws {
        weak var lastRuntime: VirtualRuntime?
        var early = 0
        for index in 0..<1_000 {
            let runtime = VirtualRuntime()
            lastRuntime = runtime
            let counter = Counter(on: runtime)
            let promise = Promise<Int>(on: runtime)
            for flow in 0..<50 {
                runtime.spawn("guest") {
                    try await counter.count(after: .seconds(flow))
                    if flow % 5 == 0 { _ = try await promise.wait(until: .second(1_000)) }
                    if flow % 7 == 0 { _ = try await promise.wait() }
                    try await runtime.sleep(for: .days(Int64(flow)))
                }
            }
            runtime.run(until: .second(2_000))
            try #require(runtime.liveFlows == 0)
            try #require(runtime.errors.isEmpty)
            if index == 200 { early = try residentKilobytes() }
        }
        #expect(lastRuntime == nil)
        // Other tests run beside this one: a generous bound, far below 800 runs' worth of flows.
        #expect(try residentKilobytes() - early < 30_000)
    }
}

/// A run of many flows, an actor and a pool, written down.
private func busyTrace(seed: UInt64, order: ReadyOrder) -> [String] {
    let runtime = VirtualRuntime(start: .epoch, seed: seed, order: order)
    let trace = Trace()
    let counter = Counter(on: runtime)
    let pool = WorkerPool(count: 3, on: runtime)
    for index in 0..<60 {
        runtime.spawn("busy") {
            var stream = RandomStream(seed: seed, name: "busy", index: index)
            for round in 0..<5 {
                try await runtime.sleep(for: .seconds(stream.integer(in: 0...3)))
                try await pool.acquire()
                defer { pool.release() }
                try await counter.count(after: .seconds(stream.integer(in: 0...2)))
                trace.add("\(runtime.now.seconds) \(index).\(round) \(await counter.total)")
                trace.add(runtime.identifier(for: Counter.self).description)
            }
        }
    }
    runtime.run(until: .second(10_000))
    return trace.lines
}

private func residentKilobytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS") })
    return try #require(line.split { !$0.isNumber }.first.flatMap { Int($0) })
}

actor Counter {
    nonisolated let runtime: any Runtime
    nonisolated var unownedExecutor: UnownedSerialExecutor { runtime.executor }
    var total = 0

    init(on runtime: any Runtime) { self.runtime = runtime }

    func count(after wait: Duration) async throws {
        try await runtime.sleep(for: wait)
        total += 1
    }
}
