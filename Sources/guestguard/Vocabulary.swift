import Domain
import Evidence
import Geolocation
import GuestGuardSystem
import Messaging
import Reports
import Scenario
import Simulation
import World

/// The words that scenario files may use: the atlas's cities and the metrics of a run.
enum Vocabulary {
    static let consumers = GuestGuardSystem.consumers().map(\.name)

    static let faults = FaultKind.standard
    private static let clock = ZoneClock()

    static let metrics = Metric.names(
        attacks: ActorCatalogue.standard.attacks.map(\.name),
        personas: ActorCatalogue.standard.guests.map(\.name)
            + ActorCatalogue.standard.attacks.map(\.name),
        consumers: consumers
    )

    static var scenario: ScenarioVocabulary {
        ScenarioVocabulary(
            isCity: { Atlas.standard.city(named: $0) != nil },
            nearestCity: { Atlas.standard.nearestName(to: $0) },
            offsetSeconds: { city, instant in
                Atlas.standard.city(named: city).flatMap {
                    clock.offsetSeconds(of: $0.timeZone, at: instant)
                } ?? 0
            },
            gate: { gate, kinds in
                var finding = GateFinding()
                do throws(GateSyntaxError) {
                    let names = metrics.selecting(among: kinds)
                    finding.warnings = try expression(of: gate, among: names).oddities
                } catch {
                    let hint = error.suggestion.map { ", did you mean \($0)?" } ?? ""
                    let place = error.place.map { " of the \($0)" } ?? " of the gate"
                    finding.problem = (
                        "\(error.expected) at column \(error.column)\(place)", error.found + hint
                    )
                }
                return finding
            }
        )
    }

    /// A gate as the scenario has it.
    static func expression(
        of gate: Scenario.Gate,
        among names: MetricNames = metrics
    ) throws(GateSyntaxError) -> GateExpression {
        var expression = try GateExpression.parse(gate.text, among: names)
        expression.warns = gate.warns
        if let wish = gate.wish { expression.wish = try expression.wish(wish, at: "wish") }
        return expression
    }
}
