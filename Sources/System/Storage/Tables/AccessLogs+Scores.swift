import Domain

extension Query {
    fileprivate static let recordAssessment = Query(
        """
        UPDATE access_logs SET country = ?2, city = ?3, latitude = ?4, longitude = ?5, asn = ?6,
            network = ?7, risk_score = ?8, risk_reasons = ?9, scored_at = ?10, machine = ?11,
            flagged = max(flagged, ?12), doubted = ?13
        WHERE id = ?1
        """
    )
    fileprivate static let recordReview = Query(
        """
        UPDATE access_logs SET country = ?2, city = ?3, latitude = ?4, longitude = ?5, asn = ?6,
            network = ?7, risk_score = ?8, risk_reasons = ?9, machine = ?11, flagged = ?12
        WHERE id = ?1
        """
    )
}

/// What the engine made of an access.
extension Transaction {
    /// Adds where an access came from and what it scored.
    ///
    /// - `isDoubted`: Whether much speaks against it; `nil` where it does not count.
    package func recordAssessment(
        _ assessment: Assessment,
        isFlagged: Bool,
        isDoubted: Bool?
    ) throws {
        let isPending = pending.update(assessment.accessID) { row in
            row.assessment = assessment
            row.scoredAt = assessment.scoredAt
            row.isDoubted = isDoubted
            if isFlagged { row.isFlagged = true }
        }
        guard !isPending else { return }
        try writing(.recordAssessment).run {
            $0.bind(assessment.accessID)
            bind(assessment, scoredAt: assessment.scoredAt, to: &$0)
            $0.bind(isFlagged)
            $0.bind(isDoubted)
        }
    }

    /// Adds what a form scored that had gone in unscored; it alone decides on the flag, and its opening
    /// stays what it was.
    package func recordReview(_ assessment: Assessment, isFlagged: Bool) throws {
        let isPending = pending.update(assessment.accessID) { row in
            row.assessment = assessment
            row.isFlagged = isFlagged
        }
        guard !isPending else { return }
        try writing(.recordReview).run {
            $0.bind(assessment.accessID)
            bind(assessment, scoredAt: nil, to: &$0)
            $0.bind(isFlagged)
        }
    }

    // MARK: For the transaction

    /// Ten columns, from `country` to `machine`.
    func bind(
        _ assessment: Assessment,
        scoredAt instant: Instant?,
        to binder: inout Binder
    ) {
        let geo = assessment.geo
        binder.bind(geo.country)
        binder.bind(geo.city)
        binder.bind(geo.point?.latitude)
        binder.bind(geo.point?.longitude)
        binder.bind(geo.asn.map(Int.init))
        binder.bind(geo.network.rawValue)
        binder.bind(assessment.score.value)
        binder.bind(reasons(of: assessment.signals))
        binder.bind(instant)
        binder.bind(assessment.isMachine)
    }

    /// The names of the signals that raised a score, as a JSON array.
    private func reasons(of signals: [Signal]) -> TextBuffer {
        text.removeAll()
        text.append(UInt8(ascii: "["))
        for signal in signals where signal.score * signal.weight > 0 {
            text.append(text.count > 1 ? ",\"" : "\"")
            text.append(signal.name.text)
            text.append(UInt8(ascii: "\""))
        }
        text.append(UInt8(ascii: "]"))
        return text
    }
}
