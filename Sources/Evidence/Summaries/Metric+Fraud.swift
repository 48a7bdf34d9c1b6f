import Domain
import Figures
import Truth

/// What a run says about fraud: at the door, of machines, of the engine, and how hard it was.
extension Metric {
    private static let rejection = MetricFamily(placeholder: "<reason>") { _ in
        Rejection.allCases.map { ($0.rawValue, $0) }
    }

    static let door: [Metric] = [
        Metric(
            "door.refused.<reason>",
            .plain,
            of: "accesses, benign machines left out",
            "accesses that were refused by their token or address alone: no merit of the engine's",
            each: rejection
        ) { MetricValue(count: $0.tally.fraud.refusedAtDoor[$1] ?? 0) },
        Metric(
            "door.by_attack.<attack>",
            .plain,
            of: "an attack's accesses",
            "of them refused by their token or address alone",
            each: .attackAtDoor
        ) { MetricValue(count: $1) },
    ]

    static let machine: [Metric] = [
        Metric(
            "machine.fetched",
            .plain,
            of: "benign machines' accesses",
            "links opened by mail scanners and the like, which are in no other figure"
        ) { MetricValue(count: $0.tally.fraud.machinesFetched) },
        Metric(
            "machine.admitted",
            .plain,
            of: "benign machines' accesses",
            "replies that a machine sent and that were recorded"
        ) {
            let fraud = $0.tally.fraud
            return MetricValue(
                count: fraud.machinesAdmitted,
                outOf: fraud.machinesFetched,
                "machines' accesses"
            )
        },
    ]

    // MARK: Fraud

    private static let judged = "accesses that the engine could judge"

    static let fraud: [Metric] =
        detection("fraud", of: judged, parts: Parts(ofAttack: \.judged, ofPersona: \.judged)) {
            $0.engine
        }
        + detection(
            "fraud.attempts",
            of: "forms that were sent",
            parts: Parts(ofAttack: \.attempts, ofPersona: \.attempts)
        ) { $0.attempts }
        + AccessRow.Cause.allCases.flatMap { cause in
            detection(
                "fraud.by_cause.\(cause.rawValue)",
                of: judged + ", decided by their \(cause.rawValue)"
            ) { $0.byCause[cause] ?? Detection() }
        }
        + FraudFigures.History.allCases.flatMap { history in
            detection(
                "fraud.by_history.\(history.name)",
                of: judged + " when it trusted \(history.known) of their guest's"
            ) { $0.byHistory[history] ?? Detection() }
        }
        + scores + attacks + personas + consequences

    /// Where the parts of a population stand.
    private struct Parts: Sendable {
        let ofAttack: @Sendable (FraudFigures.Attack) -> Detection
        let ofPersona: @Sendable (FraudFigures.Persona) -> Detection
    }

    /// Precision, recall and false positives of one population, by band.
    private static func detection(
        _ path: String,
        of population: String,
        parts: Parts? = nil,
        _ detection: @escaping @Sendable (FraudFigures) -> Detection
    ) -> [Metric] {
        [
            Metric(
                "\(path).precision.<band>",
                .share,
                of: population,
                "share of fraud among those that came to that band or above",
                each: .band,
                isEstimate: true
            ) { MetricValue(detection($0.tally.fraud).precision($1)) },
            Metric(
                "\(path).recall.<band>",
                .share,
                of: population,
                "share of the fraudulent that came to that band or above",
                each: .band,
                isEstimate: true,
                by: parts.map { parts in
                    [.attack { MetricValue(parts.ofAttack($0).recall($1)) }]
                } ?? []
            ) { MetricValue(detection($0.tally.fraud).recall($1)) },
            Metric(
                "\(path).false_positive_rate.<band>",
                .share,
                of: population,
                "share of the genuine that came to that band or above",
                each: .band,
                isEstimate: true,
                by: parts.map { parts in
                    [
                        .persona { figures, band, name in
                            let persona = figures.tally.fraud.byPersona[name]
                            return MetricValue(
                                parts.ofPersona(persona ?? .init()).falsePositiveRate(band)
                            )
                        }
                    ]
                } ?? []
            ) { MetricValue(detection($0.tally.fraud).falsePositiveRate($1)) },
        ]
    }

    private static let scores: [Metric] = [
        score("roc_auc", "chance that a fraud scores above a genuine access") { $0.rocAUC },
        score("pr_auc", "average precision over all thresholds") { $0.averagePrecision },
        score("brier", "mean squared error of the score as a probability") { $0.brierScore },
        score("ece", "expected calibration error over ten bins") { $0.expectedCalibrationError },
    ]

    private static func score(
        _ name: String,
        _ meaning: String,
        _ value: @escaping @Sendable (ScoreTable) -> Double?
    ) -> Metric {
        Metric("fraud.\(name)", .share, of: judged, meaning, over: .together) {
            let scores = $0.tally.fraud.scores
            return MetricValue(value(scores), n: scores.count)
        }
    }

