import Synchronization

/// Secrets of one purpose, each with an identifier: the newest signs and seals, all of them verify and
/// open.
///
/// What bears no identifier was made with the first. Shared by all who use it, also while a key is added.
package final class KeyRing: Sendable, Redacted {
    /// A secret and what it is called in what was made with it.
    package struct Key: Sendable {
        /// `nil` for the first, which was there before keys were called anything.
        package let id: String?
        package let secret: Secret
    }

    private let keys: Mutex<[Key]>

    /// A ring of one key.
    package init(_ first: Secret) { keys = Mutex([Key(id: nil, secret: first)]) }

    /// Adds a key: from now on it signs and seals.
    package func rotate(to secret: Secret) {
        keys.withLock { $0.append(Key(id: String($0.count + 1), secret: secret)) }
    }

    package var newest: Key { keys.withLock { $0[$0.count - 1] } }

    /// From the first to the newest.
    package var all: [Key] { keys.withLock(\.self) }

    /// The key of that identifier; `nil` where there is none.
    package func key(_ id: String?) -> Key? { keys.withLock { $0.first { $0.id == id } } }

    package var description: String { "a ring of \(keys.withLock { $0.count }) keys" }
}

/// What is made of each key of a ring once, and kept.
final class PerKey<Made: Sendable>: Sendable {
    private let ring: KeyRing
    private let made = Mutex<[Made]>([])
    private let make: @Sendable (KeyRing.Key) -> Made

    init(_ ring: KeyRing, make: @escaping @Sendable (KeyRing.Key) -> Made) {
        self.ring = ring
        self.make = make
    }

    /// From the first key's to the newest's.
    var all: [Made] {
        let keys = ring.all
        return made.withLock { made in
            for key in keys.dropFirst(made.count) { made.append(make(key)) }
            return made
        }
    }
}
