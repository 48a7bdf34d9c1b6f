import CoreAPI
import Domain
import Truth
import VirtualTime

/// A host who looks at an alert after a while and confirms or dismisses it, sometimes wrongly.
package struct HostPersona: Sendable {
    /// Median of a lognormal delay.
    package var checksAlertsAfter: Duration
    /// Chance of saying the opposite of the truth.
    package var confirmsWrongly: Double
    /// Chance of looking at all.
    package var answers: Double

    package init(checksAlertsAfter: Duration, confirmsWrongly: Double, answers: Double) {
        self.checksAlertsAfter = checksAlertsAfter
        self.confirmsWrongly = confirmsWrongly
        self.answers = answers
    }

    package func look(
        at alert: FraudAlert,
        from stream: RandomStream,
        on stage: Stage
    ) async throws {
        var stream = stream
        guard stream.bool(probability: answers) else { return }
        try await stage.wait(stream.duration(lognormalMedian: checksAlertsAfter, sigma: 0.9))
        guard let label = stage.labels.label(of: alert.accessID) else { return }
        let isWrong = stream.bool(probability: confirmsWrongly)
        let saysFraud = label.isFraud != isWrong
        stage.notes.note(
            .accessObserved(alert.accessID, saysFraud ? .fraudulent : .genuine)
        )
    }
}
