import Domain
import FraudEngine

/// The scores of forms, and what each inherits from looks at its link that came before it was sent.
///
/// A look that scores as high as `sms_verify` leaves a flag on its link, whoever's it was, and asks every
/// form after it for a code. Where the edges do not stand yet, all that can be said is how high the highest
/// look scored: with the edge below it the form inherits a flag.
///
/// A form's own opening is such a look. Its features are those of the form without what only a form has.
/// A machine's look is one where the engine took it for a person. Left out are looks that score nothing
/// (benign machines', those that the door refused) and what takes a flag off again (time, the host, a
/// passed code), so that no fewer flags are counted than there are.
struct InheritedFlags {
    /// Of each row of the table.
    let formScores: [Int]
    /// The highest score of the looks before each row's form was sent, 0-100.
    let inherited: [Int]

    /// - `rows`: Those whose score is asked for; looks are all of the table's.
    init(_ table: AccessTable, forms rows: [Int], by scorer: any RiskScorer) {
        var formScores = [Int](repeating: 0, count: table.count)
        var inherited = formScores
        var looks: [Int: [Int]] = [:]
        for (row, link) in table.links.enumerated() {
            if let link { looks[link, default: []].append(row) }
        }
        var lookScores = [Int?](repeating: nil, count: table.count)
        func score(ofLook features: FeatureVector) -> Int {
            var features = features
            for feature in Self.ofFormsOnly { features[feature] = .nan }
            return scorer.score(features).score.value
        }
        func lookScore(_ row: Int) -> Int {
            if let known = lookScores[row] { return known }
            let score = score(ofLook: table.vector(row))
            lookScores[row] = score
            return score
        }
        var machines: [Int: [(openedAt: Instant, score: Int)]] = [:]
        for look in table.machineLooks {
            machines[look.link, default: []].append(
                (look.openedAt, score(ofLook: look.features))
            )
        }
        for row in rows {
            formScores[row] = scorer.score(table.vector(row)).score.value
            guard let link = table.links[row] else { continue }
            let fill = table.features[Feature.fillSeconds.rawValue][row]
            let sentAt = table.openedAt[row].advanced(by: .seconds(fill.isNaN ? 0 : fill))
            inherited[row] = looks[link, default: []].reduce(0) { highest, look in
                table.openedAt[look] <= sentAt ? max(highest, lookScore(look)) : highest
            }
            for machine in machines[link, default: []] where machine.openedAt <= sentAt {
                inherited[row] = max(inherited[row], machine.score)
            }
        }
        self.formScores = formScores
        self.inherited = inherited
    }

    /// Features that nothing but a form has.
    private static let ofFormsOnly: [Feature] = [.fillSeconds, .changedHands]
}

extension EdgeCalibration.Form {
    /// Forms of finished runs, scored anew.
    ///
    /// - `rows`: Of forms, in the table.
    package static func forms(
        of table: AccessTable,
        rows: [Int],
        by scorer: any RiskScorer
    ) -> [EdgeCalibration.Form] {
        let groups = table.groups
        let flags = InheritedFlags(table, forms: rows, by: scorer)
        return rows.map { row in
            EdgeCalibration.Form(
                score: flags.formScores[row],
                inherited: flags.inherited[row],
                isFraud: table.isFraud[row],
                group: groups[row],
                run: table.runs[row],
                attack: table.attacks[row],
                persona: table.personas[row]
            )
        }
    }
}
