import Domain
import FraudEngine

/// The scores of forms, and what each inherits from looks at its link that came before it was sent.
///
/// A look that scores as high as `sms_verify` leaves a flag on its link, whoever's it was, and asks every
/// form after it for a code. Where the edges do not stand yet, all that can be said is how high the highest
/// look scored: with the edge below it the form inherits a flag.
///
/// A form's own opening is such a look. Its features are those of the form without what only a form has.
/// Left out are looks that score nothing (benign machines', those that the door refused) and what takes a
/// flag off again (time, the host, a passed code), so that no fewer flags are counted than there are, but
/// for machines that the engine took for people.
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
        func lookScore(_ row: Int) -> Int {
            if let known = lookScores[row] { return known }
            var features = table.vector(row)
            for feature in Self.ofFormsOnly { features[feature] = .nan }
            let score = scorer.score(features).score.value
            lookScores[row] = score
            return score
        }
        for row in rows {
            formScores[row] = scorer.score(table.vector(row)).score.value
            guard let link = table.links[row] else { continue }
            let fill = table.features[Feature.fillSeconds.rawValue][row]
            let sentAt = table.openedAt[row].advanced(by: .seconds(fill.isNaN ? 0 : fill))
            inherited[row] = looks[link, default: []].reduce(0) { highest, look in
                table.openedAt[look] <= sentAt ? max(highest, lookScore(look)) : highest
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
