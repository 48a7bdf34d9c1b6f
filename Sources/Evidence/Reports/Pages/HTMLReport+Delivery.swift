import Domain
import Evidence
import Figures

/// What became of messages to people, and how far those who handle messages fell behind.
extension HTMLReport {
    var delivery: Page.Section {
        var section = Page.Section(
            "delivery",
            "Delivery",
            "From the queue to the recipient: what waited for a provider, how fast the provider took it, "
                + "and how long messages waited for those who handle them."
        )
        section.figures = [funnel, backlog, pace, lag].compactMap(\.self)
        if !channels.isEmpty {
            section.tables.append(Page.Table("From the queue to the recipient", funnelRows))
        }
        section.tables.append(Page.Table("Messages", summary.deliveryTable.rows))
        if !summary.deadLetters.isEmpty {
            section.tables.append(Page.Table("Dead letters", summary.deadLetterTable.rows))
        }
        return section
    }

    /// Those that were used.
    private var channels: [Notification.Channel] {
        Notification.Channel.allCases.filter { runSeries.delivery.funnels[$0] != nil }
    }

    private static func name(of channel: Notification.Channel) -> String {
        switch channel {
        case .sms: "SMS"
        case .email: "e-mail"
        }
    }

    private func count(_ figure: String, _ channel: Notification.Channel) -> Int {
        Int(summary.metrics["delivery.\(channel.rawValue).\(figure)"]?.value ?? 0)
    }

    private var funnelRows: [[String]] {
        [
            [
                "channel", "queued", "taken by the provider", "delivered", "failed or bounced",
                "of them dead letters", "on the way at the end",
            ]
        ]
            + channels.compactMap { channel in
                runSeries.delivery.funnels[channel].map { funnel in
                    let delivered = count("delivered", channel)
                    let undelivered = count("failed", channel) + count("bounced", channel)
                    return [
                        Self.name(of: channel), "\(funnel.queued)", "\(funnel.taken)",
                        "\(delivered)", "\(undelivered)", "\(count("dead_lettered", channel))",
                        "\(funnel.queued - delivered - undelivered)",
                    ]
                }
            }
    }

    private var funnel: Page.Figure? {
        let rows = channels.flatMap { channel -> [ShareBars.Row] in
            guard let funnel = runSeries.delivery.funnels[channel], funnel.queued > 0 else {
                return []
            }
            return [("taken", funnel.taken), ("delivered", count("delivered", channel))].map {
                stage,
                count in
                ShareBars.Row(
                    "\(Self.name(of: channel)), \(stage)",
                    Double(count) / Double(funnel.queued),
                    low: nil,
                    high: nil,
                    note: "of \(funnel.queued)"
                )
            }
        }
        guard !rows.isEmpty else { return nil }
        let bars = ShareBars(
            "From the queue to the recipient",
            "Share of queued messages that a provider took, and that were delivered, by channel.",
            rows
        )
        return Page.Figure(
            bars.svg(name: "delivery-funnel"),
            "Messages that left and arrived, of all queued"
        )
    }

    private func day(ofBin bin: Int) -> Double {
        let days = (runSeries.endsAt - runSeries.startsAt).inSeconds / 86_400
        return days * Double(bin) / Double(RunSeries.binCount)
    }

    /// A value for each stretch of the run, which holds until the next.
    private func overTime<Value>(
        _ values: [Value],
        _ value: (Value) -> Double
    ) -> [(x: Double, y: Double)] {
        let points = values.enumerated().map { (x: day(ofBin: $0.offset), y: value($0.element)) }
        return points + (points.last.map { [(day(ofBin: RunSeries.binCount), $0.y)] } ?? [])
    }

