import Catalogue
import Domain
import Simulation
import World

/// One key of a part of a scenario file: what it means, how it is read and how it is written.
struct ScenarioKey<Root: Configurable>: Sendable {
    let parameter: Parameter
    let read: @Sendable (NodeReader, inout Root) -> Void
    /// The value as YAML on one line; `nil` where nothing is set and nothing is the default.
    let text: @Sendable (Root) -> String?

    /// A key that sets one property to one value.
    static func one(_ setting: Setting<Root>) -> ScenarioKey {
        ScenarioKey(
            parameter: setting.parameter,
            read: { reader, root in
                if let value = reader.value(of: setting.parameter.measure) {
                    setting.set(&root, value)
                }
            },
            text: { setting.value($0).map(setting.parameter.measure.text) }
        )
    }

    /// A key whose value has a shape of its own.
    static func shaped(
        _ key: String,
        _ shape: String,
        _ meaning: String,
        otherwise: String?,
        read: @escaping @Sendable (NodeReader, inout Root) -> Void,
        text: @escaping @Sendable (Root) -> String?
    ) -> ScenarioKey {
        ScenarioKey(
            parameter: .shaped(key, shape, meaning, otherwise: otherwise),
            read: read,
            text: text
        )
    }
}

extension Parameter {
    /// A key whose value has a shape of its own.
    static func shaped(
        _ key: String,
        _ shape: String,
        _ meaning: String,
        otherwise: String?
    ) -> Parameter {
        Parameter(
            key: key,
            measure: .shaped(shape),
            meaning: meaning,
            origin: nil,
            source: "",
            usual: nil,
            otherwise: otherwise
        )
    }
}

extension Scenario.Event {
    static let keys: [ScenarioKey<Scenario.Event>] = [
        .shaped(
            "name",
            "text",
            "what the event is called; a number is added where it stands for many",
            otherwise: "Gathering",
            read: { $1.name = $0.text() ?? $1.name },
            text: { Quantities.quoted($0.name) }
        ),
        .one(.count("count", \.count, in: 1...1_000_000, "how many such events", source: "")),
        .shaped(
            "guests",
            "whole number, or { from, to }",
            "how many guests each has",
            otherwise: "100",
            read: { $1.guests = $0.range(in: 1...1_000_000) ?? $1.guests },
            text: { "{ from: \($0.guests.lowerBound), to: \($0.guests.upperBound) }" }
        ),
        .shaped(
            "city",
            "city of the atlas",
            "where it takes place and most guests live",
            otherwise: "see cities",
            read: { $1.cities += $0.city().map { [$0] } ?? [] },
            text: { _ in nil }
        ),
        .shaped(
            "cities",
            "list of cities of the atlas",
            "where it may take place",
            otherwise: "drawn by population",
            read: { $1.cities += $0.items(of: "cities").compactMap { $0.city() } },
            text: {
                $0.cities.isEmpty
                    ? nil : "[\($0.cities.map(Quantities.quoted).joined(separator: ", "))]"
            }
        ),
        .shaped(
            "occasion",
            "wedding, party or company",
            "what it is: how soon people answer, who live or work together",
            otherwise: "party",
            read: { $1.occasion = $0.word(among: Occasion.allCases) ?? $1.occasion },
            text: { $0.occasion.rawValue }
        ),
        .one(
            .share(
                "living_elsewhere",
                \.livingElsewhere,
                "share of guests who live in another city of the same country",
                source: "64% of friends out of town, Gowalla (A); 37% beyond 160 km, Bailey 2018"
            )
        ),
        .shaped(
            "guests_live",
            "{ city: share, … }",
            "where guests live; the rest in the event's city, or elsewhere by living_elsewhere",
            otherwise: "see living_elsewhere",
            read: { $1.guestsLive = $0.cityShares() },
            text: { $0.guestsLive.isEmpty ? nil : ScenarioKeyText.shares($0.guestsLive) }
        ),
        .one(
            .moment(
                "starts",
                \.starts,
                "when the event begins",
                after:
                    "the scenario's start, and invited_over's part of it; a weekday after the invitations",
                otherwise: "a week after the scenario's end"
            )
        ),
        .one(
            .count(
                "capacity",
                \.capacity,
                in: 1...10_000_000,
                "how many seats it has",
                otherwise: "no limit"
            )
        ),
        .one(
            .moment(
                "invited_at",
                \.invitedAt,
                "when the first invitations go out",
                after: "the scenario's start"
            )
        ),
        .one(
            .duration(
                "invited_over",
                \.invitedOver,
                "over how long the invitations of many events are spread",
                source: ""
            )
        ),
        .one(
            .moment(
                "reminder_at",
                \.reminderAt,
                "when those who have not answered are reminded",
                after: "the event's own invitations",
                otherwise: "never"
            )
        ),
        .shaped(
            "by_email",
            Measure.share.name,
            "share of guests listed with a mailbox first: half of them without a phone, who alone are mailed",
            otherwise: "40%, where invite_by is not given",
            read: { $1.byEmail = $0.share() ?? $1.byEmail },
            text: { $0.inviteBy == nil ? Quantities.text(share: $0.byEmail) : nil }
        ),
        .shaped(
            "invite_by",
            "email, sms, both, or { email: share, sms: share, both: share }",
            "which way invitations and reminders go; everybody's phone is on the list, and codes go there",
            otherwise: "as by_email has it",
            read: { $1.inviteBy = $0.inviteBy() },
            text: { $0.inviteBy.map(ScenarioKeyText.inviteBy) }
        ),
    ]
}

