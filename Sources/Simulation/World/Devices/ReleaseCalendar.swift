import Domain

/// When versions of a browser come out, and how soon people have them.
///
/// A device has a rank among those who update: the earliest tenth have every version within days,
/// the last eighth hardly ever. Shares by days since the release: caniuse-lite's history (StatCounter,
/// Britain and the United States, 41 months), the middle of each interval.
package struct ReleaseCalendar: Sendable {
    /// A version, such as 26.2; most browsers count no minor ones.
    package struct Version: Hashable, Sendable {
        package let major: Int
        package let minor: Int
    }

    /// Numbers of the versions from `anchor` on, and back from it.
    private let version: @Sendable (Int) -> Version
    private let anchor: Instant
    private let cadence: Duration
    /// Days since a release, and the share of devices that have it by then.
    private let adoption: [(days: Double, share: Double)]

    /// What a device has at a moment.
    ///
    /// - `rank`: 0 for those who are always first, 1 for those who are always last.
    package func version(at instant: Instant, rank: Double) -> Version {
        let effective = instant.advanced(by: .zero - delay(of: rank))
        let number = (effective - anchor).microseconds.quotientRoundedDown(
            by: cadence.microseconds
        )
        return version(Int(number))
    }

    /// How long after its release a device of that rank has a version.
    package func delay(of rank: Double) -> Duration {
        var before = (days: 0.0, share: 0.0)
        for point in adoption {
            if rank <= point.share {
                let part = (rank - before.share) / (point.share - before.share)
                return .quantised(
                    seconds: (before.days + part * (point.days - before.days)) * 86_400
                )
            }
            before = point
        }
        // Those who stay behind: up to two years (assumption).
        let part = (rank - before.share) / max(1 - before.share, 1e-9)
        return .quantised(seconds: (before.days + part * (730 - before.days)) * 86_400)
    }
}

extension ReleaseCalendar {
    /// Version 144 of 13 January 2026, then every four weeks.
    package static let chrome = ReleaseCalendar(
        version: { Version(major: 144 + $0, minor: 0) },
        anchor: day(2026, 1, 13),
        cadence: .days(28),
        adoption: [(3.5, 0.20), (10.5, 0.37), (17.5, 0.53), (35, 0.74), (70, 0.81), (210, 0.87)]
    )

    /// Three days behind Chrome, and soon everywhere.
    package static let edge = ReleaseCalendar(
        version: { Version(major: 144 + $0, minor: 0) },
        anchor: day(2026, 1, 16),
        cadence: .days(28),
        adoption: [(3.5, 0.44), (10.5, 0.67), (17.5, 0.90), (35, 0.95), (70, 0.96), (210, 0.98)]
    )

    /// Version 147 of 13 January 2026, then every four weeks; a part stays on long-term versions.
    package static let firefox = ReleaseCalendar(
        version: { Version(major: 147 + $0, minor: 0) },
        anchor: day(2026, 1, 13),
        cadence: .days(28),
        adoption: [(3.5, 0.35), (10.5, 0.50), (17.5, 0.62), (35, 0.79), (70, 0.80), (210, 0.85)]
    )

    /// Version 29 of November 2025, then every four months (assumption).
    package static let samsungInternet = ReleaseCalendar(
        version: { Version(major: 29 + $0, minor: 0) },
        anchor: day(2025, 11, 3),
        cadence: .days(120),
        adoption: [(3.5, 0.20), (10.5, 0.37), (17.5, 0.53), (35, 0.74), (70, 0.81), (210, 0.87)]
    )

    /// iOS and Safari 26.0 of 15 September 2025, a point release every 52 days, the next major one a
    /// year later; what came before 26 was 18.
    package static let iOS = ReleaseCalendar(
        version: {
            let year = Int(Int64($0).quotientRoundedDown(by: 7))
            return Version(major: year >= 0 ? 26 + year : 19 + year, minor: $0 - year * 7)
        },
        anchor: day(2025, 9, 15),
        cadence: .quantised(seconds: 365.25 / 7 * 86_400),
        adoption: [(3.5, 0.05), (10.5, 0.07), (17.5, 0.14), (35, 0.33), (70, 0.59), (210, 0.76)]
    )

    private static func day(_ year: Int, _ month: Int, _ day: Int) -> Instant {
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let text = "\(year)-\(padded(month))-\(padded(day))T00:00:00Z"
        guard let instant = Instant(iso8601: text) else { preconditionFailure("no day: \(text)") }
        return instant
    }
}
