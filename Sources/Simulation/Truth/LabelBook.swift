import Domain
import Synchronization

/// The truth about recent accesses, for those in the world who will find it out: hosts who look
/// into an alert.
///
/// Keeps the latest `capacity` labels.
package final class LabelBook: Sendable {
    private struct State {
        var labels: [AccessID: Label] = [:]
        var order: [AccessID] = []
        var next = 0
    }

    private let capacity: Int
    private let state = Mutex(State())

    package init(capacity: Int = 262_144) { self.capacity = capacity }

    package func write(_ label: Label, for access: AccessID) {
        state.withLock { state in
            state.labels[access] = label
            if state.order.count < capacity {
                state.order.append(access)
            } else {
                state.labels[state.order[state.next]] = nil
                state.order[state.next] = access
                state.next = (state.next + 1) % capacity
            }
        }
    }

    package func label(of access: AccessID) -> Label? {
        state.withLock { $0.labels[access] }
    }
}
