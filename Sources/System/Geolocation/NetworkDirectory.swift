import Domain

/// What kind of network an autonomous system runs: what the system knows of addresses beyond
/// their place.
///
/// A short list of well-known systems by number, then the words in an organisation's name.
/// Numbers and names as registered with the regional registries.
package enum NetworkDirectory {
    /// A network that is known by its number.
    package struct Entry: Hashable, Sendable {
        package let asn: UInt32
        package let organisation: String
        /// Where most of its addresses are; empty for hosting and VPN providers, which are
        /// everywhere.
        package let country: String
        package let kind: NetworkKind

        package init(asn: UInt32, organisation: String, country: String, kind: NetworkKind) {
            self.asn = asn
            self.organisation = organisation
            self.country = country
            self.kind = kind
        }
    }

    package static let entries: [Entry] = table.split(separator: "\n").map { line in
        let cells = line.split(separator: "|", omittingEmptySubsequences: false)
        guard cells.count == 4, let asn = UInt32(cells[0]),
            let kind = NetworkKind(rawValue: String(cells[3]))
        else { preconditionFailure("a network has four cells, found \(line)") }
        return Entry(
            asn: asn,
            organisation: String(cells[1]),
            country: String(cells[2]),
            kind: kind
        )
    }

    /// The network through which Apple's private relay comes out, in its users' own region.
    package static let privateRelay: UInt32 = 36_183

    private static let kinds = Dictionary(uniqueKeysWithValues: entries.map { ($0.asn, $0.kind) })

    /// The kind of an autonomous system.
    package static func kind(asn: UInt32?, organisation: String?) -> NetworkKind {
        if let asn, let kind = kinds[asn] { return kind }
        guard let words = organisation?.lowercased() else { return .unknown }
        for (kind, marks) in marksOfKind where marks.contains(where: words.containsBytes) {
            return kind
        }
        return .unknown
    }

    /// Words that give a kind away, the most telling first.
    private static let marksOfKind: [(NetworkKind, [String])] = [
        (.vpn, ["vpn", "m247", "datacamp"]),
        (.hosting, ["hosting", "cloud", "datacenter", "data center", "server"]),
        (.mobile, ["mobile", "wireless", "cellular"]),
        (.office, ["business", "enterprise", "corporate", "university"]),
        (.home, ["broadband", "cable", "fibre", "fiber", "telecom", "internet"]),
    ]

    private static let table = """
        12576|EE Limited|GB|mobile
        25135|Vodafone UK Mobile|GB|mobile
        35228|Telefonica UK Mobile|GB|mobile
        60339|Hutchison 3G UK|GB|mobile
        2856|British Telecommunications|GB|home
        5607|Sky UK|GB|home
        5089|Virgin Media|GB|home
        8220|Colt Technology Services|GB|office
        21928|T-Mobile USA|US|mobile
        22394|Verizon Wireless|US|mobile
        20057|AT&T Mobility|US|mobile
        7922|Comcast Cable|US|home
        7018|AT&T Services|US|home
        20115|Charter Communications|US|home
        174|Cogent Communications|US|office
        6805|Telefonica Germany|DE|mobile
        3209|Vodafone Germany|DE|mobile
        3320|Deutsche Telekom|DE|home
        8881|1&1 Versatel|DE|home
        51207|Free Mobile|FR|mobile
        5410|Bouygues Telecom|FR|mobile
        3215|Orange France|FR|home
        12322|Free SAS|FR|home
        29465|MTN Nigeria|NG|mobile
        36873|Airtel Nigeria|NG|mobile
        37148|Globacom|NG|mobile
        37340|Spectranet|NG|home
        55836|Reliance Jio|IN|mobile
        45609|Bharti Airtel Mobile|IN|mobile
        24560|Airtel Broadband|IN|home
        9605|NTT Docomo|JP|mobile
        2516|KDDI|JP|home
        4713|NTT OCN|JP|home
        26599|Vivo Mobile|BR|mobile
        28573|Claro Brazil|BR|home
        12430|Vodafone Spain|ES|mobile
        3352|Telefonica de Espana|ES|home
        30722|Vodafone Italia|IT|mobile
        3269|TIM Italia|IT|home
        1136|KPN|NL|home
        33915|Ziggo|NL|home
        30986|Scancom MTN Ghana|GH|mobile
        33771|Safaricom|KE|mobile
        29975|Vodacom|ZA|mobile
        5713|Telkom SA|ZA|home
        812|Rogers Communications|CA|mobile
        577|Bell Canada|CA|home
        1221|Telstra|AU|home
        4804|Optus Mobile|AU|mobile
        16509|Amazon Web Services||hosting
        396982|Google Cloud||hosting
        8075|Microsoft||hosting
        24940|Hetzner Online||hosting
        16276|OVH||hosting
        14061|DigitalOcean||hosting
        34440|Mimecast||hosting
        9009|M247||vpn
        60068|Datacamp||vpn
        62371|Proton||vpn
        36183|Akamai Private Relay||vpn
        """
}
