import Domain
import Figures
import FraudEngine
import Truth

/// What a run says about fraud: three populations that are never mixed.
///
/// *Door*: refused by token or address alone. *Engine*: accesses that the engine could judge.
/// *Attempts*: forms that were sent. Benign machines are in none of them.
package struct FraudFigures {
    package struct Attack {
        /// Of the accesses that the engine could judge.
        var judged = Detection()
        /// Of its forms that were sent.
        var attempts = Detection()
        /// Those that came to `sms_verify` or above, of all that the engine could judge.
        package var caught: ClusteredProportion { judged.recall(.smsVerify) }
        /// What became of its forms, by the cluster's number.
        private var campaigns: [Int: Campaign] = [:]
        private(set) var course = AttackCourse()

        init(_ course: AttackCourse = AttackCourse()) { self.course = course }

        /// Forms that were sent.
        package var tried: Int { challenged.trials }
        /// Of these, met by a name or a code.
        package var challenged: ClusteredProportion { share(\.challenged) }
        /// Of these, blocked.
        package var refused: ClusteredProportion { share(\.refused) }
        /// Of these, those whose reply was recorded.
        package var admitted: ClusteredProportion { share(\.admitted) }

        private func share(_ outcome: (Campaign) -> Proportion) -> ClusteredProportion {
            var sum = ClusteredProportion()
            for campaign in campaigns.values { sum.add(outcome(campaign)) }
            return sum
        }

        /// Counts an access, the earlier first.
        mutating func read(_ row: AccessRow, in cluster: Int) {
            course.codesCostMicros += row.codesCostMicros
            if campaigns[cluster] == nil {
                course.campaigns += 1
                campaigns[cluster] = Campaign(begunAt: row.access.openedAt)
            }
            if let time = campaigns[cluster]?.read(row) { course.untilChallenged.append(time) }
        }
    }

    /// One attack's doings, from its first access on.
    private struct Campaign {
        let begunAt: Instant
        private(set) var challenged = Proportion()
        private(set) var refused = Proportion()
        private(set) var admitted = Proportion()
        private var wasChallenged = false

        init(begunAt: Instant) { self.begunAt = begunAt }

        /// - Returns: How long it has lasted, where this is the first of its forms that met a challenge
        ///   or a block.
        mutating func read(_ row: AccessRow) -> Duration? {
            guard row.isAttempt else { return nil }
            let met = row.isEnforced ? row.decision ?? .allow : .allow
            challenged.record(success: met == .softVerify || met == .smsVerify)
            refused.record(success: met == .block)
            admitted.record(success: row.answered)
            guard met > .allow, !wasChallenged else { return nil }
            wasChallenged = true
            return row.access.openedAt - begunAt
        }
    }

    struct Persona {
        var challenged = 0
        var blocked = 0
        var total = 0
        /// Of the accesses that the engine could judge.
        var judged = Detection()
        /// Of the forms that were sent.
        var attempts = Detection()
    }

    /// How much the engine knew of the guest when it judged: trusted accesses until then.
    package enum History: Int, CaseIterable {
        case none, one, two, more

        init?(_ assessment: Assessment?) {
            guard let known = assessment?.features[.baselineAccesses], !known.isNaN else {
                return nil
            }
            self.init(rawValue: min(3, Int(known)))
        }

        /// As it stands in names.
        package var name: String { self == .more ? "3_or_more" : String(rawValue) }

        /// As it stands in sentences.
        package var known: String {
            switch self {
            case .none: "no access"
            case .one: "one access"
            case .two: "two accesses"
            case .more: "three accesses or more"
            }
        }
    }

    private(set) var refusedAtDoor: [Rejection: Int] = [:]
    private(set) var refusedAtDoorByAttack: [String: Int] = [:]
    private(set) var machinesFetched = 0
    private(set) var machinesAdmitted = 0
    private(set) var engine = Detection()
    private(set) var attempts = Detection()
    private(set) var byCause: [AccessRow.Cause: Detection] = [:]
    private(set) var byHistory: [History: Detection] = [:]
    /// Of the accesses that the engine could judge.
    private(set) var clusteredScores = ClusteredScores()
    /// Of the forms that were sent.
    private(set) var attemptScores = ClusteredScores()
    /// What several runs have together; nothing is added to it.
    private var pooledScores: ScoreTable?
    var scores: ScoreTable { pooledScores ?? clusteredScores.table }
    private(set) var sample = DifficultySample()
    private(set) var byAttack: [String: Attack] = [:]
    private(set) var byPersona: [String: Persona] = [:]
    private(set) var reasons: [Signal.Name: Int] = [:]
    /// Fraudulent replies that were recorded.
    private(set) var admitted = 0
    /// Links that were flagged, by who raised the flag.
    private(set) var flags: [Actor: Int] = [:]
    private(set) var alerts = 0
    /// Replies that were recorded without a score.
    private(set) var unscored = 0
    /// Of them outsiders'.
    private(set) var unscoredAdmitted = 0
    /// Accesses that hosts were alerted to, by who it was.
    private(set) var alerted: [Actor: Int] = [:]
    private var clusterNumbers: [Cluster: Int] = [:]

    init() {}

    /// Figures of what several runs have together, and of nothing else.
    init(_ pool: Pool) {
        pooledScores = pool.judged.table
        byAttack = pool.attacks.mapValues(Attack.init)
    }

    /// Figures that know names before anything has happened: for checking a scenario.
    init(attacks: [String], personas: [String]) {
        for attack in attacks {
            byAttack[attack] = Attack()
            refusedAtDoorByAttack[attack] = 0
        }
        for persona in personas { byPersona[persona] = Persona() }
    }

    mutating func read(_ row: AccessRow) {
        alerts += row.alerts
        if row.answered, row.assessment == nil {
            unscored += 1
            if row.label?.isFraud == true { unscoredAdmitted += 1 }
        }
        if let actor = row.label?.actor {
            if row.raisedFlag { flags[actor, default: 0] += 1 }
            if row.alerts > 0 { alerted[actor, default: 0] += 1 }
        }
        if row.population == .machine {
            machinesFetched += 1
            if row.answered { machinesAdmitted += 1 }
            return
        }
        if row.population == .door, let rejection = row.access.rejection {
            refusedAtDoor[rejection, default: 0] += 1
        }
        guard let label = row.label else { return }
        if row.population == .door, let attack = label.attack {
            refusedAtDoorByAttack[attack, default: 0] += 1
        }
        if label.isFraud, row.answered { admitted += 1 }
        guard row.population == .engine || row.isAttempt else { return }
        let cluster = number(of: Cluster(of: row))
        if label.isFraud, let attack = label.attack {
            byAttack[attack, default: Attack()].read(row, in: cluster)
        }
        if row.isAttempt {
            let decision = row.decision ?? .allow
            attempts.record(decision, isFraud: label.isFraud, in: cluster)
            if let score = row.score {
                attemptScores.record(
                    ScoredSample(score: score.value, isFraud: label.isFraud),
                    in: cluster
                )
            }
            byPersona[label.persona, default: Persona()].attempts
                .record(decision, isFraud: label.isFraud, in: cluster)
            if label.isFraud, let attack = label.attack {
                byAttack[attack, default: Attack()].attempts
                    .record(decision, isFraud: true, in: cluster)
            }
        }
        if row.population == .engine { judged(row, label, in: cluster) }
    }

    private mutating func judged(_ row: AccessRow, _ label: Label, in cluster: Int) {
        let decision = row.decision ?? .allow
        engine.record(decision, isFraud: label.isFraud, in: cluster)
        for cause in AccessRow.Cause.allCases {
            byCause[cause, default: Detection()].record(
                row.cause == cause ? decision : .allow,
                isFraud: label.isFraud,
                in: cluster
            )
        }
        if let history = History(row.assessment) {
            byHistory[history, default: Detection()].record(
                decision,
                isFraud: label.isFraud,
                in: cluster
            )
        }
        sample.add(row, isFraud: label.isFraud)
        if let score = row.score {
            clusteredScores.record(
                ScoredSample(score: score.value, isFraud: label.isFraud),
                in: cluster
            )
        }
        if label.isFraud, let attack = label.attack {
            byAttack[attack, default: Attack()].judged.record(decision, isFraud: true, in: cluster)
        }
        byPersona[label.persona, default: Persona()].total += 1
        byPersona[label.persona]?.judged.record(decision, isFraud: label.isFraud, in: cluster)
        guard decision > .allow else { return }
        byPersona[label.persona]?.challenged += 1
        if decision == .block { byPersona[label.persona]?.blocked += 1 }
        for signal in row.assessment?.signals ?? [] where signal.score * signal.weight > 0 {
            reasons[signal.name, default: 0] += 1
        }
    }

    private mutating func number(of cluster: Cluster) -> Int {
        if let number = clusterNumbers[cluster] { return number }
        clusterNumbers[cluster] = clusterNumbers.count
        return clusterNumbers.count - 1
    }
}
