import Domain
import VirtualTime

/// What geolocation and statistics know of a country's addresses and phones.
package struct Country: Sendable {
    /// ISO 3166-1 alpha-2.
    package let code: String
    /// Share of its addresses for which a geolocation file names a city, 0...1.
    package let cityShare: Double
    /// Where it puts the others.
    package let defaultPoint: GeoPoint
    /// How far from there they may be, by its own account.
    package let defaultRadiusKm: Int
    /// Accuracy radii of the addresses with a city, km.
    package let radiiKm: Categorical<Int>
    /// Shares of phones: Safari on iOS, Chrome and Samsung Internet on Android, of any sum.
    package let phones: (iOS: Double, chrome: Double, samsung: Double)
    /// Share of home lines and phones that reach sites by IPv6.
    package let ipv6Share: Double

    /// The only values that a file's radius takes, km.
    package static let radiusStepsKm = [1, 5, 10, 20, 50, 100, 200, 500, 1_000]
}

extension Country {
    /// By code; what is known of none of its own is the world's.
    package static func named(_ code: String) -> Country? { table[code] }

    /// What holds where a country has too few addresses to be measured: the world's shares, and the
    /// default point in its largest city.
    static func unmeasured(_ code: String, around point: GeoPoint) -> Country {
        Country(
            code: code,
            cityShare: 0.63,
            defaultPoint: point,
            defaultRadiusKm: 100,
            radiiKm: worldRadii,
            phones: worldPhones,
            ipv6Share: worldIPv6
        )
    }

    /// All countries' addresses with a city together.
    private static let worldRadii = radii([6, 9, 6, 8, 19, 7, 7, 6, 31])
    /// StatCounter's world-wide shares of 2026, rounded.
    private static let worldPhones = (iOS: 27.0, chrome: 68.0, samsung: 4.0)
    /// Google's count of its users, world-wide, rounded.
    private static let worldIPv6 = 0.45

    private static func radii(_ weights: [Double]) -> Categorical<Int> {
        Categorical(Array(zip(radiusStepsKm, weights)))
    }

    private static let table: [String: Country] = {
        var table: [String: Country] = [:]
        for line in countryTable.split(separator: "\n") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingPrefix(while: { $0 == " " }) }
            guard cells.count == 8, let share = Double(cells[1]),
                let latitude = Double(cells[2]), let longitude = Double(cells[3]),
                let radius = Int(cells[4])
            else { preconditionFailure("a country has eight cells, found \(line)") }
            let phones = cells[6].split(separator: " ").compactMap { Double($0) }
            table[String(cells[0])] = Country(
                code: String(cells[0]),
                cityShare: share / 100,
                defaultPoint: GeoPoint(latitude: latitude, longitude: longitude),
                defaultRadiusKm: radius,
                radiiKm: radii(cells[5].split(separator: " ").compactMap { Double($0) }),
                phones: phones.count == 3 ? (phones[0], phones[1], phones[2]) : worldPhones,
                ipv6Share: Double(cells[7]).map { $0 / 100 } ?? worldIPv6
            )
        }
        return table
    }()
}

