import Domain
import Environment
import GuestGuardSystem
import Runtime
import Synchronization
import Truth

/// The switches behind a scenario's faults.
final class FaultBoard: Sendable {
    private let system: GuestGuardSystem
    private let sms: SimulatedSMSProvider
    private let email: SimulatedEmailProvider
    private let weather: MessageWeather
    private let engineDrag: Mutex<Duration>
    private let notes: any NoteTaker

    init(
        system: GuestGuardSystem,
        sms: SimulatedSMSProvider,
        email: SimulatedEmailProvider,
        weather: MessageWeather,
        notes: any NoteTaker
    ) {
        self.system = system
        self.sms = sms
        self.email = email
        self.weather = weather
        self.notes = notes
        engineDrag = Mutex(.zero)
    }

    /// Lets a fault happen and pass.
    func run(_ fault: Scenario.Fault, on runtime: any Runtime) async throws {
        try await runtime.sleep(for: fault.at)
        notes.note(.faultBegan(fault.kind.rawValue))
        begin(fault)
        try await runtime.sleep(for: fault.lasts)
        end(fault)
        notes.note(.faultEnded(fault.kind.rawValue))
    }

    private func begin(_ fault: Scenario.Fault) {
        switch fault.kind {
        case .fraudEngineDown, .fraudEngineCrash: system.stop(.fraudEngine)
        case .coreAPICrash: system.stop(.coreAPI)
        case .notificationsCrash: system.stop(.notifications)
        case .fraudEngineSlow: slowEngine(by: fault.by)
        case .smsOutage: sms.faults = .outage
        case .emailOutage: email.faults = .outage
        case .smsThrottled: sms.faults = .throttled(to: fault.to)
        case .emailThrottled: email.faults = .throttled(to: fault.to)
        case .messagesDuplicated: weather.duplicate(share: fault.share)
        case .messagesDelayed: weather.delay(by: fault.by)
        case .acksLost: weather.loseAcknowledgements(share: fault.share)
        }
    }

    private func end(_ fault: Scenario.Fault) {
        switch fault.kind {
        case .fraudEngineDown, .fraudEngineCrash: system.start(.fraudEngine)
        case .coreAPICrash: system.start(.coreAPI)
        case .notificationsCrash: system.start(.notifications)
        case .fraudEngineSlow: slowEngine(by: .zero)
        case .smsOutage, .smsThrottled: sms.faults = ProviderFaults()
        case .emailOutage, .emailThrottled: email.faults = ProviderFaults()
        case .messagesDuplicated: weather.duplicate(share: 0)
        case .messagesDelayed: weather.delay(by: .zero)
        case .acksLost: weather.loseAcknowledgements(share: 0)
        }
    }

    /// Also applies to an engine that is restarted while the fault lasts.
    private func slowEngine(by extra: Duration) {
        engineDrag.withLock { $0 = extra }
        (system.fraudEngine?.workplace as? Station)?.slowDown(by: extra)
    }
}
