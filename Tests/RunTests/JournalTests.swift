import Domain
import Foundation
import Runtime
import Simulation
import TestSupport
import Testing
import Tokens
import Truth
import VirtualTime

@testable import Run

@Suite struct JournalTests {
    // MARK: The digest and its checkpoints

    @Test(.enabled(if: Python.isThere, Python.isMissing), arguments: [false, true])
    func `a checkpoint is the SHA-256 of the lines so far, every ten thousand`(
        isApart: Bool
    ) throws {
        let scratch = try Scratch()
        let file = scratch.file("journal.jsonl")
        _ = FileManager.default.createFile(atPath: file.path, contents: nil)
        let runtime = VirtualRuntime(start: PersonaStoryTests.start, seed: 1)
        let journal = Journal(
            runtime: runtime,
            sink: try FileHandle(forWritingTo: file),
            observers: [],
            isApart: isApart
        )
        for number in 0..<25_000 {
            journal.note(.guestSetOut(GuestID(high: 1, low: UInt64(number))))
        }
        let record = journal.close()
        runtime.end()
        #expect(record.checkpoints.map(\.sequence) == [10_000, 20_000])
        let script = """
            import hashlib, sys
            lines = open(sys.argv[1], "rb").read().splitlines(keepends=True)
            for count in (10_000, 20_000, 25_000):
                print(len(lines), hashlib.sha256(b"".join(lines[:count])).hexdigest())
            """
        let expected = (record.checkpoints.map(\.digest) + [record.digest]).map { "25000 \($0)\n" }
        #expect(try Python.run(script, file.path) == expected.joined())
    }

    // MARK: On a thread of its own

    /// Takes its time at the beginning, so that the run gets ahead of it.
    private final class SlowReader: RunObserver {
        private(set) var guests: [UInt64] = []
        private(set) var sequences: [Int] = []
        private(set) var end: Instant?

        func observe(_ systemEvent: SystemEvent, at instant: Instant, sequence: Int) {}

        func observe(_ note: WorldEvent, at instant: Instant, sequence: Int) {
            if guests.isEmpty { usleep(100_000) }
            guard case .guestSetOut(let guest) = note else { return }
            guests.append(guest.low)
            sequences.append(sequence)
        }

        func ended(at instant: Instant) { end = instant }
    }

    @Test(arguments: [0, 1, 1_023, 1_024, 20_001])
    func `observers are told everything in order, however far the run is ahead`(
        count: Int
    ) throws {
        let runtime = VirtualRuntime(start: PersonaStoryTests.start, seed: 1)
        let reader = SlowReader()
        let journal = Journal(runtime: runtime, sink: nil, observers: [reader], isApart: true)
        for number in 0..<count {
            journal.note(.guestSetOut(GuestID(high: 1, low: UInt64(number))))
        }
        #expect(journal.entries == count)
        let record = journal.close()
        #expect(record.privacy.scanned == count)
        #expect(reader.guests == (0..<count).map(UInt64.init))
        #expect(reader.sequences == Array(0..<count))
        #expect(reader.end == PersonaStoryTests.start)
        runtime.end()
    }

    @Test func `a journal that is dropped before its end takes its thread with it`() {
        let runtime = VirtualRuntime(start: PersonaStoryTests.start, seed: 1)
        let reader = SlowReader()
        do {
            let journal = Journal(runtime: runtime, sink: nil, observers: [reader], isApart: true)
            for number in 0..<1_100 {
                journal.note(.guestSetOut(GuestID(high: 1, low: UInt64(number))))
            }
        }
        // What was handed on has been read; nobody reads after that.
        #expect(reader.guests.count == 1_024)
        #expect(reader.end == nil)
        runtime.end()
    }

    @Test func `a run observed apart is the same run`() throws {
        let beside = try Played(SimulationRunTests.faulty, observesApart: true)
        let within = try Played(SimulationRunTests.faulty)
        #expect(beside.digest == within.digest)
        #expect(beside.systemEvents.map(\.at) == within.systemEvents.map(\.at))
        #expect(beside.notes.count == within.notes.count)
        #expect(beside.violated == [])
    }

    // MARK: Personal data

    @Test(arguments: [
        ("{\"error\":\"ann@mail.example\"}", true), ("{\"to\":\"+15551234567\"}", true),
        ("{\"token\":\"tk_eyJhbGciOi\"}", true), ("{\"fault\":\"sms-outage\"}", false),
        ("{\"what\":\"kt_ask_k_tk\"}", false),
    ])
    func `an address, a number or a token is found wherever it stands`(line: String, found: Bool) {
        for count in [0, 3] {
            var scan = PrivacyScan()
            let innocent = String(repeating: "{\"what\":\"nothing\"}\n", count: count)
            var text = Array((innocent + line + "\n" + innocent).utf8)
            text.withUnsafeMutableBytes { scan.scan(UnsafeRawBufferPointer($0)) }
            #expect(scan.scanned == 2 * count + 1)
            #expect(scan.violations == (found ? 1 : 0))
            #expect(scan.first == (found ? count : nil))
        }
    }

    @Test func `personal data in a journal turns its run red`() throws {
        let story = try Played(SimulationRunTests.small) { rehearsal in
            rehearsal.context.notes.note(.faultBegan("mail to ann@mail.example"))
        }
        #expect(story.violated == ["no_personal_data"])
    }

    // MARK: Bugs

    struct Bug: Error {}

    @Test func `a flow that throws fails its run, and is named`() throws {
        let error = #expect(throws: RunError.self) {
            _ = try Played(SimulationRunTests.small) { rehearsal in
                rehearsal.context.spawn("buggy-flow") { context in
                    try await context.wait(.days(2))
                    throw Bug()
                }
            }
        }
        #expect(error?.description.contains("buggy-flow at 2026-06-03T08:00:00") == true)
    }
}
