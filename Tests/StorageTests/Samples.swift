import Domain
import TestSupport

extension Access {
    /// Somebody's look, at no link unless told.
    static func sample(
        _ number: UInt64,
        opened: Instant,
        link: TokenID? = nil,
        of guest: GuestID? = nil,
        to event: EventID? = nil
    ) -> Access {
        Access(
            id: AccessID(high: 0, low: number),
            tokenID: link,
            guestID: guest,
            eventID: event,
            openedAt: opened,
            visit: TestVisit.phone,
            earlierAccesses: 0,
            rejection: nil,
            tokenWasFlagged: false
        )
    }
}
