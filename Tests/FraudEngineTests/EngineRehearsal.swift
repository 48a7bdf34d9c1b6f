import Domain
import Foundation
import FraudEngine
import Geolocation
import Messaging
import Runtime
import Storage
import Synchronization
import TestSupport
import Testing
import VirtualTime

/// An engine with its store and bus on a virtual clock, one guest from London, and four networks.
final class EngineRehearsal {
    static let start = Instant(microseconds: 1_780_315_200_000_000)  // 2026-06-01T12:00Z

    let runtime = VirtualRuntime(start: start, seed: 1)
    let outlet: TestOutlet
    let bus: MessageBus
    let store: Store
    let guest = GuestID(high: 3, low: 1)
    let token = TokenID(high: 4, low: 1)
    private let geo: GeoDatabase
    private var process: ProcessRuntime
    private var engine: FraudEngine
    private var lastAccess: UInt64 = 0
    private var opened = 0

    /// - `home`: Where the host says that the guest lives.
    /// - `path`: The store's file; `nil` for memory.
    init(home: Home? = EngineRehearsal.london, path: String? = nil) throws {
        bus = MessageBus(runtime: runtime, sink: DiscardingSink())
        // What the engine tells itself; whatever else it says, nobody is there to act on.
        outlet = TestOutlet(passOn: { [bus] message in
            if case .replyVouched = message.payload { bus.publish(message) }
        })
        store = try Store(
            path: path,
            commits: .grouped(steps: 1_000),
            outlet: outlet,
            sealer: TestSealer()
        )
        geo = try Place.database()
        process = ProcessRuntime(on: runtime)
        engine = Self.engine(process, store, bus, geo)
        try addEvent()
        try addGuest(home: home)
        start()
        // A durable consumer sees what is published after it was made.
        run(for: .zero)
    }

    deinit { runtime.end() }

    static let london = Home(
        country: "GB",
        city: "London",
        point: GeoPoint(latitude: 51.5085, longitude: -0.1257)
    )

    private static func engine(
        _ process: ProcessRuntime,
        _ store: Store,
        _ bus: MessageBus,
        _ geo: GeoDatabase
    ) -> FraudEngine {
        FraudEngine(
            runtime: process,
            store: store,
            bus: bus,
            cache: Cache(),
            geo: geo,
            zones: ZoneClock(),
            scorer: HeuristicScorer(),
            edges: .documented,
            workplace: OpenWorkplace()
        )
    }

    private func addEvent() throws {
        guard let email = EmailAddress("ann@example.com") else { return }
        let host = Host(id: HostID(high: 1, low: 1), name: "Ann", email: email)
        let event = Event(
            id: EventID(high: 2, low: 1),
            hostID: host.id,
            name: "Wedding",
            slug: "wedding",
            startsAt: Self.start.advanced(by: .days(60)),
            venue: "",
            capacity: nil,
            status: .published,
            createdAt: Self.start,
            updatedAt: Self.start
        )
        try store.step {
            try $0.insert(host, passwordHash: nil, at: Self.start)
            try $0.insert(event)
        }
    }

    /// Adds a guest with a link; further ones by a number of their own.
    func addGuest(_ number: UInt64 = 1, home: Home?) throws {
        guard let email = EmailAddress("ann@example.com") else { return }
        let event = EventID(high: 2, low: 1)
        let guest = GuestID(high: 3, low: number)
        try store.step {
            try $0.insert(
                Guest(
                    id: guest,
                    eventID: event,
                    name: "Guest",
                    email: email,
                    phone: nil,
                    home: home,
                    createdAt: Self.start
                )
            )
            try $0.insert(
                Token(
                    id: TokenID(high: 4, low: number),
                    guestID: guest,
                    eventID: event,
                    hash: String(repeating: "\(number % 10)", count: 64),
                    issuedAt: Self.start,
                    expiresAt: Self.start.advanced(by: .days(30))
                )
            )
        }
    }

