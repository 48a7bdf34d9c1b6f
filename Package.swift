// swift-tools-version: 6.1
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// Targets stand bottom-up: a target may name only what stands above it in this list.
// guestguard -> Evidence -> Simulation -> System -> CLibraries; System can never name Truth.
let cLibraries: [Target] = [
    .systemLibrary(
        name: "COpenSSL",
        path: "Sources/CLibraries/COpenSSL",
        pkgConfig: "libcrypto",
        providers: [.apt(["libssl-dev"])]
    ),
    .systemLibrary(
        name: "CMaxMindDB",
        path: "Sources/CLibraries/CMaxMindDB",
        pkgConfig: "libmaxminddb",
        providers: [.apt(["libmaxminddb-dev"])]
    ),
]

let system: [Target] = [
    room("Domain", in: "System"),
    room("Runtime", in: "System", ["Domain"]),
    room("Tokens", in: "System", ["Domain", "COpenSSL"]),
    room(
        "Storage",
        in: "System",
        [
            "Domain", .product(name: "GRDB", package: "GRDB.swift"),
            .product(name: "GRDBSQLite", package: "GRDB.swift"),
        ]
    ),
    room(
        "Messaging",
        in: "System",
        [
            "Domain", "Runtime", .product(name: "DequeModule", package: "swift-collections"),
            .product(name: "HeapModule", package: "swift-collections"),
        ]
    ),
    room("Geolocation", in: "System", ["Domain", "CMaxMindDB"]),
    room(
        "CoreAPI",
        in: "System",
        [
            "Domain", "Runtime", "Tokens", "Storage", "Messaging",
            .product(name: "SwiftCSV", package: "SwiftCSV"),
        ]
    ),
    room("Forest", in: "System", ["Tokens"]),
    room(
        "FraudEngine",
        in: "System",
        [
            "Domain", "Runtime", "Storage", "Messaging", "Geolocation", "Forest",
            .product(name: "DequeModule", package: "swift-collections"),
        ]
    ),
    room("Notifications", in: "System", ["Domain", "Runtime", "Storage", "Messaging"]),
    room(
        "GuestGuardSystem",
        in: "System",
        [
            "Domain", "Runtime", "Tokens", "Storage", "Messaging", "Geolocation",
            "CoreAPI", "FraudEngine", "Notifications",
        ]
    ),
]

let simulation: [Target] = [
    room("VirtualTime", in: "Simulation", ["Domain", "Runtime"]),
    room("Truth", in: "Simulation", ["Domain"]),
    room("Catalogue", in: "Simulation", ["Domain"]),
    room("World", in: "Simulation", ["Domain", "Geolocation", "VirtualTime", "Catalogue"]),
    // The floor's other rooms: what surrounds the system, who acts on it, what goes wrong.
    floor(
        "Simulation",
        without: ["Truth", "Catalogue", "VirtualTime", "World", "Scenario", "Run"],
        [
            "Domain", "Runtime", "CoreAPI", "FraudEngine", "Notifications", "Messaging", "Tokens",
            "GuestGuardSystem", "VirtualTime", "World", "Truth", "Catalogue",
            .product(name: "DequeModule", package: "swift-collections"),
        ]
    ),
    room(
        "Scenario",
        in: "Simulation",
        [
            "Domain", "CoreAPI", "Notifications", "World", "Catalogue", "Simulation",
            .product(name: "Yams", package: "Yams"),
        ]
    ),
    room(
        "Run",
        in: "Simulation",
        [
            "Domain", "Runtime", "Tokens", "Storage", "Messaging", "Geolocation", "CoreAPI",
            "FraudEngine", "Notifications", "GuestGuardSystem", "VirtualTime", "World", "Truth",
            "Simulation", "Catalogue", "Scenario",
        ]
    ),
]

let evidence: [Target] = [
    room(
        "Figures",
        in: "Evidence",
        ["Domain", .product(name: "Histogram", package: "hdrhistogram-swift")]
    ),
    // The floor's other rooms: what a run is judged by, learnt from and compared with.
    floor(
        "Evidence",
        without: ["Figures", "Reports"],
        [
            "Domain", "Tokens", "Forest", "FraudEngine", "VirtualTime", "Truth", "Catalogue",
            "Figures", .product(name: "DequeModule", package: "swift-collections"),
        ]
    ),
    room(
        "Reports",
        in: "Evidence",
        [
            "Domain", "FraudEngine", "Truth", "Catalogue", "Simulation", "Figures", "Evidence",
            .product(name: "Mustache", package: "swift-mustache"),
        ]
    ),
]

