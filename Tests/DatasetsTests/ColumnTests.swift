import Domain
import Testing

@testable import Evidence

/// What each column is and may be used for, written down by hand from what the data card promises.
///
/// Whoever trains on a column that was not known at the time learns the answer with the question.
@Suite struct ColumnTests {
    /// Name, role and type, in the file's order.
    private static let accesses = """
        access_id seen text
        event_id seen text
        guest_id seen text
        token_id seen text
        at seen time
        channel seen text
        invited_at seen time
        home_country seen text
        home_city seen text
        ip seen text
        country seen text
        city seen text
        latitude seen number
        longitude seen number
        asn seen whole number
        network seen text
        user_agent seen text
        browser seen text
        os seen text
        device seen text
        screen seen text
        timezone seen text
        language seen text
        webgl_hash seen text
        referrer seen text
        f_fingerprint_match feature number
        f_geo_distance_km feature number
        f_hour_local feature number
        f_browser_consistent feature number
        f_access_count feature number
        f_referrer feature number
        f_geo_accuracy_km feature number
        f_speed_kmh feature number
        f_click_delay_s feature number
        f_fill_s feature number
        f_time_zone_mismatch_h feature number
        f_network_kind feature number
        f_tokens_on_device feature number
        f_tokens_on_address feature number
        f_has_javascript feature number
        f_baseline_accesses feature number
        f_weekday feature number
        f_country_match feature number
        f_familiar_address feature number
        f_changed_hands feature number
        f_cookie feature number
        f_first_device feature number
        f_first_language feature number
        f_other_devices feature number
        f_contradictions feature number
        f_picture_share feature number
        f_challenges_missed feature number
        f_new_devices feature number
        f_links_scouted feature number
        risk_score seen whole number
        decision seen text
        cause seen text
        outcome seen text
        rejection seen text
        scored_at seen time
        scorer seen text
        moment seen text
        enforced seen 0/1
        recorded seen 0/1
        flagged_link seen 0/1
        alerts seen whole number
        persona truth text
        actor truth text
        attack truth text
        campaign_id truth text
        is_fraud truth 0/1
        """

    private static let later = """
        observed_label late 0/1
        observed_at late time
        censored_reason late text
        split late text
        """

    private func told<Row>(_ columns: [Column<Row>]) -> [String] {
        columns.map { "\($0.name) \($0.role.rawValue) \($0.type)" }
    }

    @Test func `every column of accesses has its place, role and type`() {
        #expect(
            told(AccessColumns.settled)
                == Self.accesses.split(separator: "\n").map(String.init)
        )
        #expect(told(AccessColumns.late) == Self.later.split(separator: "\n").map(String.init))
    }

    /// Features begin with `f_`, and nothing else does: a loader may tell them by their names.
    @Test func `a column is a feature where its name says so`() {
        for column in AccessColumns.settled {
            #expect((column.role == .feature) == column.name.hasPrefix("f_"), "\(column.name)")
        }
        #expect(AccessColumns.late.allSatisfy { $0.role == .late })
    }
}
