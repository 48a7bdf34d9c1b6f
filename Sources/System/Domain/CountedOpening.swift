/// An opening of a link as the engine counts it: what its memories are made of, and made of again from
/// the store when a process starts.
package struct CountedOpening: Hashable, Sendable {
    package let access: AccessID
    package let token: TokenID
    /// Whose event the link is for.
    package let host: HostID
    package let address: IPAddress
    package let fingerprint: Fingerprint
    package let network: NetworkKind
    package let openedAt: Instant
    /// When it was scored.
    package let countedAt: Instant
    /// Whether much spoke against it.
    package let isDoubted: Bool

    package init(
        access: AccessID,
        token: TokenID,
        host: HostID,
        address: IPAddress,
        fingerprint: Fingerprint,
        network: NetworkKind,
        openedAt: Instant,
        countedAt: Instant,
        isDoubted: Bool
    ) {
        self.access = access
        self.token = token
        self.host = host
        self.address = address
        self.fingerprint = fingerprint
        self.network = network
        self.openedAt = openedAt
        self.countedAt = countedAt
        self.isDoubted = isDoubted
    }
}

/// A reply that has taught the engine who its guest is, as the memories that guests share have it.
package struct Lesson: Hashable, Sendable {
    package let rsvp: RSVPID
    package let host: HostID
    package let fingerprint: Fingerprint
    package let at: Instant

    package init(rsvp: RSVPID, host: HostID, fingerprint: Fingerprint, at instant: Instant) {
        self.rsvp = rsvp
        self.host = host
        self.fingerprint = fingerprint
        at = instant
    }
}
