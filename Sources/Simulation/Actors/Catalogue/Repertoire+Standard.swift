// Made from the folders beside this one:
// `GUESTGUARD_RECORD=1 swift test --filter Generated`.

// swift-format-ignore-file
extension Repertoire {
    /// The kinds that come with GuestGuard.
    package static let standard = Repertoire(
        guests: [
            DecliningGuest.kind,
            DoubleClickingGuest.kind,
            ForgetfulGuest.kind,
            NeverAnsweringGuest.kind,
            ProcrastinatingGuest.kind,
            PromptGuest.kind,
            AccessibilityGuest.kind,
            AssistantGuest.kind,
            CoupleGuest.kind,
            LanguageSwitchGuest.kind,
            MovedGuest.kind,
            NewPhoneGuest.kind,
            ParentGuest.kind,
            TravellingGuest.kind,
        ],
        machines: [
            ChatPreview.kind,
            MailScanner.kind,
        ],
        attacks: [
            AddressRotation.kind,
            AlteredToken.kind,
            AntidetectBrowser.kind,
            BaselinePoisoner.kind,
            BotFarm.kind,
            CasualForward.kind,
            CodeRelay.kind,
            ExpiredLink.kind,
            FlagGriefer.kind,
            ForgedToken.kind,
            GroupChatForward.kind,
            GuessedToken.kind,
            HeadlessScript.kind,
            NameGuessing.kind,
            OneDeviceManyLinks.kind,
            ReplayAfterUse.kind,
            Reseller.kind,
            SIMSwap.kind,
            SMSPumper.kind,
            SlowProber.kind,
            ViralPost.kind,
        ],
        hosts: [
            DiligentHost.kind,
            HandsOnHost.kind,
        ]
    )
}