/// Values of a shape of their own, as scenarios write them.
enum ScenarioKeyText {
    static func shares(_ shares: [Scenario.CityShare]) -> String {
        let parts = shares.map {
            "\(Quantities.quoted($0.city)): \(Quantities.text(share: $0.share))"
        }
        return "{ \(parts.joined(separator: ", ")) }"
    }

    static func inviteBy(_ way: Scenario.InviteBy) -> String {
        if way.email == 1 { return "email" }
        if way.both == 1 { return "both" }
        let sms = 1 - way.email - way.both
        if sms >= 1 { return "sms" }
        return
            "{ email: \(Quantities.text(share: way.email)), sms: \(Quantities.text(share: sms)), "
            + "both: \(Quantities.text(share: way.both)) }"
    }
}

extension Scenario.Outputs {
    static let keys: [ScenarioKey<Scenario.Outputs>] = [
        .one(.truth("journal", \.journal, "whether journal.jsonl is written")),
        .one(.truth("html", \.html, "whether report.html is written")),
        .one(.truth("dataset", \.dataset, "whether accesses.csv and guests.csv are written")),
        .one(.truth("database", \.database, "whether guestguard.sqlite is written")),
    ]
}

extension Scenario {
    /// The keys at the top that hold one value.
    static let keys: [ScenarioKey<Scenario>] = [
        .shaped(
            "name",
            "lower-case letters, digits and dashes",
            "names the run's folders",
            otherwise: "the file's name",
            read: { $1.name = $0.plainName() ?? $1.name },
            text: { $0.name }
        ),
        .shaped(
            "description",
            "text",
            "a paragraph that tells the story",
            otherwise: nil,
            read: { $1.description = $0.text("a paragraph that tells the story") ?? "" },
            text: { Quantities.quoted($0.description) }
        ),
        .shaped(
            "starts",
            Scenario.Start.measure,
            "when virtual time begins; by hour of the week the first one from 2026-06-01 on, where the first "
                + "event is",
            otherwise: "2026-06-01T08:00:00Z",
            read: { reader, scenario in
                switch reader.start() {
                case .instant(let instant)?: (scenario.starts, scenario.startsBy) = (instant, nil)
                case .weekday(let moment)?: scenario.startsBy = moment
                case nil: break
                }
            },
            text: { "\($0.starts)" }
        ),
        .shaped(
            "lasts",
            "duration, at most ten years",
            "how long virtual time goes on",
            otherwise: "30 days",
            read: { $1.lasts = $0.length() ?? $1.lasts },
            text: { Quantities.text($0.lasts) }
        ),
        .shaped(
            "seed",
            "whole number from 0 to 2^64 − 1",
            "what chance is drawn from, where the command line names none",
            otherwise: "1",
            read: { $1.seed = $0.seed() ?? $1.seed },
            text: { "\($0.seed)" }
        ),
    ]