    private func start() { process.spawn("start") { [engine] in try await engine.start() } }

    /// Ends the engine as a crash would, and builds a new one on the same store and bus.
    func restart() {
        process.kill()
        process = ProcessRuntime(on: runtime)
        engine = Self.engine(process, store, bus, geo)
        start()
        run(for: .zero)
    }

    func run(for duration: Duration) { runtime.advance(to: runtime.now.advanced(by: duration)) }

    /// An access of a guest's link, written down as the Core API does, not yet published.
    func access(
        _ fingerprint: Fingerprint,
        from place: Place,
        line: UInt32 = 7,
        referrer: String = "",
        rejection: Rejection? = nil,
        ofGuest number: UInt64 = 1
    ) throws -> Access {
        lastAccess += 1
        let access = Access(
            id: AccessID(high: 6, low: lastAccess),
            tokenID: TokenID(high: 4, low: number),
            guestID: GuestID(high: 3, low: number),
            eventID: EventID(high: 2, low: 1),
            openedAt: runtime.now,
            visit: Visit(
                address: place.address(line),
                fingerprint: fingerprint,
                referrer: referrer
            ),
            earlierAccesses: opened,
            rejection: rejection
        )
        opened += 1
        try store.step { try $0.insert(access) }
        return access
    }

    /// Opens a guest's link and waits for the asynchronous score.
    @discardableResult
    func open(
        _ fingerprint: Fingerprint,
        from place: Place,
        line: UInt32 = 7,
        rejection: Rejection? = nil,
        ofGuest number: UInt64 = 1
    ) throws -> (access: Access, assessment: Assessment?) {
        let access = try access(
            fingerprint,
            from: place,
            line: line,
            rejection: rejection,
            ofGuest: number
        )
        bus.publish(.accessAttempted(access))
        run(for: .seconds(1))
        return (access, outlet.scored.last { $0.accessID == access.id })
    }

    /// A reply of the guest's link is recorded, and the engine hears of it, as often as told.
    @discardableResult
    func record(
        _ fingerprint: Fingerprint,
        from place: Place,
        line: UInt32 = 7,
        told times: Int = 1,
        isJudged: Bool = true
    ) throws -> (rsvp: RSVP, visit: Visit) {
        lastAccess += 1
        let rsvp = RSVP(
            id: RSVPID(high: 7, low: lastAccess),
            guestID: guest,
            eventID: EventID(high: 2, low: 1),
            tokenID: token,
            accessID: AccessID(high: 6, low: lastAccess),
            reply: Reply(response: .attending),
            score: RiskScore(10),
            submittedAt: runtime.now
        )
        let visit = Visit(
            address: place.address(line),
            fingerprint: fingerprint,
            referrer: ""
        )
        try store.step { [now = runtime.now] in try Self.record(rsvp, from: visit, in: $0, at: now)
        }
        for _ in 0..<times {
            bus.publish(.rsvpConfirmed(rsvp, from: visit, isJudged: isJudged, link: nil))
        }
        run(for: .seconds(1))
        return (rsvp, visit)
    }

    private static func record(
        _ rsvp: RSVP,
        from visit: Visit,
        in step: Transaction,
        at now: Instant
    ) throws {
        if try step.rsvp(of: rsvp.guestID) != nil {
            try step.replaceRSVP(of: rsvp.guestID, because: .changed, at: now)
        }
        try step.insert(rsvp, from: visit)
    }

