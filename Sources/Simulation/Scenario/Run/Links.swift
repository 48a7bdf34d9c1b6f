import Domain
import Environment
import GuestGuardSystem
import Notifications
import Synchronization
import Truth

/// Ties the stage's ends together once all of it is there: who is told when a component comes or
/// goes, a report arrives, a host is alerted.
final class Links: RunObserver, Sendable {
    private struct State {
        var system: GuestGuardSystem?
        var door: FrontDoor?
        var gate: EngineLink?
        var lobby: Lobby?
        var director: HostDirector?
    }

    private let state = Mutex(State())

    func connect(
        system: GuestGuardSystem,
        door: FrontDoor,
        gate: EngineLink,
        lobby: Lobby,
        director: HostDirector
    ) {
        state.withLock {
            $0 = State(
                system: system,
                door: door,
                gate: gate,
                lobby: lobby,
                director: director
            )
        }
    }

    /// A provider's webhook: lost while the worker is down.
    var report: @Sendable (DeliveryReport) -> Void {
        { report in
            self.state.withLock { $0.system }?.notifications?.worker.receive(report)
        }
    }

    func accepted(
        _ notes: any NoteTaker
    ) -> @Sendable (NotificationID, Domain.Notification.Channel) -> Void {
        { notes.note(.providerAccepted($0, channel: $1)) }
    }

    /// A component came up or went down: those who call it are told.
    func reconnect(_ component: GuestGuardSystem.Component) {
        let (system, door, gate) = state.withLock { ($0.system, $0.door, $0.gate) }
        guard let system else { return }
        switch component {
        case .coreAPI:
            door?.connect(
                to: system.coreAPI.map {
                    FrontDoor.Server(api: $0.api, process: $0.process, station: $0.workplace)
                }
            )
        case .fraudEngine:
            gate?.connect(
                to: system.fraudEngine.map {
                    EngineLink.Engine(
                        engine: $0.engine,
                        process: $0.process,
                        station: $0.workplace
                    )
                }
            )
        case .notifications: break
        }
    }

    func saw(_ occurrence: Occurrence, at instant: Instant, sequence: Int) {
        switch occurrence {
        case .rsvpRecorded(let rsvp, _): state.withLock { $0.lobby }?.recorded(rsvp)
        case .hostNotified(let alert): state.withLock { $0.director }?.alerted(alert)
        default: break
        }
    }

    func learned(_ note: StageNote, at instant: Instant, sequence: Int) {}

    func ended(at instant: Instant) {}
}
