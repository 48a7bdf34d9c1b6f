import Domain
import Forest
import Foundation

/// A yardstick between the heuristic and the forest: how much likelier what is seen is under attack than
/// in the guest's own hands.
///
/// The likelihood ratio of Freeman, Jain, Dürmuth, Biggio and Giacinto ("Who Are You? A Statistical
/// Approach to Measuring User Authenticity", NDSS 2016): features count as independent, each with the
/// ratio of its frequency among attacks to that among the guest's own visits, smoothed. What theirs
/// compare with a user's history, `Feature` has compared already (known device, known place, known
/// address), so that frequencies are those of all guests. A sum of independent logarithms is far too
/// sure of itself; an isotonic curve makes a probability of it.
///
/// It also shows all that a scorer of one's own takes: this file, and a line where `--scorer` is read.
package struct LikelihoodRatioScorer: RiskScorer {
    package let name: String
    private let ratios: [Ratio]
    private let calibration: IsotonicCurve
    private let startingScore: Double

    /// Log-ratios of one feature, by where its value lies.
    struct Ratio: Hashable, Sendable, Codable {
        /// `Feature`'s name in data sets.
        let column: String
        /// Highest values of all bins but the last, rising.
        let edges: [Double]
        /// Of each bin: log of how much likelier it is among fraud.
        let logRatios: [Double]
        /// The same where the value is unknown.
        let missing: Double

        func logRatio(of value: Double) -> Double {
            guard !value.isNaN else { return missing }
            var (low, high) = (0, edges.count)
            while low < high {
                let middle = (low + high) / 2
                if edges[middle] < value { low = middle + 1 } else { high = middle }
            }
            return logRatios[low]
        }
    }

    // MARK: Scoring

    /// The sum of the logarithms: finer than a probability, which many rows share.
    package func rawScore(_ features: FeatureVector) -> Double {
        ratios.enumerated().reduce(0) { $0 + $1.element.logRatio(of: features[$1.offset]) }
    }

    /// The probability of fraud, 0...1.
    package func probability(_ features: FeatureVector) -> Double {
        calibration.probability(of: rawScore(features))
    }

    /// A signal for each whose features speak for fraud, in points of the score.
    package func score(_ features: FeatureVector) -> (score: RiskScore, signals: [Signal]) {
        let (score, breakdown) = weigh(features)
        return (RiskScore(Int(score.rounded())), breakdown.signals)
    }

    package func breakdown(_ features: FeatureVector) -> ScoreBreakdown {
        weigh(features).breakdown
    }

    /// - Returns: The score before it is rounded, and what it is made of.
    private func weigh(_ features: FeatureVector) -> (score: Double, breakdown: ScoreBreakdown) {
        let evidence = ratios.enumerated().map { $1.logRatio(of: features[$0]) }
        let moved = evidence.reduce(0, +)
        let score = 100 * calibration.probability(of: moved)
        let breakdown = ScoreBreakdown(
            start: startingScore,
            score: score,
            evidence: evidence,
            moved: moved
        )
        return (score, breakdown)
    }
}

// MARK: Fitting

extension LikelihoodRatioScorer {
    /// Bins of a feature, of about as many rows each.
    private static let binCount = 16
    /// Rows of either class added to every bin: no bin is impossible for want of rows.
    private static let smoothing = 1.0

    /// Counts on one part of the data, fits the curve on another.
    ///
    /// - `train`: Rows by feature, `Feature.allCases` in order, then by row; not-a-number where unknown.
    /// - `isFraud`: Of each row; both classes occur.
    /// - `calibrate`: Rows that were not counted, each with the truth about it; at least one.
    package init(
        fitting train: [[Double]],
        _ isFraud: [Bool],
        calibrate: [(features: FeatureVector, isFraud: Bool)]
    ) {
        precondition(train.count == Feature.allCases.count, "\(train.count) columns")
        let ratios = zip(Feature.entries, train).map { Self.ratio(of: $0.column, $1, isFraud) }
        let raw = calibrate.map { row in
            ratios.enumerated().reduce(0) {
                $0 + $1.element.logRatio(of: row.features[$1.offset])
            }
        }
        self.init(ratios, IsotonicCurve(fitting: raw, calibrate.map(\.isFraud)))
    }

