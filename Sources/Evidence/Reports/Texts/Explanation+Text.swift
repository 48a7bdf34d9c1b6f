import Catalogue
import Domain
import Evidence
import Figures
import FraudEngine
import Simulation
import Truth

extension Explanation {
    /// For a terminal.
    package var text: String {
        let accesses = accesses
        var parts: [String] = []
        switch subject {
        case .access:
            let until = accesses.map(\.access.openedAt).max()
            parts += guests.map { $0.introduction + $0.sent(until: until) }
            parts += accesses.map { $0.text(scoredBy: scorer) }
        case .guest:
            // A page: each access has one of its own.
            parts += guests.map { $0.introduction + "\n" + Self.shortened($0.timeline) }
            parts.append(Self.shortened(Self.lines(of: accesses)))
            parts.append("guestguard explain tells of each access.\n")
        case .campaign(let name):
            parts.append("Campaign \(name): \(accesses.count) accesses\n")
            parts += accesses.map { $0.text(scoredBy: scorer) }
        }
        parts.append(truth(about: accesses))
        return parts.joined(separator: "\n")
    }

    /// Whether it has to be no longer than one looks at.
    private var isPage: Bool {
        if case .guest = subject { return true }
        return false
    }

    /// Lines of a list that a page has room for.
    private static let mostLines = 40

    /// The first and the last lines of a text that is longer than a page.
    private static func shortened(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let count = lines.count - 1
        guard count > mostLines else { return text }
        let half = mostLines / 2
        let middle = "  … \(count - mostLines) more; --format json has them …"
        return
            (lines.prefix(half).map(String.init) + [middle]
            + lines.suffix(half + 1).map(String.init))
            .joined(separator: "\n")
    }

    /// A line for each access.
    private static func lines(of accesses: [AccessStory]) -> String {
        let header = ["  access", "opened", "from", "opening", "form", "end"]
        return Table(header, [header] + accesses.map(\.line)).text
    }

    /// What stands below the line.
    private func truth(about accesses: [AccessStory]) -> String {
        var lines = guests.map { guest in
            "guest \(guest.id) is \(guest.persona) and lives in \(guest.lives.words)"
        }
        lines += campaigns.map { campaign in
            let kind = campaign.name.prefix { $0 != "/" }
            let how = ActorCatalogue.standard.attacks.first { $0.name == kind }?.summary
            return "campaign \(campaign.name) began \(campaign.began.moment)"
                + (how.map { ": \($0)" } ?? "")
        }
        let labels = accesses.map { "access \($0.access.id) is \($0.label?.words ?? "nobody's")\n" }
        return "──── what only the simulation knows ────\n"
            + lines.map { $0 + "\n" }.joined()
            + (isPage ? Self.shortened(labels.joined()) : labels.joined())
    }
}

extension GuestStory {
    fileprivate var introduction: String {
        "Guest \(id) of event \(eventID)\nThe host's list says that they live in \(listed.words).\n"
    }

    /// Messages until an access, `nil` for all; empty where there were none.
    fileprivate func sent(until instant: Instant?) -> String {
        let before = messages.filter { message in instant.map { message.at <= $0 } ?? true }
        if before.isEmpty { return "No message had reached them.\n" }
        let texts = before.map { "\($0.text) \($0.at.moment)" }
        return "Sent to them before: \(texts.joined(separator: ", ")).\n"
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

    /// Identifier, when, from where, what its opening and its form scored, and how it ended.
    fileprivate var line: [String] {
        func scored(_ moment: DecisionRecord.Moment) -> String {
            scorings.last { $0.moment == moment }.map { scoring in
                (scoring.score.map { "\($0.value) " } ?? "") + scoring.decision.name
            } ?? "–"
        }
        let outcome = followed.last { $0.text.hasPrefix("ends as ") }?.text
        let end = access.rejection.map { "refused: \($0.rawValue)" } ?? outcome ?? "–"
        return [
            "  \(access.id)", access.openedAt.moment, geo?.words ?? "–", scored(.opened),
            scored(.submitted), end,
        ]
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
            [
                "  score", "", "", "\(score.value)",
                "\(decimals(breakdown.total, 1)), rounded: edges are compared with whole scores",
            ],
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
