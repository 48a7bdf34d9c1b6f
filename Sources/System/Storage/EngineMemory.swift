import Domain

extension Query {
    fileprivate static let countedOpenings = Query(
        """
        SELECT counted.id, token_id, host_id, ip_address, fingerprint_id, network,
            counted.created_at, scored_at, doubted
        FROM (
            SELECT * FROM access_logs
            WHERE doubted IS NOT NULL AND token_id IS NOT NULL AND scored_at > ?1
            ORDER BY scored_at DESC, id DESC LIMIT ?2) AS counted
        JOIN events ON events.id = event_id
        ORDER BY scored_at, counted.id
        """
    )
    fileprivate static let lessons = Query(
        """
        SELECT replies.id, host_id, fingerprint_id, submitted_at
        FROM (
            SELECT rsvps.id, event_id, fingerprint_id, submitted_at, lesson FROM rsvps
            UNION ALL
            SELECT replaced_rsvps.id, event_id, fingerprint_id, submitted_at, lesson
            FROM replaced_rsvps) AS replies
        JOIN events ON events.id = event_id
        WHERE lesson = 1 AND submitted_at > ?
        ORDER BY submitted_at, replies.id
        """
    )
    fileprivate static let setLesson = Query(
        "UPDATE rsvps SET lesson = ?2 WHERE id = ?1 AND lesson IS ?3"
    )
    fileprivate static let setReplacedLesson = Query(
        "UPDATE replaced_rsvps SET lesson = ?2 WHERE id = ?1 AND lesson IS ?3"
    )
}

/// What the engine's memories are made of again when a process starts: its log of accesses, and the
/// replies that it has learnt from.
extension Transaction {
    /// Openings of links that were scored, machines' left out, in the order in which they were.
    ///
    /// - `instant`: After which they were scored.
    /// - `limit`: The most of them, the latest.
    package func countedOpenings(
        since instant: Instant,
        atMost limit: Int
    ) throws -> [CountedOpening] {
        try flush()
        let rows = try reading(.countedOpenings).all(
            {
                $0.bind(instant)
                $0.bind(limit)
            },
            StoredOpening.init
        )
        return try rows.compactMap { row in
            guard let fingerprint = try fingerprint(inRow: row.fingerprint) else { return nil }
            return CountedOpening(
                access: row.access,
                token: row.token,
                host: row.host,
                address: row.address,
                fingerprint: fingerprint,
                network: row.network,
                openedAt: row.openedAt,
                countedAt: row.countedAt,
                isDoubted: row.isDoubted
            )
        }
    }

    private struct StoredOpening {
        let access: AccessID
        let token: TokenID
        let host: HostID
        let address: IPAddress
        let fingerprint: Int
        let network: NetworkKind
        let openedAt: Instant
        let countedAt: Instant
        let isDoubted: Bool

        init(from row: inout StatementRow) throws {
            access = try row.identifier()
            token = try row.identifier()
            host = try row.identifier()
            address = try row.parsed { IPAddress($0) }
            fingerprint = row.int()
            network = try row.word()
            openedAt = row.instant()
            countedAt = row.instant()
            isDoubted = row.bool()
        }
    }

    /// Replies that have taught who their guests are, the earliest first.
    ///
    /// - `instant`: After which they were sent.
    package func lessons(since instant: Instant) throws -> [Lesson] {
        let rows = try reading(.lessons).all({ $0.bind(instant) }) {
            (
                rsvp: try $0.identifier() as RSVPID, host: try $0.identifier() as HostID,
                fingerprint: $0.int(), at: $0.instant()
            )
        }
        return try rows.compactMap { row in
            try fingerprint(inRow: row.fingerprint).map {
                Lesson(rsvp: row.rsvp, host: row.host, fingerprint: $0, at: row.at)
            }
        }
    }

    /// Notes that a reply has taught.
    ///
    /// - Returns: False where it has before, was repudiated, or is gone.
    package func noteLesson(of rsvp: RSVPID) throws -> Bool {
        try setLesson(of: rsvp, from: nil, to: true)
    }

    /// Notes that what a reply may have taught is to be forgotten, and that it never teaches again.
    ///
    /// - Returns: Whether it had taught; `nil` where that has been noted before, or it is gone.
    package func noteRepudiation(of rsvp: RSVPID) throws -> Bool? {
        if try setLesson(of: rsvp, from: true, to: false) { return true }
        return try setLesson(of: rsvp, from: nil, to: false) ? false : nil
    }

    private func setLesson(
        of rsvp: RSVPID,
        from before: Bool?,
        to isTaught: Bool
    ) throws -> Bool {
        for query in [Query.setLesson, .setReplacedLesson] {
            let changed = try writing(query).change {
                $0.bind(rsvp)
                $0.bind(isTaught)
                $0.bind(before)
            }
            if changed > 0 { return true }
        }
        return false
    }
}