    /// The access's form was let in while nobody answered, and the engine is asked to look at it, as often
    /// as told.
    func letIn(
        _ access: Access,
        after fill: Duration = .seconds(40),
        told times: Int = 1,
        stands: Bool = true
    ) throws {
        try store.step { [guest, token, now = runtime.now] in
            try $0.recordDecision(.allow, outcome: .submitted, isFlagged: true, of: access.id)
            guard stands else { return }
            let reply = RSVP(
                id: RSVPID(high: 8, low: access.id.low),
                guestID: guest,
                eventID: EventID(high: 2, low: 1),
                tokenID: token,
                accessID: access.id,
                reply: Reply(response: .attending),
                score: nil,
                submittedAt: now
            )
            try Self.record(reply, from: access.visit, in: $0, at: now)
        }
        let form = SubmittedForm(access: access, openedFrom: access.visit, fill: fill)
        for _ in 0..<times {
            bus.publish(.reviewRequested(UnscoredForm(form: form, wasLetIn: true)))
        }
    }

    /// The synchronous check.
    func submit(_ access: Access, after fill: Duration = .seconds(40)) -> Assessment? {
        let answer = Mutex<Assessment?>(nil)
        runtime.spawn("submit") { [engine] in
            let assessment = try await engine.assess(
                SubmittedForm(access: access, openedFrom: access.visit, fill: fill)
            )
            answer.withLock { $0 = assessment }
        }
        run(for: .zero)
        return answer.withLock { $0 }
    }

    /// The synchronous check by the engine that runs, and by one that has just been started on the same
    /// store and is not told of anything.
    func submitToBoth(_ access: Access) throws -> (running: Assessment, started: Assessment) {
        let started = Self.engine(ProcessRuntime(on: runtime), store, bus, geo)
        let answer = Mutex<Assessment?>(nil)
        runtime.spawn("submit") {
            let assessment = try await started.assess(
                SubmittedForm(access: access, openedFrom: access.visit, fill: .seconds(40))
            )
            answer.withLock { $0 = assessment }
        }
        run(for: .zero)
        return (try #require(submit(access)), try #require(answer.withLock { $0 }))
    }

    /// A question was asked on the guest's link, and ended so.
    func challenge(_ number: UInt64, ended status: Challenge.Status) throws {
        try store.step { [guest, token, now = runtime.now] step in
            try step.insert(
                Challenge(
                    id: ChallengeID(high: 7, low: number),
                    accessID: AccessID(high: 7, low: number),
                    tokenID: token,
                    guestID: guest,
                    eventID: EventID(high: 2, low: 1),
                    kind: .code,
                    reply: Reply(response: .attending),
                    asker: Asker(TestVisit.phone),
                    answerHash: "",
                    issuedAt: now,
                    expiresAt: now.advanced(by: .minutes(10)),
                    score: nil,
                    status: status
                )
            )
        }
    }

    /// Another process's engine learns, and this one does not hear of it.
    func learnElsewhere(_ fingerprint: Fingerprint, from place: Place) throws {
        try store.step { [guest, token, start = runtime.now] step in
            var known = try step.baseline(of: guest, invitedWith: token)
            let visit = Visit(address: place.address(9), fingerprint: fingerprint, referrer: "")
            known.baseline.learn(visit, geo: GeoRecord(), at: start)
            #expect(try step.save(known, of: guest))
        }
    }

    /// What the store keeps of the guest's baseline.
    var storedBaseline: Baseline? {
        get throws {
            let known = try store.step { [guest] in
                try $0.baseline(of: guest, invitedWith: nil)
            }
            return known.version == 0 ? nil : known.baseline
        }
    }
}

extension TestOutlet {
    /// Of `accessScored`, in order.
    var scored: [Assessment] {
        systemEvents.compactMap {
            if case .accessScored(_, let assessment) = $0 { assessment } else { nil }
        }
    }

    /// Of `fraud.scored`, in order.
    var told: [FraudScored] {
        messages.compactMap { if case .fraudScored(let scored) = $0 { scored } else { nil } }
    }
}

extension Fingerprint {
    static let iPhone = TestVisit.fingerprint

