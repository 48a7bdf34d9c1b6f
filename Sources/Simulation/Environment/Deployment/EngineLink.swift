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
    /// The engine as it runs at the moment.
    package struct Engine: Sendable {
        package let engine: FraudEngine
        package let process: ProcessRuntime
        package let station: any Workplace

        package init(engine: FraudEngine, process: ProcessRuntime, station: any Workplace) {
            self.engine = engine
            self.process = process
            self.station = station
        }
    }

    private let runtime: any Runtime
    private let notes: any NoteTaker
    private let oneWay: Duration
    private let engine = Mutex<Engine?>(nil)

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
    package func connect(to engine: Engine?) { self.engine.withLock { $0 = engine } }

    package func assess(
        _ form: SubmittedForm,
        within limit: Duration
    ) async -> Assessment? {
        let asked = runtime.now
        let answer = Promise<Assessment>(on: runtime)
        if let engine = engine.withLock({ $0 }) {
            engine.process.spawn("fraud-check") { [oneWay] in
                try await engine.process.sleep(for: oneWay)
                try await engine.station.enter()
                let assessment = try await engine.engine.assess(form)
                engine.station.leave()
                try await engine.process.sleep(for: oneWay)
                answer.fulfil(assessment)
            }
        }
        let assessment = try? await answer.wait(until: asked.advanced(by: limit))
        notes.note(.waited(.score, runtime.now - asked))
        return assessment
    }
}
