import Domain

extension SignalKind {
    /// Signals beyond the document.
    ///
    /// Each speaks up only on evidence, so that its silence neither dilutes nor raises a score.
    package static let further: [SignalKind] = [
        SignalKind(
            "click_speed",
            weight: 0.5,
            "a form filled in faster than anybody types",
            reason: "the form was filled in within three seconds"
        ) { $0[.fillSeconds] < 3 ? 100 : nil },
        SignalKind(
            "navigation",
            weight: 4,
            "the page's script never ran, yet somebody opens, or even submits",
            reason: "the page's script never ran"
        ) { features in
            guard features[.hasJavaScript] == 0 else { return nil }
            return features[.fillSeconds].isNaN ? 95 : 100
        },
        SignalKind(
            "impossible_travel",
            weight: 3,
            "faster than an airliner since the last trusted access",
            reason: "nobody travels that fast"
        ) { $0[.speedKmh] > 950 ? 100 : nil },
        SignalKind(
            "network_type",
            weight: 2,
            "nobody lives in a data centre; some people use a VPN",
            reason: "the address is a data centre's or a VPN's"
        ) { features in
            switch features[.networkKind] {
            case 3: 100
            case 4: 35
            default: nil
            }
        },
        SignalKind(
            "time_zone",
            weight: 1.5,
            "the browser's clock is set to another part of the world than its address",
            reason: "the browser's clock is another country's"
        ) { features in
            let hours = features[.timeZoneMismatchHours]
            return hours >= 2 ? min(100, 40 + hours * 10) : nil
        },
        SignalKind(
            "device_on_many_tokens",
            weight: 4,
            "one device opens other guests' links; two share a household",
            reason: "the device opened other guests' links"
        ) { features in
            let others = features[.tokensOnDevice]
            return others >= 3 ? min(100, 25 * others) : nil
        },
        SignalKind(
            "address_on_many_tokens",
            weight: 1.5,
            "many links from one address that is not a carrier's",
            reason: "the address opened many guests' links"
        ) { features in
            let others = features[.tokensOnAddress]
            guard features[.networkKind] != 0, others >= 8 else { return nil }
            return min(100, others * 5)
        },
    ]
}
