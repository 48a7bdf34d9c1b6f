import Domain
import Yams

/// Reads the sections of a scenario, one function each, and checks what they say of each other.
struct ScenarioDraft {
    private let vocabulary: ScenarioVocabulary
    private var scenario = Scenario()

    init(vocabulary: ScenarioVocabulary) { self.vocabulary = vocabulary }

    static let keys = [
        "name", "description", "starts", "lasts", "seed", "events", "hosts", "cast",
        "mail_scanners", "attacks", "faults", "deployment", "fraud", "gates", "outputs",
    ]

    mutating func read(_ root: NodeReader, name: String) -> Scenario {
        let members = root.members(of: Self.keys)
        scenario.name = members["name"].flatMap(readName) ?? name
        if let text = members.require("description", expected: "a paragraph that tells the story") {
            scenario.description = text.text("a paragraph that tells the story") ?? ""
        }
        scenario.starts = members["starts"]?.instant() ?? scenario.starts
        scenario.lasts = members["lasts"].flatMap(readLength) ?? scenario.lasts
        scenario.seed = UInt64(members["seed"]?.integer(in: 0...Int.max) ?? 1)
        if let events = members.require("events", expected: "a list of at least one event") {
            scenario.events = events.items().map { readEvent($0) }
            if scenario.events.isEmpty { events.fail(expected: "a list of at least one event") }
        }
        if let hosts = members["hosts"] { readHosts(hosts) }
        if let cast = members["cast"] { readCast(cast) }
        scenario.mailScanners = members["mail_scanners"]?.share() ?? scenario.mailScanners
        scenario.attacks = members["attacks"]?.items().compactMap { readAttack($0) } ?? []
        if let faults = members["faults"] { readFaults(faults) }
        if let deployment = members["deployment"] { readDeployment(deployment) }
        if let fraud = members["fraud"] { readFraud(fraud) }
        scenario.gates = members["gates"]?.items().compactMap { readGate($0) } ?? []
        if let outputs = members["outputs"] { readOutputs(outputs) }
        return scenario
    }

