import Domain

/// A raw value that the scorer sees, in the fixed order of the training data's columns.
///
/// A case and its entry below are all that a feature is: columns, data card and scorers are made
/// from them.
package enum Feature: Int, CaseIterable, Sendable {
    case fingerprintMatch, geoDistanceKm, hourLocal, browserConsistent, accessCount, referrer
    case geoAccuracyKm, speedKmh, clickDelaySeconds, fillSeconds, timeZoneMismatchHours
    case networkKind, tokensOnDevice, tokensOnAddress, hasJavaScript, baselineAccesses
    case weekday, countryMatch, familiarAddress, changedHands, cookie
    case firstDevice, firstLanguage, otherDevices, contradictions, pictureShare
    case challengesMissed, newDevices, linksScouted

    /// Every feature's entry, in the order of `allCases`.
    package static let entries: [Entry] = allCases.map(\.declared)

    package var entry: Entry { Self.entries[rawValue] }
    package var column: String { entry.column }
    var signal: Signal.Name { entry.signal }

    private var declared: Entry {
        switch self {
        case .fingerprintMatch:
            Entry(
                "f_fingerprint_match",
                tells: "fingerprint_match",
                "similarity to the guest's baseline, 0-1",
                range: "0 to 1",
                unknown: "nothing was learnt of the guest's devices yet"
            ) { sighting in
                sighting.baseline.similarity(to: sighting.fingerprint).map(rounded(to: 1_000_000))
            }
        case .geoDistanceKm:
            Entry(
                "f_geo_distance_km",
                tells: "geo_distance",
                "km from where the guest is expected",
                unit: "km",
                range: "0 to 20,040",
                unknown: "the address's place or the guest's home is unknown"
            ) { sighting in
                guard let point = sighting.geo.point else { return nil }
                return sighting.baseline.home.map { $0.point.distanceKm(to: point) }
            }
        case .hourLocal:
            Entry(
                "f_hour_local",
                tells: "access_time",
                "hour of day where the address is, 0-24",
                unit: "h",
                range: "0 to 24",
                unknown: "the address's time zone is unknown"
            ) { $0.localTime?.hour.map(rounded(to: 100)) }
        case .browserConsistent:
            Entry(
                "f_browser_consistent",
                tells: "browser_consistency",
                "1 where browser and system are the baseline's",
                range: "0 or 1",
                unknown: "nothing was learnt of the guest's devices yet"
            ) { sighting in
                guard !sighting.baseline.fingerprints.isEmpty else { return nil }
                return sighting.baseline.isConsistent(with: sighting.fingerprint) ? 1 : 0
            }
        case .accessCount:
            Entry(
                "f_access_count",
                tells: "repeated_access",
                "times this link had been opened before",
                range: "0 and more"
            ) {
                Double($0.access.earlierAccesses)
            }
        case .referrer:
            Entry(
                "f_referrer",
                tells: "referrer",
                "0 none, 1 mail, 2 messaging, 3 social, 4 other",
                range: "0 to 4"
            ) {
                Double(Referrer(host: $0.access.visit.referrer).rawValue)
            }
        case .geoAccuracyKm:
            Entry(
                "f_geo_accuracy_km",
                tells: "geo_distance",
                "accuracy radius of the address's place, km",
                unit: "km",
                range: "0 and more",
                unknown: "the address's place is unknown"
            ) { $0.geo.accuracyKm }
        case .speedKmh:
            Entry(
                "f_speed_kmh",
                tells: "impossible_travel",
                "speed needed since the last trusted access, km/h",
                unit: "km/h",
                range: "0 and more",
                unknown: "there was no trusted access yet, or a place is unknown"
            ) { $0.speedKmh }
        case .clickDelaySeconds:
            Entry(
                "f_click_delay_s",
                tells: "click_speed",
                "seconds between the invitation and this access",
                unit: "s",
                range: "0 and more",
                unknown: "the link is nobody's"
            ) { sighting in
                sighting.baseline.invitedAt.map { (sighting.access.openedAt - $0).inSeconds }
            }
        case .fillSeconds:
            Entry(
                "f_fill_s",
                tells: "click_speed",
                "seconds between opening and submitting the form",
                unit: "s",
                range: "0 and more",
                unknown: "nothing was submitted"
            ) { $0.form?.fill.inSeconds }
        case .timeZoneMismatchHours:
            Entry(
                "f_time_zone_mismatch_h",
                tells: "time_zone",
                "browser's clock against the address's zone, hours",
                unit: "h",
                range: "0 to 26",
                unknown: "a time zone is unknown"
            ) { $0.timeZoneMismatchHours }
        case .networkKind:
            Entry(
                "f_network_kind",
                tells: "network_type",
                "0 mobile, 1 home, 2 office, 3 hosting, 4 vpn, 5 unknown",
                range: "0 to 5"
            ) { Double($0.geo.network.featureCode) }
        case .tokensOnDevice:
            Entry(
                "f_tokens_on_device",
                tells: "device_on_many_tokens",
                "other tokens recently opened on this device",
                range: "0 to 64"
            ) { Double($0.tokensOnDevice) }
        case .tokensOnAddress:
            Entry(
                "f_tokens_on_address",
                tells: "address_on_many_tokens",
                "other tokens recently opened from this address",
                range: "0 to 64"
            ) { Double($0.tokensOnAddress) }
        case .hasJavaScript:
            Entry(
                "f_has_javascript",
                tells: "navigation",
                "1 where the page's script ran",
                range: "0 or 1"
            ) {
                $0.fingerprint.hasJavaScript ? 1 : 0
            }
        case .baselineAccesses:
            Entry(
                "f_baseline_accesses",
                tells: "fingerprint_match",
                "trusted accesses that the baseline rests on",
                range: "0 and more"
            ) { Double($0.baseline.trustedAccesses) }
        case .weekday:
            Entry(
                "f_weekday",
                tells: "access_time",
                "1 Monday to 7 Sunday, where the address is",
                range: "1 to 7",
                unknown: "the address's time zone is unknown"
            ) { $0.localTime?.weekday.map(Double.init) }
        case .countryMatch:
            Entry(
                "f_country_match",
                tells: "country",
                "1 where the address's country is the expected one",
                range: "0 or 1",
                unknown: "a country is unknown"
            ) { sighting in
                guard sighting.geo.point != nil, let home = sighting.baseline.home else {
                    return nil
                }
                return sighting.geo.country.map { $0 == home.country ? 1 : 0 }
            }
        case .familiarAddress:
            Entry(
                "f_familiar_address",
                tells: "geo_distance",
                "1 where a trusted access came from this address before",
                range: "0 or 1"
            ) { $0.baseline.isFamiliar($0.access.visit.address) ? 1 : 0 }
        case .changedHands:
            Entry(
                "f_changed_hands",
                tells: "navigation",
                "what changed between opening and submitting: 0 nothing, 1 address, 2 device, 3 both",
                range: "0 to 3",
                unknown: "nothing was submitted"
            ) { sighting in
                guard let form = sighting.form else { return nil }
                let (from, by) = (form.openedFrom, form.access.visit)
                return (from.address.place == by.address.place ? 0 : 1)
                    + (from.fingerprint == by.fingerprint ? 0 : 2)
            }
        case .cookie:
            Entry(
                "f_cookie",
                tells: "cookie",
                "our cookie: 0 the browser returned none, 1 a trusted access's, 2 another",
                range: "0 to 2"
            ) { sighting in
                guard let browser = sighting.access.visit.browser else { return 0 }
                return sighting.baseline.browsers.contains(browser) ? 1 : 2
            }
        case .firstDevice:
            Entry(
                "f_first_device",
                tells: "first_device",
                "1 where the device is the one that opened this link first",
                range: "0 or 1",
                unknown: "nobody has opened this link before"
            ) { $0.link.isFirstDevice.map { $0 ? 1 : 0 } }
        case .firstLanguage:
            Entry(
                "f_first_language",
                tells: "first_language",
                "1 where the browser's language is that of the link's first opening",
                range: "0 or 1",
                unknown: "nobody has opened this link before"
            ) { $0.link.isFirstLanguage.map { $0 ? 1 : 0 } }
        case .otherDevices:
            Entry(
                "f_other_devices",
                tells: "many_devices",
                "other devices that have opened this link before",
                range: "0 to 8"
            ) { Double($0.link.otherDevices) }
        case .contradictions:
            Entry(
                "f_contradictions",
                tells: "contradictions",
                "claims of the browser that cannot go together, or that were newer before",
                range: "0 to 4"
            ) { sighting in
                Double(sighting.fingerprint.contradictions)
                    + (sighting.baseline.hadNewerBrowser(than: sighting.fingerprint) ? 1 : 0)
            }
        case .challengesMissed:
            Entry(
                "f_challenges_missed",
                tells: "challenges_missed",
                "challenges of this link in the last seven days that this address, device or browser has not passed",
                range: "0 and more"
            ) { Double($0.challengesMissed) }
        case .pictureShare:
            Entry(
                "f_picture_share",
                tells: "picture",
                "share of this model's devices that draw the test picture as this one does",
                range: "0 to 1",
                unknown: "the model has been seen too rarely, or draws nothing"
            ) { $0.pictureShare.map(rounded(to: 10_000)) }
        case .newDevices:
            Entry(
                "f_new_devices",
                tells: "new_devices",
                "other devices that came to this link in the two days before",
                range: "0 to 8"
            ) { Double($0.link.newDevices) }
        case .linksScouted:
            Entry(
                "f_links_scouted",
                tells: "scouted_link",
                "other links opened in the 30 days before by a device that came to this link before",
                range: "0 to 64"
            ) { Double($0.linksScouted) }
        }
    }
}

/// Rounds to so many steps in a unit.
private func rounded(to steps: Double) -> @Sendable (Double) -> Double {
    { ($0 * steps).rounded() / steps }
}
