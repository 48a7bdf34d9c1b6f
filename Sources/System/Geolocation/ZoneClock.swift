import Domain
import Foundation
import Synchronization

/// What the clocks on the wall say in a time zone.
///
/// The rules come from Foundation's own time-zone data; a zone's offsets are looked up once for each
/// stretch between two changes, so that asking again costs a dictionary look-up.
package final class ZoneClock: Sendable {
    private struct Stretch {
        var from: Int64
        var until: Int64
        var offset: Int
    }

    private struct State {
        var stretches: [String: Stretch] = [:]
        var zones: [String: TimeZone?] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Seconds east of UTC at an instant; `nil` for a zone that nobody knows.
    package func offsetSeconds(of zone: String, at instant: Instant) -> Int? {
        let seconds = instant.seconds
        return state.withLock { state in
            if let known = state.stretches[zone], known.from <= seconds, seconds < known.until {
                return known.offset
            }
            let timeZone: TimeZone?
            if let known = state.zones[zone] {
                timeZone = known
            } else {
                timeZone = TimeZone(identifier: zone)
                state.zones[zone] = timeZone
            }
            guard let timeZone else { return nil }
            let date = Date(timeIntervalSince1970: Double(seconds))
            let offset = timeZone.secondsFromGMT(for: date)
            // The stretch is remembered from here on only: what lies before may differ.
            let next = timeZone.nextDaylightSavingTimeTransition(after: date)
            let until = next.map { Int64($0.timeIntervalSince1970) } ?? .max
            state.stretches[zone] = Stretch(from: seconds, until: until, offset: offset)
            return offset
        }
    }

    /// Hours since local midnight, 0 to just under 24, to the minute.
    package func localHour(in zone: String, at instant: Instant) -> Double? {
        offsetSeconds(of: zone, at: instant).map { offset in
            let local = instant.seconds + Int64(offset)
            let secondOfDay = local - local.quotientRoundedDown(by: 86_400) * 86_400
            return Double(secondOfDay / 60) / 60
        }
    }

    /// Monday is 1, Sunday is 7.
    package func localWeekday(in zone: String, at instant: Instant) -> Int? {
        offsetSeconds(of: zone, at: instant).map { offset in
            CivilTime(instant.advanced(by: .seconds(offset))).weekday
        }
    }
}
