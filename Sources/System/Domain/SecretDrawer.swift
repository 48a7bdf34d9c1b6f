import Synchronization

/// Where secrets go while what holds them is written, so that they can be kept apart and sealed.
///
/// An encoder or decoder carries it in its `userInfo`; a secret met without one is an error, never
/// written in clear.
package final class SecretDrawer: Sendable {
    package static let key = CodingUserInfoKey(rawValue: "guestguard.secrets")

    private let state: Mutex<(secrets: [String], taken: Int)>

    /// - `secrets`: In the order in which they were put.
    package init(_ secrets: [String] = []) { state = Mutex((secrets, 0)) }

    /// Those put so far.
    package var secrets: [String] { state.withLock { $0.secrets } }

    func put(_ secret: String) { state.withLock { $0.secrets.append(secret) } }

    func take() throws -> String {
        try state.withLock { state in
            guard state.taken < state.secrets.count else { throw Missing() }
            defer { state.taken += 1 }
            return state.secrets[state.taken]
        }
    }

    static func of(_ decoder: any Decoder) throws -> SecretDrawer {
        try found(key.flatMap { decoder.userInfo[$0] })
    }

    static func of(_ encoder: any Encoder) throws -> SecretDrawer {
        try found(key.flatMap { encoder.userInfo[$0] })
    }

    /// What stands in a secret's place.
    static func leaveMark(in encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode("sealed")
    }

    private static func found(_ drawer: Any?) throws -> SecretDrawer {
        guard let drawer = drawer as? SecretDrawer else { throw Missing() }
        return drawer
    }

    /// There is no drawer, or it holds too few secrets.
    package struct Missing: Error, CustomStringConvertible {
        package var description: String { "a secret cannot be read or written here" }
    }
}

/// Seals what a copied database must not give away, under a key that is not in it.
package protocol Sealer: Sendable {
    /// - `id`: What the bytes belong to: they can be opened for nothing else.
    func seal(_ plain: [UInt8], for id: MessageID) -> [UInt8]

    /// - Returns: `nil` where they were sealed under another key or for something else, or changed.
    func open(_ sealed: [UInt8], for id: MessageID) -> [UInt8]?
}
