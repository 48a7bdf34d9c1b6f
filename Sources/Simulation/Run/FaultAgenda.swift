import Catalogue
import Domain
import Geolocation
import Scenario
import Simulation
import Synchronization
import Truth

/// Lets a scenario's faults happen and pass, and keeps in mind how much each was in the way.
final class FaultAgenda: Sendable {
    private let faults: [(fault: Scenario.Fault, begins: Instant)]
    private let site: FaultSite
    private let inForce = Mutex<[Int: FaultInForce]>([:])

    /// - `zone`: Where the first event takes place: what a fault's hour of the week is local to.
    init(of scenario: Scenario, zone: String, zones: ZoneClock, at site: FaultSite) {
        faults = scenario.faults.map { fault in
            let begins = fault.at.instant(after: scenario.starts) {
                zones.offsetSeconds(of: zone, at: $0) ?? 0
            }
            return (fault, begins)
        }
        self.site = site
    }

    func begin(on context: ActorContext) {
        for number in faults.indices {
            context.spawn("fault") { [self] context in try await play(number, on: context) }
        }
    }

    private func play(_ number: Int, on context: ActorContext) async throws {
        let (fault, begins) = faults[number]
        try await context.wait(begins - context.now)
        context.notes.note(.faultBegan(fault.kind.name))
        let effect = fault.kind.begin(fault.values, site)
        inForce.withLock { $0[number] = effect }
        try await context.wait(fault.lasts)
        effect.lift()
        context.notes.note(.faultEnded(fault.kind.name))
    }

    /// What became of the faults so far, in the scenario's order.
    var records: [FaultRecord] {
        let inForce = inForce.withLock(\.self)
        return faults.enumerated().map { number, entry in
            FaultRecord(
                fault: entry.fault,
                begins: entry.begins,
                met: inForce[number]?.met() ?? 0
            )
        }
    }
}

/// What became of a fault of the scenario.
package struct FaultRecord: Sendable {
    package let fault: Scenario.Fault
    package let begins: Instant
    /// How much it was in the way, in what its kind counts.
    package let met: Int
}
