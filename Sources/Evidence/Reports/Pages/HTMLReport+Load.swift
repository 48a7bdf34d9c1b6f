import Domain
import Figures
import Truth

/// How long visitors waited, when, and where it begins to hurt.
extension HTMLReport {
    /// What so many per cent waited at most; `nil` where nobody waited for anything.
    static func latencyByRank(_ latencies: [Operation: LatencyHistogram]) -> Page.Figure? {
        let ranks = [50.0, 75, 90, 95, 98, 99, 99.5, 99.9, 99.99]
        let operations = Operation.allCases.compactMap { operation in
            latencies[operation].map { (operation, $0) }
        }.filter { $0.1.count > 0 }
        let values = operations.flatMap { entry in ranks.map { entry.1.milliseconds(at: $0) } }
        guard let axis = milliseconds(values) else { return nil }
        let chart = LineChart(
            "Latency by rank",
            "For each operation, what so many per cent of visitors waited at most, in milliseconds.",
            x: Axis(
                "share that waits no longer",
                2...10_000,
                .logarithmic,
                ticks: [
                    (2, "50%"), (10, "90%"), (100, "99%"), (1_000, "99.9%"), (10_000, "99.99%"),
                ]
            ),
            y: axis,
            operations.map { operation, histogram in
                LineChart.Series(
                    operation.rawValue.replacing("_", with: " "),
                    ranks.map {
                        (
                            100 / (100 - $0),
                            max(axis.range.lowerBound, histogram.milliseconds(at: $0))
                        )
                    }
                )
            }
        )
        return Page.Figure(
            chart.svg(name: "latency-ranks"),
            "Waiting times by rank, both scales logarithmic"
        )
    }

    /// `nil` where nobody waited for anything.
    var latencyOverTime: Page.Figure? {
        let days = (runSeries.endsAt - runSeries.startsAt).inSeconds / 86_400
        let series = [Operation.open, .submit].compactMap { operation -> LineChart.Series? in
            let bins = runSeries.load.overTime(operation, percentile: 95)
            guard !bins.isEmpty else { return nil }
            let points = bins.enumerated().compactMap { bin, wait in
                wait.map { (x: days * (Double(bin) + 0.5) / Double(RunSeries.binCount), y: $0) }
            }
            return LineChart.Series(operation.rawValue, points)
        }
        let values = series.flatMap(\.points).map(\.y)
        guard let axis = Self.milliseconds(values) else { return nil }
        let chart = LineChart(
            "Latency over time",
            "What 95 % of visitors waited at most, for each of \(RunSeries.binCount) steps of the run.",
            x: dayAxis,
            y: axis,
            series.map { series in
                LineChart.Series(
                    series.name,
                    series.points.map { ($0.x, max($0.y, axis.range.lowerBound)) }
                )
            }
        )
        return Page.Figure(
            chart.svg(name: "latency-time"),
            "What 95 % waited at most, over time; logarithmic"
        )
    }

    /// `nil` where too few waited to tell.
    var latencyAgainstLoad: Page.Figure? {
        let steps = runSeries.load.steps.filter { $0.waits.count >= LoadCurve.fewestWaits }
        guard steps.count > 1, let least = steps.first?.least, let most = steps.last?.least else {
            return nil
        }
        let ranks = [(50.0, "half"), (95, "95%"), (99, "99%")]
        let values = steps.flatMap { step in ranks.map { step.waits.milliseconds(at: $0.0) } }
        guard let axis = Self.milliseconds(values) else { return nil }
        let knee = runSeries.load.knee
        let chart = LineChart(
            "Latency against load",
            "What half, 95 % and 99 % of visitors waited at most, by how many came in the same minute.",
            x: Axis(
                "openings and submissions in a minute",
                Double(least)...Double(most),
                .logarithmic,
                ticks: steps.enumerated().filter { $0.offset % max(1, steps.count / 6) == 0 }
                    .map { (Double($0.element.least), "\($0.element.least)") }
            ),
            y: axis,
            ranks.map { rank, name in
                LineChart.Series(
                    name,
                    steps.map {
                        (
                            Double($0.least),
                            max($0.waits.milliseconds(at: rank), axis.range.lowerBound)
                        )
                    }
                )
            },
            marks: knee.map { [(Double($0), "knee")] } ?? []
        )
        let told =
            knee.map {
                "from \($0) a minute on 95 % wait more than twice as long as in calm minutes"
            }
            ?? "nowhere do 95 % wait more than twice as long as in calm minutes"
        return Page.Figure(
            chart.svg(name: "latency-load"),
            "Waits by how many came in the same minute: \(told)"
        )
    }

    /// Powers of ten about some values, in milliseconds.
    static func milliseconds(_ values: [Double]) -> Axis? {
        guard let most = values.max(), let least = values.min(), most > 0 else { return nil }
        let powers = (0...9).map { (0..<$0).reduce(1.0) { value, _ in value * 10 } }
        let low = powers.last { $0 <= max(1, least) } ?? 1
        let high = powers.first { $0 >= most && $0 > low } ?? most * 10
        return Axis(
            "waited",
            low...high,
            .logarithmic,
            ticks: powers.filter { $0 >= low && $0 <= high }.map {
                ($0, $0 < 1_000 ? "\(plainDecimal($0)) ms" : "\(plainDecimal($0 / 1_000)) s")
            }
        )
    }
}
