// Made from the folders beside this one:
// `GUESTGUARD_RECORD=1 swift test --filter Generated`.

// swift-format-ignore-file
extension ActorCatalogue {
    /// The kinds that come with GuestGuard.
    package static let standard = ActorCatalogue(
        guests: [
            ChangeOfMindGuest.kind,
            DecliningGuest.kind,
            DoubleClickingGuest.kind,
            ForgetfulGuest.kind,
            FriendFilledGuest.kind,
            NeverAnsweringGuest.kind,
            ProcrastinatingGuest.kind,
            PromptGuest.kind,
            AccessibilityGuest.kind,
            AssistantGuest.kind,
            BrowserUpdateGuest.kind,
            CarrierNATGuest.kind,
            CoupleGuest.kind,
            HouseholdTabletGuest.kind,
            InAppBrowserGuest.kind,
            LanguageSwitchGuest.kind,
            MovedGuest.kind,
            NewPhoneGuest.kind,
            OfficeNATGuest.kind,
            ParentGuest.kind,
            PrivateRelayGuest.kind,
            TravellingGuest.kind,
            VPNGuest.kind,
        ],
        machines: [
            ArchiveCrawler.kind,
            ChatPreview.kind,
            ClickTimeScanner.kind,
            LinkPrefetcher.kind,
            MailScanner.kind,
            SandboxScanner.kind,
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
            InsiderHost.kind,
            NameGuessing.kind,
            OneDeviceManyLinks.kind,
            ReplayAfterUse.kind,
            Reseller.kind,
            RevokedLink.kind,
            SIMSwap.kind,
            SMSPumper.kind,
            SlowProber.kind,
            ViralPost.kind,
        ],
        hosts: [
            AbsentHost.kind,
            ComplicitHost.kind,
            CredulousHost.kind,
            DiligentHost.kind,
            HandsOnHost.kind,
        ]
    )
}
