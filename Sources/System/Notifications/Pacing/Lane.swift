import Domain
import Messaging
import Runtime

/// One channel's way to its provider: what waits for it, how fast it goes, whether it is up.
///
/// Confined to the worker.
final class Lane {
    enum Provider {
        case sms(any SMSProvider)
        case email(any EmailProvider)
    }

    let bulk: Consumer
    /// What people wait for.
    let urgent: Consumer
    private let provider: Provider
    private let semaphore: WorkerPool
    private var pace: Pace
    private var circuit = Circuit()
    private let runtime: any Runtime

    init(
        _ provider: Provider,
        bulk: Consumer,
        urgent: Consumer,
        perSecond: Int,
        on runtime: any Runtime
    ) {
        self.provider = provider
        self.bulk = bulk
        self.urgent = urgent
        self.runtime = runtime
        semaphore = WorkerPool(count: 1, on: runtime)
        pace = Pace(perSecond: perSecond, startingAt: runtime.now)
    }

    /// Whether calls get through, as far as is known.
    var isUp: Bool { circuit.isClosed }

    /// Until when nothing should be sent; `nil` where the way is free or a probe is due.
    var pauseEnd: Instant? {
        if case .wait(let until) = circuit.admission(at: runtime.now) { return until }
        return pace.pausedUntil > runtime.now ? pace.pausedUntil : nil
    }

    /// Waits for the channel's rate: in line, then for the instant granted.
    ///
    /// One at a time asks for an instant, so that a change of pace takes effect with the next one.
    ///
    /// - Returns: False where the channel was paused meanwhile; the order goes back to the stream.
    nonisolated(nonsending) func turnComes(toProbe isProbe: Bool) async throws -> Bool {
        try await semaphore.acquire()
        defer { semaphore.release() }
        guard isOpen(toProbe: isProbe) else { return false }
        let granted = pace.take(at: runtime.now)
        if granted > runtime.now { try await runtime.sleep(until: granted) }
        return isOpen(toProbe: isProbe)
    }

    /// Hands a message over, and takes from the answer how the channel is.
    nonisolated(nonsending) func call(
        _ letter: OutgoingMessage
    ) async -> Result<ProviderReceipt, ProviderError> {
        do throws(ProviderError) {
            switch (provider, letter) {
            case (.sms(let provider), .sms(let sms, _)):
                return .success(try await provider.send(sms))
            case (.email(let provider), .email(let email)):
                return .success(try await provider.send(email))
            case (.sms, .email), (.email, .sms):
                preconditionFailure("a message goes by its own channel")
            }
        } catch {
            return .failure(error)
        }
    }

    /// Takes from an answer how the channel is.
    ///
    /// - `start`: When the call began.
    func heed(_ answer: Result<ProviderReceipt, ProviderError>, startedAt start: Instant) {
        switch answer {
        case .success:
            circuit.succeeded(startedAt: start)
            pace.succeeded(at: runtime.now)
        case .failure(.throttled(let retryAfter)):
            circuit.succeeded(startedAt: start)
            pace.wasThrottled(at: runtime.now, retryAfter: retryAfter)
        case .failure(.unavailable), .failure(.unanswered):
            circuit.failed(startedAt: start, at: runtime.now)
        case .failure(.rejected): circuit.succeeded(startedAt: start)
        }
    }

    private func isOpen(toProbe isProbe: Bool) -> Bool {
        (isProbe || circuit.isClosed) && pace.pausedUntil <= runtime.now
    }
}
