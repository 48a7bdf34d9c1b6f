import Domain
import Messaging
import Runtime
import Storage
import Tokens

/// Everything that answers a request: the guest's side, and the host's.
///
/// One component on purpose: both share one bounded context, one store and one process. Each side
/// is an actor on that process's executor, with its own rules and settings; what they are lent in
/// common is time, store, bus and cache.
package struct CoreAPI: Sendable {
    /// Links, forms, replies and challenges.
    package let guest: GuestAPI
    /// Events, guest lists, invitations and sessions.
    package let host: HostAPI

    package init(
        resources: Resources,
        secrets: CoreAPISecrets,
        fraudCheck: any FraudCheck,
        passwords: any PasswordPool,
        settings: CoreAPISettings
    ) {
        guest = GuestAPI(
            resources: resources,
            secrets: secrets,
            fraudCheck: fraudCheck,
            settings: settings.guest
        )
        host = HostAPI(
            resources: resources,
            secrets: secrets,
            passwords: passwords,
            settings: settings.host
        )
    }

    package static let consumers = GuestAPI.consumers

    /// Starts what the API does without being asked.
    package func start() async { await guest.start() }

    /// What both sides are lent.
    package struct Resources: Sendable {
        let runtime: any Runtime
        let store: Store
        let bus: MessageBus
        let cache: Cache

        package init(runtime: any Runtime, store: Store, bus: MessageBus, cache: Cache) {
            self.runtime = runtime
            self.store = store
            self.bus = bus
            self.cache = cache
        }
    }
}

/// The keys that sign and hash; never seeded when live.
package struct CoreAPISecrets: Sendable {
    package let tokens: KeyRing
    package let sessions: KeyRing
    package let codes: KeyRing

    package init(tokens: KeyRing, sessions: KeyRing, codes: KeyRing) {
        self.tokens = tokens
        self.sessions = sessions
        self.codes = codes
    }
}

/// What a deployment may set.
package struct CoreAPISettings: Sendable {
    package var guest: GuestAPISettings
    package var host: HostAPISettings

    package init(
        guest: GuestAPISettings = GuestAPISettings(),
        host: HostAPISettings = HostAPISettings()
    ) {
        self.guest = guest
        self.host = host
    }
}
