import Domain
import Synchronization

/// Keys with a time to live: Redis' semantics, in process.
///
/// A value whose time is up is gone, whether or not anyone has looked. Memory is reclaimed as
/// later writes pass by: each write looks at a few of the oldest deadlines of its own kind.
package final class Cache: Sendable {
    /// `link:{hash}`: which token a link presents.
    package let links: Keyspace<String, KnownLink>
    /// `token:{id}`: the stored side of a token.
    package let tokens: Keyspace<TokenID, KnownToken>
    /// `event:{id}`: an event's status.
    package let events: Keyspace<EventID, Event.Status>
    /// `fingerprint:{guest}`: what has been usual for a guest.
    package let baselines: Keyspace<GuestID, KnownBaseline>
    /// `rate:{ip}`: accesses from an address in the current minute.
    package let rates: Keyspace<IPAddress, Int>
    /// `rate:{site}`: accesses from an IPv6 /48 in the current minute.
    package let siteRates: Keyspace<IPAddress, Int>
    /// `login:{email}` and `login:{ip}`: log-ins tried lately.
    package let logIns: Keyspace<String, Int>
    /// Networks that each account has been logged in from.
    package let logInNetworks: Keyspace<String, Set<IPAddress>>
    /// `event:{id}:stats`: the dashboard's counters.
    package let statistics: Keyspace<EventID, EventStatistics>
    /// `ws:connections:{host}`: open dashboards of a host.
    package let connections: Keyspace<HostID, Set<Int>>

    /// - Parameter capacity: The most entries of each kind; the oldest make way.
    package init(capacity: Int = 1_000_000) {
        links = Keyspace(capacity: capacity)
        tokens = Keyspace(capacity: capacity)
        events = Keyspace(capacity: capacity)
        baselines = Keyspace(capacity: capacity)
        rates = Keyspace(capacity: capacity)
        siteRates = Keyspace(capacity: capacity)
        logIns = Keyspace(capacity: capacity)
        logInNetworks = Keyspace(capacity: capacity)
        statistics = Keyspace(capacity: capacity)
        connections = Keyspace(capacity: capacity)
    }

    /// Forgets what is no longer as it was.
    package func forget(_ change: DoorChange) {
        switch change {
        case .token(let id): tokens.remove(id)
        case .event(let id):
            events.remove(id)
            statistics.remove(id)
        }
    }

    /// Forgets what the door has from the store, and keeps what is nowhere else: counts and
    /// connections.
    package func forgetDoor() {
        links.removeAll()
        tokens.removeAll()
        events.removeAll()
        statistics.removeAll()
    }

    /// Forgets everything, as a restarted cache server does.
    package func flush() {
        forgetDoor()
        baselines.removeAll()
        rates.removeAll()
        siteRates.removeAll()
        logIns.removeAll()
        logInNetworks.removeAll()
        connections.removeAll()
    }
}

/// What a link in a message opens.
package struct KnownLink: Sendable {
    package let token: TokenID
    /// The reply that its message confirmed, and that its guest alone has been told of.
    package let confirms: RSVPID?

    package init(token: TokenID, confirms: RSVPID?) {
        self.token = token
        self.confirms = confirms
    }
}

/// A guest's baseline as the engine needs it.
package struct KnownBaseline: Sendable {
    package var baseline: Baseline
    /// How often the store's has been changed: whoever changes it next names what it leaves.
    package var version: Int
    /// The link that the guest was invited with.
    package let token: TokenID?

    package init(baseline: Baseline, version: Int, token: TokenID?) {
        self.baseline = baseline
        self.version = version
        self.token = token
    }
}

/// A token as the door needs it.
package struct KnownToken: Sendable {
    package var token: Token
    /// How often it has been opened so far.
    package var accesses: Int

    package init(token: Token, accesses: Int) {
        self.token = token
        self.accesses = accesses
    }
}