    /// The same model, told from others by the page's test picture.
    static func iPhone(drawing picture: String) -> Fingerprint {
        Fingerprint(
            userAgent: iPhone.userAgent,
            browser: iPhone.browser,
            browserMajor: iPhone.browserMajor,
            os: iPhone.os,
            device: iPhone.device,
            screen: iPhone.screen,
            timeZone: iPhone.timeZone,
            language: iPhone.language,
            webglHash: picture,
            isTouch: true,
            hasJavaScript: true
        )
    }

    static func samsung(zone: String) -> Fingerprint {
        Fingerprint(
            userAgent: "Mozilla/5.0 (Linux; Android 10; K) Chrome/124.0.0.0 Mobile",
            browser: "Chrome",
            browserMajor: 124,
            os: "Android 13",
            device: "Samsung SM-A546B",
            screen: "384x854",
            timeZone: zone,
            language: "en-NG",
            webglHash: "mali",
            isTouch: true,
            hasJavaScript: true
        )
    }

    /// As mail scanners and plain scripts show themselves.
    static let bare = Fingerprint()
}

/// The networks of the small database: 240.0.0.0/24 and the three that follow.
enum Place: UInt32 {
    case londonHome, lagosMobile, dublinHosting, manchesterHome

    func address(_ line: UInt32) -> IPAddress {
        IPAddress(v4: 0xF000_0000 + rawValue << 8 + line)
    }

    static func database() throws -> GeoDatabase {
        let scratch = try Scratch()
        let file = scratch.file("places.mmdb")
        try Data(base64Encoded: bytes, options: .ignoreUnknownCharacters)?.write(to: file)
        return try GeoDatabase(path: file.path)
    }

