/// The highest score of each band but the last; scores above an edge fall in the next band.
package struct BandEdges: Hashable, Sendable, Codable {
    package var softVerify: Int
    package var smsVerify: Int
    package var block: Int

    /// - Precondition: `0 <= softVerify <= smsVerify <= block <= 100`.
    package init(softVerify: Int, smsVerify: Int, block: Int) {
        precondition(
            0 <= softVerify && softVerify <= smsVerify && smsVerify <= block && block <= 100,
            "band edges rise within 0...100, found \(softVerify), \(smsVerify), \(block)"
        )
        self.softVerify = softVerify
        self.smsVerify = smsVerify
        self.block = block
    }

    /// 0–30 allow, 31–60 soft verify, 61–85 SMS verify, 86–100 block.
    package static let documented = BandEdges(softVerify: 30, smsVerify: 60, block: 85)

    package func band(of score: RiskScore) -> Decision {
        switch score.value {
        case ...softVerify: .allow
        case ...smsVerify: .softVerify
        case ...block: .smsVerify
        default: .block
        }
    }
}

/// Decides what a risk score means for a guest at the door.
///
/// The edges are data: a calibrated set replaces the documented one without a change of code.
package struct AccessPolicy: Hashable, Sendable {
    package var edges: BandEdges
    /// Share of links about which decisions are written down and nothing else: nobody is challenged or
    /// refused, no link is flagged, no host alerted, so that what would have been blocked is seen.
    package var observedShare: Double
    /// What a form meets that the engine did not score in time.
    package var onSilence: OnSilence
    /// What a form in the highest band meets where its guest is expected.
    package var onExpected: OnExpected

    /// - Precondition: The share lies in `0...1`.
    package init(
        edges: BandEdges = .documented,
        observedShare: Double = 0,
        onSilence: OnSilence = .allow,
        onExpected: OnExpected = .code
    ) {
        precondition((0...1).contains(observedShare), "a share of \(observedShare)")
        self.edges = edges
        self.observedShare = observedShare
        self.onSilence = onSilence
        self.onExpected = onExpected
    }

    /// What a form in the highest band meets with a browser or from an address that its guest has answered
    /// with, or from near their home.
    package enum OnExpected: String, Sendable, CaseIterable {
        /// A code to the guest's phone: it keeps an impostor out and lets the guest in.
        case code
        /// A block, as anywhere else.
        case block
    }

    /// What a silent engine's forms meet.
    package enum OnSilence: String, Sendable, CaseIterable {
        /// Let in, and reviewed once the engine is back, as the document has it.
        case allow
        /// A code to the guest's phone.
        case code

        var decision: Decision { self == .allow ? .allow : .smsVerify }
    }

    /// Whether decisions about a link are acted on; chance, by the bits of its identifier.
    package func enforces(_ token: TokenID) -> Bool {
        guard observedShare > 0 else { return true }
        var mixed = (token.high ^ token.low) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ mixed >> 32) &* 0xD6E8_FEB8_6659_FD93
        return Double((mixed ^ mixed >> 32) >> 11) * 0x1p-53 >= observedShare
    }

    /// - `score`: `nil` where the engine did not answer in time: `onSilence` decides, and the access is
    ///   reviewed later.
    /// - `isExpected`: Whether the guest is expected where the form came from: there a code stands in a
    ///   block's place, as it goes to the guest's phone whoever is at the door.
    package func decision(
        for score: RiskScore?,
        tokenIsFlagged: Bool,
        isExpected: Bool = false
    ) -> Decision {
        let band = score.map(edges.band(of:)) ?? onSilence.decision
        if band == .block && isExpected && onExpected == .code { return .smsVerify }
        return tokenIsFlagged ? max(band, .smsVerify) : band
    }
}
