import Catalogue
import Domain
import Simulation
import World
import Yams

/// Reads the parts of a scenario, one function each, and then checks what they say of each other.
struct ScenarioDraft {
    private let vocabulary: ScenarioVocabulary
    private var scenario = Scenario()
    /// What is to be checked of each part once everything is read, and the topmost document.
    private var checks: [String: [(ScenarioDraft) -> Void]] = [:]
    private var root: NodeReader?
    /// The topmost that there is.
    private var description: NodeReader?
    /// Where the gates stand, in their order.
    private(set) var gatePlaces: [GatePlace] = []

    init(vocabulary: ScenarioVocabulary) { self.vocabulary = vocabulary }

    static let keys = Scenario.keys.map(\.parameter.key) + Scenario.parts.map(\.key)

    /// Reads one document on top of those before it.
    mutating func read(_ root: NodeReader, name: String) {
        self.root = root
        let members = root.members(of: Self.keys)
        scenario.name = name
        description = members["description"] ?? description
        members.read(Scenario.keys, into: &scenario)
        if let events = members["events"] { readEvents(events) }
        if let hosts = members["hosts"] { readHosts(hosts) }
        if let cast = members["cast"] { readCast(cast) }
        readMachines(members["machines"], scanners: members["mail_scanners"])
        if let attacks = members["attacks"] { readAttacks(attacks) }
        if let faults = members["faults"] { readFaults(faults) }
        if let deployment = members["deployment"] { readDeployment(deployment) }
        if let fraud = members["fraud"] { Self.read(fraud, Scenario.Fraud.keys, &scenario.fraud) }
        if let system = members["system"] {
            Self.read(system, Scenario.System.keys, &scenario.system)
        }
        if let population = members["population"] {
            Self.read(population, PopulationFigures.keys, &scenario.population)
            checks["population"] = [{ $0.requireSense(of: population) }]
        }
        if let gates = members["gates"] { readGates(gates) }
        if let outputs = members["outputs"] {
            Self.read(outputs, Scenario.Outputs.keys, &scenario.outputs)
        }
    }

    /// The scenario, once all its documents are read and checked.
    mutating func finish() -> Scenario {
        resolveStart()
        if let root {
            root.require(
                "description",
                expected: "a paragraph that tells the story",
                isThere: description != nil
            )
            root.require(
                "events",
                expected: "a list of at least one event",
                isThere: checks["events"] != nil
            )
        }
        if let description { compare(description) }
        for part in Scenario.parts { for check in checks[part.key] ?? [] { check(self) } }
        return scenario
    }

    /// A start by hour of the week is known once it is known where the first event is.
    private mutating func resolveStart() {
        guard let moment = scenario.startsBy else { return }
        let city = scenario.events.first?.cities.first ?? ""
        let midnight = Scenario().starts.advanced(by: .hours(-8))
        scenario.starts = moment.instant(after: midnight) { vocabulary.offsetSeconds(city, $0) }
        scenario.startsBy = nil
    }

    /// Notes faults and attacks that a description names and that nothing of plays.
    private func compare(_ description: NodeReader) {
        let text = scenario.description.lowercased()
        let played = Set(scenario.attacks.map(\.kind.name) + scenario.faults.map(\.kind.name))
        let kinds = vocabulary.catalogue.attacks.map(\.name) + vocabulary.faults.map(\.name)
        let named = kinds.filter { kind in
            text.contains(kind) || text.contains(kind.replacing("-", with: " "))
        }
        for kind in named where !played.contains(kind) {
            description.warn("it tells of \(kind), which is not played")
        }
        for (word, parts) in Self.faultWords where text.contains(word) {
            let isPlayed = played.contains { kind in parts.contains { kind.contains($0) } }
            if !isPlayed, !named.contains(where: { $0.contains(word) }) {
                description.warn(
                    "it tells of something like \"\(word)\", and no such fault is played"
                )
            }
        }
    }

    /// Words for faults, each with parts of the names of kinds that are meant by it.
    private static let faultWords: [(word: String, kinds: [String])] = [
        ("crash", ["crash", "power-cut"]), ("outage", ["outage", "down"]),
        ("throttle", ["throttled"]), ("power cut", ["power-cut"]),
    ]

