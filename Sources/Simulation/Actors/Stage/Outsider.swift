import Domain
import Truth
import VirtualTime
import World

/// How an outsider goes about it.
package struct Manner: Sendable {
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

    static func referrer(_ manner: Manner, from stream: inout RandomStream) -> String {
        referrer(isFromChat: manner.isFromChat, from: &stream)
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
    package mutating func wait(_ duration: Duration, on stage: Stage) async throws {
        try await stage.wait(duration, by: resident.rhythm, from: &stream)
    }

    /// Sits down with a link that is not theirs.
    package mutating func visit(
        _ manner: Manner,
        in campaign: Campaign,
        stage: Stage
    ) -> Answerer {
        visits += 1
        var draws = stream.child("visit").child(visits)
        let figures = stage.world.figures
        let place = resident.whereabouts(at: stage.now)
        let phone = resident.phone(at: stage.now)
        let hasComputer = place == .home || place == .work
        let device = manner.usesPhone || !hasComputer ? phone : resident.computer ?? phone
        let isInApp =
            manner.isFromChat && device.isPhone && draws.bool(probability: figures.inAppChat)
        let isPrivate = draws.bool(probability: figures.privateWindow)
        var answerer = Answerer(
            browser: stage.browser(
                of: resident,
                on: device,
                in: isInApp ? .chat : isPrivate ? .privateWindow : .browser,
                at: place,
                from: &draws
            ),
            label: campaign.label,
            stream: draws.child("answering"),
            knownName: manner.knownName,
            reads: nil
        )
        answerer.isOnPhone = device.isPhone
        return answerer
    }
}

extension Stage {
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
