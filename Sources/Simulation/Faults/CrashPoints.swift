import Domain
import GuestGuardSystem
import Synchronization

/// The moments between two things that belong together, where a process can be made to die.
package final class CrashPoints: PublishingFaults {
    enum Moment: Sendable {
        /// A step is committed, and its message is not published yet.
        case beforePublish
        /// A message is dealt with, and not acknowledged yet.
        case beforeAcknowledgement
        /// A provider has taken a message, and nobody knows it yet.
        case beforeAnswer
        /// A step is committed, and nothing of it has left: everything dies.
        case afterStep
    }

    private struct Armed {
        let number: Int
        let moment: Moment
        var skips: Int
        /// Told which component it is, or none for all.
        let fire: @Sendable (GuestGuardSystem.Component?) -> Void
    }

    private struct State {
        var lastNumber = 0
        var armed: [Armed] = []
        var dead: Set<GuestGuardSystem.Component> = []

        /// The next that waits for a moment which has come, unless it lets this one pass.
        mutating func takeArmed(at moment: Moment) -> Armed? {
            guard let place = armed.firstIndex(where: { $0.moment == moment }) else { return nil }
            guard armed[place].skips == 0 else {
                armed[place].skips -= 1
                return nil
            }
            return armed.remove(at: place)
        }
    }

    private let state = Mutex(State())

    package init() {}

    /// Lets the process die that comes to such a moment after so many others have passed it.
    ///
    /// - `fire`: Told which component it is, once; says how many processes it stopped.
    /// - Returns: Lifted, it is taken back where it has not happened.
    func arm(
        _ moment: Moment,
        skips: Int,
        _ fire: @escaping @Sendable (GuestGuardSystem.Component?) -> Int
    ) -> FaultInForce {
        let stopped = StopCount()
        let number = state.withLock { state in
            state.lastNumber += 1
            state.armed.append(
                Armed(number: state.lastNumber, moment: moment, skips: skips) { component in
                    stopped.add(fire(component))
                }
            )
            return state.lastNumber
        }
        return FaultInForce(
            lift: { [self] in state.withLock { $0.armed.removeAll { $0.number == number } } },
            met: { stopped.count }
        )
    }

    /// A component runs again: what it publishes gets out.
    func restarted(_ component: GuestGuardSystem.Component) {
        state.withLock { _ = $0.dead.remove(component) }
    }

    package func dies(before message: Message, of component: GuestGuardSystem.Component) -> Bool {
        dies(at: .beforePublish, component)
    }

    package func stepFinished() {
        let fire = state.withLock { state -> Armed? in
            guard !state.armed.isEmpty else { return nil }
            return state.takeArmed(at: .afterStep)
        }
        fire?.fire(nil)
    }

    func dies(overAcknowledgementBy consumer: String) -> Bool {
        let component = GuestGuardSystem.Component.allCases.first {
            consumer.hasPrefix($0.rawValue)
        }
        return component.map { dies(at: .beforeAcknowledgement, $0) } ?? false
    }

    /// A provider has taken a message.
    package func messageTaken() { _ = dies(at: .beforeAnswer, .notifications) }

    private func dies(at moment: Moment, _ component: GuestGuardSystem.Component) -> Bool {
        let (isDead, fire) = state.withLock { state in
            if state.dead.contains(component) { return (true, Optional<Armed>.none) }
            guard let armed = state.takeArmed(at: moment) else { return (false, nil) }
            state.dead.insert(component)
            return (true, armed)
        }
        fire?.fire(component)
        return isDead
    }
}

/// How many processes a fault has stopped.
private final class StopCount: Sendable {
    private let stopped = Mutex(0)
    var count: Int { stopped.withLock(\.self) }
    func add(_ count: Int) { stopped.withLock { $0 += count } }
}
