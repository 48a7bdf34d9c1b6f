import DequeModule
import Domain
import HeapModule
import Runtime
import Synchronization

/// Acknowledgements that do not come: what is held too long is delivered again.
extension DurableConsumer {
    func setTimer() {
        let due = state.withLock { state -> Instant? in
            // Deadlines of settled or extended messages are dropped when they come to the top.
            while let first = state.deadlines.min {
                if let held = state.held[first.sequence], held.deadline == first.at { break }
                state.deadlines.removeMin()
            }
            guard let first = state.deadlines.min else { return nil }
            if let timer = state.timerAt, timer <= first.at { return nil }
            state.timerAt = first.at
            return first.at
        }
        guard let due else { return }
        runtime.schedule(at: due) { [self] in expire(at: due) }
    }

    private func expire(at instant: Instant) {
        let expired = state.withLock { state -> [Entry] in
            if state.timerAt == instant { state.timerAt = nil }
            var expired: [Entry] = []
            while let first = state.deadlines.min, first.at <= instant {
                state.deadlines.removeMin()
                if let held = state.held[first.sequence], held.deadline == first.at {
                    expired.append(held.entry)
                }
            }
            return expired
        }
        for entry in expired { again(entry, after: .zero) }
        deliverWhatIsReady()
    }

    /// Puts a held message back for another delivery, or among the dead letters.
    func again(_ entry: Entry, after delay: Duration) {
        let isDead = entry.deliveries >= policy.maxDeliver
        let wasHeld = state.withLock { state in
            guard state.held.removeValue(forKey: entry.sequence) != nil else { return false }
            state.account.inFlight -= 1
            if isDead {
                state.account.deadLettered += 1
            } else {
                state.account.pending += 1
                state.account.maxPending = max(state.account.maxPending, state.account.pending)
                state.comingAgain[entry.sequence] = entry
                if delay <= .zero { state.returning.append(entry) }
            }
            return true
        }
        guard wasHeld else { return }
        if isDead {
            sink.observe(.messageDeadLettered(entry.message.id, consumer: name))
            keeper?.gaveUp(
                entry.message,
                by: name,
                deliveries: entry.deliveries,
                reason: "delivered \(entry.deliveries) times and never acknowledged"
            )
            entry.retention?.release()
        } else if delay > .zero {
            runtime.schedule(at: runtime.now.advanced(by: delay)) { [self] in offer(entry) }
        }
    }
}