    /// `nil` where nothing was sent.
    private var backlog: Page.Figure? {
        let series = channels.map { channel in
            LineChart.Series(
                Self.name(of: channel),
                overTime(runSeries.delivery.stretches(of: channel)) { Double($0.waiting) },
                hasSteps: true
            )
        }
        return counts(
            series,
            "Messages that waited",
            "The most messages that waited for their provider at one time",
            unit: "waiting",
            name: "backlog",
            "The most that waited for a provider at one time"
        )
    }

    /// How many a provider took in its busiest seconds, under what it takes at most.
    private var pace: Page.Figure? {
        let days = day(ofBin: RunSeries.binCount)
        let series = channels.flatMap { channel in
            let limit = Double(channel == .sms ? rules.smsPerSecond : rules.emailsPerSecond)
            return [
                LineChart.Series(
                    Self.name(of: channel),
                    overTime(runSeries.delivery.stretches(of: channel)) {
                        Double($0.busiestSecond)
                    },
                    hasSteps: true
                ),
                LineChart.Series(
                    "\(Self.name(of: channel)) limit",
                    limits(of: channel, from: limit, days: days)
                ),
            ]
        }
        return counts(
            series,
            "Busiest seconds",
            "The most messages that a provider took in one second, beside what it takes at most",
            unit: "a second",
            name: "pace",
            "What providers took in their busiest second, and the most that they take"
        )
    }

    /// What a provider takes in a second at most, by day: what is agreed, less where a fault says so.
    private func limits(
        of channel: Notification.Channel,
        from agreed: Double,
        days: Double
    ) -> [(x: Double, y: Double)] {
        func day(_ instant: Instant) -> Double {
            min(days, max(0, (instant - runSeries.startsAt).inSeconds / 86_400))
        }
        let faults = summary.faults.compactMap { fault in
            fault.limit.flatMap { limit in
                limit.channel == channel
                    ? (from: day(fault.begins), to: day(fault.ends), limit: limit.perSecond) : nil
            }
        }
        var points: [(x: Double, y: Double)] = [(0, agreed)]
        for edge in Set(faults.flatMap { [$0.from, $0.to] }).sorted() {
            let inForce = faults.filter { $0.from <= edge && edge < $0.to }
            let limit = ([agreed] + inForce.map(\.limit)).min() ?? agreed
            points += [(edge, points[points.count - 1].y), (edge, limit)]
        }
        return points + [(days, points[points.count - 1].y)]
    }

    /// Counts over the run's time; `nil` where there are none.
    private func counts(
        _ series: [LineChart.Series],
        _ title: String,
        _ description: String,
        unit: String,
        name: String,
        _ caption: String
    ) -> Page.Figure? {
        guard let most = series.flatMap(\.points).map(\.y).max() else { return nil }
        let chart = LineChart(
            title,
            "\(description), for each of \(RunSeries.binCount) steps of the run.",
            x: dayAxis,
            y: .count(unit, to: most),
            series
        )
        return Page.Figure(chart.svg(name: name), caption)
    }

    /// `nil` where nobody handled anything.
    private var lag: Page.Figure? {
        let waits = DeliveryCourse.Worker.allCases.map { worker in
            (
                worker.rawValue,
                runSeries.delivery.lag(of: worker).enumerated().compactMap { bin, lag in
                    lag.map { (x: day(ofBin: bin), y: $0.inSeconds * 1_000) }
                }
            )
        }.filter { !$0.1.isEmpty }
        guard let axis = Self.milliseconds(waits.flatMap(\.1).map(\.y)) else { return nil }
        let chart = LineChart(
            "Lag of those who handle messages",
            "The longest that an access waited to be scored and a message to be tried, for each of "
                + "\(RunSeries.binCount) steps of the run.",
            x: dayAxis,
            y: axis,
            waits.map { name, points in
                LineChart.Series(name, points.map { ($0.x, max($0.y, axis.range.lowerBound)) })
            }
        )
        return Page.Figure(
            chart.svg(name: "lag"),
            "The longest wait to be scored, and to be tried for the first time; logarithmic"
        )
    }
}