    private mutating func readEvents(_ reader: NodeReader) {
        checks["events"] = [
            { draft in
                guard draft.scenario.events.isEmpty else { return }
                reader.fail(expected: "a list of at least one event")
            },
            { draft in
                guard draft.mostGuests > Self.mostGuestsTogether else { return }
                reader.fail(
                    expected: "at most \(Self.mostGuestsTogether) guests together",
                    found: "\(draft.mostGuests)"
                )
            },
        ]
        scenario.events = reader.items(of: "events").map { item in
            var event = Scenario.Event()
            let members = Self.read(item, Scenario.Event.keys, &event)
            checks["events"]?.append { [event] in $0.check(event, members, item) }
            return event
        }
    }

    private mutating func readAttacks(_ reader: NodeReader) {
        checks["attacks"] = []
        scenario.attacks = reader.items(of: "attacks").compactMap { item in
            guard let (attack, place) = readAttack(item) else { return nil }
            checks["attacks"]?.append { $0.requireBounds(of: attack, at: place) }
            return attack
        }
    }

    private mutating func readFaults(_ reader: NodeReader) {
        checks["faults"] = []
        scenario.faults = reader.items(of: "faults").compactMap { item in
            guard let (fault, at) = readFault(item) else { return nil }
            checks["faults"]?.append { $0.requireTime(of: fault, at: at) }
            return fault
        }
    }

    private mutating func readGates(_ reader: NodeReader) {
        checks["gates"] = []
        gatePlaces = []
        var seen: [(gate: Scenario.Gate, place: NodeReader)] = []
        scenario.gates = reader.items(of: "gates").compactMap { item in
            guard let (gate, place) = readGate(item) else { return nil }
            checks["gates"]?.append { draft in
                let finding = draft.vocabulary.gate(gate, draft.scenario.kinds)
                if let problem = finding.problem {
                    place.fail(expected: problem.expected, found: problem.found)
                }
                for warning in finding.warnings { place.warn(warning) }
            }
            if let same = seen.first(where: { $0.gate.text == gate.text }) {
                place.warn("the same gate as \(same.place.path): one of them says nothing")
            }
            seen.append((gate, place))
            gatePlaces.append(place.gatePlace)
            return gate
        }
    }

    /// A gate as a text, or as a mapping with more to say; and where its text stands.
    private func readGate(_ item: NodeReader) -> (Scenario.Gate, NodeReader)? {
        let expected = "a gate such as fraud.precision.block >= 0.95"
        guard case .mapping = item.node else {
            return item.text(expected).map { (Scenario.Gate(text: $0), item) }
        }
        let members = item.members(of: Scenario.Gate.keys.map(\.key))
        guard let place = members.require("gate", expected: expected),
            let text = place.text(expected)
        else { return nil }
        var gate = Scenario.Gate(text: text)
        if let warns = members["warn"]?.value(of: .truth), case .truth(let truth) = warns {
            gate.warns = truth
        }
        gate.wish = members["wish"]?.text("a wish such as <= 2")
        return (gate, place)
    }

    /// As many as a run's memory takes.
    private static let mostGuestsTogether = 5_000_000
    /// As many as a run gets through.
    private static let mostAttemptsTogether = 100_000_000

    /// How many guests all events have at most.
    private var mostGuests: Int {
        scenario.events.reduce(0) { $0 + $1.count * $1.guests.upperBound }
    }

    @discardableResult
    private static func read<Root>(
        _ reader: NodeReader,
        _ keys: [ScenarioKey<Root>],
        _ root: inout Root
    ) -> NodeReader.Members {
        let members = reader.members(of: keys.map(\.parameter.key))
        members.read(keys, into: &root)
        return members
    }

    private func check(
        _ event: Scenario.Event,
        _ members: NodeReader.Members,
        _ reader: NodeReader
    ) {
        let times = event.times(in: scenario.starts...scenario.endsAt) {
            vocabulary.offsetSeconds(event.cities.first ?? "", $0)
        }
        if times.invited.advanced(by: event.invitedOver) >= scenario.endsAt {
            (members["invited_over"] ?? members["invited_at"] ?? reader).fail(
                expected: "invitations before the end after \(Quantities.text(scenario.lasts))"
            )
        }
        if event.starts != nil, times.starts <= times.invited {
            members["starts"]?.fail(
                expected: "a start after the invitations at \(event.invitedAt.text)"
            )
        }
        if let reminded = times.reminded, reminded >= times.starts {
            members["reminder_at"]?.fail(
                expected: "a reminder before the event, which begins "
                    + "\(Quantities.text(times.starts - times.invited)) after its invitations"
            )
        }
        if members["invite_by"] != nil, let byEmail = members["by_email"] {
            byEmail.fail(expected: "either invite_by or by_email", found: "both")
        }
    }

