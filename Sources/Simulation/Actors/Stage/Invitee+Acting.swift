import Domain
import Environment
import Truth
import VirtualTime
import World

extension Invitee {
    /// The guest's own phone or computer at home, by what the invitation came on.
    package mutating func ownDevice(for letter: Letter, on stage: Stage) -> Device {
        var devices = stream.child("devices")
        let phone = stage.world.device(at: home, isPhone: true, from: &devices)
        let computer = stage.world.device(at: home, isPhone: false, from: &devices)
        let usesPhone =
            letter.channel == .sms || stream.bool(probability: Invitee.readsMailOnPhone)
        return usesPhone ? phone : computer
    }

    /// Share of mail that is read on a phone (assumption, after mobile shares by StatCounter).
    static let readsMailOnPhone = 0.6

    /// The network somebody happens to be on at home: their own line, or the phone's.
    package mutating func usualNetwork(for device: Device) -> NetworkKind {
        device.isPhone && stream.bool(probability: 0.35) ? .mobile : .home
    }

    /// The guest at the site, in their own name.
    package mutating func answerer(
        on device: Device,
        in city: City? = nil,
        network: NetworkKind,
        stage: Stage
    ) -> Answerer {
        var answerer = Answerer(
            browser: stage.browser(
                on: device,
                in: city ?? home,
                network: network,
                from: &stream
            ),
            label: Label(actor: .guest, persona: persona, isFraud: false),
            stream: stream.child("answering"),
            knownName: name,
            reads: guestID
        )
        let (guest, notes) = (guestID, stage.notes)
        answerer.onChallenge = { notes.note(.guestChallenged(guest, $0)) }
        return answerer
    }

    /// A reply from somebody who would like to come.
    package mutating func acceptance(_ behaviour: Behaviour = Behaviour()) -> Reply {
        let brings = plusOnes > 0 && stream.bool(probability: behaviour.bringsCompanions)
        return Reply(response: .attending, plusOnes: brings ? plusOnes : 0)
    }

    /// Sets out to answer, and says so.
    package func setOut(on stage: Stage) { stage.notes.note(.guestSetOut(guestID)) }
}
