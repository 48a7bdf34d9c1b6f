import Domain
import Figures
import Testing
import Truth

@testable import Evidence
@testable import Reports

/// What faults and attacks of a scenario came to is said, and what came to nothing as well.
@Suite struct EffectsTests {
    private static let start = Instant(microseconds: 1_780_300_800_000_000)

    private func fault(_ kind: String, _ settings: String, met: Int) -> FaultFigures {
        FaultFigures(
            kind: kind,
            settings: settings,
            begins: Self.start,
            lasts: .minutes(90),
            met: met,
            counts: "calls refused"
        )
    }

    /// A run in which two campaigns forwarded a link, a reseller never began and another never came.
    private func summary() -> Summary {
        let tally = Tally(attacks: ["casual-forward", "reseller", "viral-post"])
        let begun: [(Int64, String)] = [
            (5, "casual-forward/0/7"), (65, "casual-forward/0/9"), (70, "viral-post/1/3"),
        ]
        for (minute, name) in begun {
            tally.observe(
                WorldEvent.attackBegan(name, guest: nil),
                at: Self.start.advanced(by: .minutes(minute)),
                sequence: 0
            )
        }
        return Summary(
            frame: SmallRun.frame(seed: 1),
            digest: "d",
            dataDigest: "d",
            tally: tally,
            checks: [],
            gates: [],
            consumers: [],
            faults: [fault("sms-throttled", "to 1/min", met: 12), fault("sms-outage", "", met: 0)]
        )
    }

    @Test func `the terminal and the Markdown report say what was never in the way`() {
        let terminal = TerminalReport(summary(), isColoured: false).text(closing: [])
        #expect(
            terminal.contains(
                "sms-throttled, to 1/min, 2026-06-01 08:00 for 1 h 30 min: calls refused (12)"
            )
        )
        #expect(terminal.contains("sms-outage, 2026-06-01 08:00 for 1 h 30 min: never in the way"))
        #expect(
            terminal.contains(
                "Never came: casual-forward, viral-post. Never began: reseller."
            )
        )
        let markdown = MarkdownReport(summary()).text(rerun: "again")
        #expect(
            markdown.contains("| sms-outage | 2026-06-01 08:00 | 1 h 30 min | never in the way |")
        )
        #expect(
            markdown.contains(
                "| casual-forward | 2 | 2026-06-01 08:05 | 2026-06-01 09:05 | 2026-06-01 09:05 |"
            )
        )
    }

    @Test func `the summary has the same for machines`() throws {
        let text = summary().json.text
        for part in [
            "\"changed_nothing\": false,\n      \"counts\": \"calls refused\"",
            "\"met\": 0,", "\"campaigns\": 2,", "\"first\": \"2026-06-01T08:05:00.000000Z\"",
            "\"last\": \"2026-06-01T09:05:00.000000Z\"",
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }
}
