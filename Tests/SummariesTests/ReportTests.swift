import Domain
import Figures
import Testing

@testable import Evidence
@testable import Reports

@Suite struct ReportTests {
    private static let passing = ["fraud.recall.sms_verify >= 50%"]
    private static let failing = passing + ["genuine.refused == 0", "fraud.recal.block > 0"]

    private func failed() throws -> Summary {
        try SmallRun().summary(
            checks: [
                SmallRun.check("token_used_once", looks: 3),
                SmallRun.check("capacity_kept", looks: 2, finding: "5 seats of 4"),
            ],
            gates: Self.failing
        )
    }

    private func passed() throws -> Summary {
        try SmallRun().summary(
            checks: [SmallRun.check("token_used_once", looks: 3)],
            gates: Self.passing
        )
    }

    // MARK: Terminal

    @Test func `the terminal tells who came, who was stopped, why, and what failed`() throws {
        let report = TerminalReport(try failed(), isColoured: false)
        #expect(
            report.text(closing: ["Digest: d1", "Again:  guestguard run dinner.yaml"]) == """
                dinner, seed 7  2026-06-01T12:00Z to 2026-06-02T12:00Z

                Who came:    5 of 5 guests answered (3 attending, 1 declined, 1 maybe)
                Accesses:    12 (4 opened, 3 submitted, 2 verified, 1 blocked, 2 rejected)
                Got in:      2 outsiders recorded an RSVP; 1 genuine guests were refused; 50% met a challenge
                Flags:       links flagged by outsiders (2), guests (1)
                Unscored:    1 replies let in while the engine was silent, 1 of them outsiders'; hosts have undone 0

                  attack          at the door  forms sent  challenged  refused  admitted  judged  caught  share
                  casual-forward            0           3           0        1         2       4       2    50%
                  guessed-token             1           0           0        0         0       0       0      –

                Sent no form: guessed-token.

                  accesses judged  precision  95% bounds  recall  95% bounds  false positives
                  soft verify            50%     too few     50%     too few              50%
                  sms verify           66.7%     too few     50%     too few              25%
                  block                 100%     too few     25%     too few               0%

                  forms sent   precision  95% bounds  recall  95% bounds  false positives
                  soft verify      33.3%     too few   33.3%     too few            66.7%
                  sms verify         50%     too few   33.3%     too few            33.3%
                  block             100%     too few   33.3%     too few               0%

                Why: geo distance (2), browser consistency (1), fingerprint match (1)

                  virtual latency     p50   p95   p99   max  n
                  open             1.5 ms  2 ms  2 ms  2 ms  3
                  notify sms          4 s   4 s   4 s   4 s  1
                  notify email       10 s  10 s  10 s  10 s  1

                  delivery  sent  delivered  failed  bounced  retried  dead     cost
                  sms          1          1       1        0        1     1  $0.0079
                  email        2          1       0        1        0     0  $0.0002

                ✗ 1 invariants violated
                    capacity_kept: 1 of 2; first: 5 seats of 4
                ✓ fraud.recall.sms_verify >= 0.5
                ✗ genuine.refused == 0
                    required == 0, seen 1: off by 1
                    by persona: new-phone 1 of 1
                ✗ fraud.recal.block > 0  NO DATA
                    required > 0: there is no metric "fraud.recal.block", \
                did you mean "fraud.recall.block"?

                Digest: d1
                Again:  guestguard run dinner.yaml

                """
        )
    }

    @Test func `when all went well, it says how often that was looked at`() throws {
        let lines = TerminalReport(try passed(), isColoured: false).text(closing: [])
            .split(separator: "\n")
        #expect(
            lines.suffix(2) == [
                "✓ 1 invariants held (3 checks)", "✓ fraud.recall.sms_verify >= 0.5",
            ]
        )
        #expect(!lines.contains { $0.contains("✗") })
    }

    @Test func `colour changes nothing but the colour`() throws {
        for summary in [try failed(), try passed()] {
            let plain = TerminalReport(summary, isColoured: false).text(closing: ["end"])
            let coloured = TerminalReport(summary, isColoured: true).text(closing: ["end"])
            #expect(!plain.contains("\u{1B}"))
            #expect(coloured.hasPrefix("\u{1B}[1mdinner, seed 7\u{1B}[0m  2026"))
            #expect(coloured.contains("\u{1B}[32m✓\u{1B}[0m"))
            #expect(coloured.contains("\u{1B}[31m✗\u{1B}[0m") == !summary.isPassed)
            #expect(coloured.replacing(/\u{1B}\[[0-9]+m/, with: "") == plain)
        }
    }

    @Test func `a run without attacks, reasons or data has dashes, not numbers`() throws {
        let summary = Summary(
            frame: SmallRun.frame,
            digest: "",
            dataDigest: "da7a",
            tally: Tally(),
            checks: [],
            gates: [],
            consumers: []
        )
        let text = TerminalReport(summary, isColoured: false).text(closing: [])
        #expect(text.contains("Got in:      0 outsiders"))
        #expect(text.contains("– met a challenge"))
        #expect(text.contains("  block                –"))
        #expect(!text.contains("Why:"))
        #expect(!text.contains("  open "))
        #expect(!text.contains("nan"))
    }

    // MARK: Markdown

    @Test func `the job summary tells the same`() throws {
        let text = MarkdownReport(try failed()).text(rerun: "guestguard run dinner.yaml --seed 7")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let digest = String(repeating: "d1", count: 32)
        let hash = String(repeating: "5c", count: 32)
        #expect(
            lines.prefix(6) == [
                "# ❌ dinner, seed 7", "",
                "Digest `\(digest)`, data `da7a`, build 1.2.3, scenario `\(hash)`.",
                "Rerun: `guestguard run dinner.yaml --seed 7`", "",
                "5 guests, 12 accesses, 5 RSVPs, 5 notifications. 2 fraudulent RSVPs recorded, "
                    + "1 genuine guests refused, 50% of genuine guests met a challenge.",
            ]
        )
        #expect(
            lines.filter { $0.hasPrefix("## ") } == [
                "## Gates", "## Invariants", "## Attacks", "## Personas", "## Detection",
                "## Latency", "## Delivery",
            ]
        )
        for line in [
            "| `fraud.recall.sms_verify >= 0.5` | pass | required >= 0.5, seen 0.5 "
                + "(n = 4 in 1 cluster): holds by 0 |",
            "| `genuine.refused == 0` | **fail** | required == 0, seen 1: off by 1 |",
            "| `fraud.recal.block > 0` | **no data** | required > 0: there is no metric "
                + "\"fraud.recal.block\", did you mean \"fraud.recall.block\"? |",
            "| token_used_once | 3 | 0 |", "| capacity_kept | 2 | 1 |",
            "| casual-forward | 0 | 3 | 0 | 1 | 2 | 4 | 2 | 50% |", "| new-phone | 1 | 1 | 0 |",
            "| soft verify | 50% | too few | 50% | too few | 50% |",
            "| three accesses or more known | precision | 95% bounds | recall | 95% bounds "
                + "| false positives |",
            "| open | 1.5 ms | 2 ms | 2 ms | 2 ms | 3 |",
            "| sms | 1 | 1 | 1 | 0 | 1 | 1 | $0.0079 |",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        #expect(!text.contains("\u{1B}"))
        #expect(text.hasSuffix("|\n"))
    }

    @Test func `what consumers gave up is listed by consumer and reason`() throws {
        let summary = try SmallRun().summary(deadLetters: [
            SmallRun.deadLetter(1, "notifications-sms", reason: "unavailable", after: 60),
            SmallRun.deadLetter(2, "fraud-engine", reason: "20 deliveries", after: 90),
            SmallRun.deadLetter(3, "notifications-sms", reason: "unavailable", after: 3_600),
        ])
        let text = TerminalReport(summary, isColoured: false).text(closing: [])
        #expect(text.contains("\n  dead letters  "))
        let rows = MarkdownReport(summary).text(rerun: "").split(separator: "\n")
        #expect(
            rows.contains(
                "| notifications-sms | notification.send.sms | unavailable | 2 | 2026-06-01T12:01Z "
                    + "| 2026-06-01T13:00Z |"
            )
        )
        #expect(
            rows.contains(
                "| fraud-engine | notification.send.sms | 20 deliveries | 1 | 2026-06-01T12:01Z "
                    + "| 2026-06-01T12:01Z |"
            )
        )
        #expect(summary.json.text.contains(#""reason": "20 deliveries""#))
        let none = try SmallRun().summary()
        #expect(!TerminalReport(none, isColoured: false).text(closing: []).contains("dead letters"))
        #expect(!MarkdownReport(none).text(rerun: "").contains("Dead letters"))
    }

    @Test func `every table has as many cells in each row as in its header`() throws {
        let text = MarkdownReport(try failed()).text(rerun: "")
        var columns = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("|") else {
                columns = 0
                continue
            }
            let count = line.count { $0 == "|" } - 1
            if columns == 0 { columns = count }
            #expect(count == columns, "\(line)")
        }
    }

    @Test func `a run that passed is marked so`() throws {
        let text = MarkdownReport(try passed()).text(rerun: "")
        #expect(text.hasPrefix("# ✅ dinner, seed 7\n"))
        #expect(!text.contains("**fail**") && !text.contains("**no data**"))
    }

    // MARK: Numbers for people

    @Test(arguments: [
        (0.0, "0 ms"), (0.04, "0 ms"), (1.25, "1.3 ms"), (999.9, "999.9 ms"), (1_000, "1 s"),
        (72_240, "72.2 s"), (119_999, "120 s"), (120_000, "2 min"), (3_600_000, "60 min"),
    ])
    func `a latency is told in the unit that suits it`(milliseconds: Double, text: String) {
        #expect(Summary.milliseconds(milliseconds) == text)
    }

    @Test(arguments: [(0.0, "0%"), (1, "100%"), (2.0 / 3, "66.7%"), (0.9996, "100%")])
    func `a share is told in per cent with one decimal`(share: Double, text: String) {
        #expect(Summary.percent(share) == text)
    }
}