    private func readName(_ reader: NodeReader) -> String? {
        let text = reader.text() ?? ""
        let isPlain = text.utf8.allSatisfy {
            (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-")
        }
        if isPlain, !text.isEmpty { return text }
        reader.fail(expected: "lower-case letters, digits and dashes")
        return nil
    }

    private func readLength(_ reader: NodeReader) -> Duration? {
        guard let length = reader.duration() else { return nil }
        if length > .zero, length <= .days(3_660) { return length }
        reader.fail(expected: "more than nothing and at most ten years")
        return nil
    }

    // MARK: Events

    private func readEvent(_ reader: NodeReader) -> Scenario.Event {
        var event = Scenario.Event()
        let members = reader.members(of: [
            "name", "count", "guests", "city", "cities", "living_elsewhere", "starts", "capacity",
            "invited_at", "invited_over", "reminder_at", "by_email",
        ])
        event.name = members["name"]?.text() ?? event.name
        event.count = members["count"]?.integer(in: 1...1_000_000) ?? event.count
        event.guests = members["guests"].flatMap(readGuests) ?? event.guests
        event.cities = [members["city"]].compactMap { $0.flatMap(readCity) }
        event.cities += members["cities"]?.items().compactMap(readCity) ?? []
        event.livingElsewhere = members["living_elsewhere"]?.share() ?? event.livingElsewhere
        event.starts = members["starts"]?.duration()
        event.capacity = members["capacity"]?.integer(in: 1...10_000_000)
        event.invitedAt = members["invited_at"]?.duration() ?? event.invitedAt
        event.invitedOver = members["invited_over"]?.duration() ?? event.invitedOver
        event.reminderAt = members["reminder_at"]?.duration()
        event.byEmail = members["by_email"]?.share() ?? event.byEmail
        if event.invitedAt + event.invitedOver >= scenario.lasts {
            (members["invited_over"] ?? members["invited_at"] ?? reader).fail(
                expected: "invitations before the end after \(Quantities.text(scenario.lasts))"
            )
        }
        if let starts = event.starts, starts <= event.invitedAt {
            members["starts"]?.fail(
                expected: "a start after the invitations at \(Quantities.text(event.invitedAt))"
            )
        }
        return event
    }

    private func readGuests(_ reader: NodeReader) -> ClosedRange<Int>? {
        let limits = 1...1_000_000
        if case .mapping = reader.node {
            let members = reader.members(of: ["from", "to"])
            guard let from = members.require("from", expected: "a number")?.integer(in: limits),
                let to = members.require("to", expected: "a number")?.integer(in: limits)
            else { return nil }
            if from <= to { return from...to }
            reader.fail(expected: "from at most to")
            return nil
        }
        return reader.integer(in: limits).map { $0...$0 }
    }

    private func readCity(_ reader: NodeReader) -> String? {
        guard let name = reader.text() else { return nil }
        if vocabulary.isCity(name) { return name }
        reader.fail(
            expected: "a city of the atlas such as London or \"London, GB\"",
            suggestion: vocabulary.nearestCity(name)
        )
        return nil
    }

    // MARK: People

    private mutating func readHosts(_ reader: NodeReader) {
        let members = reader.members(of: ["checks_alerts_after", "confirms_wrongly", "answers"])
        let defaults = scenario.hosts
        scenario.hosts.checksAlertsAfter =
            members["checks_alerts_after"]?.duration() ?? defaults.checksAlertsAfter
        scenario.hosts.confirmsWrongly =
            members["confirms_wrongly"]?.share() ?? defaults.confirmsWrongly
        scenario.hosts.answers = members["answers"]?.share() ?? defaults.answers
    }

    private mutating func readCast(_ reader: NodeReader) {
        let roles = CastRole.allCases.filter { $0 != .prompt }
        for (name, value) in reader.pairs() {
            guard let role = roles.first(where: { $0.rawValue == name }) else {
                value.problems.add(
                    at: value.mark,
                    value.path,
                    expected: "one of \(roles.map(\.rawValue).joined(separator: ", "))",
                    found: "\"\(name)\"",
                    suggestion: nearestWord(to: name, among: roles.map(\.rawValue))
                )
                continue
            }
            if let share = value.share() {
                scenario.cast.append(Scenario.CastShare(role: role, share: share))
            }
        }
        let sum = scenario.cast.reduce(0) { $0 + $1.share }
        if sum > 1.000_001 {
            reader.problems.add(
                at: reader.mark,
                reader.path,
                expected: "shares of at most 100% together",
                found: Quantities.text(share: sum)
            )
        }
    }

    private func readAttack(_ reader: NodeReader) -> Scenario.Attack? {
        let members = reader.members(of: [
            "kind", "share", "count", "city", "begins", "attempts", "every",
        ])
        let words = AttackKind.allCases.map(\.rawValue).joined(separator: ", ")
        guard
            let kind = members.require("kind", expected: "one of \(words)")?.word(AttackKind.self)
        else { return nil }
        if (members["share"] == nil) == (members["count"] == nil) {
            reader.problems.add(
                at: reader.mark,
                reader.path,
                expected: "either share or count",
                found: members["share"] == nil ? "neither" : "both"
            )
        }
        if kind == .guessedToken, let share = members["share"] {
            share.fail(expected: "a count: nobody's link is guessed")
        }
        return Scenario.Attack(
            kind: kind,
            share: members["share"]?.share(),
            count: members["count"]?.integer(in: 1...1_000_000),
            city: members["city"].flatMap(readCity),
            begins: members["begins"]?.duration() ?? kind.defaultBegins,
            attempts: members["attempts"]?.integer(in: 1...100_000) ?? kind.defaultAttempts,
            every: members["every"]?.duration() ?? .seconds(20)
        )
    }

    // MARK: Faults

    private mutating func readFaults(_ reader: NodeReader) {
        for item in reader.items() {
            guard let fault = readFault(item) else { continue }
            let overlaps = scenario.faults.contains {
                $0.kind == fault.kind && $0.at < fault.at + fault.lasts
                    && fault.at < $0.at + $0.lasts
            }
            if overlaps {
                item.problems.add(
                    at: item.mark,
                    item.path,
                    expected: "faults of one kind one after another",
                    found: "two \(fault.kind.rawValue) at once"
                )
            }
            scenario.faults.append(fault)
        }
    }

    private func readFault(_ reader: NodeReader) -> Scenario.Fault? {
        let members = reader.members(of: ["kind", "at", "for", "by", "share", "to"])
        let words = FaultKind.allCases.map(\.rawValue).joined(separator: ", ")
        let kind = members.require("kind", expected: "one of \(words)")?.word(FaultKind.self)
        let at = members.require("at", expected: "a duration such as \"2 h\"")?.duration()
        let length = members.require("for", expected: "a duration such as \"45 min\"")?.duration()
        guard let kind, let at, let length else { return nil }
        if at >= scenario.lasts {
            members["at"]?.fail(
                expected: "a time before the end after \(Quantities.text(scenario.lasts))"
            )
        }
        var fault = Scenario.Fault(kind: kind, at: at, lasts: length)
        let wanted: String? =
            switch kind.extra {
            case .none: nil
            case .by: "by"
            case .share: "share"
            case .to: "to"
            }
        for key in ["by", "share", "to"] where key != wanted {
            members[key]?.fail(expected: "no \(key) for \(kind.rawValue)")
        }
        switch kind.extra {
        case .none: break
        case .by:
            fault.by =
                members.require("by", expected: "a duration such as \"200 ms\"")?.duration()
                ?? .zero
        case .share:
            fault.share = members.require("share", expected: "a share such as 5%")?.share() ?? 0
        case .to:
            fault.to =
                members.require("to", expected: "a rate such as \"20/s\"")?.rate(per: "s") ?? 1
        }
        return fault
    }

    // MARK: The system

    private mutating func readDeployment(_ reader: NodeReader) {
        let members = reader.members(of: [
            "core_api", "fraud_engine", "notifications", "round_trip",
        ])
        readComponent(members["core_api"], &scenario.deployment.coreAPI)
        readComponent(members["fraud_engine"], &scenario.deployment.fraudEngine)
        readComponent(members["notifications"], &scenario.deployment.notifications)
        guard
            let trips = members["round_trip"]?.members(of: [
                "mobile", "home", "office", "hosting", "vpn",
            ])
        else { return }
        let defaults = scenario.deployment
        scenario.deployment.mobile = trips["mobile"]?.duration() ?? defaults.mobile
        scenario.deployment.home = trips["home"]?.duration() ?? defaults.home
        scenario.deployment.office = trips["office"]?.duration() ?? defaults.office
        scenario.deployment.hosting = trips["hosting"]?.duration() ?? defaults.hosting
        scenario.deployment.vpn = trips["vpn"]?.duration() ?? defaults.vpn
    }

    private func readComponent(
        _ reader: NodeReader?,
        _ component: inout Scenario.Deployment.Component
    ) {
        guard let members = reader?.members(of: ["workers", "service"]) else { return }
        component.workers = members["workers"]?.integer(in: 1...100_000) ?? component.workers
        component.service = members["service"]?.duration() ?? component.service
    }

    private mutating func readFraud(_ reader: NodeReader) {
        let members = reader.members(of: ["edges", "gate_timeout", "rate_limit"])
        scenario.fraud.gateTimeout =
            members["gate_timeout"]?.duration() ?? scenario.fraud.gateTimeout
        scenario.fraud.rateLimit =
            members["rate_limit"]?.rate(per: "min") ?? scenario.fraud.rateLimit
        guard let edgesReader = members["edges"] else { return }
        let edges = edgesReader.members(of: ["soft_verify", "sms_verify", "block"])
        let documented = BandEdges.documented
        let soft = edges["soft_verify"]?.integer(in: 0...100) ?? documented.softVerify
        let sms = edges["sms_verify"]?.integer(in: 0...100) ?? documented.smsVerify
        let block = edges["block"]?.integer(in: 0...100) ?? documented.block
        guard soft <= sms, sms <= block else {
            edgesReader.problems.add(
                at: edgesReader.mark,
                edgesReader.path,
                expected: "soft_verify <= sms_verify <= block",
                found: "\(soft), \(sms), \(block)"
            )
            return
        }
        scenario.fraud.edges = BandEdges(softVerify: soft, smsVerify: sms, block: block)
    }

    private func readGate(_ reader: NodeReader) -> Scenario.Gate? {
        guard let text = reader.text("a gate such as fraud.precision.block >= 0.95") else {
            return nil
        }
        if let (expected, found) = vocabulary.gateProblem(text) {
            reader.problems.add(at: reader.mark, reader.path, expected: expected, found: found)
        }
        return Scenario.Gate(text: text)
    }

    private mutating func readOutputs(_ reader: NodeReader) {
        let members = reader.members(of: ["journal", "dataset", "database"])
        scenario.outputs.journal = members["journal"]?.bool() ?? true
        scenario.outputs.dataset = members["dataset"]?.bool() ?? true
        scenario.outputs.database = members["database"]?.bool() ?? true
    }
}
