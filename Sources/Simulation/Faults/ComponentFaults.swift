import Catalogue
import GuestGuardSystem

extension FaultKind {
    /// What happens to the system's own processes.
    static let componentFaults: [FaultKind] = [
        FaultKind(
            "fraud-engine-down",
            "The fraud engine cannot be reached: replies are let in unscored and reviewed later; it forgets nothing.",
            counts: "replies let in unscored"
        ) { $0.cutOff(.fraudEngine) },
        FaultKind(
            "fraud-engine-slow",
            "Every assessment takes longer.",
            [.duration("by", \Slowness.by, "added to every assessment")],
            counts: "assessments slowed"
        ) { extent, site in site.slowEngine(by: extent.by) },
        FaultKind(
            "fraud-engine-crash",
            "The fraud engine dies, and starts anew at the end from what the store knows.",
            counts: "processes stopped"
        ) { $0.stop(.fraudEngine) },
        FaultKind(
            "core-api-crash",
            "The Core API dies over the requests it holds, and starts anew at the end.",
            counts: "processes stopped"
        ) { $0.stop(.coreAPI) },
        FaultKind(
            "notifications-crash",
            "The notification worker dies with messages under way, and starts anew at the end.",
            counts: "processes stopped"
        ) { $0.stop(.notifications) },
        FaultKind(
            "power-cut",
            "Everything dies at one time, bus and cache too, and starts anew at the end, from the store alone.",
            counts: "processes stopped"
        ) { $0.cutPower() },
        FaultKind(
            "power-cut-after-step",
            "Everything dies when a step is stored and nothing of it has left, and starts anew.",
            CrashPoint.settings(of: "steps"),
            counts: "processes stopped"
        ) { point, site in site.cutPower(afterSteps: point.skips, down: point.down) },
        FaultKind(
            "crash-before-publish",
            "A component dies when a step is stored and its message not published, and starts anew.",
            CrashPoint.settings(of: "messages"),
            counts: "processes stopped"
        ) { point, site in
            site.crash(at: .beforePublish, skips: point.skips, down: point.down)
        },
        FaultKind(
            "crash-before-ack",
            "A component dies when a message is dealt with and not acknowledged, and starts anew.",
            CrashPoint.settings(of: "acknowledgements"),
            counts: "processes stopped"
        ) { point, site in
            site.crash(at: .beforeAcknowledgement, skips: point.skips, down: point.down)
        },
        FaultKind(
            "crash-before-answer",
            "The notification worker dies when a provider has taken a message and has not said so, and starts anew.",
            CrashPoint.settings(of: "messages"),
            counts: "processes stopped"
        ) { point, site in
            site.crash(at: .beforeAnswer, skips: point.skips, down: point.down)
        },
    ]
}

private struct CrashPoint: Configurable {
    var skips = 0
    var down = Duration.seconds(20)

    static func settings(of what: String) -> [Setting<CrashPoint>] {
        [
            .count("skips", \.skips, in: 0...1_000_000, "\(what) that get out before"),
            .duration("down", \.down, "until it starts anew"),
        ]
    }
}

private struct Slowness: Configurable {
    var by = Duration.milliseconds(200)
}