    private static let attacks: [Metric] = [
        attack("caught", of: judged, "of them that came to sms_verify or above") {
            MetricValue(count: $0.caught.successes)
        },
        attack("total", of: judged, "how many there were") {
            MetricValue(count: $0.caught.trials)
        },
        Metric(
            "fraud.by_attack.<attack>.recall",
            .share,
            of: "an attack's " + judged,
            "caught, of all",
            each: .attack
        ) { MetricValue($1.caught) },
        attack("tried", of: "forms sent", "how many there were") { MetricValue(count: $0.tried) },
        attack("challenged", of: "forms sent", "of them that met a name or a code") {
            MetricValue(count: $0.challenged.successes)
        },
        attack("refused", of: "forms sent", "of them that were blocked") {
            MetricValue(count: $0.refused.successes)
        },
        attack("admitted", of: "forms sent", "replies that were recorded") {
            MetricValue(count: $0.admitted.successes)
        },
        attackShare("challenged_share", "share of them that met a name or a code") {
            $0.challenged
        },
        attackShare("refused_share", "share of them that were blocked") { $0.refused },
        attackShare("admitted_share", "share of them whose reply was recorded") { $0.admitted },
        attackCourse(
            "first_challenge_s",
            "median time from the first access to the first form that met a challenge or a block, "
                + "seconds; of those that met one"
        ) { MetricValue($0.medianUntilChallenged?.inSeconds) },
        attackCourse(
            "sms_cost_per_campaign",
            "what the codes cost that were texted for its forms, dollars"
        ) { MetricValue($0.codesCostPerCampaign) },
    ]

    private static func attackCourse(
        _ name: String,
        _ meaning: String,
        _ value: @escaping @Sendable (AttackCourse) -> MetricValue
    ) -> Metric {
        Metric(
            "fraud.by_attack.<attack>.\(name)",
            .plain,
            of: "an attack's campaigns",
            meaning,
            each: .attack,
            over: .together
        ) { value($1.course) }
    }

    private static func attackShare(
        _ name: String,
        _ meaning: String,
        _ share: @escaping @Sendable (FraudFigures.Attack) -> ClusteredProportion
    ) -> Metric {
        Metric(
            "fraud.by_attack.<attack>.\(name)",
            .share,
            of: "an attack's forms sent",
            meaning,
            each: .attack,
            isEstimate: true
        ) { MetricValue(share($1)) }
    }

    private static func attack(
        _ name: String,
        of population: String,
        _ meaning: String,
        _ value: @escaping @Sendable (FraudFigures.Attack) -> MetricValue
    ) -> Metric {
        Metric(
            "fraud.by_attack.<attack>.\(name)",
            .plain,
            of: "an attack's " + population,
            meaning,
            each: .attack
        ) { value($1) }
    }

    private static let personas: [Metric] = [
        persona("challenged", "of them that met or came to a challenge or a block") {
            $0.challenged
        },
        persona("blocked", "of them that came to a block") { $0.blocked },
        persona("total", "how many there were") { $0.total },
    ]

    private static func persona(
        _ name: String,
        _ meaning: String,
        _ count: @escaping @Sendable (FraudFigures.Persona) -> Int
    ) -> Metric {
        Metric(
            "fraud.by_persona.<persona>.\(name)",
            .plain,
            of: "a persona's " + judged,
            meaning,
            each: .persona
        ) { MetricValue(count: count($1)) }
    }

    private static let consequences: [Metric] =
        [
            Metric(
                "fraud.admitted",
                .plain,
                of: "fraudulent accesses",
                "replies that were recorded",
                by: [
                    .attack { attack, _ in
                        MetricValue(
                            count: attack.admitted.successes,
                            outOf: attack.tried,
                            "forms of this attack's"
                        )
                    }
                ]
            ) {
                let fraud = $0.tally.fraud
                return MetricValue(
                    count: fraud.admitted,
                    outOf: fraud.byAttack.values.reduce(0) { $0 + $1.tried },
                    "forms that outsiders sent"
                )
            },
            Metric("fraud.alerts", .plain, of: "the run", "alerts raised to hosts") {
                MetricValue(count: $0.tally.fraud.alerts)
            },
            Metric("fraud.unscored", .plain, of: "the run", "replies let in without a score") {
                MetricValue(count: $0.tally.fraud.unscored)
            },
            Metric(
                "fraud.unscored_admitted",
                .plain,
                of: "replies let in without a score",
                "of them outsiders'"
            ) {
                let fraud = $0.tally.fraud
                return MetricValue(
                    count: fraud.unscoredAdmitted,
                    outOf: fraud.unscored,
                    "replies let in without a score"
                )
            },
            Metric("fraud.undone", .plain, of: "the run", "replies that hosts have undone") {
                MetricValue(count: $0.tally.undone)
            },
            Metric(
                "fraud.longest_review_s",
                .plain,
                of: "replies let in without a score",
                "longest wait for one once the engine was back, seconds"
            ) { figures in
                MetricValue(figures.tally.longestReview?.inSeconds)
            },
        ]
        + Actor.allCases.flatMap { actor in
            [
                // A flag makes its guest's next access ask for a code.
                Metric(
                    "fraud.flags.\(actor.rawValue)",
                    .plain,
                    of: "flagged links",
                    "links flagged by an access whose actor was \(actor.rawValue)"
                ) { MetricValue(count: $0.tally.fraud.flags[actor] ?? 0) },
                Metric(
                    "fraud.alerted.\(actor.rawValue)",
                    .plain,
                    of: "accesses that hosts were alerted to",
                    "of them whose actor was \(actor.rawValue)"
                ) { MetricValue(count: $0.tally.fraud.alerted[actor] ?? 0) },
            ]
        }

    static let difficulty: [Metric] = [
        difficulty("best_column", "of the one feature that tells fraud best") {
            $0.bestColumnArea
        },
        difficulty("tree", "of a decision tree of depth 3 over all features") { $0.treeArea },
        difficulty("signals", "of a logistic regression on the document's six signals") {
            $0.signalsArea
        },
    ]

    private static func difficulty(
        _ name: String,
        _ meaning: String,
        _ area: @escaping @Sendable (Difficulty) -> Double?
    ) -> Metric {
        Metric(
            "difficulty.\(name).auc",
            .share,
            of: judged + ", trained and tried on different events",
            "area under the ROC curve " + meaning
        ) { MetricValue(area($0.difficulty), n: $0.difficulty.tried) }
    }
}
