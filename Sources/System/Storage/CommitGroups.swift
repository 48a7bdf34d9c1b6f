import Foundation

/// Steps of several threads that are committed, and synced, together.
///
/// A step joins the group that is open while it has the database's queue in hand, lets the queue go,
/// and waits until somebody has committed that group.
final class CommitGroups: @unchecked Sendable {
    private let changed = NSCondition()
    /// The group that is open; groups are committed one after the other.
    private var current = 1
    private var members = 0
    /// Of groups that failed, until all of their members have been told.
    private var failures: [Int: (error: any Error, untold: Int)] = [:]

    /// No step waits for more than so many others.
    private static let mostMembers = 256

    var isFull: Bool { changed.withLock { members >= Self.mostMembers } }

    /// Somebody's steps are done.
    ///
    /// - Returns: The group that they belong to.
    func joined() -> Int {
        changed.withLock {
            members += 1
            return current
        }
    }

    /// The open group is committed, or none of it is.
    func ended(with error: (any Error)?) {
        changed.withLock {
            if let error { failures[current] = (error, members) }
            current += 1
            members = 0
            changed.broadcast()
        }
    }

    /// Waits until a group is committed.
    ///
    /// - Errors: Why it was not: then none of its steps has happened.
    func wait(for group: Int) throws {
        changed.lock()
        defer { changed.unlock() }
        while group >= current { changed.wait() }
        guard let failure = failures[group] else { return }
        failures[group] = failure.untold > 1 ? (failure.error, failure.untold - 1) : nil
        throw failure.error
    }
}
