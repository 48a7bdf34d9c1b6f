import Domain

/// What becomes of messages.
extension Store {
    /// Every consumer has settled a message: the store need not keep it any longer.
    package func settle(_ message: MessageID) { settlements.add(.settled(message)) }

    /// A consumer has given a message up: the store keeps it as a dead letter.
    package func giveUp(_ message: GivenUpMessage) { settlements.add(.gaveUp(message)) }

    /// Messages that are not settled, in the order they were made: what a process that starts must
    /// publish again.
    ///
    /// Those that cannot be read, because of another key or form, become dead letters.
    ///
    /// - `now`: When they do.
    package func outgoing(at now: Instant) throws -> OutgoingMessages {
        try waitingForQueue {
            try commit()
            let found = try read { try $0.outgoing(sealer: sealer) }
            guard !found.unreadable.isEmpty else { return found }
            try step { transaction in
                for unreadable in found.unreadable { try transaction.bury(unreadable, at: now) }
            }
            return found
        }
    }

    /// Messages that consumers have given up so far, the earliest first.
    package func deadLetters() throws -> [DeadLetter] {
        try waitingForQueue {
            try commit()
            return try read { try $0.deadLetters() }
        }
    }
}
