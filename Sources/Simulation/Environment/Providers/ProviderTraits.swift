import Catalogue
import Domain

/// How a simulated provider behaves on a good day.
package struct ProviderTraits: Hashable, Sendable {
    /// Calls in any second before it answers "too many requests".
    package var callsPerSecond: Int
    /// How long the answer to a call takes; lognormal.
    package var answer: Lognormal
    /// From acceptance to arrival; lognormal.
    package var arrival: Lognormal
    /// From arrival to the delivery report; lognormal.
    package var report: Lognormal
    /// Accepted, never heard of again.
    package var lostShare: Double
    /// Arrived, but the report does not.
    package var lostReportShare: Double
    /// Whether a call repeated with the same reference sends nothing; most do not (Twilio's messages and
    /// SES's classic calls take no idempotency key).
    package var remembers = false

    package struct Lognormal: Hashable, Sendable {
        package var median: Duration
        /// Standard deviation of the natural logarithm.
        package var sigma: Double

        package init(median: Duration, sigma: Double) {
            self.median = median
            self.sigma = sigma
        }
    }

    package init(
        callsPerSecond: Int,
        answer: Lognormal,
        arrival: Lognormal,
        report: Lognormal = Lognormal(median: .milliseconds(400), sigma: 0.5),
        lostShare: Double = 0,
        lostReportShare: Double = 0
    ) {
        self.callsPerSecond = callsPerSecond
        self.answer = answer
        self.arrival = arrival
        self.report = report
        self.lostShare = lostShare
        self.lostReportShare = lostReportShare
    }

    /// What is agreed with the provider.
    package var agreed: Rate { Rate(Double(callsPerSecond), per: .second) }

    /// 100 calls/s is the architecture document's.
    ///
    /// Arrival: median 4 s and 95 % within 30 s (vendors: 3–6 s, 95 % within 30 s), sigma =
    /// ln(30/4) / 1.645. Lost: 1–5 % (Telesign). Answers and lost reports are
    /// assumptions.
    package static let sms = ProviderTraits(
        callsPerSecond: 100,
        answer: Lognormal(median: .milliseconds(150), sigma: 0.4),
        arrival: Lognormal(median: .seconds(4), sigma: 1.225),
        lostShare: 0.015,
        lostReportShare: 0.005
    )

    /// 14 calls/s is the architecture document's.
    ///
    /// Arrival: assumption, 95 % within 2–20 s. Answers and lost reports are assumptions; what is
    /// lost among e-mail is `EmailFailures.spamShare`.
    package static let email = ProviderTraits(
        callsPerSecond: 14,
        answer: Lognormal(median: .milliseconds(100), sigma: 0.4),
        arrival: Lognormal(median: .microseconds(6_300_000), sigma: 0.6),
        lostReportShare: 0.005
    )
}

/// What is wrong with a provider at the moment; set and reset while a run goes on.
package struct ProviderFaults: Hashable, Sendable {
    /// Calls find nobody and give up after `timeout`.
    package var isDown = false
    package var timeout: Duration = .seconds(10)
    /// Share of calls that end in a server error.
    package var errorShare = 0.0
    /// Share of calls whose message is taken but whose answer does not come back.
    package var lostAnswerShare = 0.0
    /// A limit beside the agreed one.
    package var limit: Rate?
    /// What it asks for in "too many requests"; `nil` for the time until the next free second.
    package var retryAfter: Duration?
    /// Added to every message's way.
    package var extraDelay: Duration = .zero

    package init() {}

    /// A provider that cannot be reached.
    package static var outage: ProviderFaults {
        var faults = ProviderFaults()
        faults.isDown = true
        return faults
    }

    /// A provider that allows fewer calls than agreed.
    package static func throttled(to limit: Rate) -> ProviderFaults {
        var faults = ProviderFaults()
        faults.limit = limit
        return faults
    }
}

/// How often text messages fail for good.
///
/// A number's own state holds for all its messages.
///
/// Together with lost messages about 95 % arrive, as from a list that has been used before
/// (vendors: 95 % and above; 85 % for one used for the first time). How the failures divide up
/// is an assumption.
package struct SMSFailures: Hashable, Sendable {
    /// Numbers that do not exist: the call is rejected.
    package var invalidNumberShare = 0.005
    /// Numbers that are landlines: accepted, then reported.
    package var landlineShare = 0.005
    /// Messages to phones that are off for too long.
    package var unreachableShare = 0.015
    /// Messages that a carrier takes for spam.
    package var carrierFilterShare = 0.01

    package init() {}

    package static var none: SMSFailures {
        var failures = SMSFailures()
        failures.invalidNumberShare = 0
        failures.landlineShare = 0
        failures.unreachableShare = 0
        failures.carrierFilterShare = 0
        return failures
    }
}

/// How often e-mail fails.
///
/// Bounces of both kinds together: 0.7–1.3 % (Campaign Monitor, Constant Contact).
/// Spam folders and complaints are assumptions.
package struct EmailFailures: Hashable, Sendable {
    /// Addresses that do not exist.
    package var hardBounceShare = 0.006
    /// Messages refused for now.
    package var softBounceShare = 0.004
    /// Messages delivered where nobody looks.
    package var spamShare = 0.02
    /// Messages delivered and called spam by their reader.
    package var complaintShare = 0.000_2

    package init() {}

    package static var none: EmailFailures {
        var failures = EmailFailures()
        failures.hardBounceShare = 0
        failures.softBounceShare = 0
        failures.spamShare = 0
        failures.complaintShare = 0
        return failures
    }
}
