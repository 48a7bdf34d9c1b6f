import Domain
import Truth

/// What a run's invariants are judged by.
package struct InvariantRules: Sendable {
    package var edges: BandEdges
    package var accessesPerMinute: Int
    package var smsPerSecond: Int
    package var emailsPerSecond: Int
    package var triesPerChallenge: Int
    /// Whether a form that was not scored in time meets a code.
    package var asksOnSilence: Bool

    package init(
        edges: BandEdges = .documented,
        accessesPerMinute: Int = 60,
        smsPerSecond: Int = 100,
        emailsPerSecond: Int = 14,
        triesPerChallenge: Int = 5,
        asksOnSilence: Bool = false
    ) {
        self.edges = edges
        self.accessesPerMinute = accessesPerMinute
        self.smsPerSecond = smsPerSecond
        self.emailsPerSecond = emailsPerSecond
        self.triesPerChallenge = triesPerChallenge
        self.asksOnSilence = asksOnSilence
    }
}

/// What is left in the system when a run ends.
package struct RunLeftovers: Sendable {
    /// A consumer's messages: received, and where each of them is now.
    package struct Consumer: Sendable {
        package let name: String
        package let received: Int
        package let settled: Int
        package let waiting: Int
        package let deadLettered: Int

        package init(
            name: String,
            received: Int,
            settled: Int,
            waiting: Int,
            deadLettered: Int
        ) {
            self.name = name
            self.received = received
            self.settled = settled
            self.waiting = waiting
            self.deadLettered = deadLettered
        }
    }

    package var consumers: [Consumer]
    /// Replies in the store.
    package var storedRSVPs: Set<RSVPID>
    package var journalLinesScanned: Int
    package var journalLinesWithPersonalData: Int
    package var firstLineWithPersonalData: Int?

    package init(
        consumers: [Consumer],
        storedRSVPs: Set<RSVPID>,
        journalLinesScanned: Int,
        journalLinesWithPersonalData: Int,
        firstLineWithPersonalData: Int?
    ) {
        self.consumers = consumers
        self.storedRSVPs = storedRSVPs
        self.journalLinesScanned = journalLinesScanned
        self.journalLinesWithPersonalData = journalLinesWithPersonalData
        self.firstLineWithPersonalData = firstLineWithPersonalData
    }

    func waiting(_ names: String...) -> Int {
        consumers.filter { names.contains($0.name) }.reduce(0) { $0 + $1.waiting + $1.deadLettered }
    }
}

/// Watches a run for everything that may never happen.
package final class InvariantMonitor: RunObserver {
    package static let standardWatches: [any InvariantWatch.Type] =
        replyWatches + messageWatches + limitWatches

    private let watches: [any InvariantWatch]

    package init(
        rules: InvariantRules,
        watches: [any InvariantWatch.Type] = InvariantMonitor.standardWatches
    ) {
        self.watches = watches.map { $0.init(rules) }
    }

    package func observe(_ systemEvent: SystemEvent, at instant: Instant, sequence: Int) {
        for watch in watches { watch.observe(systemEvent, at: instant) }
    }

    package func observe(_ note: WorldEvent, at instant: Instant, sequence: Int) {
        for watch in watches { watch.observe(note, at: instant) }
    }

    package func ended(at instant: Instant) {}

    /// Judges the whole run.
    package func verdict(on leftovers: RunLeftovers) -> [Check] {
        watches.flatMap { $0.checks(on: leftovers) }
    }
}
