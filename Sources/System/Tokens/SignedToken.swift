import Domain

/// A token as it is handed to its guest, which nothing that prints shows.
package struct SignedToken: Sendable, Redacted {
    /// The secret in the link: for the guest alone, never for a log or a store.
    package let unredactedText: String
    package let payload: TokenPayload
    /// SHA-256 of the whole text, `tk_` included: what is stored.
    package let hash: SHA256Digest

    /// A token from its text.
    init(unredactedText: String, payload: TokenPayload) {
        self.unredactedText = unredactedText
        self.payload = payload
        hash = SHA256.digest(of: unredactedText)
    }

    /// `tk_` and the first 20 base64url characters of the hash, for text messages.
    package var handle: String { Self.handle(of: hash) }

    /// The handle of a whole token's text.
    package static func handle(of text: String) -> String { handle(of: SHA256.digest(of: text)) }

    private static func handle(of hash: SHA256Digest) -> String {
        // 15 bytes are 20 letters, so the letters need not be cut.
        "tk_" + withUnsafeBytes(of: hash) { Base64URL.encode($0.prefix(15)) }
    }

    package var description: String { redacted(unredactedText) }
}

/// A text that claims to be a link's token, by its shape; nothing that prints shows it.
package enum PresentedToken: Hashable, Sendable, Redacted {
    /// Claims to be a whole token; `TokenSigner.verify` tells whether it is.
    case full(String)
    /// `tk_` and 20 base64url characters: the store tells whether they are known.
    case handle(String)

    /// - Returns: `nil` where the text has the shape of neither.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.starts(with: "tk_".utf8), bytes.count <= TokenSigner.longestToken else {
            return nil
        }
        let rest = bytes.dropFirst(3)
        if rest.contains(UInt8(ascii: ".")) {
            self = .full(text)
        } else if rest.count == 20, rest.allSatisfy(Base64URL.isLetter) {
            self = .handle(text)
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .full(let text), .handle(let text): redacted(text)
        }
    }
}
