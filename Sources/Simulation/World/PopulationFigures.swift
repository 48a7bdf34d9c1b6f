import Catalogue
import Domain

/// How the people of the world live: every figure once, with where it comes from.
///
/// A scenario sets its own under `population:`. Medians and sigmas are of lognormal distributions;
/// shares are of what their meaning says.
package struct PopulationFigures: Hashable, Sendable, Configurable {
    // MARK: Where

    package var homeErrorKm = 8.0
    package var homeErrorSigma = 1.6
    package var mobileErrorKm = 190.0
    package var mobileErrorSigma = 1.0
    package var consumerCityOdds = 2.0
    package var friendsLiveKm = 52.0
    package var friendsLiveSigma = 3.45
    package var homeIsOutdated = 0.08
    package var nightsAwayDomestic = 0.015
    package var nightsAwayAbroad = 0.038
    package var dayTrips = 0.06
    package var works = 0.65
    package var worksFromHome = 0.2
    package var officeNetworkOnPhone = 0.4
    package var mobileAtHome = 0.35
    package var renumberedDaily = 0.15
    package var renumberedInWeeks = 0.25
    package var lineKeepsAddress = Duration.days(120)
    package var phoneKeepsAddress = Duration.hours(3)
    package var phonesBehindAddress = 150
    package var vpnOwners = 0.2
    package var vpnInUse = 0.25
    package var vpnAbroad = 0.4
    package var privateRelay = 0.05

    // MARK: On what

    package var ownsComputer = 0.75
    package var householdTablet = 0.57
    package var readsMailOnPhone = 0.56
    package var usesAnotherDevice = 0.15
    package var phoneKept = Duration.days(882)
    package var inAppMail = 0.3
    package var inAppChat = 0.35
    package var privateWindow = 0.03

    // MARK: When

    package var opensSMSAfter = Duration.minutes(26)
    package var opensSMSSigma = 3.1
    package var opensEmailAfter = Duration.minutes(165)
    package var opensEmailSigma = 2.43
    package var repliesToWedding = Duration.hours(731)
    package var repliesToWeddingSigma = 0.72
    package var repliesToParty = Duration.days(2)
    package var repliesToPartySigma = 1.3
    package var repliesAtTheLast = 0.2
    package var chronotypeSigma = Duration.minutes(90)

    // MARK: At the site

    package var fillsFormIn = Duration.seconds(60)
    package var slowerOnPhone = 1.4
    package var typesCodeIn = Duration.seconds(20)
    package var slips = 0.06
    package var phoneNotAtHand = 0.38
    package var fetchesPhone = 0.6
    package var mailAtHand = 0.8
    package var givesUp = 0.06
    package var comesBack = 0.7
    package var asksHost = 0.6
    package var objects = 0.7

    package init() {}
}

extension PopulationFigures {
    /// What a scenario may set, and where each default comes from.
    package static let settings: [Setting<PopulationFigures>] = whereabouts + devices + times + site

    private static let whereabouts: [Setting<PopulationFigures>] = [
        .number(
            "home_error_km",
            \.homeErrorKm,
            in: 0.1...1_000,
            "median distance between a fixed line and the place of its address",
            source: "3-16 km in four databases, arXiv 2605.21937 (A)"
        ),
        .number(
            "home_error_sigma",
            \.homeErrorSigma,
            in: 0...4,
            "its spread: a tenth lies beyond 62 km",
            source: "assumption"
        ),
        .number(
            "mobile_error_km",
            \.mobileErrorKm,
            in: 1...5_000,
            "median distance between a phone and the gateway of its mobile network",
            source: "179-207 km, arXiv 2605.21937 (A); cut at the country"
        ),
        .number(
            "mobile_error_sigma",
            \.mobileErrorSigma,
            in: 0...4,
            "its spread",
            source: "assumption"
        ),
        .number(
            "consumer_city_odds",
            \.consumerCityOdds,
            in: 0.1...100,
            "odds that an address of people's has a city, against any address of its country",
            source: "assumption: random addresses count idle corporate ranges"
        ),
        .number(
            "friends_live_km",
            \.friendsLiveKm,
            in: 1...5_000,
            "median distance of out-of-town guests from the event, cut at the country",
            source: "63% within 160 km, 80% within 970 km, Bailey et al. 2018 (A, fit)"
        ),
        .number(
            "friends_live_sigma",
            \.friendsLiveSigma,
            in: 0...5,
            "its spread",
            source: "Bailey et al. 2018 (A, fit)"
        ),
        .share(
            "home_is_outdated",
            \.homeIsOutdated,
            "share of guests who have moved from where the host believes them"
        ),
        .share(
            "nights_away_domestic",
            \.nightsAwayDomestic,
            "share of days spent in another city of one's country",
            source: "290 million nights in England, GBTS 2019 (A)"
        ),
        .share(
            "nights_away_abroad",
            \.nightsAwayAbroad,
            "share of days spent abroad",
            source: "ONS, residents' visits abroad (A)"
        ),
        .share(
            "day_trips",
            \.dayTrips,
            "share of days with some hours in another city",
            source: "GBTS 2019 (A)"
        ),
        .share("works", \.works, "share of adults who have work"),
        .share("works_from_home", \.worksFromHome, "share of working days at home"),
        .share(
            "office_network_on_phone",
            \.officeNetworkOnPhone,
            "share of visits by phone at work over the office's network"
        ),
        .share(
            "mobile_at_home",
            \.mobileAtHome,
            "share of visits by phone at home over the mobile network"
        ),
        .share(
            "renumbered_daily",
            \.renumberedDaily,
            "share of home lines whose address changes every day",
            source: "Padmanabhan et al., IMC 2016 (fit); half of them in Germany"
        ),
        .share(
            "renumbered_in_weeks",
            \.renumberedInWeeks,
            "share of home lines whose address changes every week or two",
            source: "Padmanabhan et al., IMC 2016 (fit)"
        ),
        .duration(
            "line_keeps_address",
            \.lineKeepsAddress,
            "median time for which the other lines, and all /64s, keep theirs",
            source: "DynamIPs 2020; IMC 2016 (fit)"
        ),
        .duration(
            "phone_keeps_address",
            \.phoneKeepsAddress,
            "median time for which a phone keeps its mobile address",
            source: "assumption: within minutes at worst, Balakrishnan et al., IMC 2009"
        ),
        .count(
            "phones_behind_address",
            \.phonesBehindAddress,
            in: 1...100_000,
            "phones that share one IPv4 address of their carrier",
            source: "hundreds to thousands, Cloudflare 2025 (A); median assumed"
        ),
        .share(
            "vpn_owners",
            \.vpnOwners,
            "share of people who have a VPN",
            source: "about a quarter, GlobalWebIndex (B)"
        ),
        .share(
            "vpn_in_use",
            \.vpnInUse,
            "share of their visits through it: 3-8% of all visits",
            source: "assumption"
        ),
        .share("vpn_abroad", \.vpnAbroad, "share of VPN exits in another country"),
        .share(
            "private_relay",
            \.privateRelay,
            "share of iPhones and Macs that go through a private relay",
            source: "3-6% of Safari visits (assumption); DENOG15"
        ),
    ]

