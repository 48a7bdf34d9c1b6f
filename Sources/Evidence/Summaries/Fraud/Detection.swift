import Domain
import Figures
import Truth

/// Accesses whose outcomes hang together: those of one attack, or the others of one event.
///
/// An attacker repeats themselves, and an event has one host, one city and one season. Seeds are
/// apart as well; figures of several are put together cluster by cluster.
enum Cluster: Hashable {
    case campaign(String)
    case event(EventID?)

    init(of row: AccessRow) {
        self = row.label?.campaign.map(Cluster.campaign) ?? .event(row.access.eventID)
    }
}

/// What was decided about the genuine and the fraudulent accesses of one population.
struct Detection {
    /// By the cluster's number.
    private var clusters: [Int: BandTable] = [:]

    /// Counts one access.
    mutating func record(_ decision: Decision, isFraud: Bool, in cluster: Int) {
        clusters[cluster, default: BandTable()].record(
            decision: decision.rawValue,
            isFraud: isFraud
        )
    }

    /// The share of fraud among those decided at that band or above.
    func precision(_ band: Decision) -> ClusteredProportion { share(band, \.precision) }

    /// The share of the fraudulent that were decided at that band or above.
    func recall(_ band: Decision) -> ClusteredProportion { share(band, \.recall) }

    /// The share of the genuine that were decided at that band or above.
    func falsePositiveRate(_ band: Decision) -> ClusteredProportion {
        share(band, \.falsePositiveRate)
    }

    private func share(
        _ band: Decision,
        _ share: (ConfusionCounts) -> Proportion
    ) -> ClusteredProportion {
        var sum = ClusteredProportion()
        for cluster in clusters.values {
            sum.add(share(cluster.confusion(atOrAbove: band.rawValue)))
        }
        return sum
    }
}
