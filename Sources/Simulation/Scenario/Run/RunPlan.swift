import Domain
import VirtualTime
import World

/// Who is invited to what and when, drawn before the curtain rises.
///
/// A plan costs a few dozen bytes an event and nothing a guest: guests are made when their event
/// is.
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
        let livingElsewhere: Double
        let byEmail: Double
    }

    private(set) var events: [PlannedEvent] = []
    private(set) var guestCount = 0

    init(_ scenario: Scenario, seed: UInt64, atlas: Atlas) {
        for (number, spec) in scenario.events.enumerated() {
            var stream = RandomStream(seed: seed, name: "event/\(number)")
            for copy in 0..<spec.count {
                let spread = spec.invitedOver * copy / max(1, spec.count)
                let invitedAt = scenario.starts.advanced(by: spec.invitedAt + spread)
                let guests = stream.integer(in: spec.guests)
                let city = Self.city(for: spec, atlas: atlas, from: &stream)
                events.append(
                    PlannedEvent(
                        index: events.count,
                        name: spec.count == 1 ? spec.name : "\(spec.name) \(copy + 1)",
                        city: city, guests: guests, firstGuest: guestCount,
                        createdAt: max(scenario.starts, invitedAt.advanced(by: .minutes(-30))),
                        invitedAt: invitedAt,
                        remindedAt: spec.remindedAt.map { invitedAt.advanced(by: $0) },
                        startsAt: scenario.starts.advanced(by: spec.starts + spread),
                        capacity: spec.capacity, livingElsewhere: spec.livingElsewhere,
                        byEmail: spec.byEmail))
                guestCount += guests
            }
        }
    }

    private static func city(
        for spec: Scenario.Event, atlas: Atlas, from stream: inout RandomStream
    ) -> City {
        let named = spec.cities.compactMap { atlas.city(named: $0) }
        return named.isEmpty ? atlas.drawByPopulation(from: &stream) : stream.element(of: named)
    }
}
