import Catalogue

extension FaultKind {
    /// What happens to messages between the system's components.
    static let messageFaults: [FaultKind] = [
        FaultKind(
            "messages-duplicated",
            "Messages reach their consumer twice.",
            [.share("share", \Duplication.share, "of messages")],
            counts: "messages that came twice"
        ) { extent, site in site.duplicateMessages(share: extent.share) },
        FaultKind(
            "messages-delayed",
            "Messages reach their consumer late.",
            [.duration("by", \Delay.by, "how late")],
            counts: "messages that came late"
        ) { extent, site in site.delayMessages(by: extent.by) },
        FaultKind(
            "acks-lost",
            "Acknowledgements do not arrive: what was dealt with comes again.",
            [.share("share", \Loss.share, "of acknowledgements")],
            counts: "acknowledgements lost"
        ) { extent, site in site.loseAcknowledgements(share: extent.share) },
    ]
}

private struct Duplication: Configurable {
    var share = 0.05
}

private struct Delay: Configurable {
    var by = Duration.seconds(30)
}

private struct Loss: Configurable {
    var share = 0.05
}
