import Catalogue
import Domain
import Yams

/// Values that are more than one scalar, or words of their own.
extension NodeReader {
    /// A time of the story.
    func moment() -> Moment? { read(Measure.moment.expectation) { Moment($0) } }

    /// When virtual time begins.
    func start() -> Scenario.Start? {
        read(Measure.instant.expectation + ", or a weekday and hour such as \"monday 9:00\"") {
            Scenario.Start($0)
        }
    }

    /// When something begins: a median, with the spread of its kind or one of its own, or an exact time.
    func onset(spread: Double) -> Onset? {
        let expected = Measure.onset(spread: spread).expectation
        guard case .mapping = node else {
            return read(expected) { text in
                Quantities.duration(text).map { Onset(median: $0, spread: spread) }
            }
        }
        let members = members(of: ["median", "spread", "at"])
        if let at = members["at"] {
            if members["median"] != nil || members["spread"] != nil {
                fail(expected: "either at, or median and spread", found: "both")
            }
            return at.moment().map(Onset.init(at:))
        }
        let range = Onset.spreads
        let measure = Measure.number(range)
        let own = members["spread"].flatMap { reader in
            reader.read(measure.expectation) { text in
                Double(text).flatMap { range.contains($0) ? $0 : nil }
            }
        }
        guard let median = members.require("median", expected: Measure.duration.expectation),
            let length = median.duration()
        else { return nil }
        return Onset(median: length, spread: own ?? spread)
    }

    /// Cities with their shares, at most the whole together.
    func cityShares() -> [Scenario.CityShare] {
        let shares = pairs().compactMap { name, value -> Scenario.CityShare? in
            guard vocabulary.isCity(name) else {
                value.fail(
                    expected: Measure.city.expectation,
                    found: "\"\(name)\"",
                    suggestion: vocabulary.nearestCity(name)
                )
                return nil
            }
            return value.share().map { Scenario.CityShare(city: name, share: $0) }
        }
        requireAtMostAll(shares.map(\.share))
        return shares
    }

    /// Notes shares of more than the whole together.
    func requireAtMostAll(_ shares: [Double]) {
        let sum = shares.reduce(0, +)
        guard sum > 1.000_001 else { return }
        fail(
            expected: "shares of at most 100% together",
            found: Quantities.text(share: sum)
        )
    }

    /// `email`, `sms`, `both`, or shares of them.
    func inviteBy() -> Scenario.InviteBy? {
        guard case .mapping = node else {
            let expected = "email, sms, both, or shares such as { email: 60% }"
            return read(expected) { text in
                switch text {
                case "email": Scenario.InviteBy(email: 1, both: 0)
                case "sms": Scenario.InviteBy(email: 0, both: 0)
                case "both": Scenario.InviteBy(email: 0, both: 1)
                default: nil
                }
            }
        }
        let members = members(of: ["email", "sms", "both"])
        let (email, both) = (members["email"]?.share() ?? 0, members["both"]?.share() ?? 0)
        let sms = members["sms"]?.share()
        if let sms, abs(email + both + sms - 1) > 1e-6 {
            fail(
                expected: "shares of 100% together, or no sms, which is the rest",
                found: Quantities.text(share: email + both + sms)
            )
        }
        requireAtMostAll([email, both])
        return Scenario.InviteBy(email: email, both: both)
    }

    /// `enforce`, `observe` or `observe 5%`: the share of links that are only observed.
    func observedShare() -> Double? {
        read("enforce, observe, or observe and a share such as \"observe 5%\"") { text in
            switch text {
            case "enforce": 0
            case "observe": 1
            default:
                text.hasPrefix("observe ")
                    ? Quantities.share(String(text.dropFirst("observe ".count))) : nil
            }
        }
    }

    /// Band edges, none above the next; those not given are as they were.
    func edges(instead documented: BandEdges) -> BandEdges? {
        let members = members(of: ["soft_verify", "sms_verify", "block"])
        let soft = members["soft_verify"]?.integer(in: 0...100) ?? documented.softVerify
        let sms = members["sms_verify"]?.integer(in: 0...100) ?? documented.smsVerify
        let block = members["block"]?.integer(in: 0...100) ?? documented.block
        guard soft <= sms, sms <= block else {
            fail(expected: "soft_verify <= sms_verify <= block", found: "\(soft), \(sms), \(block)")
            return nil
        }
        return BandEdges(softVerify: soft, smsVerify: sms, block: block)
    }
}
