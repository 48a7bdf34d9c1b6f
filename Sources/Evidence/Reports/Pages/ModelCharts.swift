import Evidence
import Figures
import FraudEngine

/// The charts beside a model's card, each a file of its own.
package struct ModelCharts {
    private let model: TrainedModel

    package init(of model: TrainedModel) { self.model = model }

    /// By file name.
    package var files: [(name: String, text: String)] {
        [
            ("reliability.svg", ChartStyle.file(reliability)),
            ("reliability-tail.svg", ChartStyle.file(tail)),
            ("importance.svg", ChartStyle.file(importance)),
        ]
    }

    private var reliability: String {
        chart(
            "Reliability",
            "Share of fraud among rows of about one probability, before and after fitting, with 95 % "
                + "bounds as if rows were independent; rows that the trees had not seen, in bins of as many "
                + "each.",
            model.reliability,
            axis: Axis.share("what was said")
        ).svg(name: "reliability")
    }

    private var tail: String {
        chart(
            "Reliability above a half",
            "The same of rows whose probability is a half or more.",
            model.reliabilityOfTail,
            axis: Axis(
                "what was said",
                0.5...1,
                ticks: stride(from: 50, through: 100, by: 10).map { (Double($0) / 100, "\($0)%") }
            )
        ).svg(name: "reliability-tail")
    }

    private func chart(
        _ title: String,
        _ description: String,
        _ reliability: (before: Reliability, after: Reliability),
        axis: Axis
    ) -> LineChart {
        func series(_ name: String, _ reliability: Reliability) -> LineChart.Series {
            LineChart.Series(
                name,
                reliability.bins.map { ($0.said, $0.seen.value ?? 0) },
                bounds: reliability.bins.compactMap { bin in
                    bin.seen.scoreBounds.map { (bin.said, $0.lowerBound, $0.upperBound) }
                }
            )
        }
        let (low, high) = (axis.range.lowerBound, axis.range.upperBound)
        return LineChart(
            title,
            description,
            x: axis,
            y: .share("what was so"),
            [
                series("fitted", reliability.after), series("as the trees say", reliability.before),
                LineChart.Series("as it should be", [(low, low), (high, high)]),
            ]
        )
    }

    private var importance: String {
        let falls = zip(Feature.entries, model.looks.falls)
            .compactMap { entry, fall in fall.map { (entry.column, max(0, $0)) } }
            .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
        return ShareBars(
            "Importance",
            "Average precision lost when a column's values are dealt out anew among the rows.",
            falls.map {
                ShareBars.Row(
                    String($0.0.dropFirst(2)),
                    $0.1,
                    low: nil,
                    high: nil,
                    note: plainDecimal(($0.1 * 1_000).rounded() / 1_000)
                )
            }
        ).svg(name: "importance")
    }
}
