import Domain
import VirtualTime

/// What people are invited to: how long they take to answer, and who they are to each other.
package enum Occasion: String, Sendable, CaseIterable {
    case wedding, party, company

    /// From an invitation to the reply of somebody who puts it off.
    ///
    /// - `open`: How long there is to reply: until the event begins.
    package func replyDelay(
        _ figures: PopulationFigures,
        open: Duration,
        from stream: inout RandomStream
    ) -> Duration {
        switch self {
        case .wedding:
            return stream.duration(
                lognormalMedian: figures.repliesToWedding,
                sigma: figures.repliesToWeddingSigma
            )
        case .party, .company:
            let isLate = stream.bool(probability: figures.repliesAtTheLast)
            let delay = stream.duration(
                lognormalMedian: figures.repliesToParty,
                sigma: figures.repliesToPartySigma
            )
            guard isLate, open > .days(4) else { return delay }
            return open - stream.duration(in: .hours(2)...(.days(3)))
        }
    }

    /// Share of guests who live with another guest (assumption: 55-65 % at weddings, 5 % at company
    /// events).
    package var livingTogether: Double {
        switch self {
        case .wedding: 0.6
        case .party: 0.4
        case .company: 0.05
        }
    }

    /// Share of guests who work in one and the same office (assumption).
    package var colleagues: Double {
        switch self {
        case .wedding: 0.05
        case .party: 0.1
        case .company: 0.8
        }
    }
}

extension PopulationFigures {
    /// From a message's arrival to the opening of its link.
    package func openingDelay(isText: Bool, from stream: inout RandomStream) -> Duration {
        isText
            ? stream.duration(lognormalMedian: opensSMSAfter, sigma: opensSMSSigma)
            : stream.duration(lognormalMedian: opensEmailAfter, sigma: opensEmailSigma)
    }
}