/// Country, per cent of addresses with a city, default point (latitude, longitude), its radius in
/// km, shares of the radii of addresses with a city in steps of `radiusStepsKm`, phones by iOS,
/// Chrome and Samsung Internet, per cent of IPv6; empty: the world's.
///
/// Places and radii are measured: 2.5 million random public IPv4 addresses in GeoLite2-City of
/// 3 July 2018 (PyPI's `maxminddb-geolite2`), countries with at least 150 of them. The "default
/// point" is the commonest place of those without a city. Phones: StatCounter of June 2026, by way
/// of caniuse-lite. IPv6: Google's and APNIC's counters.
private let countryTable = """
    AE|65|24.0|54.0|50|16 3 23 3 4 30 2 1 17||
    AL|33|41.0|20.0|50|11 0 1 7 27 28 1 10 16||
    AM|29|40.0|45.0|50|10 0 4 7 9 8 4 6 52||
    AO|19|-12.5|18.5|50|19 0 6 1 21 2 7 8 35||
    AR|71|-34.603|-58.382|1000|8 7 11 12 7 5 13 11 27||
    AT|60|48.2|16.367|200|4 14 12 12 12 12 31 2 2||
    AU|61|-33.494|143.21|1000|2 6 9 16 13 11 7 8 29||
    AZ|40|40.5|47.5|50|9 0 4 10 8 4 0 10 56||
    BA|82|44.0|18.0|50|14 3 3 14 45 8 5 3 5||
    BD|55|23.7|90.375|200|6 13 9 4 6 17 31 3 12||
    BE|35|50.85|4.35|100|5 9 16 14 16 28 1 0 11||
    BF|10|13.0|-2.0|50|0 6 0 0 17 6 0 11 61||
    BG|67|42.7|23.333|200|35 2 4 9 10 16 10 3 10||
    BH|25|26.0|50.55|50|6 19 20 14 6 7 0 0 28||
    BO|94|-17.0|-65.0|50|9 0 2 0 63 6 5 6 8||
    BR|70|-22.831|-43.219|1000|11 5 10 14 11 14 15 10 10|13 83 4|48
    BY|68|53.0|28.0|50|9 0 0 2 33 19 7 9 21||
    CA|84|43.632|-79.372|1000|3 19 8 8 5 5 3 2 45||
    CH|62|47.145|8.155|100|6 10 7 11 8 53 1 1 3||
    CI|49|8.0|-5.0|50|19 2 3 3 6 4 15 7 42||
    CL|86|-33.438|-70.65|50|9 5 7 5 39 11 10 9 5||
    CM|71|6.0|12.0|50|0 0 0 0 91 0 0 0 8||
    CN|89|34.773|113.727|50|7 0 0 0 86 3 2 1 1||
    CO|56|4.598|-74.076|200|19 4 10 4 3 14 40 4 2||
    CR|78|10.0|-84.0|50|8 9 8 7 62 4 1 0 1||
    CU|93|21.5|-80.0|50|0 0 0 0 97 1 0 0 3||
    CY|48|35.0|33.0|50|11 5 0 1 59 9 6 0 8||
    CZ|73|50.085|14.411|100|7 14 16 14 12 30 5 1 2||
    DE|50|51.299|9.491|200|5 11 12 15 11 10 32 1 4|26 64 5|70
    DK|65|55.712|12.056|200|11 10 14 22 15 16 8 0 1||
    DO|98|19.0|-70.667|50|15 5 6 6 49 16 1 0 2||
    DZ|79|36.764|3.147|1000|1 1 0 3 6 9 2 1 76||
    EC|95|-2.0|-77.5|50|21 0 2 3 49 10 9 3 3||
    EE|73|59.0|26.0|100|8 5 15 15 11 33 6 3 4||
    EG|41|30.035|31.223|100|23 2 19 4 9 21 7 2 12||
    ES|83|40.417|-3.684|500|8 7 9 13 13 11 16 19 4||
    ET|2|8.0|38.0|50|20 0 0 0 20 0 0 0 60||
    FI|54|60.171|24.938|200|8 21 10 10 7 11 32 1 2||
    FR|63|48.858|2.339|500|14 14 9 11 10 12 13 15 1|23 71 3|74
    GA|25|-1.0|11.75|50|8 0 0 0 75 0 2 0 16||
    GB|51|51.496|-0.122|200|7 21 10 14 10 11 24 1 2|41 54 5|48
    GE|55|42.0|43.5|50|3 0 1 1 35 6 0 5 48||
    GH|9|8.0|-2.0|50|6 6 8 4 23 4 0 2 47||
    GM|1|13.467|-16.567|50|0 0 50 0 0 0 0 0 50||
    GR|69|37.967|23.717|200|8 18 11 6 10 14 25 3 5||
    GT|66|15.5|-90.25|50|25 2 22 12 21 18 0 0 0||
    GU|57|13.467|144.783|50|0 16 32 19 0 1 0 0 32||
    HK|73|22.25|114.167|50|10 20 14 10 38 0 0 0 7||
    HN|84|15.0|-86.5|50|24 0 1 4 52 12 4 1 1||
    HR|71|45.167|15.5|200|4 3 7 9 18 18 24 8 10||
    HU|76|47.492|19.051|100|13 18 12 19 9 22 3 0 2||
    ID|82|-6.175|106.829|1000|3 1 1 5 5 6 3 5 71||
    IE|76|53.347|-6.244|200|2 10 4 4 6 8 35 0 31||
    IL|56|31.5|34.75|50|6 17 9 21 26 13 1 0 7||
    IN|75|20.0|77.0|1000|2 4 7 11 6 8 11 12 39|3 91 1|72
    IQ|51|33.0|44.0|50|0 1 0 1 31 15 0 2 52||
    IR|20|35.696|51.423|50|2 5 0 0 91 1 1 0 0||
    IS|69|65.0|-18.0|200|5 45 9 11 13 5 7 4 0||
    IT|60|43.148|12.11|500|4 3 6 14 18 19 18 17 2||
    JM|91|18.067|-77.017|20|3 2 10 18 49 11 0 0 6||
    JO|35|31.0|36.0|50|16 0 6 9 20 0 1 1 47||
    JP|67|35.69|139.69|500|4 5 8 15 10 7 8 40 3|34 64 1|52
    KE|16|1.0|38.0|50|11 4 3 3 4 6 3 6 61||
    KG|23|41.0|75.0|50|5 0 0 0 13 3 0 13 67||
    KH|45|13.0|105.0|50|15 0 0 14 37 4 3 2 26||
    KR|44|37.511|126.974|200|13 2 5 22 10 16 19 2 11||
    KW|63|29.337|47.658|50|20 22 20 9 9 0 0 0 19||
    KZ|56|48.0|68.0|50|18 0 0 1 32 2 4 7 36||
    LB|58|33.833|35.833|50|19 13 10 15 22 1 0 0 19||
    LK|68|7.0|81.0|50|1 3 28 15 38 6 2 0 7||
    LT|67|56.0|24.0|200|10 2 3 7 14 37 15 6 7||
    LU|26|49.75|6.167|20|1 5 5 75 7 0 2 0 4||
    LV|66|57.0|25.0|50|14 2 10 18 21 15 8 5 6||
    LY|9|25.0|17.0|50|0 0 0 0 37 0 0 5 58||
    MA|38|32.0|-5.0|500|4 4 3 6 10 20 24 13 16||
    MD|81|47.019|28.813|50|12 1 2 5 51 13 5 4 8||
    MK|83|41.833|22.0|50|28 0 1 7 40 19 0 0 4||
    MO|65|22.167|113.55|50|7 31 1 0 32 1 0 2 26||
    MT|72|35.833|14.583|50|9 50 9 2 28 0 0 0 2||
    MU|51|-20.283|57.55|50|2 5 7 16 68 0 0 0 3||
    MW|7|-13.5|34.0|50|0 72 0 0 11 0 0 0 17||
    MX|85|19.437|-99.011|1000|2 4 12 19 11 9 11 10 23||
    MY|84|2.5|112.5|1000|2 6 11 11 5 6 10 6 43||
    MZ|34|-18.25|35.0|50|3 0 5 0 57 2 3 1 29||
    NA|65|-22.0|17.0|50|6 2 0 3 11 7 1 12 58||
    NG|33|10.0|8.0|500|11 13 4 14 11 5 10 26 7|10 73 1|6
    NI|96|13.0|-85.0|50|27 1 0 5 55 9 1 0 2||
    NL|68|52.382|4.899|100|8 6 4 6 9 58 1 0 8||
    NO|60|59.95|10.75|200|12 7 8 11 7 8 35 7 3||
    NP|80|28.0|84.0|50|4 6 2 0 74 8 0 0 4||
    NZ|71|-41.0|174.0|500|3 7 16 16 8 9 11 28 3||
    OM|38|21.0|57.0|50|4 9 0 1 30 11 6 3 36||
    PA|66|9.0|-80.0|50|18 2 0 1 68 5 2 1 2||
    PE|86|-12.043|-77.028|500|8 4 9 7 3 3 9 54 2||
    PH|60|14.595|120.972|500|1 4 9 9 16 10 12 30 9||
    PK|92|30.0|70.0|50|4 5 4 3 37 9 8 9 23||
    PL|60|52.239|21.036|200|10 16 9 8 9 13 28 4 4||
    PR|67|18.25|-66.5|50|6 4 13 28 24 9 0 0 16||
    PS|50|32.0|35.25|50|24 4 2 13 32 9 0 0 15||
    PT|79|38.714|-9.139|200|11 10 14 16 9 16 14 6 4||
    PY|55|-23.0|-58.0|50|21 12 11 5 21 12 9 2 6||
    QA|62|25.5|51.25|50|5 0 16 2 29 3 0 8 37||
    RE|68|-21.1|55.6|20|4 21 16 29 26 0 0 0 4||
    RO|57|46.0|25.0|200|15 9 10 6 7 13 19 9 13||
    RS|80|44.0|21.0|50|9 9 2 3 38 18 8 4 8||
    RU|74|55.739|37.607|1000|32 6 3 13 10 11 7 5 12||
    RW|10|-2.0|30.0|50|37 0 0 0 37 0 0 0 26||
    SA|62|25.0|45.0|500|6 6 3 4 11 12 15 22 21||
    SC|27|-4.583|55.667|50|1 3 0 0 75 0 2 0 20||
    SD|0|15.0|30.0|50|0 25 0 0 75 0 0 0 0||
    SE|55|59.325|18.056|500|13 10 8 10 8 9 15 25 3||
    SG|85|1.367|103.8|50|15 1 3 3 61 0 1 2 14||
    SI|64|46.0|15.0|50|8 11 8 17 34 18 1 0 2||
    SK|74|48.667|19.5|100|8 22 7 7 15 24 11 4 3||
    SN|20|14.0|-14.0|50|20 11 2 7 16 7 0 0 38||
    SV|87|13.833|-88.917|50|20 17 17 3 33 7 0 0 2||
    SY|3|35.0|38.0|50|0 11 0 0 84 5 0 0 0||
    TG|13|8.0|1.167|50|4 0 0 0 4 8 0 21 62||
    TH|67|13.75|100.467|500|2 4 8 13 9 10 8 31 15||
    TN|48|34.0|9.0|200|1 1 1 2 3 7 79 2 5||
    TR|69|41.021|28.995|500|3 7 8 12 6 9 23 28 5||
    TT|58|11.0|-61.0|50|5 12 36 26 15 2 1 0 3||
    TW|71|23.5|121.0|200|17 1 1 5 6 9 55 1 5||
    TZ|46|-6.823|39.291|50|4 0 0 0 79 0 0 2 15||
    UA|76|50.45|30.523|500|41 1 2 4 8 11 13 14 6||
    UG|8|1.0|32.0|50|12 2 2 2 22 0 0 7 51||
    US|58|37.751|-97.822|1000|2 12 6 6 4 2 1 1 64|46 49 2|50
    UY|98|-33.0|-56.0|50|4 16 4 2 57 13 4 0 0||
    UZ|21|41.0|64.0|50|6 0 0 0 6 26 16 3 42||
    VE|94|8.0|-66.0|500|3 1 2 4 6 11 16 56 2||
    VN|98|16.0|106.0|50|10 0 0 1 55 6 3 13 11||
    ZA|64|-29.0|24.0|500|3 5 4 8 25 5 6 37 7||
    ZM|10|-15.0|30.0|50|22 0 0 3 5 12 9 13 36||
    """
