import Domain
import TestSupport
import Testing

@testable import Evidence
@testable import Reports

@Suite struct DeliveryCourseTests {
    private static let start = Instant(microseconds: 1_780_300_800_000_000)

    private func notification(
        _ number: UInt64,
        _ status: Notification.Status = .queued,
        on channel: Notification.Channel = .sms
    ) -> Notification {
        var notification = Notification(
            id: NotificationID(high: 0, low: number),
            recipient: .guest(GuestID(high: 3, low: number)),
            eventID: EventID(high: 2, low: 1),
            channel: channel,
            kind: .invitation,
            cause: "\(number)",
            createdAt: Self.start
        )
        notification.status = status
        return notification
    }

    private func instant(_ seconds: Double) -> Instant {
        Self.start.advanced(by: .seconds(seconds))
    }

    private func taken(
        _ course: inout DeliveryCourse,
        _ number: UInt64,
        at seconds: Double,
        bin: Int
    ) {
        course.taken(NotificationID(high: 0, low: number), .sms, at: instant(seconds), bin: bin)
    }

    @Test func `what waits goes on waiting until a provider takes it`() {
        var course = DeliveryCourse(bins: 6)
        for number in 1...5 as ClosedRange<UInt64> {
            course.observe(.notificationQueued(notification(number)), at: instant(0), bin: 1)
        }
        taken(&course, 1, at: 1, bin: 1)
        taken(&course, 2, at: 100, bin: 4)
        let waiting = course.stretches(of: .sms).map(\.waiting)
        #expect(waiting == [0, 5, 4, 4, 4, 3])
        #expect(course.stretches(of: .email).isEmpty)
    }

    @Test func `a dead letter and a message that failed wait no longer`() {
        var course = DeliveryCourse(bins: 3)
        for number in 1...3 as ClosedRange<UInt64> {
            course.observe(.notificationQueued(notification(number)), at: instant(0), bin: 0)
        }
        course.observe(
            .notificationDeadLettered(NotificationID(high: 0, low: 1), channel: .sms),
            at: instant(9),
            bin: 1
        )
        for number in 1...2 as ClosedRange<UInt64> {
            course.observe(
                .notificationChanged(notification(number, .failed)),
                at: instant(9),
                bin: 1
            )
        }
        #expect(course.stretches(of: .sms).map(\.waiting) == [3, 3, 1])
        let funnel = course.funnels[.sms]
        #expect(funnel?.queued == 3 && funnel?.taken == 0)
    }

    @Test func `a message taken twice counts once, and in the seconds in which it was taken`() {
        var course = DeliveryCourse(bins: 2)
        for number in 1...4 as ClosedRange<UInt64> {
            course.observe(.notificationQueued(notification(number)), at: instant(0), bin: 0)
        }
        for (number, second) in [(1, 5.0), (2, 5.2), (3, 5.9), (4, 6.0), (1, 6.5)]
            as [(UInt64, Double)]
        {
            taken(&course, number, at: second, bin: 0)
        }
        #expect(course.funnels[.sms]?.taken == 4)
        #expect(course.stretches(of: .sms).map(\.busiestSecond) == [3, 0])
    }

    @Test func `lag is from the queue to the first try, the longest of a stretch`() {
        var course = DeliveryCourse(bins: 2)
        for number in 1...2 as ClosedRange<UInt64> {
            course.observe(.notificationQueued(notification(number)), at: instant(0), bin: 0)
        }
        func attempt(_ number: UInt64, _ attempt: Int, at seconds: Double, bin: Int) {
            course.observe(
                .notificationAttempted(
                    NotificationID(high: 0, low: number),
                    channel: .sms,
                    attempt: attempt
                ),
                at: instant(seconds),
                bin: bin
            )
        }
        attempt(1, 1, at: 2, bin: 0)
        attempt(2, 1, at: 3, bin: 0)
        attempt(1, 2, at: 90, bin: 1)
        #expect(course.lag(of: .notifications) == [.seconds(3), nil])
        #expect(course.lag(of: .engine) == [nil, nil])
    }
}
