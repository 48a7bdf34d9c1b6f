import Domain
import Figures

/// A fault of the scenario, and how much it was in the way.
package struct FaultFigures: Hashable, Sendable {
    /// What a provider takes while the fault lasts.
    package struct Limit: Hashable, Sendable {
        package let channel: Notification.Channel
        package let perSecond: Double

        package init(channel: Notification.Channel, perSecond: Double) {
            self.channel = channel
            self.perSecond = perSecond
        }
    }

    package let kind: String
    /// What the scenario, or the kind, says of it: `to 1/min`; empty where there is nothing to say.
    package let settings: String
    package let begins: Instant
    package let lasts: Duration
    package let limit: Limit?
    /// In what `counts` says.
    package let met: Int
    /// `calls refused`.
    package let counts: String

    package init(
        kind: String,
        settings: String,
        begins: Instant,
        lasts: Duration,
        limit: Limit? = nil,
        met: Int,
        counts: String
    ) {
        self.kind = kind
        self.settings = settings
        self.begins = begins
        self.lasts = lasts
        self.limit = limit
        self.met = met
        self.counts = counts
    }

    package var isInTheWay: Bool { met > 0 }
    package var ends: Instant { begins.advanced(by: lasts) }

    /// `sms-throttled, to 1/min`.
    package var title: String { settings.isEmpty ? kind : "\(kind), \(settings)" }

    /// What came of it, in words.
    package var effect: String { isInTheWay ? "\(counts) (\(met))" : "never in the way" }

    var json: JSON {
        .object([
            "kind": .text(kind), "settings": .text(settings), "from": .text(begins.description),
            "to": .text(ends.description), "met": .integer(met), "counts": .text(counts),
            "changed_nothing": .bool(!isInTheWay),
        ])
    }
}

/// One kind of attack of the scenario: when its campaigns began, and how far they went.
package struct AttackFigures: Hashable, Sendable {
    package let name: String
    /// When each campaign began, the earliest first.
    package let begun: [Instant]
    package let accesses: Int
    package let forms: Int

    /// When half of them had begun; of an even number the later of the two in the middle.
    package var half: Instant? { begun.isEmpty ? nil : begun[begun.count / 2] }

    /// What an attack lacked to try to get in.
    package enum Shortfall: String, CaseIterable {
        case noForm = "Sent no form"
        case noAccess = "Never came"
        case noCampaign = "Never began"
    }

    /// `nil` where it sent forms.
    package var shortfall: Shortfall? {
        if forms > 0 { return nil }
        if accesses > 0 { return .noForm }
        return begun.isEmpty ? .noCampaign : .noAccess
    }

    var json: JSON {
        .object([
            "campaigns": .integer(begun.count),
            "first": begun.first.map { .text($0.description) } ?? .null,
            "half": half.map { .text($0.description) } ?? .null,
            "last": begun.last.map { .text($0.description) } ?? .null,
            "forms": .integer(forms), "changed_nothing": .bool(forms == 0),
        ])
    }
}
