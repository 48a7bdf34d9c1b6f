import CoreAPI
import Domain
import FraudEngine
import Runtime
import Synchronization
import Truth
import VirtualTime

/// The wire between the Core API and the fraud engine's synchronous check.
///
/// A request takes its way there, waits for one of the engine's workers, is scored and comes back.
/// When that takes longer than the API will wait, or the engine is down, the API goes on alone.
package final class EngineLink: FraudCheck {
    private let runtime: any Runtime
    private let notes: any NoteTaker
    private let oneWay: Duration
    /// The engine as it runs at the moment.
    private let engine = Mutex<Node<FraudEngine>?>(nil)

    /// - `oneWay`: Between two machines of one data centre.
    package init(
        runtime: any Runtime,
        notes: any NoteTaker,
        oneWay: Duration = .microseconds(500)
    ) {
        self.runtime = runtime
        self.notes = notes
        self.oneWay = oneWay
    }

    /// Points the wire at a new engine, or at none.
    package func connect(to engine: Node<FraudEngine>?) { self.engine.withLock { $0 = engine } }

    package func assess(
        _ form: SubmittedForm,
        within limit: Duration
    ) async -> Assessment? {
        let asked = runtime.now
        let answer = Promise<Assessment>(on: runtime)
        if let engine = engine.withLock({ $0 }) {
            engine.process.spawn("fraud-check") { [oneWay] in
                try await engine.process.sleep(for: oneWay)
                try await engine.workplace.enter()
                let assessment = try await engine.component.assess(form)
                engine.workplace.leave()
                try await engine.process.sleep(for: oneWay)
                answer.fulfil(assessment)
            }
        }
        let assessment = try? await answer.wait(until: asked.advanced(by: limit))
        notes.note(.waited(.score, runtime.now - asked))
        return assessment
    }
}
