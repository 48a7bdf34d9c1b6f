import Domain
import Figures
import Foundation
import FraudEngine

/// How hard a run was to judge: what simple judges come to on the accesses that the engine could
/// judge.
///
/// Each is trained on the `train` events and judged on the `test` events; where either lacks fraud or
/// genuine accesses there is no figure.
struct Difficulty: Sendable {
    /// The best column's name in `accesses.csv`.
    private(set) var bestColumn: String?
    private(set) var bestColumnArea: Double?
    private(set) var treeArea: Double?
    private(set) var signalsArea: Double?
    /// Accesses that they were tried on.
    let tried: Int

    /// - `groups`: Which have read the same accesses.
    init(_ sample: DifficultySample, groups: SplitGroups) {
        let (train, test) = (
            sample.table(of: .train, groups), sample.table(of: .test, groups)
        )
        tried = test.rows
        guard train.hasBoth, test.hasBoth else { return }
        if let best = BestColumn(in: train) {
            bestColumn = Feature.allCases[best.column].column
            bestColumnArea = best.area(on: test)
        }
        treeArea = areaUnderROC(ShallowTree(train).scores(of: test), test.isFraud)
        let signals = LogisticRegression(Self.signals(of: train))
        signalsArea = areaUnderROC(signals.scores(of: Self.signals(of: test)), test.isFraud)
    }

    /// The document's six signals as a weighted sum can use them: far and often on a scale of
    /// magnitudes, the hour as a place on the clock, each kind of referrer by itself.
    private static func signals(of table: LabelledTable) -> LabelledTable {
        var signals = LabelledTable(columns: 10)
        func value(_ feature: Feature, _ row: Int) -> Float {
            table.columns[feature.rawValue][row]
        }
        for row in 0..<table.rows {
            let hour = Double(value(.hourLocal, row)) * .pi / 12
            let referrer = value(.referrer, row)
            signals.add(
                [
                    value(.fingerprintMatch, row), log1p(value(.geoDistanceKm, row)),
                    Float(sin(hour)), Float(cos(hour)),
                    value(.browserConsistent, row), log1p(value(.accessCount, row)),
                ] + (1...4).map { referrer == Float($0) ? 1 : 0 },
                isFraud: table.isFraud[row]
            )
        }
        return signals
    }
}

/// A sample of what the engine saw of accesses, in memory that does not grow with the run.
///
/// An access is kept by a hash of its identifier; each time there are too many, every other one is
/// let go. Which are kept depends on nothing but the identifiers.
struct DifficultySample {
    /// Kept at most.
    static let limit = 50_000

    private var rows: [(hash: UInt64, isFraud: Bool, event: EventID?, values: [Float])] = []
    /// Rows whose hash ends in so many zeros are kept.
    private var zeros = 0

    mutating func add(_ row: AccessRow, isFraud: Bool) {
        guard let features = row.assessment?.features else { return }
        let hash = row.access.id.low &* 0x9E37_79B9_7F4A_7C15
        guard Self.keeps(hash, zeros) else { return }
        rows.append(
            (
                hash, isFraud, row.access.eventID,
                features.values.map { Float($0) }
            )
        )
        while rows.count > Self.limit {
            zeros += 1
            rows.removeAll { [zeros] in !Self.keeps($0.hash, zeros) }
        }
    }

    private static func keeps(_ hash: UInt64, _ zeros: Int) -> Bool {
        (hash >> 16).trailingZeroBitCount >= zeros
    }

    func table(of split: Split, _ groups: SplitGroups) -> LabelledTable {
        var table = LabelledTable(columns: Feature.allCases.count)
        for row in rows where row.event.map({ groups.split(of: $0) }) == split {
            table.add(row.values, isFraud: row.isFraud)
        }
        return table
    }
}
