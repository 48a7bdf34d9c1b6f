import Domain
import GuestGuardSystem
import Runtime
import Synchronization

/// The system and its surroundings, as faults get at them.
///
/// Faults stack: while two of one kind are in force both count, and the end of one never lifts the
/// other.
package final class FaultSite: Sendable {
    private let stops: [GuestGuardSystem.Component: EffectStack<Void>]
    private let powerCuts: EffectStack<Void>
    private let cuts: [GuestGuardSystem.Component: EffectStack<Void>]
    private let system: GuestGuardSystem
    private let slowdowns: EffectStack<Duration>
    private let sms: EffectStack<ProviderFaults>
    private let email: EffectStack<ProviderFaults>
    private let duplicates: EffectStack<Double>
    private let delays: EffectStack<Duration>
    private let losses: EffectStack<Double>
    private let crashes: CrashPoints
    private let runtime: any Runtime

    package init(
        on runtime: any Runtime,
        system: GuestGuardSystem,
        sms: SimulatedSMSProvider,
        email: SimulatedEmailProvider,
        messages: MessageFaults,
        crashes: CrashPoints
    ) {
        self.runtime = runtime
        self.crashes = crashes
        messages.setDies { crashes.dies(overAcknowledgementBy: $0) }
        var stops: [GuestGuardSystem.Component: EffectStack<Void>] = [:]
        var cuts: [GuestGuardSystem.Component: EffectStack<Void>] = [:]
        for component in GuestGuardSystem.Component.allCases {
            stops[component] = EffectStack { effects in
                guard effects.isEmpty else { return system.stop(component) }
                runtime.attempt("restart") { try system.restart(component) }
            }
            cuts[component] = EffectStack { system.setReachable($0.isEmpty, component) }
        }
        self.stops = stops
        self.cuts = cuts
        self.system = system
        powerCuts = EffectStack { [stops] effects in
            if effects.isEmpty {
                let held = Set(stops.filter { $0.value.isActive }.keys)
                runtime.attempt("power") { try system.start(but: held) }
            } else {
                runtime.attempt("power") { try system.stopAll() }
            }
        }
        slowdowns = EffectStack { effects in
            let station = system.fraudEngine?.workplace as? Station
            station?.slowDown(by: effects.reduce(.zero, +))
        }
        self.sms = EffectStack { sms.faults = .together($0) }
        self.email = EffectStack { email.faults = .together($0) }
        duplicates = EffectStack { messages.duplicate(share: either($0)) }
        delays = EffectStack { messages.delay(by: $0.reduce(.zero, +)) }
        losses = EffectStack { messages.loseAcknowledgements(share: either($0)) }
    }

    /// A component came up: one that is slow stays slow over a restart.
    package func restarted(_ component: GuestGuardSystem.Component) {
        crashes.restarted(component)
        if component == .fraudEngine { slowdowns.apply() }
    }

    // MARK: What faults do

    /// Stops a component as a crash would; it starts anew when nothing holds it down any more.
    func stop(_ component: GuestGuardSystem.Component) -> FaultEnd {
        guard let stops = stops[component] else { return {} }
        return stops.put(())
    }

    /// Lets nobody reach a component, which runs on.
    func cutOff(_ component: GuestGuardSystem.Component) -> FaultEnd {
        guard let cuts = cuts[component] else { return {} }
        return cuts.put(())
    }

    /// Stops everything at one time; all that nothing else holds down starts anew at the end.
    func cutPower() -> FaultEnd { powerCuts.put(()) }

    /// Does so when so many other steps have been stored, for a while.
    func cutPower(afterSteps skips: Int, down: Duration) -> FaultEnd {
        crashes.arm(.afterStep, skips: skips) { [self] _ in
            let start = cutPower()
            runtime.schedule(at: runtime.now.advanced(by: down)) { start() }
        }
    }

    /// Stops whichever component comes to a moment after so many others have passed it, and starts
    /// it anew a while later.
    func crash(at moment: CrashPoints.Moment, skips: Int, down: Duration) -> FaultEnd {
        crashes.arm(moment, skips: skips) { [self] component in
            guard let component else { return }
            let start = stop(component)
            runtime.schedule(at: runtime.now.advanced(by: down)) { start() }
        }
    }

    /// Makes each assessment take so much longer.
    func slowEngine(by extra: Duration) -> FaultEnd { slowdowns.put(extra) }

    func limit(_ channel: Notification.Channel, to faults: ProviderFaults) -> FaultEnd {
        (channel == .sms ? sms : email).put(faults)
    }

    /// Lets a share of messages reach their consumer twice.
    func duplicateMessages(share: Double) -> FaultEnd { duplicates.put(share) }

    func delayMessages(by delay: Duration) -> FaultEnd { delays.put(delay) }

    /// Loses a share of acknowledgements.
    func loseAcknowledgements(share: Double) -> FaultEnd { losses.put(share) }
}

extension Runtime {
    /// Does something at once; where it throws, that is a bug which ends the run.
    fileprivate func attempt(_ name: StaticString, _ body: () throws -> Void) {
        do {
            try body()
        } catch {
            spawn(name) { throw error }
        }
    }
}

/// The chance that at least one of several independent things happens.
private func either(_ shares: [Double]) -> Double {
    shares.count == 1 ? shares[0] : 1 - shares.reduce(1) { $0 * (1 - $1) }
}

extension ProviderFaults {
    /// What a provider suffers of several faults at one time.
    fileprivate static func together(_ faults: [ProviderFaults]) -> ProviderFaults {
        var all = ProviderFaults()
        all.isDown = faults.contains { $0.isDown }
        all.callsPerSecond = faults.compactMap(\.callsPerSecond).min()
        return all
    }
}

/// Effects of one kind that are in force at one time.
private final class EffectStack<Effect: Sendable>: Sendable {
    private struct State {
        var next = 0
        var active: [(number: Int, effect: Effect)] = []
    }

    private let state = Mutex(State())
    private let change: @Sendable ([Effect]) -> Void

    /// - `change`: Told what is in force, in the order in which it began.
    init(_ change: @escaping @Sendable ([Effect]) -> Void) { self.change = change }

    func put(_ effect: Effect) -> FaultEnd {
        let number = state.withLock { state in
            state.active.append((state.next, effect))
            state.next += 1
            return state.next - 1
        }
        apply()
        return { [self] in
            state.withLock { state in state.active.removeAll { $0.number == number } }
            apply()
        }
    }

    func apply() { change(state.withLock { $0.active.map(\.effect) }) }

    var isActive: Bool { state.withLock { !$0.active.isEmpty } }
}
