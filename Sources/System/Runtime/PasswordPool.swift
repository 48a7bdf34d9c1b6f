/// Where passwords are hashed: apart from what serves guests, since one hash takes as long as the
/// answers to hundreds of them.
package protocol PasswordPool: AnyObject, Sendable {
    /// Does some hashing once it is its turn.
    ///
    /// - Throws: `CancellationError` where the run ends meanwhile.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable () -> Value
    ) async throws -> Value
}

/// Virtual: the time that a hash takes live passes at a workplace, and the work itself takes none.
package final class ModelledPasswordPool: PasswordPool {
    private let workplace: any Workplace

    package init(_ workplace: any Workplace) { self.workplace = workplace }

    package func run<Value: Sendable>(
        _ work: @escaping @Sendable () -> Value
    ) async throws -> Value {
        try await workplace.enter()
        defer { workplace.leave() }
        return work()
    }
}
