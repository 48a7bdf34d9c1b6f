import CoreAPI
import Domain
import Runtime
import Synchronization
import Tokens
import Truth
import VirtualTime
import World

/// The network between the outside world and the site, and the site's own queue.
package final class SimulatedNetwork: Sendable {
    private let runtime: any Runtime
    private let notes: any WorldEventSink
    let roundTrip: RoundTrip
    /// The guests' door, where there is a server at the moment.
    private let server = Mutex<Node<any GuestDoor>?>(nil)

    package init(runtime: any Runtime, notes: any WorldEventSink, roundTrip: RoundTrip) {
        self.runtime = runtime
        self.notes = notes
        self.roundTrip = roundTrip
    }

    /// Points the site's address at a new server, or at none.
    package func connect(to server: Node<any GuestDoor>?) { self.server.withLock { $0 = server } }

    /// One request: the way there, a worker, the work, the way back.
    ///
    /// - Returns: `nil` where the server cannot be reached, or dies over it.
    fileprivate func request<Answer: Sendable>(
        _ operation: Operation,
        by actor: Actor,
        there: Duration,
        back: Duration,
        _ work: (any GuestDoor) async throws -> Answer
    ) async throws -> Answer? {
        let asked = runtime.now
        try await runtime.sleep(for: there)
        guard let server = server.withLock({ $0 }) else { return nil }
        let answer: Answer
        do {
            try await server.workplace.enter()
            defer { server.workplace.leave() }
            answer = try await work(server.component)
        } catch is CancellationError where !server.process.isAlive && runtime.now < .distantFuture {
            // The server died while it held this request; the visitor sees a broken connection.
            try await runtime.sleep(for: .zero)
            return nil
        }
        // Dead over the work: it is done, and nobody says so.
        guard server.process.isAlive else { return nil }
        try await runtime.sleep(for: back)
        notes.note(.waited(operation, runtime.now - asked, by: actor))
        return answer
    }
}

/// A browser on a device in a network: the only way in, for guests and attackers alike.
package struct Browser: Sendable {
    package let fingerprint: Fingerprint
    package let address: IPAddress
    package let network: NetworkKind
    private let cookies: CookieJar
    private let site: SimulatedNetwork
    private var stream: RandomStream

    package init(
        fingerprint: Fingerprint,
        address: IPAddress,
        network: NetworkKind,
        cookies: CookieJar = CookieJar(),
        site: SimulatedNetwork,
        stream: RandomStream
    ) {
        self.fingerprint = fingerprint
        self.address = address
        self.network = network
        self.cookies = cookies
        self.site = site
        self.stream = stream
    }

    /// The same browser, set to another language.
    package func inLanguage(_ language: String) -> Browser {
        Browser(
            fingerprint: fingerprint.with(timeZone: fingerprint.timeZone, language: language),
            address: address,
            network: network,
            cookies: cookies,
            site: site,
            stream: stream
        )
    }

    private func visit(from referrer: String) -> Visit {
        Visit(
            address: address,
            fingerprint: fingerprint,
            referrer: referrer,
            browser: cookies.browser
        )
    }

    private mutating func oneWay() -> Duration {
        site.roundTrip.oneWay(on: network, from: &stream)
    }

    /// Opens a link.
    ///
    /// - `token`: What follows `/rsvp/` in the link.
    /// - `referrer`: The host name of the page the link was on; empty for none.
    /// - `actor`: Who sits before it; only the evidence is told.
    /// - Result: `nil` where the site cannot be reached.
    package mutating func open(
        _ token: String,
        from referrer: String,
        by actor: Actor
    ) async throws -> Opening? {
        let visit = visit(from: referrer)
        let opening = try await site.request(.open, by: actor, there: oneWay(), back: oneWay()) {
            door in
            try await door.open(token, from: visit)
        }
        if let cookie = opening?.newCookie { cookies.keep(cookie.browser) }
        return opening
    }

    /// Submits the form that an opening served.
    package mutating func submit(
        _ reply: Reply,
        with token: String,
        as access: AccessID,
        by actor: Actor
    ) async throws -> Submission? {
        let visit = visit(from: "guestguard.app")
        return try await site.request(.submit, by: actor, there: oneWay(), back: oneWay()) {
            door in
            try await door.submit(reply, with: token, as: access, from: visit)
        }
    }

    /// Says of a used link that the reply was not one's own, or is no longer what one means.
    package mutating func reopen(
        _ token: String,
        because reason: Replacement,
        with reply: Reply,
        as access: AccessID,
        by actor: Actor
    ) async throws -> Submission? {
        let visit = visit(from: "guestguard.app")
        return try await site.request(.submit, by: actor, there: oneWay(), back: oneWay()) {
            door in
            try await door.reopen(
                token,
                because: reason,
                with: reply,
                as: access,
                from: visit
            )
        }
    }

    /// Asks for a code by e-mail instead.
    package mutating func mailCode(
        insteadOf challenge: ChallengeID,
        token: String,
        by actor: Actor
    ) async throws -> Submission? {
        let visit = visit(from: "guestguard.app")
        return try await site.request(.submit, by: actor, there: oneWay(), back: oneWay()) {
            door in
            try await door.mailCode(insteadOf: challenge, token: token, from: visit)
        }
    }

    /// Answers a challenge.
    package mutating func answer(
        _ challenge: ChallengeID,
        with text: String,
        token: String,
        by actor: Actor
    ) async throws -> Submission? {
        let visit = visit(from: "guestguard.app")
        return try await site.request(.submit, by: actor, there: oneWay(), back: oneWay()) {
            door in
            try await door.answer(
                challenge,
                with: text,
                token: token,
                from: visit
            )
        }
    }
}
