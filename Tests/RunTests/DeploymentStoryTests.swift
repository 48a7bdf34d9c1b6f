import Domain
import Testing
import Truth

/// Latency is a result of the modelled deployment: of its network, its workers and its engine.
@Suite struct DeploymentStoryTests {
    private func played(_ deployment: String, guests: Int = 150) throws -> Played {
        try Played(
            """
            description: Everybody answers within the hour.
            lasts: 2 days
            mail_scanners: 0%
            events:
              - { name: Launch, guests: \(guests), city: Berlin, living_elsewhere: 0%, by_email: 0%, starts: +10 days }
            deployment: { \(deployment) }
            """
        )
    }

    private func quantile(
        _ share: Double,
        _ waits: [(at: Instant, wait: Duration)]
    ) throws
        -> Duration
    {
        let sorted = waits.map(\.wait).sorted()
        try #require(sorted.count >= 50)
        return sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }

    // Both ways of a round trip of 400 ms: the sum of two lognormals of median 200 ms and sigma 0.4
    // has a median of about 416 ms.
    @Test func `a visitor waits for the network both ways, and for the service`() throws {
        let far =
            "round_trip: { mobile: 400 ms, home: 400 ms }, core_api: { workers: 500, service: 1 ms }"
        let distant = try quantile(0.5, try played(far).waits(.open))
        #expect(distant > .milliseconds(370) && distant < .milliseconds(470), "\(distant)")
        let slow =
            "round_trip: { mobile: 1 ms, home: 1 ms }, core_api: { workers: 500, service: 400 ms }"
        let busy = try quantile(0.5, try played(slow).waits(.open))
        #expect(busy > .milliseconds(360) && busy < .milliseconds(450), "\(busy)")
    }

    @Test func `too few workers make visitors wait in line, enough do not`() throws {
        let one = "core_api: { workers: 1, service: 20 s }"
        let many = "core_api: { workers: 100, service: 20 s }"
        let queued = try quantile(0.9, try played(one).waits(.open))
        let served = try quantile(0.9, try played(many).waits(.open))
        #expect(served < .seconds(45), "\(served)")
        #expect(queued > served * 3, "\(queued) with one worker, \(served) with a hundred")
    }

    @Test func `a reply waits for a silent engine 100 ms, and no longer`() throws {
        let waits = try played("fraud_engine: { workers: 8, service: 10 s }").waits(.score)
        #expect(waits.count >= 50)
        #expect(waits.allSatisfy { $0.wait == .milliseconds(100) })
    }
}