    private static let devices: [Setting<PopulationFigures>] = [
        .share("owns_computer", \.ownsComputer, "share of guests with a computer of their own"),
        .share(
            "household_tablet",
            \.householdTablet,
            "share of households that share a tablet",
            source: "55-60%, GWI (B)"
        ),
        .share(
            "reads_mail_on_phone",
            \.readsMailOnPhone,
            "share of mail that is opened on a phone or tablet",
            source: "56%, Litmus 2016 (B)"
        ),
        .share(
            "uses_another_device",
            \.usesAnotherDevice,
            "share of visits on another of one's devices than the usual one"
        ),
        .duration(
            "phone_kept",
            \.phoneKept,
            "for how long a phone is kept",
            source: "29 months, Reviews.org 2025 (B)"
        ),
        .share(
            "in_app_mail",
            \.inAppMail,
            "share of links in mail that open in the mail app's own browser"
        ),
        .share(
            "in_app_chat",
            \.inAppChat,
            "share of links in chats that open in the app's own browser",
            source: "20-50% (assumption)"
        ),
        .share("private_window", \.privateWindow, "share of visits in a window without cookies"),
    ]

    private static let times: [Setting<PopulationFigures>] = [
        .duration(
            "opens_sms_after",
            \.opensSMSAfter,
            "median time from a text message to its link",
            source: "43% of answers within 15 min, Dynmark, 1 billion SMS (B, fit)"
        ),
        .number(
            "opens_sms_sigma",
            \.opensSMSSigma,
            in: 0...5,
            "its spread",
            source: "Dynmark (B, fit)"
        ),
        .duration(
            "opens_email_after",
            \.opensEmailAfter,
            "median time from a mail to its opening",
            source: "33.6% in 1 h, 51.4% in 3 h, 81% in 24 h, GetResponse (B, fit)"
        ),
        .number(
            "opens_email_sigma",
            \.opensEmailSigma,
            in: 0...5,
            "its spread",
            source: "GetResponse (B, fit)"
        ),
        .duration(
            "replies_to_wedding",
            \.repliesToWedding,
            "median time from an invitation to a wedding to its reply",
            source: "57.6% in 5 weeks, 80% in 8, mode in week 3, RSVPify (B, fit)"
        ),
        .number(
            "replies_to_wedding_sigma",
            \.repliesToWeddingSigma,
            in: 0...5,
            "its spread",
            source: "RSVPify (B, fit)"
        ),
        .duration(
            "replies_to_party",
            \.repliesToParty,
            "median time from an invitation to a party or company event to its reply"
        ),
        .number("replies_to_party_sigma", \.repliesToPartySigma, in: 0...5, "its spread"),
        .share(
            "replies_at_the_last",
            \.repliesAtTheLast,
            "share of such replies within the last three days"
        ),
        .duration(
            "chronotype_sigma",
            \.chronotypeSigma,
            "how far people's days are shifted against each other (normal)"
        ),
    ]

    private static let site: [Setting<PopulationFigures>] = [
        .duration(
            "fills_form_in",
            \.fillsFormIn,
            "median time to fill in the form on a computer"
        ),
        .number(
            "slower_on_phone",
            \.slowerOnPhone,
            in: 1...10,
            "times as long on a phone",
            source: "LISS crossover (A)"
        ),
        .duration(
            "types_code_in",
            \.typesCodeIn,
            "median time to read a code and type it",
            source: "assumption, after SOUPS 2019"
        ),
        .share("slips", \.slips, "share of typed answers with a slip in them"),
        .share(
            "phone_not_at_hand",
            \.phoneNotAtHand,
            "share of those on another device whose phone is not at hand for a code",
            source: "38%, Google 2019 (A)"
        ),
        .share("fetches_phone", \.fetchesPhone, "share of them who go and get it"),
        .share(
            "mail_at_hand",
            \.mailAtHand,
            "share of those without their phone who can read their mail there"
        ),
        .share("gives_up", \.givesUp, "share of honest people who give up over a code"),
        .share("comes_back", \.comesBack, "share of those turned away who try again later"),
        .share(
            "asks_host",
            \.asksHost,
            "share of those who got nowhere who ask their host for a new link"
        ),
        .share(
            "objects",
            \.objects,
            "share of those thanked for a reply that nobody at home has given who say so"
        ),
    ]
}