    private init(_ ratios: [Ratio], _ calibration: IsotonicCurve) {
        self.ratios = ratios
        self.calibration = calibration
        startingScore = 100 * calibration.probability(of: 0)
        name = "likelihood/" + Self.checksum(of: ratios)
    }

    private static func ratio(of column: String, _ values: [Double], _ isFraud: [Bool]) -> Ratio {
        let known = values.filter { !$0.isNaN }.sorted()
        var edges: [Double] = []
        for bin in 1..<binCount where !known.isEmpty {
            let edge = known[min(known.count - 1, bin * known.count / binCount)]
            if edge < known[known.count - 1], edges.last.map({ $0 < edge }) ?? true {
                edges.append(edge)
            }
        }
        let empty = Ratio(
            column: column,
            edges: edges,
            logRatios: (0...edges.count).map(Double.init),
            missing: -1
        )
        var counts = [[Double]](repeating: [smoothing, smoothing], count: edges.count + 2)
        for (value, fraud) in zip(values, isFraud) {
            // The last place is for what is unknown.
            let bin = value.isNaN ? edges.count + 1 : Int(empty.logRatio(of: value))
            counts[bin][fraud ? 1 : 0] += 1
        }
        let honest = counts.reduce(0) { $0 + $1[0] }
        let fraud = counts.reduce(0) { $0 + $1[1] }
        // Where all rows are alike there is nothing to tell classes apart by, whatever smoothing says.
        let tells = counts.count { $0[0] + $0[1] > 2 * smoothing } > 1
        let logs = counts.map { tells ? log($0[1] / fraud) - log($0[0] / honest) : 0 }
        return Ratio(
            column: column,
            edges: edges,
            logRatios: Array(logs.dropLast()),
            missing: logs[logs.count - 1]
        )
    }

    /// Twelve hexadecimal digits of the bits of all ratios: models that differ have names that differ.
    private static func checksum(of ratios: [Ratio]) -> String {
        var hash = FNV1a()
        for number in ratios.flatMap({ $0.edges + $0.logRatios + [$0.missing] }) {
            hash.add(number.bitPattern)
        }
        let digits = String(hash.value, radix: 16)
        return String((String(repeating: "0", count: 16 - digits.count) + digits).prefix(12))
    }
}

// MARK: As a file

extension LikelihoodRatioScorer {
    /// The `schema` of its file.
    package static let schema = "guestguard.likelihood/1"

    private struct File: Codable {
        let schema: String
        let ratios: [Ratio]
        let calibration: IsotonicCurve
    }

    /// Why a file is none of this scorer's.
    package struct FileError: Error, CustomStringConvertible {
        package let description: String
    }

    /// JSON with its keys in order.
    package func file() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let file = File(schema: Self.schema, ratios: ratios, calibration: calibration)
        return try encoder.encode(file) + Data("\n".utf8)
    }

    /// Reads a file, which may hold anything.
    package init(file data: Data) throws(FileError) {
        guard let file = try? JSONDecoder().decode(File.self, from: data),
            file.schema == Self.schema
        else {
            throw FileError(description: "expected a \(Self.schema) file, found something else")
        }
        let columns = Feature.entries.map(\.column)
        guard file.ratios.map(\.column) == columns else {
            throw FileError(
                description: "expected the columns \(columns.joined(separator: ", ")), found "
                    + file.ratios.map(\.column).joined(separator: ", ")
            )
        }
        guard file.ratios.allSatisfy(\.isSound), file.calibration.isSound else {
            throw FileError(description: "expected rising edges and finite numbers, found others")
        }
        self.init(file.ratios, file.calibration)
    }
}

extension LikelihoodRatioScorer.Ratio {
    fileprivate var isSound: Bool {
        logRatios.count == edges.count + 1 && zip(edges, edges.dropFirst()).allSatisfy(<)
            && (edges + logRatios + [missing]).allSatisfy(\.isFinite)
    }
}
