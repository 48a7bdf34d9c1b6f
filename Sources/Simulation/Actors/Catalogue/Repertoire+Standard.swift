// Made from the folders beside this one:
// `GUESTGUARD_RECORD=1 swift test --filter Generated`.

// swift-format-ignore-file
extension Repertoire {
    /// The kinds that come with GuestGuard.
    package static let standard = Repertoire(
        guests: [
            DecliningGuest.kind,
            DoubleClickingGuest.kind,
            NeverAnsweringGuest.kind,
            ProcrastinatingGuest.kind,
            PromptGuest.kind,
            CoupleGuest.kind,
            NewPhoneGuest.kind,
            TravellingGuest.kind,
        ],
        machines: [
            MailScanner.kind,
        ],
        attacks: [
            AlteredToken.kind,
            CasualForward.kind,
            ForgedToken.kind,
            GuessedToken.kind,
            HeadlessScript.kind,
            ReplayAfterUse.kind,
        ],
        hosts: [
            DiligentHost.kind,
            HandsOnHost.kind,
        ]
    )
}
