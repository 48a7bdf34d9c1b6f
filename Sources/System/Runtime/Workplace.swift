/// Where a component's work waits for a worker, and for its service time.
///
/// Live, work takes the time it takes and there is nothing to wait for. In a simulation a
/// workplace has so many workers, each busy for a service time, and may be slow or shut.
package protocol Workplace: AnyObject, Sendable {
    /// Returns once a worker has been found and its service time has passed.
    ///
    /// - Throws: `CancellationError` where the run ends or the workplace shuts meanwhile; `leave`
    ///   is not called then.
    func enter() async throws

    /// Frees the worker for the next in line.
    func leave()
}

/// A workplace that never keeps anyone waiting.
package final class OpenWorkplace: Workplace {
    package init() {}
    package func enter() async throws {}
    package func leave() {}
}
