import Domain
import GuestGuardSystem
import Notifications
import Runtime
import Simulation
import Synchronization
import Truth

/// Ties a run's ends together once all of it is there: who is told when a component comes or goes, a
/// report arrives, a reply is recorded, a dashboard shows an alert.
final class RunConnections: Sendable {
    private struct State {
        var system: GuestGuardSystem?
        var site: SimulatedNetwork?
        var population: Population?
        var agenda: HostAgenda?
        var faults: FaultSite?
    }

    private let state = Mutex(State())

    func connect(
        system: GuestGuardSystem,
        site: SimulatedNetwork,
        population: Population,
        agenda: HostAgenda,
        faults: FaultSite
    ) {
        state.withLock {
            $0 = State(
                system: system,
                site: site,
                population: population,
                agenda: agenda,
                faults: faults
            )
        }
    }

    /// A provider's webhook: lost while the worker is down.
    var report: @Sendable (DeliveryReport) -> Void {
        { report in
            self.state.withLock { $0.system }?.notifications?.component.receive(report)
        }
    }

    /// The dashboards that hosts have open.
    var dashboards: DashboardFeed {
        DashboardFeed { alert in self.state.withLock { $0.agenda }?.alerted(alert) }
    }

    /// A component came up or went down: those who call it are told.
    func reconnect(_ component: GuestGuardSystem.Component) {
        let (system, site, faults) = state.withLock { ($0.system, $0.site, $0.faults) }
        guard let system else { return }
        if component == .coreAPI { site?.connect(to: system.guestDoor) }
        if system.isRunning(component) { faults?.restarted(component) }
    }

    /// What happened in the system and makes people act.
    func react(to systemEvent: SystemEvent) {
        switch systemEvent {
        case .rsvpRecorded(let rsvp, _): state.withLock { $0.population }?.recorded(rsvp)
        case .rsvpReplaced(let rsvp, .disputed): state.withLock { $0.population }?.disputed(rsvp)
        case .rsvpReplaced(let rsvp, .undone): state.withLock { $0.population }?.undone(rsvp)
        case .accessUnscored: state.withLock { $0.faults }?.replyWentUnscored()
        default: break
        }
    }
}
