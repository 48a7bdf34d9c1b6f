import Domain
import FraudEngine
import Storage
import TestSupport
import Testing
import VirtualTime

/// The same visits, measured by an engine that runs on and by one that has just started.
@Suite struct RestartTests {
    @Test(arguments: 1...6)
    func `an engine that starts anew measures alike`(seed: Int) throws {
        let rehearsal = try EngineRehearsal()
        for guest: UInt64 in 2...4 {
            try rehearsal.addGuest(guest, home: EngineRehearsal.london)
        }
        var stream = RandomStream(seed: UInt64(seed), name: "visits")
        var differing: Set<Feature> = []
        var speaking: Set<Feature> = []
        var known = 0
        for _ in 0..<400 {
            let fingerprint = Self.devices[stream.integer(in: 0...Self.devices.count - 1)]
            let place = Place(rawValue: UInt32(stream.integer(in: 0...3))) ?? .londonHome
            let line = UInt32(stream.integer(in: 7...9))
            rehearsal.run(for: .minutes(Int64(stream.integer(in: 1...600))))
            let guest = UInt64(stream.integer(in: 1...4))
            let access = try rehearsal.open(fingerprint, from: place, line: line, ofGuest: guest)
                .access
            if stream.integer(in: 0...7) == 0 {
                try rehearsal.challenge(access.id.low, ended: .failed)
            }
            let (running, started) = try rehearsal.submitToBoth(access)
            for feature in Feature.allCases {
                let (one, other) = (running.features[feature], started.features[feature])
                if one != other, !(one.isNaN && other.isNaN) { differing.insert(feature) }
                if one != 0, !one.isNaN { speaking.insert(feature) }
            }
            if running.features[.baselineAccesses] > 0 { known += 1 }
            if stream.integer(in: 0...3) == 0 {
                try rehearsal.record(fingerprint, from: place, line: line)
            }
        }
        #expect(known > 20, "of guests that something is known of")
        #expect(differing.isEmpty, "\(differing)")
        // What lies in memory had something to say.
        #expect(
            speaking.isSuperset(of: [
                .tokensOnDevice, .tokensOnAddress, .otherDevices, .newDevices, .linksScouted,
                .firstDevice, .firstLanguage, .pictureShare,
            ]),
            "\(speaking)"
        )
    }

    private static let devices: [Fingerprint] = [
        .iPhone, .iPhone(drawing: "a1b2c3d4"), .samsung(zone: "Europe/London"),
        .samsung(zone: "Africa/Lagos"), .bare,
    ]
}
