import Domain

/// How messages to people left and arrived, by when: how many waited, how fast they went, and how far
/// those who handle messages fell behind.
///
/// Memory grows with what waits, not with what was sent.
struct DeliveryCourse {
    /// Who works through messages, each at a pace of its own.
    enum Worker: String, CaseIterable {
        case engine = "fraud engine"
        case notifications
    }

    /// How far one channel's messages got before they were a provider's; the rest is counted already.
    struct Funnel {
        fileprivate(set) var queued = 0
        fileprivate(set) var taken = 0
    }

    /// One channel within a stretch of the run.
    struct Stretch: Hashable {
        /// The most that waited for the provider at one time.
        fileprivate(set) var waiting = 0
        /// The most that the provider took in one second.
        fileprivate(set) var busiestSecond = 0
    }

    private struct Line {
        var stretches: [Stretch]
        var waiting: [NotificationID: Instant] = [:]
        /// The last stretch in which anything changed.
        var last = 0
        var second = Int64.min
        var takenInSecond = 0
    }

    private(set) var funnels: [Notification.Channel: Funnel] = [:]
    private var lines: [Notification.Channel: Line] = [:]
    private var longest: [Worker: [Duration?]]
    private let bins: Int

    init(bins: Int) {
        self.bins = bins
        longest = Dictionary(
            uniqueKeysWithValues: Worker.allCases.map {
                ($0, [Duration?](repeating: nil, count: bins))
            }
        )
    }

    /// The longest that a message waited for its worker, by bin; `nil` where none came.
    func lag(of worker: Worker) -> [Duration?] { longest[worker] ?? [] }

    /// By bin; empty where the channel was never used.
    func stretches(of channel: Notification.Channel) -> [Stretch] {
        guard var line = lines[channel] else { return [] }
        Self.carry(&line, to: bins - 1)
        return line.stretches
    }

    /// Takes in what happened, the earlier first.
    mutating func observe(
        _ systemEvent: SystemEvent,
        at instant: Instant,
        bin: @autoclosure () -> Int
    ) {
        switch systemEvent {
        case .accessScored(let access, _):
            note(instant - access.openedAt, of: .engine, bin: bin())
        case .notificationQueued(let notification):
            funnels[notification.channel, default: Funnel()].queued += 1
            change(notification.channel, bin: bin()) { $0.waiting[notification.id] = instant }
        case .notificationAttempted(let id, let channel, attempt: 1):
            if let since = lines[channel]?.waiting[id] {
                note(instant - since, of: .notifications, bin: bin())
            }
        case .notificationChanged(let notification):
            guard notification.status != .queued, notification.status != .sent else { return }
            change(notification.channel, bin: bin()) { $0.waiting[notification.id] = nil }
        case .notificationDeadLettered(let id, let channel):
            change(channel, bin: bin()) { $0.waiting[id] = nil }
        default: break
        }
    }

    /// A provider took a message; one that bounced softly is taken again, and counted once.
    mutating func taken(
        _ id: NotificationID,
        _ channel: Notification.Channel,
        at instant: Instant,
        bin: Int
    ) {
        let second = (instant - Instant(microseconds: 0)).microseconds / 1_000_000
        var isFirst = false
        change(channel, bin: bin) { line in
            isFirst = line.waiting.removeValue(forKey: id) != nil
            line.takenInSecond = second == line.second ? line.takenInSecond + 1 : 1
            line.second = second
            line.stretches[bin].busiestSecond = max(
                line.stretches[bin].busiestSecond,
                line.takenInSecond
            )
        }
        if isFirst { funnels[channel, default: Funnel()].taken += 1 }
    }

    private mutating func note(_ lag: Duration, of worker: Worker, bin: Int) {
        let known = longest[worker]?[bin] ?? lag
        longest[worker]?[bin] = max(known, lag)
    }

    private mutating func change(
        _ channel: Notification.Channel,
        bin: Int,
        _ body: (inout Line) -> Void
    ) {
        // Changed where it lies: a copy would be made for every message.
        var line =
            lines.removeValue(forKey: channel)
            ?? Line(stretches: [Stretch](repeating: Stretch(), count: bins))
        Self.carry(&line, to: bin)
        body(&line)
        line.stretches[bin].waiting = max(line.stretches[bin].waiting, line.waiting.count)
        lines[channel] = line
    }

    /// What waits goes on waiting in stretches in which nothing happens.
    private static func carry(_ line: inout Line, to bin: Int) {
        guard bin > line.last else { return }
        for later in line.last + 1...bin {
            line.stretches[later].waiting = max(line.stretches[later].waiting, line.waiting.count)
        }
        line.last = bin
    }
}
