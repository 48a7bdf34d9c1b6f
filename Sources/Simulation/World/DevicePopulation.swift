import Domain
import VirtualTime

/// Something to open links with.
package struct Device: Sendable {
    package var fingerprint: Fingerprint
    package let isPhone: Bool
    /// Of its usual browser.
    package let cookies = CookieJar()
}

/// Which devices people have, with their joint frequencies.
///
/// Browser shares by StatCounter (phones: Chrome 63-69 %, Safari 20-27 %, Samsung Internet 3-6.5 %;
/// computers: Chrome 60-70 %, Edge 9.5-12 %, Safari 6-10 %, Firefox 5-9 %); models, screens and
/// renderers within a browser are assumptions that go together on real devices.
package final class DevicePopulation: Sendable {
    private let phones: Categorical<Int>
    private let computers: Categorical<Int>
    private let models: [Model]

    private struct Model: Sendable {
        let template: Fingerprint
        let isPhone: Bool
    }

    package init() {
        var models: [Model] = []
        var shares: [(Int, Double, isPhone: Bool)] = []
        for line in deviceTable.split(separator: "\n") {
            let cells = line.split(separator: "|").map(String.init)
            guard cells.count == 8, let share = Double(cells[0]), let major = Int(cells[2]) else {
                preconditionFailure("a device has eight cells, found \(line)")
            }
            let isPhone = cells[6] == "phone"
            for (version, weight) in [(major, 0.62), (major - 1, 0.25), (major - 2, 0.13)] {
                let template = Fingerprint(
                    userAgent: cells[7].split(separator: "#", omittingEmptySubsequences: false)
                        .joined(separator: String(version)),
                    browser: cells[1],
                    browserMajor: version,
                    os: cells[3],
                    device: cells[4],
                    screen: cells[5],
                    timeZone: "",
                    language: "",
                    webglHash: Self.rendererHash(of: cells[4], cells[3]),
                    isTouch: isPhone,
                    hasJavaScript: true
                )
                shares.append((models.count, share * weight, isPhone))
                models.append(Model(template: template, isPhone: isPhone))
            }
        }
        self.models = models
        phones = Categorical(shares.filter(\.isPhone).map { ($0.0, $0.1) })
        computers = Categorical(shares.filter { !$0.isPhone }.map { ($0.0, $0.1) })
    }

    /// A phone or a computer of somebody who lives in a city.
    package func draw(isPhone: Bool, in city: City, from stream: inout RandomStream) -> Device {
        let model = models[(isPhone ? phones : computers).draw(from: &stream)]
        let fingerprint = model.template.with(
            timeZone: city.timeZone,
            language: Languages.draw(in: city.country, from: &stream)
        )
        return Device(fingerprint: fingerprint, isPhone: model.isPhone)
    }

    /// Devices of one model and system render the test picture alike.
    private static func rendererHash(of device: String, _ os: String) -> String {
        let hash = stableHash("\(device)/\(os)")
        return String(hash, radix: 16)
    }
}

/// Share, browser, major version, system, model, screen, kind, user agent with `#` for the version.
private let deviceTable = """
    24|Chrome|124|Android 14|Samsung SM-S911B|360x780|phone|Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/#.0.0.0 Mobile Safari/537.36
    18|Chrome|124|Android 13|Samsung SM-A546B|384x854|phone|Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/#.0.0.0 Mobile Safari/537.36
    9|Chrome|124|Android 14|Pixel 8|412x915|phone|Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/#.0.0.0 Mobile Safari/537.36
    9|Chrome|124|Android 12|Xiaomi 2201117TG|393x873|phone|Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/#.0.0.0 Mobile Safari/537.36
    6|Chrome|124|Android 11|TECNO KG5|360x800|phone|Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/#.0.0.0 Mobile Safari/537.36
    9|Safari|17|iOS 17|iPhone 15|393x852|phone|Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/#.4 Mobile/15E148 Safari/604.1
    10|Safari|17|iOS 17|iPhone 13|390x844|phone|Mozilla/5.0 (iPhone; CPU iPhone OS 17_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/#.3 Mobile/15E148 Safari/604.1
    5|Safari|16|iOS 16|iPhone 11|414x896|phone|Mozilla/5.0 (iPhone; CPU iPhone OS 16_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/#.6 Mobile/15E148 Safari/604.1
    5|Samsung Internet|24|Android 14|Samsung SM-S918B|384x824|phone|Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/#.0 Chrome/117.0.0.0 Mobile Safari/537.36
    34|Chrome|124|Windows 11|PC (Intel)|1536x864|computer|Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/#.0.0.0 Safari/537.36
    20|Chrome|124|Windows 10|PC (NVIDIA)|1920x1080|computer|Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/#.0.0.0 Safari/537.36
    11|Chrome|124|macOS 14|MacBook Air M1|1440x900|computer|Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/#.0.0.0 Safari/537.36
    11|Edge|123|Windows 11|PC (AMD)|1920x1080|computer|Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/#.0.0.0 Safari/537.36 Edg/#.0.0.0
    8|Safari|17|macOS 14|MacBook Pro M2|1512x982|computer|Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/#.4 Safari/605.1.15
    7|Firefox|125|Windows 10|PC (Intel)|1366x768|computer|Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:#.0) Gecko/20100101 Firefox/#.0
    2|Opera|109|Windows 11|PC (Intel)|1920x1080|computer|Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/123.0.0.0 Safari/537.36 OPR/#.0.0.0
    """

/// The language a browser asks for, by country.
enum Languages {
    private static let byCountry: [String: String] = [
        "GB": "en-GB", "US": "en-US", "IE": "en-IE", "CA": "en-CA", "AU": "en-AU", "NZ": "en-NZ",
        "NG": "en-NG", "GH": "en-GH", "KE": "en-KE", "ZA": "en-ZA", "IN": "en-IN", "DE": "de-DE",
        "AT": "de-AT", "CH": "de-CH", "FR": "fr-FR", "BE": "fr-BE", "ES": "es-ES", "MX": "es-MX",
        "AR": "es-AR", "CO": "es-CO", "CL": "es-CL", "PE": "es-PE", "IT": "it-IT", "PT": "pt-PT",
        "BR": "pt-BR", "NL": "nl-NL", "PL": "pl-PL", "SE": "sv-SE", "NO": "nb-NO", "DK": "da-DK",
        "FI": "fi-FI", "CZ": "cs-CZ", "HU": "hu-HU", "RO": "ro-RO", "GR": "el-GR", "TR": "tr-TR",
        "RU": "ru-RU", "UA": "uk-UA", "JP": "ja-JP", "KR": "ko-KR", "CN": "zh-CN", "TW": "zh-TW",
        "HK": "zh-HK", "ID": "id-ID", "VN": "vi-VN", "TH": "th-TH", "EG": "ar-EG", "SA": "ar-SA",
        "AE": "ar-AE", "MA": "fr-MA", "IL": "he-IL", "PK": "en-PK", "BD": "bn-BD", "PH": "en-PH",
    ]

    /// One in twelve browsers asks for plain American English (assumption).
    static func draw(in country: String, from stream: inout RandomStream) -> String {
        let usual = byCountry[country] ?? "en-US"
        return stream.bool(probability: 1.0 / 12) ? "en-US" : usual
    }
}
