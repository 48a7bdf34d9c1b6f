import Catalogue
import GuestGuardSystem

extension FaultKind {
    /// What happens to the system's own processes.
    static let componentFaults: [FaultKind] = [
        FaultKind(
            "fraud-engine-down",
            "The fraud engine is not running: replies are let in unscored and reviewed later."
        ) { $0.stop(.fraudEngine) },
        FaultKind(
            "fraud-engine-slow",
            "Every assessment takes longer.",
            [.duration("by", \Slowness.by, "added to every assessment")]
        ) { extent, site in site.slowEngine(by: extent.by) },
        FaultKind(
            "fraud-engine-crash",
            "The fraud engine dies with all that it had in memory, and starts anew at the end."
        ) { $0.stop(.fraudEngine) },
        FaultKind(
            "core-api-crash",
            "The Core API dies over the requests it holds, and starts anew at the end."
        ) { $0.stop(.coreAPI) },
        FaultKind(
            "notifications-crash",
            "The notification worker dies with messages under way, and starts anew at the end."
        ) { $0.stop(.notifications) },
        FaultKind(
            "power-cut",
            "Everything dies at one time with all that it had in memory, and starts anew at the end."
        ) { site in
            let lifts = GuestGuardSystem.Component.allCases.map { site.stop($0) }
            return { for lift in lifts.reversed() { lift() } }
        },
    ]
}

private struct Slowness: Configurable {
    var by = Duration.milliseconds(200)
}
