import Domain

/// The seam between the system and time: what runs on it never asks the machine for the time,
/// never waits and never starts a task but through it.
///
/// Two real sides: the simulation's virtual clock and the live server's wall clock. Flows and
/// actors of one runtime run on one serial executor, so between two `await`s nothing else of the
/// system runs.
package protocol Runtime: AnyObject, Sendable {
    /// The current instant; it never goes backwards.
    var now: Instant { get }

    /// Returns at `instant`; when that has passed, at once, behind what is already ready.
    ///
    /// - Throws: `CancellationError` when the run ends or the process is killed.
    nonisolated(nonsending) func sleep(until instant: Instant) async throws

    /// Starts a flow, behind what is already ready; does nothing after the end.
    ///
    /// A flow ends by returning or with `CancellationError`; any other error is a bug and is
    /// reported under the flow's name.
    func spawn(_ name: StaticString, _ body: @escaping @Sendable () async throws -> Void)

    /// Runs `action` on the executor at `instant`; cheaper than a flow, since there is no task.
    ///
    /// Dropped without a word when the run ends or the process is killed before.
    func schedule(at instant: Instant, _ action: @escaping @Sendable () -> Void)

    /// Calls `action` once when the run ends or the process is killed, so that it can resume what
    /// waits there.
    ///
    /// - Returns: What takes the wish back, or nil where the end has been: `action` is not called.
    func onEnd(_ action: @escaping @Sendable () -> Void) -> EndNotice?

    /// Takes back a wish made by `onEnd`; does nothing when it has been granted.
    func withdraw(_ notice: EndNotice)

    /// 64 random bits: a named stream in virtual time, the operating system's generator when live.
    func entropy() -> UInt64

    /// Where actors of the system run: `nonisolated var unownedExecutor` returns it.
    nonisolated var executor: UnownedSerialExecutor { get }
}

extension Runtime {
    /// Sleeps for that long; not at all when `duration` is zero or less.
    package nonisolated(nonsending) func sleep(for duration: Duration) async throws {
        try await sleep(until: now.advanced(by: duration))
    }

    /// A new identifier of version 7: the current instant and random bits.
    package func identifier<Entity>(for entity: Entity.Type = Entity.self) -> Identifier<Entity> {
        Identifier(at: now, random: (entropy(), entropy()))
    }

    /// So many random bytes.
    package func randomBytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 7)
        while bytes.count < count {
            withUnsafeBytes(of: entropy().littleEndian) { bytes.append(contentsOf: $0) }
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }
}
