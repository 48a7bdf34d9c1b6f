import Catalogue
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
                guard !effects.isEmpty else {
                    return runtime.attempt("restart") { try system.restart(component) }
                }
                effects.met(system.isRunning(component) ? 1 : 0)
                system.stop(component)
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
                let running = GuestGuardSystem.Component.allCases.filter(system.isRunning)
                effects.met(running.count)
                runtime.attempt("power") { try system.stopAll() }
            }
        }
        slowdowns = EffectStack { effects in
            let station = system.fraudEngine?.workplace as? Station
            station?.slowDown(by: effects.all.reduce(.zero, +)) { effects.met(1) }
        }
        self.sms = EffectStack { sms.faults = .together($0.all) }
        self.email = EffectStack { email.faults = .together($0.all) }
        duplicates = EffectStack { messages.duplicate(share: either($0.all)) }
        delays = EffectStack { messages.delay(by: $0.all.reduce(.zero, +)) }
        losses = EffectStack { messages.loseAcknowledgements(share: either($0.all)) }
        sms.tellOfTrouble { [sms = self.sms] trouble in sms.met(1) { $0.causes(trouble) } }
        email.tellOfTrouble { [email = self.email] trouble in email.met(1) { $0.causes(trouble) } }
        messages.tellOfSuffering { [duplicates, delays, losses] suffering in
            switch suffering {
            case .duplicated: duplicates.met(1)
            case .delayed: delays.met(1)
            case .acknowledgementLost: losses.met(1)
            }
        }
    }

    /// A reply was let in without a score: whoever keeps the engine from answering was in the way.
    package func replyWentUnscored() { cuts[.fraudEngine]?.met(1) }

    /// A component came up: one that is slow stays slow over a restart.
    package func restarted(_ component: GuestGuardSystem.Component) {
        crashes.restarted(component)
        if component == .fraudEngine { slowdowns.apply() }
    }

    // MARK: What faults do

    /// Stops a component as a crash would; it starts anew when nothing holds it down any more.
    func stop(_ component: GuestGuardSystem.Component) -> FaultInForce {
        guard let stops = stops[component] else { preconditionFailure("\(component) is new") }
        return stops.put(())
    }

    /// Lets nobody reach a component, which runs on.
    func cutOff(_ component: GuestGuardSystem.Component) -> FaultInForce {
        guard let cuts = cuts[component] else { preconditionFailure("\(component) is new") }
        return cuts.put(())
    }

    /// Stops everything at one time; all that nothing else holds down starts anew at the end.
    func cutPower() -> FaultInForce { powerCuts.put(()) }

    /// Does so when so many other steps have been stored, for a while.
    func cutPower(afterSteps skips: Int, down: Duration) -> FaultInForce {
        crashes.arm(.afterStep, skips: skips) { [self] _ in
            let cut = cutPower()
            runtime.schedule(at: runtime.now.advanced(by: down)) { cut.lift() }
            return cut.met()
        }
    }

    /// Stops whichever component comes to a moment after so many others have passed it, and starts
    /// it anew a while later.
    func crash(at moment: CrashPoints.Moment, skips: Int, down: Duration) -> FaultInForce {
        crashes.arm(moment, skips: skips) { [self] component in
            guard let component else { return 0 }
            let stop = stop(component)
            runtime.schedule(at: runtime.now.advanced(by: down)) { stop.lift() }
            return stop.met()
        }
    }

    /// Makes each assessment take so much longer.
    func slowEngine(by extra: Duration) -> FaultInForce { slowdowns.put(extra) }

    func limit(_ channel: Notification.Channel, to faults: ProviderFaults) -> FaultInForce {
        (channel == .sms ? sms : email).put(faults)
    }

    /// Loses a share of a provider's answers: the message is taken all the same.
    func loseAnswers(_ channel: Notification.Channel, share: Double) -> FaultInForce {
        var faults = ProviderFaults()
        faults.lostAnswerShare = share
        return limit(channel, to: faults)
    }

    /// Lets a share of messages reach their consumer twice.
    func duplicateMessages(share: Double) -> FaultInForce { duplicates.put(share) }

    func delayMessages(by delay: Duration) -> FaultInForce { delays.put(delay) }

    /// Loses a share of acknowledgements.
    func loseAcknowledgements(share: Double) -> FaultInForce { losses.put(share) }
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
        all.limit = faults.compactMap(\.limit).min { $0.perSecond < $1.perSecond }
        all.lostAnswerShare = either(faults.map(\.lostAnswerShare))
        return all
    }

    fileprivate func causes(_ trouble: ProviderTrouble) -> Bool {
        switch trouble {
        case .refused: isDown || limit != nil
        case .answerLost: lostAnswerShare > 0
        }
    }
}

/// Effects of one kind that are in force at one time.
private final class EffectStack<Effect: Sendable>: Sendable {
    final class Entry: Sendable {
        let effect: Effect
        let met = Mutex(0)

        init(_ effect: Effect) { self.effect = effect }
    }

    /// What is in force, in the order in which it began.
    struct Effects: Sendable {
        let entries: [Entry]

        var all: [Effect] { entries.map(\.effect) }
        var isEmpty: Bool { entries.isEmpty }

        /// Counts how much they were in the way.
        func met(_ count: Int, where isMet: (Effect) -> Bool = { _ in true }) {
            for entry in entries where isMet(entry.effect) { entry.met.withLock { $0 += count } }
        }
    }

    private let active = Mutex<[Entry]>([])
    private let change: @Sendable (Effects) -> Void

    /// - `change`: Told what is in force.
    init(_ change: @escaping @Sendable (Effects) -> Void) { self.change = change }

    func put(_ effect: Effect) -> FaultInForce {
        let entry = Entry(effect)
        active.withLock { $0.append(entry) }
        apply()
        return FaultInForce(
            lift: { [self] in
                active.withLock { active in active.removeAll { $0 === entry } }
                apply()
            },
            met: { entry.met.withLock(\.self) }
        )
    }

    func apply() { change(effects) }

    /// Counts how much those in force were in the way.
    func met(_ count: Int, where isMet: (Effect) -> Bool = { _ in true }) {
        effects.met(count, where: isMet)
    }

    var isActive: Bool { !effects.isEmpty }

    private var effects: Effects { active.withLock { Effects(entries: $0) } }
}
