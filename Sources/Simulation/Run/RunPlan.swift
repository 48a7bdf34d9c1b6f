import Domain
import Geolocation
import Scenario
import VirtualTime
import World

/// Who is invited to what and when, drawn before the run.
///
/// Costs a few dozen bytes an event and nothing a guest: guests are made when their event is.
struct RunPlan {
    struct PlannedEvent: Sendable {
        /// Counted from 0 over the whole run.
        let index: Int
        let name: String
        let city: City
        let guests: Int
        /// The number of the event's first guest over the whole run.
        let firstGuest: Int
        let createdAt: Instant
        let invitedAt: Instant
        let remindedAt: Instant?
        let startsAt: Instant
        let capacity: Int?
        let occasion: Occasion
        let livingElsewhere: Double
        let residents: [(city: City, share: Double)]
        let inviteBy: Scenario.InviteBy?
        let byEmail: Double
    }

    private(set) var events: [PlannedEvent] = []
    private(set) var guestCount = 0

    /// - `share`: How many of the events take place, from 0 to 1; guests keep their numbers.
    init(
        _ scenario: Scenario,
        seed: UInt64,
        atlas: Atlas,
        zones: ZoneClock,
        share: Double = 1
    ) {
        for (number, spec) in scenario.events.enumerated() {
            var stream = RandomStream(seed: seed, name: "event", index: number)
            for copy in 0..<spec.count {
                add(spec, copy: copy, of: scenario, atlas: atlas, zones: zones, from: &stream)
            }
        }
        guard share < 1 else { return }
        var order = Array(events.indices)
        var stream = RandomStream(seed: seed, name: "events that take place")
        stream.shuffle(&order)
        let kept = Set(order.prefix(Int((Double(events.count) * share).rounded())))
        events = events.indices.filter(kept.contains).map { events[$0] }
    }

    private mutating func add(
        _ spec: Scenario.Event,
        copy: Int,
        of scenario: Scenario,
        atlas: Atlas,
        zones: ZoneClock,
        from stream: inout RandomStream
    ) {
        let spread = Duration.microseconds(
            spec.invitedOver.microseconds * Int64(copy) / Int64(spec.count)
        )
        let guests = stream.integer(in: spec.guests)
        let named = spec.cities.compactMap { atlas.city(named: $0) }
        let city =
            named.isEmpty ? atlas.drawByPopulation(from: &stream) : stream.element(of: named)
        let times = spec.times(in: scenario.starts...scenario.endsAt) {
            zones.offsetSeconds(of: city.timeZone, at: $0) ?? 0
        }
        let invitedAt = times.invited.advanced(by: spread)
        // A second for the system to come up before anybody knocks.
        let createdAt = max(
            scenario.starts.advanced(by: .seconds(1)),
            invitedAt.advanced(by: .minutes(-30))
        )
        events.append(
            PlannedEvent(
                index: events.count,
                name: spec.count == 1 ? spec.name : "\(spec.name) \(copy + 1)",
                city: city,
                guests: guests,
                firstGuest: guestCount,
                createdAt: createdAt,
                invitedAt: max(invitedAt, createdAt),
                remindedAt: times.reminded?.advanced(by: spread),
                startsAt: spec.starts == nil ? times.starts : times.starts.advanced(by: spread),
                capacity: spec.capacity,
                occasion: spec.occasion,
                livingElsewhere: spec.livingElsewhere,
                residents: spec.guestsLive.compactMap { part in
                    atlas.city(named: part.city).map { ($0, part.share) }
                },
                inviteBy: spec.inviteBy,
                byEmail: spec.byEmail
            )
        )
        guestCount += guests
    }
}
