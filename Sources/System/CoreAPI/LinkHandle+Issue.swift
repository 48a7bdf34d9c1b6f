import Domain
import Runtime
import Storage
import Tokens

extension Transaction {
    /// One more short form of a link.
    ///
    /// - `reply`: The reply that the message with it confirms: as that message goes to its guest alone, it
    ///   proves as much as a code.
    func newHandle(
        of token: TokenID,
        confirming reply: RSVPID? = nil,
        by runtime: any Runtime
    ) throws -> String {
        let handle = LinkHandle(random: runtime.randomBytes(LinkHandle.byteCount))
        try insert(handleHash: handle.hash.hex, of: token, confirming: reply)
        return handle.unredactedText
    }
}
