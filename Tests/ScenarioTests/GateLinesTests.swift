import Scenario
import Testing

/// Gates written anew in a file's text.
@Suite struct GateLinesTests {
    private static let file = """
        description: x
        gates:  # what must hold
          - fraud.admitted <= 3   # three at most
          - "genuine.friction <= 5%"
          - { gate: genuine.refused <= 1, wish: == 0 }

        outputs: { html: false }
        """

    private func place(_ line: Int, _ column: Int) -> GatePlace {
        GatePlace(file: "x.yaml", line: line, column: column)
    }

    @Test func `comments, quotes and what stands beside a gate stay`() {
        var lines = GateLines(Self.file)
        let isFirst = lines.replace(
            "fraud.admitted <= 3",
            at: place(3, 5),
            with: "fraud.admitted <= 12"
        )
        let isSecond = lines.replace(
            "genuine.friction <= 5%",
            at: place(4, 5),
            with: "genuine.friction <= 7%"
        )
        let isThird = lines.replace(
            "genuine.refused <= 1",
            at: place(5, 13),
            with: "genuine.refused <= 2"
        )
        #expect(isFirst && isSecond && isThird)
        lines.add(["fraud.alerts <= 9"], after: place(5, 13))
        #expect(
            lines.text == """
                description: x
                gates:  # what must hold
                  - fraud.admitted <= 12   # three at most
                  - "genuine.friction <= 7%"
                  - { gate: genuine.refused <= 2, wish: == 0 }
                  - fraud.alerts <= 9

                outputs: { html: false }
                """
        )
    }

    @Test func `what does not stand there is left alone`() {
        var lines = GateLines(Self.file)
        for (line, column) in [(3, 6), (4, 4), (99, 1), (0, 1), (3, 400)] {
            let isThere = lines.replace("fraud.admitted <= 3", at: place(line, column), with: "y")
            #expect(!isThere)
        }
        #expect(lines.text == Self.file)
    }

    @Test func `a file without gates gets some at its end`() {
        var lines = GateLines("description: x\n\n")
        lines.add(["genuine.refused <= 1"], after: nil)
        #expect(lines.text == "description: x\ngates:\n  - genuine.refused <= 1\n")
    }
}
