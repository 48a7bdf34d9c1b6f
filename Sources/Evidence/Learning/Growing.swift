import Dispatch
import Forest
import Synchronization

/// A forest with what its trees make of the rows they were not grown from.
package struct Grown: Sendable {
    package let forest: Forest
    /// By row, 0...1: the mean of the trees that had not seen it; `nil` where every tree had.
    package let outOfBag: [Double?]
}

extension ForestTrainer {
    /// Grows all trees, several side by side.
    ///
    /// The forest is the same whatever `jobs` is.
    ///
    /// - Parameters:
    ///   - rows: Of the table that they are grown from.
    ///   - jobs: Threads; at least one.
    ///   - isInterrupted: Asked before each tree.
    ///   - progress: Told how many trees have been grown, from any thread.
    /// - Returns: `nil` where it was interrupted.
    package func growAll(
        rows: Int,
        jobs: Int,
        isInterrupted: @Sendable () -> Bool = { false },
        progress: @Sendable (Int) -> Void = { _ in }
    ) -> Grown? {
        let count = parameters.trees
        let trees = Mutex<[GrownTree?]>(Array(repeating: nil, count: count))
        let next = Atomic(0)
        let done = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, count))) { _ in
            while !isInterrupted() {
                let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard number < count else { return }
                let tree = grow(number)
                trees.withLock { $0[number] = tree }
                progress(done.wrappingAdd(1, ordering: .relaxed).newValue)
            }
        }
        let grown = trees.withLock { $0.compactMap(\.self) }
        guard grown.count == count else { return nil }
        var sums = [Int](repeating: 0, count: rows)
        var counts = [Int](repeating: 0, count: rows)
        for tree in grown {
            for (row, value) in zip(tree.unseen, tree.unseenMillionths) {
                sums[Int(row)] += Int(value)
                counts[Int(row)] += 1
            }
        }
        return Grown(
            forest: Forest(grown, of: self),
            outOfBag: zip(sums, counts).map { sum, count in
                count == 0 ? nil : Double(sum) / Double(count) / 1_000_000
            }
        )
    }
}
