import Domain
import Foundation
import Storage
import TestSupport
import Testing

/// What is written down of an access, read back by somebody else's program.
@Suite struct AccessRowTests {
    private let now = Instant(microseconds: 1_780_300_800_000_000)

    private func access(_ number: UInt64) -> Access { .sample(number, opened: now) }

    private func assessment(
        of access: Access,
        score: Int = 12,
        at instant: Instant? = nil
    ) -> Assessment {
        Assessment(
            accessID: access.id,
            score: RiskScore(score),
            signals: [],
            features: FeatureVector(count: 21),
            geo: GeoRecord(
                country: "GB",
                city: "London",
                point: GeoPoint(latitude: 51.5085, longitude: -0.1257)
            ),
            scoredAt: instant ?? now,
            scorer: "test",
            isMachine: false
        )
    }

    /// Stores accesses, a group of steps for each part, and reads a query's rows with Python.
    private func rows(
        _ query: String,
        after parts: [(Transaction) throws -> Void]
    ) throws -> String {
        let scratch = try Scratch()
        let path = scratch.file("guestguard.sqlite").path
        for part in parts {
            let store = try Store(
                path: path,
                commits: .grouped(steps: 100),
                outlet: TestOutlet(),
                sealer: TestSealer()
            )
            try store.step { try part($0) }
            try store.close()
        }
        return try Python.run(
            "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall())",
            path,
            query
        )
    }

    @Test(.enabled(if: Python.isThere, Python.isMissing))
    func `a place is stored with its latitude and its longitude`() throws {
        let access = access(1)
        let found = try rows(
            "SELECT latitude, longitude, country, city FROM access_logs",
            after: [
                { try $0.insert(access) },
                {
                    try $0.recordAssessment(
                        assessment(of: access),
                        isFlagged: false,
                        isDoubted: false
                    )
                },
            ]
        )
        #expect(found == "[(51.5085, -0.1257, 'GB', 'London')]\n")
    }

    /// Reviewed in one group with its opening, and long after it.
    @Test(.enabled(if: Python.isThere, Python.isMissing))
    func `a review leaves when an opening was scored, and what spoke against it`() throws {
        let (early, late) = (access(1), access(2))
        func review(_ access: Access, in step: Transaction) throws {
            let review = assessment(of: access, score: 70, at: .epoch)
            try step.recordReview(review, isFlagged: true)
        }
        let found = try rows(
            "SELECT risk_score, scored_at > 0, doubted, flagged FROM access_logs ORDER BY id",
            after: [
                { step in
                    for access in [early, late] {
                        try step.insert(access)
                        try step.recordAssessment(
                            assessment(of: access),
                            isFlagged: false,
                            isDoubted: false
                        )
                    }
                    try review(early, in: step)
                },
                { try review(late, in: $0) },
            ]
        )
        #expect(found == "[(70, 1, 0, 1), (70, 1, 0, 1)]\n")
    }

    /// Scored in one group with its opening, and long after it.
    @Test(.enabled(if: Python.isThere, Python.isMissing))
    func `a late score leaves an access flagged that was let in for review`() throws {
        let (early, late) = (access(1), access(2))
        let found = try rows(
            "SELECT flagged, decision FROM access_logs ORDER BY id",
            after: [
                { step in
                    for access in [early, late] {
                        try step.insert(access)
                        try step.recordDecision(
                            .allow,
                            outcome: .submitted,
                            isFlagged: true,
                            of: access.id
                        )
                    }
                    try step.recordAssessment(
                        assessment(of: early),
                        isFlagged: false,
                        isDoubted: false
                    )
                },
                {
                    try $0.recordAssessment(
                        assessment(of: late),
                        isFlagged: false,
                        isDoubted: false
                    )
                },
            ]
        )
        #expect(found == "[(1, 'allow'), (1, 'allow')]\n")
    }
}
