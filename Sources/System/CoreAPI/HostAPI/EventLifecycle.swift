import Domain

/// Which way an event may go: draft, published, closed, archived.
enum EventLifecycle {
    static func allows(_ from: Event.Status, to: Event.Status) -> Bool {
        switch (from, to) {
        case (.draft, .published), (.published, .closed), (.closed, .published),
            (.closed, .archived), (.draft, .archived):
            true
        default: false
        }
    }
}

/// Why a host's wish was not granted.
package enum HostRequestError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknownEvent
    case unknownGuest
    /// Only an event's own host may touch it.
    case notYourEvent
    case slugTaken(String)
    case invalidSlug(String)
    case emptyName
    case startsInThePast
    case invalidCapacity(Int)
    case wrongStatus(from: Event.Status, to: Event.Status)
    /// Published events are closed and archived, not deleted: guests hold links to them.
    case deleteOnlyDrafts(Event.Status)
    case notPublished(Event.Status)

    package var description: String {
        switch self {
        case .unknownEvent: "there is no such event"
        case .unknownGuest: "there is no such guest"
        case .notYourEvent: "this event belongs to another host"
        case .slugTaken(let slug): "expected an unused slug, found \"\(slug)\", which is taken"
        case .invalidSlug(let slug):
            "expected at most 80 lower-case letters, digits and dashes, found \"\(slug)\""
        case .emptyName: "expected a name, found nothing"
        case .startsInThePast: "expected a start in the future, found one in the past"
        case .invalidCapacity(let found): "expected a capacity of at least 1, found \(found)"
        case .wrongStatus(let from, let to):
            "a \(from.rawValue) event cannot become \(to.rawValue)"
        case .deleteOnlyDrafts(let status): "expected a draft, found a \(status.rawValue) event"
        case .notPublished(let status): "expected a published event, found a \(status.rawValue) one"
        }
    }
}
