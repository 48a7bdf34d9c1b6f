import Domain
import VirtualTime

/// Which devices people have, with their joint frequencies.
///
/// Phones by country as StatCounter counts their browsers; screens of iPhones by a panel of 2026; no
/// make of Android phone is held by more than 6 %; computers by StatCounter's shares of browsers
/// (Chrome 60-70 %, Edge 9.5-12 %, Safari 6-10 %, Firefox 5-9 %). Which makes there are, and what goes
/// with them, is assumed after real devices.
package final class DevicePopulation: Sendable {
    private let iPhones: Categorical<Int>
    private let androids: Categorical<Int>
    private let samsungs: Categorical<Int>
    private let computers: Categorical<Int>
    private let tablets: Categorical<Int>
    private let models: [DeviceModel]

    package init() {
        var models: [DeviceModel] = []
        var weights: [Group: [(Int, Double)]] = [:]
        func add(_ group: Group, _ weight: Double, _ model: DeviceModel) {
            weights[group, default: []].append((models.count, weight))
            models.append(model)
        }
        for line in deviceTable.split(separator: "\n") {
            let cells = line.split(separator: "|").map {
                String($0.trimmingPrefix(while: { $0 == " " }))
            }
            guard cells.count == 5, let weight = Double(cells[1]) else {
                preconditionFailure("a device has five cells, found \(line)")
            }
            let (name, screen, gpu) = (cells[2], cells[3], cells[4])
            func model(
                _ family: DeviceModel.Family,
                _ form: Device.Form,
                _ system: String = ""
            ) -> DeviceModel {
                DeviceModel(family, form, name: name, screen: screen, system: system, gpu: gpu)
            }
            switch cells[0] {
            case "iphone": add(.iPhone, weight, model(.iPhone, .phone))
            case "ipad": add(.tablet, weight, model(.iPad, .tablet))
            case "tablet":
                add(.tablet, weight, model(.androidChrome, .tablet, "Android 15"))
            case "android":
                for (version, share) in Self.androidVersions {
                    let system = "Android \(version)"
                    add(.android, weight * share, model(.androidChrome, .phone, system))
                    if name.hasPrefix("SM-") {
                        add(.samsung, weight * share, model(.samsungInternet, .phone, system))
                    }
                }
            case "pc":
                for (family, share) in Self.windowsBrowsers {
                    add(.computer, weight * share, model(family, .computer, "Windows 11"))
                    add(.computer, weight * share * 0.4, model(family, .computer, "Windows 10"))
                }
            case "mac":
                add(.computer, weight * 0.55, model(.macSafari, .computer))
                add(.computer, weight * 0.45, model(.macChrome, .computer, "macOS"))
            default: preconditionFailure("no kind of device: \(line)")
            }
        }
        self.models = models
        iPhones = Categorical(weights[.iPhone] ?? [])
        androids = Categorical(weights[.android] ?? [])
        samsungs = Categorical(weights[.samsung] ?? [])
        computers = Categorical(weights[.computer] ?? [])
        tablets = Categorical(weights[.tablet] ?? [])
    }

    private enum Group { case iPhone, android, samsung, computer, tablet }

    /// Shares of Android versions on phones in 2026 (assumption, after StatCounter).
    private static let androidVersions: [(Int, Double)] = [
        (16, 0.26), (15, 0.28), (14, 0.19), (13, 0.13), (12, 0.08), (11, 0.06),
    ]
    private static let windowsBrowsers: [(DeviceModel.Family, Double)] = [
        (.windowsChrome, 0.745), (.windowsEdge, 0.15), (.windowsFirefox, 0.105),
    ]

    /// A new phone of somebody in a country.
    ///
    /// - `family`: Of the phone that it follows, or of a friend's; `nil`: as the country has them.
    package func phone(
        in country: String,
        like family: DeviceModel.Family? = nil,
        from stream: inout RandomStream
    ) -> Device {
        let family = family ?? self.family(in: country, from: &stream)
        let choice =
            switch family {
            case .iPhone: iPhones
            case .samsungInternet: samsungs
            default: androids
            }
        return device(models[choice.draw(from: &stream)], in: country, from: &stream)
    }

    private func family(
        in country: String,
        from stream: inout RandomStream
    ) -> DeviceModel.Family {
        let phones =
            (Country.named(country)
            ?? .unmeasured(country, around: .init(latitude: 0, longitude: 0))).phones
        let drawn = stream.unit() * (phones.iOS + phones.chrome + phones.samsung)
        return drawn < phones.iOS
            ? .iPhone : drawn < phones.iOS + phones.chrome ? .androidChrome : .samsungInternet
    }

    package func computer(in country: String, from stream: inout RandomStream) -> Device {
        device(models[computers.draw(from: &stream)], in: country, from: &stream)
    }

    package func tablet(in country: String, from stream: inout RandomStream) -> Device {
        device(models[tablets.draw(from: &stream)], in: country, from: &stream)
    }

    private func device(
        _ model: DeviceModel,
        in country: String,
        from stream: inout RandomStream
    ) -> Device {
        // 31 % of browsers clear cookies, four or five times a month (comScore 2007).
        Device(
            model: model,
            language: Languages.draw(in: country, from: &stream),
            updateRank: stream.unit(),
            clearsCookiesAfter: stream.bool(probability: 0.31)
                ? .hours(Int64(stream.integer(in: 120...192))) : nil
        )
    }
}

