import Catalogue
import Domain
import VirtualTime

/// How long a request and its answer are under way, by the visitor's network: lognormal around
/// the median of its kind.
///
/// The medians are assumptions in the range of public measurements of European and North American
/// access networks; a scenario may set its own.
package struct RoundTrip: Hashable, Sendable, Configurable {
    package var mobile: Duration = .milliseconds(90)
    package var home: Duration = .milliseconds(30)
    package var office: Duration = .milliseconds(20)
    package var hosting: Duration = .milliseconds(8)
    package var vpn: Duration = .milliseconds(110)

    package init() {}

    package func median(on network: NetworkKind) -> Duration {
        switch network {
        case .mobile: mobile
        case .home, .unknown: home
        case .office: office
        case .hosting: hosting
        case .vpn: vpn
        }
    }

    /// The way there, or the way back.
    package func oneWay(on network: NetworkKind, from stream: inout RandomStream) -> Duration {
        stream.duration(lognormalMedian: median(on: network) / 2, sigma: 0.4)
    }
}
