import Domain
import Foundation
import Actors
import Runtime
import TestSupport
import Testing
import Tokens
import Truth
import VirtualTime

@testable import Run

@Suite struct JournalTests {
    // MARK: The digest and its checkpoints

    @Test(.enabled(if: Python.isThere, Python.isMissing))
    func `a checkpoint is the SHA-256 of the lines so far, every ten thousand`() throws {
        let scratch = try Scratch()
        let file = scratch.file("journal.jsonl")
        _ = FileManager.default.createFile(atPath: file.path, contents: nil)
        let runtime = VirtualRuntime(start: PersonaStoryTests.start, seed: 1)
        let journal = Journal(
            runtime: runtime,
            sink: try FileHandle(forWritingTo: file),
            observers: []
        )
        for number in 0..<25_000 {
            journal.note(.guestSetOut(GuestID(high: 1, low: UInt64(number))))
        }
        let digest = journal.close()
        runtime.end()
        #expect(journal.checkpoints.map(\.sequence) == [10_000, 20_000])
        let script = """
            import hashlib, sys
            lines = open(sys.argv[1], "rb").read().splitlines(keepends=True)
            for count in (10_000, 20_000, 25_000):
                print(len(lines), hashlib.sha256(b"".join(lines[:count])).hexdigest())
            """
        let expected = (journal.checkpoints.map(\.digest) + [digest]).map { "25000 \($0)\n" }
        #expect(try Python.run(script, file.path) == expected.joined())
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
            rehearsal.stage.notes.note(.faultBegan("mail to ann@mail.example"))
        }
        #expect(story.violated == ["no_personal_data"])
    }

    // MARK: Bugs

    struct Bug: Error {}

    @Test func `a flow that throws fails its run, and is named`() throws {
        let error = #expect(throws: RunError.self) {
            _ = try Played(SimulationRunTests.small) { rehearsal in
                rehearsal.stage.cue("buggy-flow") { stage in
                    try await stage.wait(.days(2))
                    throw Bug()
                }
            }
        }
        #expect(error?.description.contains("buggy-flow at 2026-06-03T08:00:00") == true)
    }
}
