import Catalogue
import Domain
import Evidence
import Figures
import FraudEngine
import Truth

extension Explanation {
    /// For a terminal.
    package var text: String {
        let accesses = accesses
        var parts: [String] = []
        switch subject {
        case .access: parts += guests.map(\.introduction)
        case .guest: parts += guests.map { $0.introduction + "\n" + $0.timeline }
        case .campaign(let name):
            parts.append("Campaign \(name): \(accesses.count) accesses\n")
        }
        parts += accesses.map { $0.text(scoredBy: scorer) }
        parts.append(truth(about: accesses))
        return parts.joined(separator: "\n")
    }

    /// What stands below the line.
    private func truth(about accesses: [AccessStory]) -> String {
        var lines = guests.map { guest in
            "guest \(guest.id) is \(guest.persona) and lives in \(guest.lives.words)"
        }
        lines += campaigns.map { "campaign \($0.name) began \($0.began.moment)" }
        lines += accesses.map { "access \($0.access.id) is \($0.label?.words ?? "nobody's")" }
        return "──── what only the simulation knows ────\n" + lines.joined(separator: "\n") + "\n"
    }
}

extension GuestStory {
    fileprivate var introduction: String {
        "Guest \(id) of event \(eventID)\nThe host's list says that they live in \(listed.words).\n"
    }

    fileprivate var timeline: String {
        events.map { "  \($0.at.moment)  \($0.text)\n" }.joined()
    }
}

extension Label {
    var words: String {
        guard let attack, let campaign else { return "\(actor.rawValue)'s, \(persona): no fraud" }
        return "an \(actor.rawValue)'s, \(attack), campaign \(campaign): "
            + (isFraud ? "fraud" : "no fraud")
    }
}

extension AccessStory {
    fileprivate func text(scoredBy scorer: String) -> String {
        var text = "Access \(access.id), \(access.openedAt.moment)\n"
        text += opening
        if !access.visit.fingerprint.isBare || !earlier.isEmpty { text += "\n" + comparison.text }
        for scoring in scorings { text += "\n" + scoring.text(scoredBy: scorer) }
        if !followed.isEmpty {
            text += "\nWhat followed\n"
            text += followed.map { "  \($0.at.moment)  \($0.text)\n" }.joined()
        }
        return text
    }

    private var opening: String {
        var words: [String] = []
        if let rejection = access.rejection {
            words.append("refused at the door: \(rejection.rawValue)")
        }
        if let geo { words.append("from \(geo.words)") }
        if !access.visit.referrer.isEmpty { words.append("by way of \(access.visit.referrer)") }
        words.append(
            access.earlierAccesses == 0
                ? "the first on its link"
                : "\(access.earlierAccesses) accesses before it on its link"
        )
        if access.tokenWasFlagged { words.append("the link was flagged") }
        if isMachine { words.append("taken for a machine's: held against nobody") }
        return "  " + words.joined(separator: "; ") + "\n"
    }

    /// What this visit revealed beside what earlier ones did.
    private var comparison: Table {
        let before =
            isAlone ? "" : earlier.isEmpty ? "no earlier visit" : "earlier visits"
        let header = ["", "this visit", before]
        var networks: [IPAddress] = []
        for visit in earlier + [access.visit] where !networks.contains(visit.address.place) {
            networks.append(visit.address.place)
        }
        let rows = Trait.all(networks).map { trait -> [String] in
            let now = trait.value(access.visit)
            var counts: [(value: String, count: Int)] = []
            for visit in earlier {
                let value = trait.value(visit)
                if let place = counts.firstIndex(where: { $0.value == value }) {
                    counts[place].count += 1
                } else {
                    counts.append((value, 1))
                }
            }
            let known = counts.map { "\($0.value.orNone) (\($0.count))" }.joined(separator: ", ")
            let isNew = !earlier.isEmpty && !counts.contains { $0.value == now }
            return ["  \(trait.name)", (isNew ? "≠ " : "  ") + now.orNone, known]
        }
        return Table(header, [header] + rows)
    }
}

/// Something that a visit reveals.
private struct Trait {
    let name: String
    let value: (Visit) -> String