    /// Shares of one whole are at most the whole, and what is kept is kept for some time.
    private func requireSense(of reader: NodeReader) {
        let figures = scenario.population
        for (key, kept) in [
            ("phone_kept", figures.phoneKept), ("line_keeps_address", figures.lineKeepsAddress),
        ] where kept < .days(1) {
            (reader.member(key) ?? reader).fail(
                expected: "\(key) of at least a day",
                found: Quantities.text(kept)
            )
        }
        let renumbered = figures.renumberedDaily + figures.renumberedInWeeks
        if renumbered > 1.000_001 {
            reader.fail(
                expected: "renumbered_daily and renumbered_in_weeks of at most 100% together",
                found: Quantities.text(share: renumbered)
            )
        }
        // Stays abroad last eight days of fourteen, those in one's country three.
        let away = figures.nightsAwayAbroad * 14 / 8 + figures.nightsAwayDomestic * 14 / 3
        if away > 1 {
            reader.fail(
                expected: "nights_away_abroad of at most 57% and nights_away_domestic of at most "
                    + "21%, or less of both",
                found: "\(Quantities.text(share: figures.nightsAwayAbroad)) and "
                    + Quantities.text(share: figures.nightsAwayDomestic)
            )
        }
    }

    // MARK: People and machines

    private mutating func readHosts(_ reader: NodeReader) {
        // Which keys there are depends on the kind, so that is looked for first.
        if let kind = reader.member("kind")?.kind(among: vocabulary.catalogue.hosts) {
            scenario.hosts.kind = kind
        }
        let parameters = scenario.hosts.kind.parameters
        let members = reader.members(of: ["kind"] + parameters.map(\.key))
        scenario.hosts.values = members.values(of: parameters)
    }

    private mutating func readCast(_ reader: NodeReader) {
        scenario.cast = []
        let kinds = vocabulary.catalogue.guests.filter { $0 != ActorCatalogue.rest }
        for (name, value) in reader.pairs() {
            guard let kind = value.kind(named: name, among: kinds),
                let (share, values) = readPart(value, of: kind)
            else { continue }
            scenario.cast.append(Scenario.GuestPart(kind: kind, share: share, values: values))
        }
        reader.requireAtMostAll(scenario.cast.map(\.share))
    }

    /// `traveller: 3%`, or `traveller: { share: 3%, flies_for: 12 h }`.
    private func readPart<Kind: CatalogueEntry>(
        _ reader: NodeReader,
        of kind: Kind
    ) -> (share: Double, values: ParameterValues)? {
        guard case .mapping = reader.node else {
            return reader.share().map { ($0, kind.parameters.usualValues) }
        }
        let members = reader.members(of: ["share"] + kind.parameters.map(\.key))
        guard
            let share = members.require("share", expected: Measure.share.expectation)?.share()
        else { return nil }
        return (share, members.values(of: kind.parameters))
    }

    private mutating func readMachines(_ reader: NodeReader?, scanners: NodeReader?) {
        if reader != nil, let scanners {
            scanners.fail(expected: "either machines or mail_scanners", found: "both")
        }
        if let share = scanners?.share() {
            scenario.machines = [
                Scenario.MachinePart(
                    kind: MailScanner.kind,
                    share: share,
                    values: MailScanner.kind.parameters.usualValues
                )
            ]
        }
        guard let reader else { return }
        scenario.machines = reader.pairs().compactMap { name, value in
            guard let kind = value.kind(named: name, among: vocabulary.catalogue.machines),
                let (share, values) = readPart(value, of: kind)
            else { return nil }
            return Scenario.MachinePart(kind: kind, share: share, values: values)
        }
    }

    // MARK: What goes wrong

