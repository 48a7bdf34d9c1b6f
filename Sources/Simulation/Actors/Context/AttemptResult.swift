import Domain

/// How an attempt to answer an invitation ended.
package enum AttemptResult: Sendable {
    case answered(AccessID)
    case refused(Rejection)
    case blocked
    case failedVerification
    case noSeats
    case siteUnreachable

    /// Whether another try makes sense: not once the reply is in, the link opens nothing, or no seat is
    /// left.
    var leavesHope: Bool {
        switch self {
        case .answered, .refused, .noSeats: false
        case .blocked, .failedVerification, .siteUnreachable: true
        }
    }

    /// Whether the site looked at who came, and did not let them in.
    var isUnwelcome: Bool {
        switch self {
        case .blocked, .failedVerification: true
        case .answered, .refused, .noSeats, .siteUnreachable: false
        }
    }
}
