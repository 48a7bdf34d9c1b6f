import Catalogue

/// Ends what a fault did.
package typealias FaultEnd = @Sendable () -> Void

/// A kind of fault: what it is called, what it may be told, and what it does.
package struct FaultKind: CatalogueEntry {
    package let name: String
    package let summary: String
    package let parameters: [Parameter]
    /// Lets it happen, and says how it ends.
    package let begin: @Sendable (ParameterValues, FaultSite) -> FaultEnd

    /// A fault that needs to be told nothing.
    init(_ name: String, _ summary: String, begin: @escaping @Sendable (FaultSite) -> FaultEnd) {
        self.name = name
        self.summary = summary
        parameters = []
        self.begin = { _, site in begin(site) }
    }

    init<Extent: Configurable>(
        _ name: String,
        _ summary: String,
        _ settings: [Setting<Extent>],
        begin: @escaping @Sendable (Extent, FaultSite) -> FaultEnd
    ) {
        self.name = name
        self.summary = summary
        parameters = settings.map(\.parameter)
        self.begin = { values, site in begin(Extent(values, settings), site) }
    }

    /// The kinds that come with GuestGuard.
    package static let standard: [FaultKind] =
        componentFaults + providerFaults + messageFaults
}
