import Domain
import Geolocation
import VirtualTime

/// When in the day somebody looks at a screen.
package struct Rhythm: Sendable {
    /// Relative use of the web on phones by hour of the local day, from midnight (Chitika and AddThis,
    /// 2013, the weights read off their charts): a peak at 21 h, 7 % before six.
    package static let byHour: [Double] = [
        23, 13, 8, 6, 6, 9, 20, 34, 44, 49, 52, 54, 55, 52, 49, 48, 48, 49, 54, 62, 68, 69, 56, 39,
    ]
    /// Above this, somebody who wants to look does so at once.
    private static let awake = 44.0

    let zone: String
    /// How much later than most people's their day is.
    let shift: Duration
    let zones: ZoneClock

    /// An ordinary day in a city.
    package init(in city: City, shift: Duration = .zero, zones: ZoneClock) {
        zone = city.timeZone
        self.shift = shift
        self.zones = zones
    }

    /// How much somebody looks at screens at that moment, 0...69.
    private func weight(at instant: Instant) -> Double {
        let hour = zones.localHour(in: zone, at: instant.advanced(by: .zero - shift)) ?? 12
        return Self.byHour[min(23, max(0, Int(hour)))]
    }

    /// The moment near `wanted` at which somebody is at a screen; not before it, but for long waits,
    /// whose hour of the day is drawn anew.
    ///
    /// - `now`: When the wait begins.
    package func moment(
        near wanted: Instant,
        after now: Instant,
        from stream: inout RandomStream
    ) -> Instant {
        var moment = wanted
        if wanted - now > .hours(16) {
            // Which hour of its day a wait for days ends in is habit, not arithmetic.
            moment = midnight(before: wanted).advanced(by: hourOfDay(from: &stream))
            return max(moment, now.advanced(by: .hours(1)))
        }
        for _ in 0..<32 where stream.unit() * Self.awake >= weight(at: moment) {
            moment = moment.advanced(by: stream.duration(in: .minutes(15)...(.minutes(75))))
        }
        return moment
    }

    private func midnight(before instant: Instant) -> Instant {
        let hour = zones.localHour(in: zone, at: instant.advanced(by: .zero - shift)) ?? 12
        return instant.advanced(by: .zero - .quantised(seconds: hour * 3_600))
    }

    private func hourOfDay(from stream: inout RandomStream) -> Duration {
        let hour = Self.hours.draw(from: &stream)
        return .hours(Int64(hour)) + stream.duration(in: .zero...(.minutes(60)))
    }

    private static let hours = Categorical(byHour.enumerated().map { ($0.offset, $0.element) })
}