/// Kind, weight, what pages learn of the make, screen in CSS pixels, graphics chip.
private let deviceTable = """
    iphone|23|iPhone|393x852|Apple GPU
    iphone|21|iPhone|402x874|Apple GPU
    iphone|16|iPhone|440x956|Apple GPU
    iphone|15|iPhone|390x844|Apple GPU
    iphone|11|iPhone|430x932|Apple GPU
    iphone|4|iPhone|428x926|Apple GPU
    iphone|4|iPhone|414x896|Apple GPU
    iphone|4|iPhone|375x812|Apple GPU
    iphone|2|iPhone|375x667|Apple GPU
    ipad|40|iPad|820x1180|Apple GPU
    ipad|25|iPad|834x1194|Apple GPU
    ipad|15|iPad|1024x1366|Apple GPU
    ipad|20|iPad|768x1024|Apple GPU
    tablet|16|SM-X210|800x1280|Adreno 619
    tablet|10|SM-T510|800x1280|Mali-G71
    tablet|8|SM-X710|753x1205|Adreno 740
    tablet|8|Lenovo TB330FU|800x1340|Mali-G57
    tablet|8|KFTRWI|600x962|PowerVR GE8300
    android|5.0|SM-S931B|360x780|Adreno 830
    android|4.2|SM-S921B|360x780|Xclipse 940
    android|3.6|SM-S911B|360x780|Adreno 740
    android|3.4|SM-S938B|384x832|Adreno 830
    android|3.2|SM-S928B|384x824|Adreno 750
    android|2.4|SM-S918B|384x824|Adreno 740
    android|2.2|SM-S901B|360x780|Xclipse 920
    android|1.8|SM-G991B|360x800|Mali-G78
    android|1.4|SM-G781B|412x914|Adreno 650
    android|4.4|SM-A566B|412x891|Xclipse 540
    android|4.6|SM-A556B|412x892|Xclipse 530
    android|4.2|SM-A546B|412x915|Mali-G68
    android|2.8|SM-A536B|412x915|Mali-G68
    android|3.2|SM-A356B|412x892|Mali-G68
    android|2.4|SM-A346B|412x892|Mali-G68
    android|2.2|SM-A256B|412x892|Mali-G68
    android|3.4|SM-A165F|412x892|Mali-G57
    android|3.2|SM-A155F|412x892|Mali-G57
    android|2.0|SM-A145R|384x857|Mali-G52
    android|2.2|SM-A055F|360x806|Mali-G52
    android|1.8|SM-A057G|384x854|Adreno 610
    android|1.4|Pixel 10|412x923|PowerVR DXT
    android|2.0|Pixel 9|412x923|Mali-G715
    android|1.4|Pixel 9a|412x923|Mali-G715
    android|1.6|Pixel 8|412x915|Mali-G715
    android|1.4|Pixel 8a|412x915|Mali-G715
    android|1.2|Pixel 7|412x915|Mali-G710
    android|1.0|Pixel 6a|412x892|Mali-G78
    android|2.0|2312DRA50G|393x873|Adreno 710
    android|2.2|23129RAA4G|393x873|Adreno 610
    android|2.0|23106RN0DA|393x873|Mali-G52
    android|1.6|2201117TG|393x873|Adreno 610
    android|1.8|24117RN76L|393x873|Mali-G57
    android|1.6|2409BRN2CA|360x800|Mali-G57
    android|1.0|M2101K6G|393x873|Adreno 618
    android|1.6|CPH2591|360x800|Mali-G57
    android|1.4|CPH2631|360x806|Adreno 610
    android|1.2|CPH2577|360x804|Adreno 610
    android|1.4|V2307|393x873|Adreno 710
    android|1.2|V2322|360x800|Mali-G57
    android|1.2|RMX3834|360x800|Mali-G57
    android|1.0|RMX3910|360x804|Mali-G57
    android|1.4|TECNO KL5|360x820|Mali-G57
    android|1.2|TECNO BG6|360x800|PowerVR GE8322
    android|1.2|Infinix X6837|360x819|Mali-G57
    android|0.8|itel A666L|360x806|PowerVR GE8322
    android|1.0|moto g54 5G|412x915|PowerVR BXM-8
    android|0.8|moto g84 5G|412x915|Adreno 619
    android|0.8|OnePlus CPH2609|412x915|Adreno 740
    android|0.6|VOG-L29|360x780|Mali-G76
    android|0.4|XQ-DC54|360x836|Adreno 740
    pc|7.26|PC|1920x1080|Intel UHD 620
    pc|9.9|PC|1920x1080|Intel Iris Xe
    pc|3.96|PC|1920x1080|Intel UHD 770
    pc|6.6|PC|1920x1080|AMD Radeon
    pc|2.97|PC|1920x1080|NVIDIA RTX 3060
    pc|2.31|PC|1920x1080|NVIDIA GTX 1650
    pc|4.84|PC|1536x864|Intel UHD 620
    pc|6.6|PC|1536x864|Intel Iris Xe
    pc|2.64|PC|1536x864|Intel UHD 770
    pc|4.4|PC|1536x864|AMD Radeon
    pc|1.98|PC|1536x864|NVIDIA RTX 3060
    pc|1.54|PC|1536x864|NVIDIA GTX 1650
    pc|2.2|PC|1366x768|Intel UHD 620
    pc|3.0|PC|1366x768|Intel Iris Xe
    pc|1.2|PC|1366x768|Intel UHD 770
    pc|2.0|PC|1366x768|AMD Radeon
    pc|0.9|PC|1366x768|NVIDIA RTX 3060
    pc|0.7|PC|1366x768|NVIDIA GTX 1650
    pc|1.98|PC|2560x1440|Intel UHD 620
    pc|2.7|PC|2560x1440|Intel Iris Xe
    pc|1.08|PC|2560x1440|Intel UHD 770
    pc|1.8|PC|2560x1440|AMD Radeon
    pc|0.81|PC|2560x1440|NVIDIA RTX 3060
    pc|0.63|PC|2560x1440|NVIDIA GTX 1650
    pc|1.32|PC|1280x720|Intel UHD 620
    pc|1.8|PC|1280x720|Intel Iris Xe
    pc|0.72|PC|1280x720|Intel UHD 770
    pc|1.2|PC|1280x720|AMD Radeon
    pc|0.54|PC|1280x720|NVIDIA RTX 3060
    pc|0.42|PC|1280x720|NVIDIA GTX 1650
    pc|1.1|PC|1600x900|Intel UHD 620
    pc|1.5|PC|1600x900|Intel Iris Xe
    pc|0.6|PC|1600x900|Intel UHD 770
    pc|1.0|PC|1600x900|AMD Radeon
    pc|0.45|PC|1600x900|NVIDIA RTX 3060
    pc|0.35|PC|1600x900|NVIDIA GTX 1650
    pc|1.1|PC|1707x960|Intel UHD 620
    pc|1.5|PC|1707x960|Intel Iris Xe
    pc|0.6|PC|1707x960|Intel UHD 770
    pc|1.0|PC|1707x960|AMD Radeon
    pc|0.45|PC|1707x960|NVIDIA RTX 3060
    pc|0.35|PC|1707x960|NVIDIA GTX 1650
    pc|0.88|PC|1440x900|Intel UHD 620
    pc|1.2|PC|1440x900|Intel Iris Xe
    pc|0.48|PC|1440x900|Intel UHD 770
    pc|0.8|PC|1440x900|AMD Radeon
    pc|0.36|PC|1440x900|NVIDIA RTX 3060
    pc|0.28|PC|1440x900|NVIDIA GTX 1650
    pc|1.32|PC|1920x1200|Intel UHD 620
    pc|1.8|PC|1920x1200|Intel Iris Xe
    pc|0.72|PC|1920x1200|Intel UHD 770
    pc|1.2|PC|1920x1200|AMD Radeon
    pc|0.54|PC|1920x1200|NVIDIA RTX 3060
    pc|0.42|PC|1920x1200|NVIDIA GTX 1650
    mac|7|Mac|1440x900|Apple GPU
    mac|5|Mac|1470x956|Apple GPU
    mac|4|Mac|1512x982|Apple GPU
    mac|2.5|Mac|1728x1117|Apple GPU
    mac|1.5|Mac|2560x1440|Apple GPU
    mac|1|Mac|1680x1050|Apple GPU
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
