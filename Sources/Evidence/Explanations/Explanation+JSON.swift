import Domain
import Figures
import FraudEngine
import Truth

extension Explanation {
    /// The `schema` of its JSON.
    package static let schema = "guestguard.explanation/1"

    /// For programs: what the system saw, and under `truth` what only the simulation knows.
    package var json: JSON {
        let accesses = accesses
        return .object([
            "schema": .text(Self.schema),
            "subject": .text(subject.text),
            "scorer": .text(scorer),
            "guests": .array(guests.map(\.json)),
            "accesses": .array(accesses.map(\.json)),
            "truth": .object([
                "guests": .object(
                    Dictionary(
                        uniqueKeysWithValues: guests.map { guest in
                            (
                                guest.id.description,
                                .object([
                                    "persona": .text(guest.persona),
                                    "lives": .text(guest.lives.words),
                                ])
                            )
                        }
                    )
                ),
                "campaigns": .object(
                    Dictionary(
                        uniqueKeysWithValues: campaigns.map {
                            ($0.name, .object(["began": .text($0.began.description)]))
                        }
                    )
                ),
                "accesses": .object(
                    Dictionary(
                        uniqueKeysWithValues: accesses.compactMap { access in
                            access.label.map { (access.access.id.description, $0.json) }
                        }
                    )
                ),
            ]),
        ])
    }
}

extension Label {
    fileprivate var json: JSON {
        .object([
            "actor": .text(actor.rawValue),
            "persona": .text(persona),
            "attack": attack.map(JSON.text) ?? .null,
            "campaign": campaign.map(JSON.text) ?? .null,
            "is_fraud": .bool(isFraud),
        ])
    }
}

extension Step {
    fileprivate var json: JSON {
        .object(["at": .text(at.description), "what": .text(text)])
    }
}

extension GuestStory {
    fileprivate var json: JSON {
        .object([
            "guest": .text(id.description),
            "event": .text(eventID.description),
            "listed": .text(listed.words),
            "events": .array(events.map(\.json)),
        ])
    }
}

extension AccessStory {
    fileprivate var json: JSON {
        .object([
            "access": .text(access.id.description),
            "guest": access.guestID.map { .text($0.description) } ?? .null,
            "opened_at": .text(access.openedAt.description),
            "earlier_accesses": .integer(access.earlierAccesses),
            "rejection": access.rejection.map { .text($0.rawValue) } ?? .null,
            "is_machine": .bool(isMachine),
            "judgements": .array(scorings.map(\.json)),
            "followed": .array(followed.map(\.json)),
        ])
    }
}

extension Scoring {
    fileprivate var json: JSON {
        let known = zip(Feature.entries, features).filter { !$1.isNaN }
        return .object([
            "at": .text(at.description),
            "moment": .text(moment == .opened ? "open" : "submit"),
            "score": score.map { .integer($0.value) } ?? .null,
            "decision": .text(decision.name),
            "flagged": .bool(tokenWasFlagged),
            "enforced": .bool(isEnforced),
            "start": breakdown.map { .number($0.start) } ?? .null,
            "shares": .array((breakdown?.shares ?? []).map(\.json)),
            "features": .object(
                Dictionary(uniqueKeysWithValues: known.map { ($0.column, .number($1)) })
            ),
        ])
    }
}

extension ScoreBreakdown.Share {
    fileprivate var json: JSON {
        .object([
            "signal": .text(signal.description),
            "value": value.map(JSON.number) ?? .null,
            "weight": weight.map(JSON.number) ?? .null,
            "points": .number(points),
        ])
    }
}
