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

    package var description: String { redacted(unredactedText) }
}

/// The short form of a link for text messages: `tk_` and 20 base64url characters.
///
/// It opens the same door as a whole token and follows from nothing: 15 random bytes of its own.
package struct LinkHandle: Sendable, Redacted {
    /// 120 random bits: what a handle rests on.
    package static let byteCount = 15

    package let unredactedText: String

    /// - Precondition: `random` has 15 bytes that nobody can guess.
    package init(random: [UInt8]) {
        precondition(
            random.count == Self.byteCount,
            "a handle has \(Self.byteCount) bytes, found \(random.count)"
        )
        unredactedText = "tk_" + Base64URL.encode(random)
    }

    /// SHA-256 of the text, `tk_` included: what is stored.
    package var hash: SHA256Digest { SHA256.digest(of: unredactedText) }

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

    /// What the store may know it by.
    package var hash: SHA256Digest {
        switch self {
        case .full(let text), .handle(let text): SHA256.digest(of: text)
        }
    }

    package var description: String {
        switch self {
        case .full(let text), .handle(let text): redacted(text)
        }
    }
}