    /// - `networks`: In the order in which they were first seen: addresses are nobody's to read.
    static func all(_ networks: [IPAddress]) -> [Trait] {
        [
            Trait(name: "device") { $0.fingerprint.device },
            Trait(name: "system") { $0.fingerprint.os },
            Trait(name: "browser") {
                let fingerprint = $0.fingerprint
                return fingerprint.browser.isEmpty
                    ? "" : "\(fingerprint.browser) \(fingerprint.browserMajor)"
            },
            Trait(name: "screen") { $0.fingerprint.screen },
            Trait(name: "graphics") { $0.fingerprint.webglHash },
            Trait(name: "clock") { $0.fingerprint.timeZone },
            Trait(name: "language") { $0.fingerprint.language },
            Trait(name: "network") { visit in
                networks.firstIndex(of: visit.address.place).map { "no. \($0 + 1)" } ?? ""
            },
            Trait(name: "cookie") { $0.browser == nil ? "" : "ours" },
        ]
    }
}

extension String {
    fileprivate var orNone: String { isEmpty ? "–" : self }
}

extension Fingerprint {
    /// Whether a page learnt no more than its user agent.
    fileprivate var isBare: Bool { !hasJavaScript && os.isEmpty }
}

extension GeoRecord {
    fileprivate var words: String {
        let place = [city, country].compactMap(\.self).joined(separator: ", ")
        let accuracy = accuracyKm.map { " (within \(Int($0)) km)" } ?? ""
        let kind = network == .unknown ? "" : ", \(network.rawValue) network"
        return (place.isEmpty ? "nowhere known" : place + accuracy) + kind
    }
}

extension Scoring {
    fileprivate func text(scoredBy scorer: String) -> String {
        let what = moment == .opened ? "Opened" : "Form sent"
        let flag = tokenWasFlagged ? ", its link being flagged" : ""
        let enforced = isEnforced ? "" : "; only written down"
        guard let breakdown, let score else {
            return "\(what) \(at.moment): no score\(flag): \(decision.name)\(enforced)\n"
        }
        let header = ["  signal", "value", "weight", "points", "why"]
        let shares = breakdown.shares.filter { abs($0.points) >= 0.05 }
            .sorted { (-$0.points, $0.signal.description) < (-$1.points, $1.signal.description) }
        let rows = shares.map { share in
            [
                "  \(share.signal)", share.value.map { decimals($0, 0) } ?? "unknown",
                share.weight.map { decimals($0, 2) } ?? "–", decimals(share.points, 1),
                share.why,
            ]
        }
        let rest = breakdown.total - breakdown.start - shares.reduce(0) { $0 + $1.points }
        let frame = [
            ["  (nothing known)", "", "", decimals(breakdown.start, 1), ""],
            ["  (the others)", "", "", decimals(rest, 1), ""],
            ["  score", "", "", decimals(breakdown.total, 1), ""],
        ]
        let table = Table(
            header,
            [header, frame[0]] + rows + (abs(rest) >= 0.05 ? [frame[1]] : []) + [frame[2]]
        )
        return "\(what) \(at.moment): \(score.value) by \(scorer)\(flag): "
            + "\(decision.name)\(enforced)\n" + table.text
    }
}

extension ScoreBreakdown.Share {
    /// In words, where it speaks against the access.
    fileprivate var why: String {
        // A scorer without weights has no values either.
        if value == nil, weight != nil { return "nothing to compare with: counts as it usually is" }
        return points > 0 ? signal.reason : ""
    }
}

/// A number with at most so many digits after its point.
private func decimals(_ value: Double, _ digits: Int) -> String {
    let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
    return plainDecimal((value * scale).rounded() / scale)
}