let commandLine: [Target] = [
    .executableTarget(
        name: "guestguard",
        dependencies: [
            "Domain", "Tokens", "Storage", "Messaging", "Forest", "FraudEngine", "Geolocation",
            "GuestGuardSystem",
            "VirtualTime", "World", "Truth", "Catalogue", "Simulation", "Scenario", "Run",
            "Figures", "Evidence", "Reports",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
            .product(name: "Yams", package: "Yams"),
        ],
        path: "Sources/guestguard",
        swiftSettings: settings
    )
]

let tests: [Target] = [
    .target(
        name: "TestSupport",
        dependencies: ["Domain", "Storage"],
        path: "Tests/TestSupport",
        swiftSettings: settings
    ),
    tests(of: "Domain"),
    tests(of: "Tokens", ["Domain"]),
    tests(of: "Storage", ["Domain"], excluding: ["Files"]),
    tests(of: "Messaging", ["Domain", "Runtime", "VirtualTime"]),
    tests(of: "Geolocation", ["Domain"]),
    tests(
        of: "CoreAPI",
        ["Domain", "Runtime", "Tokens", "Storage", "Messaging", "VirtualTime"]
    ),
    tests(
        of: "FraudEngine",
        ["Domain", "Runtime", "Storage", "Messaging", "Geolocation", "VirtualTime"]
    ),
    tests(of: "Forest"),
    tests(of: "Notifications", ["Domain", "Runtime", "Storage", "Messaging", "VirtualTime"]),
    tests(
        of: "GuestGuardSystem",
        [
            "Domain", "Runtime", "Tokens", "Storage", "Messaging", "Geolocation", "CoreAPI",
            "FraudEngine",
            "Notifications", "VirtualTime", "World",
        ]
    ),
    tests(of: "VirtualTime", ["Domain", "Runtime"]),
    tests(of: "World", ["Domain", "Geolocation", "VirtualTime"]),
    tests(
        of: "Environment",
        in: "Simulation",
        ["Domain", "Runtime", "Notifications", "VirtualTime", "Catalogue"]
    ),
    tests(of: "Catalogue", ["Domain"]),
    tests(of: "Scenario", ["Domain", "Catalogue", "Simulation", "World"]),
    tests(
        of: "Run",
        [
            "Domain", "Runtime", "Tokens", "Storage", "Messaging", "Geolocation", "CoreAPI",
            "FraudEngine", "Notifications",
            "GuestGuardSystem", "VirtualTime", "World", "Truth", "Simulation", "Catalogue",
            "Scenario", "Evidence",
        ],
        excluding: ["Golden"]
    ),
    tests(of: "Figures", ["VirtualTime"]),
    tests(of: "Gates", in: "Evidence", ["Domain", "Truth", "Figures", "VirtualTime"]),
    tests(of: "Datasets", in: "Evidence", ["Domain", "FraudEngine", "Truth"]),
    tests(of: "Learning", in: "Evidence", ["Domain", "Forest", "FraudEngine", "Figures"]),
    tests(
        of: "Summaries",
        in: "Evidence",
        ["Domain", "FraudEngine", "Truth", "Figures", "Reports"]
    ),
    tests(of: "Comparison", in: "Evidence", ["Catalogue", "Domain", "Figures", "Reports"]),
    tests(
        of: "Explanations",
        in: "Evidence",
        ["Domain", "FraudEngine", "Forest", "Truth", "Run", "Scenario", "World", "Reports"]
    ),
    tests(of: "Charts", in: "Reports"),
    tests(of: "Pages", in: "Reports", ["Domain", "FraudEngine", "Truth", "Figures", "Evidence"]),
    .testTarget(
        name: "CommandLineTests",
        dependencies: ["guestguard", "TestSupport"],
        path: "Tests/CommandLineTests",
        exclude: ["Golden"],
        swiftSettings: settings
    ),
]

let package = Package(
    name: "guestguard",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "guestguard", targets: ["guestguard"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    ],
    targets: cLibraries + system + simulation + evidence + commandLine + tests,
    swiftLanguageModes: [.v6]
)

/// A target in its room, `Sources/<floor>/<name>`.
func room(_ name: String, in floor: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Sources/\(floor)/\(name)",
        swiftSettings: settings
    )
}

/// A target of all rooms on its floor, `Sources/<name>`, but for those that are targets of their own.
func floor(
    _ name: String,
    without others: [String],
    _ dependencies: [Target.Dependency] = []
) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Sources/\(name)",
        exclude: others,
        swiftSettings: settings
    )
}

/// The tests of one room, in `Tests/<room>Tests`, so that they can be run alone.
func tests(
    of room: String,
    in target: String? = nil,
    _ dependencies: [Target.Dependency] = [],
    excluding: [String] = []
) -> Target {
    .testTarget(
        name: "\(room)Tests",
        dependencies: [.byName(name: target ?? room), "TestSupport"] + dependencies,
        path: "Tests/\(room)Tests",
        exclude: excluding,
        swiftSettings: settings
    )
}