    // Four networks from the World's own writer: `AddressBook(blocks:atlas:).databaseFile()`.
    private static let bytes = """
        AAAAAQAAAHkAAAACAAAAeQAAAAMAAAB5AAAABAAAAHkAAAAFAAAAeQAAAAYAAAB5AAAABwAAAHkAAAAIAAAAeQAA
        AAkAAAB5AAAACgAAAHkAAAALAAAAeQAAAAwAAAB5AAAADQAAAHkAAAAOAAAAeQAAAA8AAAB5AAAAEAAAAHkAAAAR
        AAAAeQAAABIAAAB5AAAAEwAAAHkAAAAUAAAAeQAAABUAAAB5AAAAFgAAAHkAAAAXAAAAeQAAABgAAAB5AAAAGQAA
        AHkAAAAaAAAAeQAAABsAAAB5AAAAHAAAAHkAAAAdAAAAeQAAAB4AAAB5AAAAHwAAAHkAAAAgAAAAeQAAACEAAAB5
        AAAAIgAAAHkAAAAjAAAAeQAAACQAAAB5AAAAJQAAAHkAAAAmAAAAeQAAACcAAAB5AAAAKAAAAHkAAAApAAAAeQAA
        ACoAAAB5AAAAKwAAAHkAAAAsAAAAeQAAAC0AAAB5AAAALgAAAHkAAAAvAAAAeQAAADAAAAB5AAAAMQAAAHkAAAAy
        AAAAeQAAADMAAAB5AAAANAAAAHkAAAA1AAAAeQAAADYAAAB5AAAANwAAAHkAAAA4AAAAeQAAADkAAAB5AAAAOgAA
        AHkAAAA7AAAAeQAAADwAAAB5AAAAPQAAAHkAAAA+AAAAeQAAAD8AAAB5AAAAQAAAAHkAAABBAAAAeQAAAEIAAAB5
        AAAAQwAAAHkAAABEAAAAeQAAAEUAAAB5AAAARgAAAHkAAABHAAAAeQAAAEgAAAB5AAAASQAAAHkAAABKAAAAeQAA
        AEsAAAB5AAAATAAAAHkAAABNAAAAeQAAAE4AAAB5AAAATwAAAHkAAABQAAAAeQAAAFEAAAB5AAAAUgAAAHkAAABT
        AAAAeQAAAFQAAAB5AAAAVQAAAHkAAABWAAAAeQAAAFcAAAB5AAAAWAAAAHkAAABZAAAAeQAAAFoAAAB5AAAAWwAA
        AHkAAABcAAAAeQAAAF0AAAB5AAAAXgAAAHkAAABfAAAAeQAAAGAAAAB5AAAAeQAAAGEAAAB5AAAAYgAAAHkAAABj
        AAAAeQAAAGQAAABlAAAAeQAAAGYAAAB5AAAAZwAAAHkAAABoAAAAeQAAAGkAAAB5AAAAagAAAHkAAABrAAAAeQAA
        AGwAAAB5AAAAbQAAAHkAAABuAAAAeQAAAG8AAAB5AAAAcAAAAHkAAABxAAAAeQAAAHIAAAB5AAAAcwAAAHkAAAB0
        AAAAeQAAAHUAAAB5AAAAdgAAAHkAAAB3AAAAeAAAAZEAAAIEAAAChAAAAuYAAAAAAAAAAAAAAAAAAAAARGNpdHlF
        bmFtZXNCZW5GTG9uZG9u4SALIA7hIAUgFUdjb3VudHJ5SGlzb19jb2RlQkdC4SAnIDBIbG9jYXRpb25PYWNjdXJh
        Y3lfcmFkaXVzoRRIbGF0aXR1ZGVoQEnBFocrAgxJbG9uZ2l0dWRlaL/AFvAGjbi7SXRpbWVfem9uZU1FdXJvcGUv
        TG9uZG9u5CBBIFEgUyBcIGUgbyB4IIJGdHJhaXRzWGF1dG9ub21vdXNfc3lzdGVtX251bWJlcsILKF0BYXV0b25v
        bW91c19zeXN0ZW1fb3JnYW5pemF0aW9uWkJyaXRpc2ggVGVsZWNvbW11bmljYXRpb25z4iCoIMEgxCDk5CAAIBog
        HyAzIDggkCChIP9FTGFnb3PhIAshGeEgBSEfQk5H4SAnISmhyGhAGdD/lyR0VGhACyhYeT3Zf0xBZnJpY2EvTGFn
        b3PkIEEhMSBTITMgZSE8IHghRcJzGUtNVE4gTmlnZXJpYeIgqCFjIMQhZuQgACEkIB8hLCA4IVIgoSFyRkR1Ymxp
        buEgCyGM4SAFIZNCSUXhICchnaID6GhASqqjBVMmGGjAGP7fpD/lyU1FdXJvcGUvRHVibGlu5CBBIaUgUyGoIGUh
        sSB4IbrCH4tVTWljcm9zb2Z0IENvcnBvcmF0aW9u4iCoIdkgxCHc5CAAIZggHyGgIDghyCChIfJKTWFuY2hlc3Rl
        cuEgCyIM4SAFIhdoQEq9jiGWUr1owAHmMfigkC7kIEEgUSBTIiEgZSIqIHgggsIT4UxWaXJnaW4gTWVkaWHiIKgi
        RCDEIkfkIAAiHCAfIDMgOCIzIKEiVKvN701heE1pbmQuY29t6VtiaW5hcnlfZm9ybWF0X21ham9yX3ZlcnNpb26h
        AltiaW5hcnlfZm9ybWF0X21pbm9yX3ZlcnNpb26gS2J1aWxkX2Vwb2NoBAJpVbkATWRhdGFiYXNlX3R5cGVNR2Vv
        TGl0ZTItQ2l0eUtkZXNjcmlwdGlvbuFCZW5cR3Vlc3RHdWFyZCdzIHN5bnRoZXRpYyB3b3JsZEppcF92ZXJzaW9u
        oQZJbGFuZ3VhZ2VzAQRCZW5Kbm9kZV9jb3VudMF5S3JlY29yZF9zaXploSA=
        """
}
