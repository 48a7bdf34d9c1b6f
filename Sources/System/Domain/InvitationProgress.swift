/// How a bulk sending of invitations is getting on: how many are in each state now.
package struct InvitationProgress: Hashable, Sendable, Codable {
    package var queued = 0
    package var sent = 0
    package var delivered = 0
    /// Failed and bounced.
    package var failed = 0

    package init(queued: Int = 0, sent: Int = 0, delivered: Int = 0, failed: Int = 0) {
        self.queued = queued
        self.sent = sent
        self.delivered = delivered
        self.failed = failed
    }

    package var total: Int { queued + sent + delivered + failed }

    package mutating func add(_ count: Int, to status: Notification.Status) {
        switch status {
        case .queued: queued += count
        case .sent: sent += count
        case .delivered: delivered += count
        case .failed, .bounced: failed += count
        }
    }
}