    /// The keys at the top that hold parts of their own.
    static let parts: [Parameter] = [
        .shaped(
            "extends",
            "path of a scenario file, beside this one",
            "whose keys hold where this file has none; of fraud, system, deployment, population and "
                + "outputs each of their keys",
            otherwise: "nothing"
        ),
        .shaped("events", "list", "what takes place; at least one", otherwise: nil),
        .shaped("hosts", "mapping", "how hosts deal with alerts", otherwise: "diligent"),
        .shaped(
            "cast",
            "kind: share, or kind: { share, … }",
            "shares of guests who are of a kind; the rest is prompt, of `{}` all",
            otherwise: ActorCatalogue.usualCast.map {
                "\($0.kind.name): \(Quantities.text(share: $0.share))"
            }.joined(separator: ", ")
        ),
        .shaped(
            "machines",
            "kind: share, or kind: { share, … }",
            "shares of guests whose messages a machine handles first",
            otherwise: "mail-scanner: 10%"
        ),
        .shaped(
            "mail_scanners",
            "share, 0% to 100%",
            "the same as machines: { mail-scanner: … }",
            otherwise: "10%"
        ),
        .shaped(
            "attacks",
            "list",
            "what is done with links that are not one's own",
            otherwise: "none"
        ),
        .shaped("faults", "list", "what breaks, and when", otherwise: "nothing"),
        .shaped("deployment", "mapping", "workers, service times and networks", otherwise: "ample"),
        .shaped("fraud", "mapping", "band edges and limits", otherwise: "the product's"),
        .shaped("system", "mapping", "the product's other settings", otherwise: "the product's"),
        .shaped(
            "population",
            "mapping",
            "how people live: figures of `guestguard world figures`",
            otherwise: "as published"
        ),
        .shaped("gates", "list", "what the run must meet", otherwise: "none"),
        .shaped("outputs", "mapping", "what is written", otherwise: "everything"),
    ]
}

extension Scenario.Attack {
    /// What every attack may say, whatever its kind.
    static let keys: [Parameter] = [
        .shaped("kind", "kind of attack", "what is done", otherwise: nil),
        .shaped(
            "share",
            "share, 0% to 100%",
            "of guests whose link is used",
            otherwise: "see count"
        ),
        .shaped(
            "count",
            "whole number, 1 to 1000000",
            "guests whose link is used, or attackers where no link is",
            otherwise: "see share"
        ),
        .shaped(
            "at",
            Measure.moment.name,
            "when exactly it begins: the same as begins: { at: … }; by hour of the week where the first event is",
            otherwise: "see begins"
        ),
    ]
}

extension Scenario {
    /// When virtual time begins, as a file says it.
    enum Start {
        case instant(Instant)
        case weekday(Moment)

        static let measure = "time, ISO 8601, or weekday and hour"

        init?(_ text: String) {
            if let instant = Quantities.instant(text) {
                self = .instant(instant)
            } else if let moment = Moment(text), case .weekday = moment {
                self = .weekday(moment)
            } else {
                return nil
            }
        }
    }
}

extension Scenario.Gate {
    /// What a gate that is a mapping may say.
    static let keys: [Parameter] = [
        .shaped(
            "gate",
            "metric, comparison and number",
            "what must hold; a gate may be this text alone",
            otherwise: nil
        ),
        .shaped("warn", "true or false", "whether it only warns", otherwise: "false"),
        .shaped(
            "wish",
            "comparison and number",
            "what the story wants beside what must hold; fails nothing",
            otherwise: "none"
        ),
    ]
}

extension Scenario.Fault {
    /// What every fault must say, whatever its kind.
    static let keys: [Parameter] = [
        .shaped("kind", "kind of fault", "what breaks", otherwise: nil),
        .shaped(
            "at",
            Measure.moment.name,
            "when it begins, after the scenario's start; by hour of the week where the first event is",
            otherwise: nil
        ),
        .shaped("for", "duration", "how long it lasts", otherwise: nil),
    ]
}