    /// The kind that an item names, and its members after their keys were checked against it.
    private func readKind<Kind: CatalogueEntry>(
        _ reader: NodeReader,
        among kinds: [Kind],
        common: [Parameter]
    ) -> (kind: Kind, members: NodeReader.Members)? {
        let keys = common.map(\.key)
        let words = kinds.map(\.name).joined(separator: ", ")
        guard reader.member("kind") != nil else {
            let members = reader.members(of: keys)
            if case .mapping = reader.node {
                _ = members.require("kind", expected: "one of \(words)")
            }
            return nil
        }
        // Which keys there are depends on the kind, so that is looked for first.
        guard let kind = reader.member("kind")?.kind(among: kinds) else { return nil }
        return (kind, reader.members(of: keys + kind.parameters.map(\.key)))
    }

    /// An attack, and where its number of links is said.
    private func readAttack(_ reader: NodeReader) -> (Scenario.Attack, NodeReader)? {
        let common = Scenario.Attack.keys
        guard
            let (kind, members) = readKind(
                reader,
                among: vocabulary.catalogue.attacks,
                common: common
            )
        else { return nil }
        if (members["share"] == nil) == (members["count"] == nil) {
            reader.fail(
                expected: "either share or count",
                found: members["share"] == nil ? "neither" : "both"
            )
        }
        if kind.begins == .start, let share = members["share"] {
            share.fail(expected: "a count: \(kind.name) uses nobody's link")
        }
        var values = members.values(of: kind.parameters)
        if let at = members["at"] {
            if members["begins"] != nil { at.fail(expected: "either begins or at", found: "both") }
            if let moment = at.moment() { values["begins"] = .onset(Onset(at: moment)) }
        }
        let attack = Scenario.Attack(
            kind: kind,
            share: members["share"]?.share(),
            count: members["count"]?.integer(in: 1...1_000_000),
            values: values
        )
        return (attack, members["count"] ?? reader)
    }

    /// No more links are used than there are, and no more is tried than a run gets through.
    private func requireBounds(of attack: Scenario.Attack, at reader: NodeReader) {
        if let count = attack.count, attack.kind.begins != .start, count > mostGuests {
            reader.fail(
                expected: "at most \(mostGuests), as many as there are guests",
                found: "\(count)"
            )
        }
        guard case .count(let attempts)? = attack.values["attempts"] else { return }
        // More guests than may be are said already.
        let guests = min(mostGuests, Self.mostGuestsTogether)
        let attackers = attack.count ?? Int(Double(guests) * (attack.share ?? 0))
        if attackers * attempts > Self.mostAttemptsTogether {
            reader.fail(
                expected: "at most \(Self.mostAttemptsTogether) attempts together",
                found: "\(attackers) times \(attempts)"
            )
        }
    }

    /// A fault, and where its time is said.
    private func readFault(_ reader: NodeReader) -> (Scenario.Fault, NodeReader)? {
        guard
            let (kind, members) = readKind(
                reader,
                among: vocabulary.faults,
                common: Scenario.Fault.keys
            )
        else { return nil }
        let at = members.require("at", expected: Measure.moment.expectation)?.moment()
        let length = members.require("for", expected: "a duration such as \"45 min\"")?.duration()
        let values = members.values(of: kind.parameters)
        guard let at, let length else { return nil }
        let fault = Scenario.Fault(kind: kind, at: at, lasts: length, values: values)
        return (fault, members["at"] ?? reader)
    }

    private func requireTime(of fault: Scenario.Fault, at reader: NodeReader) {
        let city = scenario.events.first?.cities.first ?? ""
        let begins = fault.at.instant(after: scenario.starts) {
            vocabulary.offsetSeconds(city, $0)
        }
        guard begins >= scenario.endsAt else { return }
        reader.fail(expected: "a time before the end after \(Quantities.text(scenario.lasts))")
    }

    // MARK: The system

    private mutating func readDeployment(_ reader: NodeReader) {
        let members = reader.members(of: [
            "core_api", "fraud_engine", "notifications", "round_trip",
        ])
        typealias Component = Scenario.Deployment.Component
        if let api = members["core_api"] {
            Self.read(api, Component.keys, &scenario.deployment.coreAPI)
        }
        if let engine = members["fraud_engine"] {
            Self.read(engine, Component.keys, &scenario.deployment.fraudEngine)
        }
        if let worker = members["notifications"] {
            Self.read(worker, Component.keys, &scenario.deployment.notifications)
        }
        if let trips = members["round_trip"] {
            Self.read(trips, RoundTrip.keys, &scenario.deployment.roundTrip)
        }
    }
}
