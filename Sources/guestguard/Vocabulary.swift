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
            gateProblem: { text, kinds in
                do throws(GateSyntaxError) {
                    _ = try GateExpression.parse(text, among: metrics.selecting(among: kinds))
                    return nil
                } catch {
                    let hint = error.suggestion.map { ", did you mean \($0)?" } ?? ""
                    return (
                        "\(error.expected) at column \(error.column) of the gate",
                        error.found + hint
                    )
                }
            }
        )
    }
}
