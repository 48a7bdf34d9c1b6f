import Catalogue
import Domain

/// A fault while it lasts, and after.
package struct FaultInForce: Sendable {
    /// Ends what it did.
    package let lift: @Sendable () -> Void
    /// How much it has been in the way so far, in what its kind counts.
    package let met: @Sendable () -> Int
}

/// What a provider takes of one channel.
package struct ProviderLimit: Hashable, Sendable {
    package let channel: Notification.Channel
    package let perSecond: Double
}

/// A kind of fault: what it is called, what it may be told, and what it does.
package struct FaultKind: CatalogueEntry {
    package let name: String
    package let summary: String
    package let parameters: [Parameter]
    /// What being in the way is counted in, `calls refused`.
    package let counts: String
    /// What a provider takes a second while it lasts; `nil` for faults that limit none.
    package let limit: @Sendable (ParameterValues) -> ProviderLimit?
    /// Lets it happen.
    package let begin: @Sendable (ParameterValues, FaultSite) -> FaultInForce

    /// A fault that needs to be told nothing.
    init(
        _ name: String,
        _ summary: String,
        counts: String,
        limit: ProviderLimit? = nil,
        begin: @escaping @Sendable (FaultSite) -> FaultInForce
    ) {
        self.name = name
        self.limit = { _ in limit }
        self.summary = summary
        self.counts = counts
        parameters = []
        self.begin = { _, site in begin(site) }
    }

    init<Extent: Configurable>(
        _ name: String,
        _ summary: String,
        _ settings: [Setting<Extent>],
        counts: String,
        limit: @escaping @Sendable (Extent) -> ProviderLimit? = { _ in nil },
        begin: @escaping @Sendable (Extent, FaultSite) -> FaultInForce
    ) {
        self.name = name
        self.limit = { limit(Extent($0, settings)) }
        self.summary = summary
        self.counts = counts
        parameters = settings.map(\.parameter)
        self.begin = { values, site in begin(Extent(values, settings), site) }
    }

    /// The kinds that come with GuestGuard.
    package static let standard: [FaultKind] =
        componentFaults + providerFaults + messageFaults
}
