import CoreAPI
import Domain
import FraudEngine
import Runtime

/// The Core API's way to the fraud engine's synchronous check.
///
/// A form goes to the engine's process, waits for one of its workers, is scored and comes back. Where that
/// takes longer than the API will wait, or the engine is down or dies over it, the API goes on alone.
final class FraudCheckLink: FraudCheck {
    private let components: RunningComponents
    private let wire: CheckWire
    private let runtime: any Runtime

    init(to components: RunningComponents, over wire: CheckWire, on runtime: any Runtime) {
        self.components = components
        self.wire = wire
        self.runtime = runtime
    }

    func assess(_ form: SubmittedForm, within limit: Duration) async -> Assessment? {
        let asked = runtime.now
        let answer = Promise<Assessment>(on: runtime)
        if let engine = components.fraudEngine {
            engine.process.spawn("fraud-check") { [wire] in
                try await engine.process.sleep(for: wire.oneWay)
                let assessment = try await Self.assess(form, by: engine)
                try await engine.process.sleep(for: wire.oneWay)
                answer.fulfil(assessment)
            }
        }
        let assessment = try? await answer.wait(until: asked.advanced(by: limit))
        wire.waited(runtime.now - asked)
        return assessment
    }

    /// At one of the engine's workers, who is free again whatever came of it.
    private static func assess(
        _ form: SubmittedForm,
        by engine: Node<FraudEngine>
    ) async throws -> Assessment {
        try await engine.workplace.enter()
        defer { engine.workplace.leave() }
        return try await engine.component.assess(form)
    }
}

/// What lies between the Core API and the fraud engine.
package struct CheckWire: Sendable {
    /// Nought where both run on one machine.
    package let oneWay: Duration
    /// Told how long the API waited for an answer, or for none.
    package let waited: @Sendable (Duration) -> Void

    package init(
        oneWay: Duration = .zero,
        waited: @escaping @Sendable (Duration) -> Void = { _ in }
    ) {
        self.oneWay = oneWay
        self.waited = waited
    }
}
