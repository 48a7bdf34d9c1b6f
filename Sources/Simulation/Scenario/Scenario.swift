import Catalogue
import CoreAPI
import Domain
import Notifications
import Simulation
import World

/// A story with all its defaults filled in: who is invited, who cheats, what breaks.
package struct Scenario: Hashable, Sendable, Configurable {
    package var name = ""
    package var description = ""
    /// 2026-06-01T08:00:00Z.
    package var starts = Instant(microseconds: 1_780_300_800_000_000)
    /// The hour of the week that `starts` was given as, until it is known where the first event is.
    var startsBy: Moment?
    package var lasts = Duration.days(30)
    package var seed: UInt64 = 1
    package var events: [Event] = []
    package var hosts = Hosts()
    /// Shares of guests, in the order of the file; the rest is `ActorCatalogue.rest`.
    package var cast = ActorCatalogue.usualCast.map {
        GuestPart(kind: $0.kind, share: $0.share, values: $0.kind.parameters.usualValues)
    }
    /// Shares of guests whose messages a machine handles first.
    package var machines = [
        MachinePart(
            kind: MailScanner.kind,
            share: 0.1,
            values: MailScanner.kind.parameters.usualValues
        )
    ]
    package var attacks: [Attack] = []
    package var faults: [Fault] = []
    package var deployment = Deployment()
    package var fraud = Fraud()
    package var system = System()
    package var population = PopulationFigures()
    package var gates: [Gate] = []
    package var outputs = Outputs()

    package var endsAt: Instant { starts.advanced(by: lasts) }

    /// Names of the kinds of guests and attacks that it plays.
    package var kinds: Set<String> {
        Set(cast.map(\.kind.name) + attacks.map(\.kind.name) + [ActorCatalogue.rest.name])
    }

    package init() {}

    /// One entry of `events`; it may stand for many.
    package struct Event: Hashable, Sendable, Configurable {
        package var name = "Gathering"
        package var count = 1
        package var guests = 100...100
        /// Empty: drawn by population.
        package var cities: [String] = []
        package var occasion = Occasion.party
        /// Half to two thirds of a host's friends live elsewhere (Bailey and others, 2018).
        package var livingElsewhere = 0.5
        /// Where guests live, in shares of all; who is left over lives in the event's city or elsewhere.
        package var guestsLive: [CityShare] = []
        /// After the scenario's start, by hour of the week after the invitations; `nil`: a week after the
        /// scenario's end.
        package var starts: Moment?
        package var capacity: Int?
        /// After the scenario's start.
        package var invitedAt = Moment.after(.hours(1))
        /// Over so long the invitations of many events are spread.
        package var invitedOver = Duration.zero
        /// After the invitations.
        package var reminderAt: Moment?
        /// Which way the invitations go; `nil` where the list decides: by text to whoever has a phone on it.
        package var inviteBy: InviteBy?
        package var byEmail = 0.4

        package init() {}

        /// When the invitations begin to go out, the event is, and guests are reminded.
        ///
        /// - `scenario`: When it starts and ends.
        /// - `offset`: Seconds east of UTC in the event's city.
        package func times(
            in scenario: ClosedRange<Instant>,
            offset: (Instant) -> Int
        ) -> (invited: Instant, starts: Instant, reminded: Instant?) {
            let start = scenario.lowerBound
            let invited = invitedAt.instant(after: start, offset: offset)
            // An hour of the week is the first after the invitations; a delay is the scenario's.
            let origin =
                if case .weekday? = starts { invited.advanced(by: .minutes(1)) } else { start }
            return (
                invited,
                starts?.instant(after: origin, offset: offset)
                    ?? scenario.upperBound.advanced(by: .days(7)),
                reminderAt?.instant(after: invited, offset: offset)
            )
        }
    }

    /// A share of guests who live in a city.
    package struct CityShare: Hashable, Sendable {
        package var city: String
        package var share: Double
    }

    /// Which way invitations go, in shares of the guests; the rest by text message.
    package struct InviteBy: Hashable, Sendable {
        package var email: Double
        package var both: Double

        package init(email: Double, both: Double) {
            self.email = email
            self.both = both
        }
    }

    /// All hosts are of one kind.
    package struct Hosts: Hashable, Sendable {
        package var kind = ActorCatalogue.usualHost
        package var values = ActorCatalogue.usualHost.parameters.usualValues
    }

    package struct GuestPart: Hashable, Sendable {
        package var kind: GuestKind
        package var share: Double
        package var values: ParameterValues

        package init(kind: GuestKind, share: Double, values: ParameterValues = [:]) {
            self.kind = kind
            self.share = share
            self.values = values
        }
    }

    package struct MachinePart: Hashable, Sendable {
        package var kind: MachineKind
        package var share: Double
        package var values: ParameterValues
    }

    package struct Attack: Hashable, Sendable {
        package var kind: AttackKind
        /// Of guests whose link is used; `nil` where a count is given.
        package var share: Double?
        package var count: Int?
        package var values: ParameterValues
    }

    package struct Fault: Hashable, Sendable {
        package var kind: FaultKind
        /// After the scenario's start; by hour of the week where the first event takes place.
        package var at: Moment
        package var lasts: Duration
        package var values: ParameterValues
    }

    package struct Deployment: Hashable, Sendable, Configurable {
        package struct Component: Hashable, Sendable, Configurable {
            package var workers = 1
            package var service = Duration.milliseconds(1)

            package init() {}

            init(workers: Int, service: Duration) {
                self.workers = workers
                self.service = service
            }
        }

        package var coreAPI = Component(workers: 16, service: .milliseconds(3))
        package var fraudEngine = Component(workers: 8, service: .milliseconds(2))
        package var notifications = Component(workers: 64, service: .milliseconds(1))
        package var roundTrip = RoundTrip()

        package init() {}
    }

    /// The fraud check's settings; each is the product's own unless the scenario names another.
    package struct Fraud: Hashable, Sendable, Configurable {
        private static let usual = GuestAPISettings()
        package var edges = usual.policy.edges
        package var checkTimeout = usual.checkTimeout
        /// Accesses an address may make within a minute.
        package var rateLimit = usual.requestsPerMinute
        /// How long a link asks for a code after something spoke against it.
        package var flagLasts = usual.flagLasts
        /// Share of links about which decisions are only written down.
        package var observedShare = 0.0
        /// What a form meets that was not scored in time.
        package var onSilence = usual.policy.onSilence
        /// What a form in the highest band meets where its guest is expected.
        package var onExpected = usual.policy.onExpected

        package init() {}

        /// What the system decides by.
        ///
        /// - `edges`: In place of its own, where calibrated ones are given.
        package func policy(edges: BandEdges? = nil) -> AccessPolicy {
            AccessPolicy(
                edges: edges ?? self.edges,
                observedShare: observedShare,
                onSilence: onSilence,
                onExpected: onExpected
            )
        }
    }

    /// The rest of the product's settings, each its own unless the scenario names another.
    package struct System: Hashable, Sendable, Configurable {
        private static let (guest, host) = (GuestAPISettings(), HostAPISettings())
        private static let worker = NotificationSettings.documented
        package var linksLive = host.tokenLifetime
        package var formLifetime = guest.formLifetime
        package var codeLifetime = guest.codeLifetime
        package var triesPerCode = guest.triesPerCode
        package var triesPerName = guest.triesPerName
        package var logInsPerAccount = host.logInsPerAccount
        package var logInsPerAddress = host.logInsPerAddress
        package var smsPerSecond = worker.smsPerSecond
        package var emailPerSecond = worker.emailPerSecond
        package var patience = worker.patience
        /// When new keys take the places of those that sign and seal.
        package var rotatesKeysAt: Moment?
        /// Whether providers recognise repeated calls.
        package var providersRemember = false
        package var digestWindow = worker.digestWindow
        package var alertEmailsPerWindow = worker.alertEmailsPerWindow

        package init() {}
    }

    /// A requirement as it is written.
    package struct Gate: Hashable, Sendable {
        package var text: String
        /// Whether it only warns.
        package var warns = false
        /// What the story wants, `<= 2`, beside what is required.
        package var wish: String?

        package init(text: String, warns: Bool = false, wish: String? = nil) {
            self.text = text
            self.warns = warns
            self.wish = wish
        }
    }

    package struct Outputs: Hashable, Sendable, Configurable {
        package var journal = true
        package var html = true
        package var dataset = true
        package var database = true

        package init() {}
    }
}
