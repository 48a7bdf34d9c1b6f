import Catalogue
import Domain
import Truth
import VirtualTime
import World

/// How an outsider goes about it.
package struct VisitStyle: Sendable {
    package var usesPhone: Bool
    /// Whether the link came in a chat, whose app may have a browser of its own.
    package var isFromChat: Bool
    /// What they answer when asked for the guest's name.
    package var knownName: String
}

/// How links are passed on, to outsiders and in the family alike.
enum Forwarding {
    /// Share of links that are passed on in a chat; the others by mail or text (assumption).
    static let comesByChat = 0.7

    /// The referring host; most shared links carry none (69-84 %, vendors' figures).
    static func referrer(isFromChat: Bool, from stream: inout RandomStream) -> String {
        isFromChat && stream.bool(probability: 0.25) ? "web.whatsapp.com" : ""
    }

    static func referrer(_ style: VisitStyle, from stream: inout RandomStream) -> String {
        referrer(isFromChat: style.isFromChat, from: &stream)
    }
}

/// Somebody who was not invited: as much a person as the guests are.
package struct Outsider: Sendable {
    package let resident: Resident
    /// Named after the campaign.
    package var stream: RandomStream
    private var visits = 0

    init(resident: Resident, stream: RandomStream) {
        self.resident = resident
        self.stream = stream
    }

    /// Waits about so long, until a moment at which they are at a screen.
    package mutating func wait(_ duration: Duration, on context: ActorContext) async throws {
        try await context.wait(duration, by: resident.rhythm, from: &stream)
    }

    /// Begins a campaign near its time, at a screen; at its time where that is exact.
    ///
    /// - `rest`: What is waited in any case, before the onset is counted.
    package mutating func begin(
        _ campaign: Campaign,
        _ onset: Onset,
        beyond rest: Duration = .zero,
        from draws: inout RandomStream,
        on context: ActorContext
    ) async throws {
        let delay = context.delay(until: onset, beyond: rest, from: &draws)
        if onset.isExact {
            try await context.wait(delay)
        } else {
            try await wait(delay, on: context)
        }
        context.notes.note(.attackBegan(campaign.name, guest: campaign.guest))
    }

    /// Sits down with a link that is not theirs.
    package mutating func visit(
        _ style: VisitStyle,
        in campaign: Campaign,
        context: ActorContext
    ) -> Answerer {
        visits += 1
        var draws = stream.child("visit").child(visits)
        let figures = context.world.figures
        let place = resident.whereabouts(at: context.now)
        let phone = resident.phone(at: context.now)
        let hasComputer = place == .home || place == .work
        let device = style.usesPhone || !hasComputer ? phone : resident.computer ?? phone
        let isInApp =
            style.isFromChat && device.isPhone && draws.bool(probability: figures.inAppChat)
        let isPrivate = draws.bool(probability: figures.privateWindow)
        var answerer = Answerer(
            browser: context.browser(
                of: resident,
                on: device,
                in: isInApp ? .chat : isPrivate ? .privateWindow : .browser,
                at: place,
                from: &draws
            ),
            label: campaign.label,
            stream: draws.child("answering"),
            knownName: style.knownName,
            reads: nil
        )
        answerer.isOnPhone = device.isPhone
        return answerer
    }
}

extension ActorContext {
    /// Somebody who lives in a city and was not invited.
    ///
    /// - `friend`: A guest whose friend they are: friends have the same make of phone more often than
    ///   strangers (assumption: half of them the same system).
    func outsider(in city: City, friend: Resident? = nil, from stream: RandomStream) -> Outsider {
        var draws = stream.child("outsider")
        let isLike = draws.bool(probability: 0.5)
        return Outsider(
            resident: Resident(
                of: Household(in: city, stream: stream.child("household")),
                phoneLike: isLike ? friend?.phone(at: now).model.family : nil,
                in: world,
                stream: stream.child("resident")
            ),
            stream: stream
        )
    }

    /// Where somebody lives to whom a guest passes a link on who does not live with them: in the same
    /// city half of the time, elsewhere in the country two in five, abroad one in ten (assumption).
    func cityOfAcquaintance(of guest: Invitee, from stream: inout RandomStream) -> City {
        let drawn = stream.unit()
        if drawn < 0.5 { return guest.home }
        return drawn < 0.9
            ? world.cityOfFriend(of: guest.home, from: &stream)
            : world.city(abroadFrom: guest.home, from: &stream)
    }
}
