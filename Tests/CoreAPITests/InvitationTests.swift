import CoreAPI
import Domain
import Foundation
import Runtime
import Storage
import TestSupport
import Testing
import Tokens
import VirtualTime

@Suite struct InvitationTests {
    // MARK: Sending

    @Test func `a link is signed for its guest, and only its hash is stored`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let signer = TokenSigner(keys: APIRehearsal.secrets.tokens)
        let payload = try signer.verify(invited.text)
        #expect(payload.guest == invited.guest.id)
        #expect(payload.event == invited.event.id)
        let token = try #require(try rehearsal.token(of: invited.guest))
        #expect(token.hash == SHA256.digest(of: invited.text).hex)
        // The handle follows from nothing, and is stored as its hash too.
        let handle = SHA256.digest(of: invited.link.unredactedHandle).hex
        #expect(try rehearsal.store.step { try $0.token(handleHash: handle)?.token } == token)
        #expect(
            !SHA256.digest(of: invited.text).base64URL.contains(
                invited.link.unredactedHandle.dropFirst(3)
            )
        )
        #expect(token.status == .active)
        #expect(token.flaggedUntil == nil)
        #expect(token.expiresAt == APIRehearsal.start.advanced(by: .days(30)))
        let send = try #require(rehearsal.outlet.sends.first)
        #expect(send.tokenID == token.id)
        #expect(send.kind == .invitation)
        #expect("\(send)".contains(invited.link.unredactedHandle) == false)
    }

    @Test func `a copied database opens no link and yields no code`() throws {
        let scratch = try Scratch()
        let file = scratch.file("copied.sqlite")
        let rehearsal = try APIRehearsal(path: file.path)
        let invited = try rehearsal.invited()
        let prompt = try rehearsal.prompt(invited.text, scored: 70)
        let code = try rehearsal.code(for: prompt)
        // Whatever is stored, presented as a link, opens nothing.
        for stored in [invited.text, invited.link.unredactedHandle].map(SHA256.digest(of:)) {
            for text in ["tk_" + stored.base64URL.prefix(20), "tk_" + stored.hex.prefix(20)] {
                #expect(try rehearsal.open(text).rejection == .unknown)
            }
        }
        try rehearsal.store.close()
        let bytes = try Data(contentsOf: file)
        for secret in [invited.text, invited.link.unredactedHandle, "\"\(code)\""] {
            #expect(bytes.range(of: Data(secret.dropFirst(3).utf8)) == nil)
        }
    }

    @Test func `every guest gets one link, however often the host asks`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event()
        var guests: [GuestID] = []
        // More than two steps' worth.
        for _ in 0..<450 { guests.append(try rehearsal.guest(of: event).id) }
        #expect(try rehearsal.sendInvitations(for: event) == 450)
        #expect(try rehearsal.sendInvitations(for: event) == 0)
        #expect(Set(rehearsal.outlet.sends.map(\.guestID)) == Set(guests))
        #expect(rehearsal.outlet.sends.count == 450)
        #expect(Set(rehearsal.outlet.sends.map(\.link.unredactedToken)).count == 450)
        let late = try rehearsal.guest(of: event)
        #expect(try rehearsal.sendInvitations(for: event) == 1)
        #expect(rehearsal.outlet.sends.last?.guestID == late.id)
    }

    @Test(arguments: [Event.Status.draft, .closed, .archived])
    func `only a published event invites`(status: Event.Status) throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event(status: status)
        _ = try rehearsal.guest(of: event)
        #expect(throws: HostRequestError.notPublished(status)) {
            try rehearsal.sendInvitations(for: event)
        }
        #expect(throws: HostRequestError.notPublished(status)) {
            try rehearsal.ask { [host = rehearsal.host] in
                try await $0.host.sendReminders(for: event.id, by: host)
            }
        }
        #expect(rehearsal.outlet.sends.isEmpty)
    }

    // MARK: Taking back

    @Test func `a revoked link stops working at once, and another can be sent`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        #expect(try rehearsal.open(invited.text).asksForCode == false)
        try rehearsal.revoke(invited.guest)
        #expect(try rehearsal.open(invited.text).rejection == .revoked)
        #expect(try rehearsal.open(invited.link.unredactedHandle).rejection == .revoked)
        #expect(try rehearsal.token(of: invited.guest) == nil)
        #expect(try rehearsal.sendInvitations(for: invited.event) == 1)
        #expect(try rehearsal.open(rehearsal.link(of: invited.guest).unredactedToken).isForm)
        #expect(try rehearsal.open(invited.text).rejection == .revoked)
    }

    @Test func `a new link takes the old one's place`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        _ = try rehearsal.open(invited.text)
        let link = try rehearsal.reissue(to: invited.guest)
        #expect(link.unredactedToken != invited.text)
        #expect(try rehearsal.open(invited.text).rejection == .revoked)
        #expect(try rehearsal.open(link.unredactedToken).isForm)
        #expect(try rehearsal.open(link.unredactedHandle).isForm)
        #expect(rehearsal.outlet.words.filter { $0.hasPrefix("token") }.count == 3)
        #expect(try rehearsal.sendInvitations(for: invited.event) == 0)
    }

    @Test func `a new link is clean though the old one was flagged`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        #expect(try rehearsal.knock(with: invited.text, scored: 90).inShort == "blocked")
        #expect(try rehearsal.open(invited.text).asksForCode == true)
        let link = try rehearsal.reissue(to: invited.guest)
        #expect(try rehearsal.open(link.unredactedToken).asksForCode == false)
    }

    @Test func `a guest who never had a link is given one by a reissue`() throws {
        let rehearsal = try APIRehearsal()
        let guest = try rehearsal.guest(of: try rehearsal.event())
        #expect(try rehearsal.open(rehearsal.reissue(to: guest).unredactedToken).isForm)
        #expect(!rehearsal.outlet.words.contains("tokenRevoked"))
    }

    @Test func `a guest nobody knows has no link to take back`() throws {
        let rehearsal = try APIRehearsal()
        let nobody = GuestID(high: 9, low: 9)
        let host = rehearsal.host
        #expect(throws: HostRequestError.unknownGuest) {
            try rehearsal.ask { try await $0.host.revokeInvitation(of: nobody, by: host) }
        }
        #expect(throws: HostRequestError.unknownGuest) {
            try rehearsal.ask { try await $0.host.reissueInvitation(to: nobody, by: host) }
        }
    }

    // MARK: Reminding

    @Test func `a reminder goes to those who can still answer and have not`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event()
        let silent = try rehearsal.invited(to: event)
        let answered = try rehearsal.invited(to: event)
        let revoked = try rehearsal.invited(to: event)
        let uninvited = try rehearsal.guest(of: event)
        #expect(try rehearsal.knock(with: answered.text, scored: 0).inShort == "recorded")
        try rehearsal.revoke(revoked.guest)
        rehearsal.outlet.clear()
        let remind: @Sendable (CoreAPI) async throws -> Int = { [host = rehearsal.host] in
            try await $0.host.sendReminders(for: event.id, by: host)
        }
        #expect(try rehearsal.ask(remind) == 1)
        let reminder = try #require(rehearsal.outlet.sends.first)
        #expect(reminder.kind == .reminder)
        #expect(reminder.guestID == silent.guest.id)
        #expect(reminder.guestID != uninvited.id)
        // Nothing that opens a link was stored, so that a new handle stands for it.
        #expect(reminder.link.unredactedToken == reminder.link.unredactedHandle)
        #expect(reminder.link.unredactedHandle != silent.link.unredactedHandle)
        #expect(try rehearsal.open(reminder.link.unredactedToken).isForm)
        #expect(try rehearsal.open(silent.link.unredactedHandle).isForm)
        #expect(try rehearsal.open(silent.text).isForm)
        rehearsal.runtime.advance(
            to: APIRehearsal.start.advanced(by: .days(30) - .microseconds(1))
        )
        #expect(try rehearsal.ask(remind) == 1)
        rehearsal.run(for: .microseconds(1))
        #expect(try rehearsal.ask(remind) == 0)
    }
}
