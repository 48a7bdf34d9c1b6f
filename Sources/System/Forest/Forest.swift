/// A node of a forest in eight bytes.
///
/// A leaf leads to itself, whatever the value: every tree is then walked for as many steps as the
/// deepest has, several at a time, without a branch that could be mispredicted.
struct PackedNode: BitwiseCopyable {
    static let mostColumns = 128
    static let mostNodes = 1 << 24

    /// Values above it go to the node after the child, others and missing ones to the child.
    let threshold: Float
    /// The child's number in the lowest 24 bits, then the column's in 7, then whether the value's sign is
    /// turned before it is compared.
    let packed: UInt32

    /// A split.
    ///
    /// Nothing compares with what is missing, so that it goes to the child. Where it is to go with the
    /// higher values, those go to the child as well: signs are turned, and `value > threshold` becomes
    /// `-value > -threshold` or its like, which holds for the lower ones.
    ///
    /// - `threshold`: Values not above it go left.
    /// - `child`: The lower of both children's numbers; with turned signs it is the right one's.
    init(threshold: Float, child: Int, column: Int, missingGoesLeft: Bool) {
        self.threshold = missingGoesLeft ? threshold : (-threshold).nextDown
        packed = UInt32(child) | UInt32(column) << 24 | (missingGoesLeft ? 0 : 1 << 31)
    }

    init(threshold: Float, packed: UInt32) {
        self.threshold = threshold
        self.packed = packed
    }

    static func leaf(at place: Int) -> PackedNode {
        PackedNode(threshold: .infinity, child: place, column: 0, missingGoesLeft: true)
    }

    @inline(__always) var child: Int { Int(packed & 0xFF_FFFF) }
    @inline(__always) var column: Int { Int(packed >> 24 & 0x7F) }
    /// Whether signs are turned, and the left child is the one after `child`.
    var isTurned: Bool { packed >> 31 == 1 }
    /// Values not above it go left.
    var splitValue: Float { isTurned ? -threshold.nextUp : threshold }
    var left: Int { isTurned ? child + 1 : child }
    var right: Int { isTurned ? child : child + 1 }

    func isLeaf(at place: Int) -> Bool { child == place }

    /// Where a row goes from here.
    @inline(__always)
    func next(_ row: UnsafePointer<Float>) -> Int {
        let value = Float(bitPattern: row[column].bitPattern ^ packed & 0x8000_0000)
        return Int(packed & 0xFF_FFFF) &+ (value > threshold ? 1 : 0)
    }
}

/// A trained random forest: from a row of numbers to the share of its trees' leaves that is positive.
///
/// Its memory never changes and lives as long as it does, so it may be shared between threads.
package final class Forest: @unchecked Sendable {
    /// Of the columns, in order.
    package let names: [String]
    package let parameters: ForestParameters
    let nodes: UnsafeMutableBufferPointer<PackedNode>
    /// Share of the positive among the rows that came to each node, 0...1.
    let values: UnsafeMutableBufferPointer<Float>
    /// Each tree's first node and how many steps its deepest leaf is away.
    let trees: [(root: Int, depth: Int)]
    /// Share of the positive at the roots: what is answered of a row of which nothing is known.
    package let startingValue: Double

    /// - `nodes`: Checked by whoever made them; children lie behind their parent, in one tree.
    init(
        names: [String],
        parameters: ForestParameters,
        nodes: [PackedNode],
        values: [Float],
        trees: [(root: Int, depth: Int)]
    ) {
        self.names = names
        self.parameters = parameters
        self.nodes = .allocate(capacity: nodes.count)
        self.values = .allocate(capacity: values.count)
        _ = self.nodes.initialize(from: nodes)
        _ = self.values.initialize(from: values)
        self.trees = trees
        startingValue =
            trees.reduce(0.0) { $0 + Double(values[$1.root]) } / Double(max(1, trees.count))
    }

    /// The trees that were grown, in the order of their numbers.
    package convenience init(_ grown: [GrownTree], of trainer: ForestTrainer) {
        var nodes: [PackedNode] = []
        var values: [Float] = []
        var trees: [(root: Int, depth: Int)] = []
        for tree in grown {
            let root = nodes.count
            var depths = [Int](repeating: 0, count: tree.nodes.count)
            // Where signs are turned, the right child stands before the left.
            var places = Array(tree.nodes.indices)
            for node in tree.nodes where node.column >= 0 && !node.missingGoesLeft {
                places.swapAt(node.left, node.left + 1)
            }
            for (place, number) in places.enumerated() {
                let node = tree.nodes[number]
                values.append(node.value)
                guard node.column >= 0 else {
                    nodes.append(.leaf(at: root + place))
                    continue
                }
                depths[node.left] = depths[place] + 1
                depths[node.left + 1] = depths[place] + 1
                nodes.append(
                    PackedNode(
                        threshold: node.threshold,
                        child: root + node.left,
                        column: node.column,
                        missingGoesLeft: node.missingGoesLeft
                    )
                )
            }
            trees.append((root, depths.max() ?? 0))
        }
        precondition(nodes.count <= PackedNode.mostNodes, "\(nodes.count) nodes")
        self.init(
            names: trainer.names,
            parameters: trainer.parameters,
            nodes: nodes,
            values: values,
            trees: trees
        )
    }

    package var nodeCount: Int { nodes.count }

    /// How many splits each column makes.
    package var splitsByColumn: [Int] {
        var splits = [Int](repeating: 0, count: names.count)
        for (place, node) in nodes.enumerated() where !node.isLeaf(at: place) {
            splits[node.column] += 1
        }
        return splits
    }

    deinit {
        nodes.deallocate()
        values.deallocate()
    }

    /// How likely a row is positive, 0...1.
    ///
    /// - `row`: As many values as there are columns, in their order; not-a-number where one is missing.
    package func probability(_ row: UnsafePointer<Float>) -> Double {
        guard let nodes = UnsafePointer(nodes.baseAddress), let values = values.baseAddress else {
            return 0
        }
        var sum = 0.0
        var tree = 0
        // Eight at a time: while one waits for its node, the others move on.
        while tree + 8 <= trees.count {
            var (a, b, c, d) = (
                trees[tree].root, trees[tree + 1].root, trees[tree + 2].root, trees[tree + 3].root
            )
            var (e, f, g, h) = (
                trees[tree + 4].root, trees[tree + 5].root, trees[tree + 6].root,
                trees[tree + 7].root
            )
            var steps = 0
            for other in tree..<tree + 8 { steps = max(steps, trees[other].depth) }
            for _ in 0..<steps {
                a = nodes[a].next(row)
                b = nodes[b].next(row)
                c = nodes[c].next(row)
                d = nodes[d].next(row)
                e = nodes[e].next(row)
                f = nodes[f].next(row)
                g = nodes[g].next(row)
                h = nodes[h].next(row)
            }
            // One after the other, so that the sum is that of `probabilities`.
            for leaf in [a, b, c, d, e, f, g, h] { sum += Double(values[leaf]) }
            tree += 8
        }
        while tree < trees.count {
            var place = trees[tree].root
            for _ in 0..<trees[tree].depth { place = nodes[place].next(row) }
            sum += Double(values[place])
            tree += 1
        }
        return sum / Double(trees.count)
    }

    /// The same of many rows, tree by tree: a tree's nodes stay in the nearest cache meanwhile.
    ///
    /// - `rows`: Row after row, each as `probability` takes it.
    package func probabilities(_ rows: UnsafeBufferPointer<Float>) -> [Double] {
        let width = names.count
        precondition(rows.count % width == 0, "\(rows.count) values in rows of \(width)")
        let count = rows.count / width
        guard let nodes = UnsafePointer(nodes.baseAddress), let values = values.baseAddress,
            let first = rows.baseAddress
        else { return [] }
        return [Double](unsafeUninitializedCapacity: count) { sums, initialized in
            sums.initialize(repeating: 0)
            for start in stride(from: 0, to: count, by: Self.rowsAtOnce) {
                let end = min(count, start + Self.rowsAtOnce)
                for tree in trees {
                    var row = start
                    while row + 8 <= end {
                        let start = first + row * width
                        var (a, b, c, d) = (tree.root, tree.root, tree.root, tree.root)
                        var (e, f, g, h) = (tree.root, tree.root, tree.root, tree.root)
                        for _ in 0..<tree.depth {
                            a = nodes[a].next(start)
                            b = nodes[b].next(start + width)
                            c = nodes[c].next(start + 2 * width)
                            d = nodes[d].next(start + 3 * width)
                            e = nodes[e].next(start + 4 * width)
                            f = nodes[f].next(start + 5 * width)
                            g = nodes[g].next(start + 6 * width)
                            h = nodes[h].next(start + 7 * width)
                        }
                        sums[row] += Double(values[a])
                        sums[row + 1] += Double(values[b])
                        sums[row + 2] += Double(values[c])
                        sums[row + 3] += Double(values[d])
                        sums[row + 4] += Double(values[e])
                        sums[row + 5] += Double(values[f])
                        sums[row + 6] += Double(values[g])
                        sums[row + 7] += Double(values[h])
                        row += 8
                    }
                    while row < end {
                        var place = tree.root
                        for _ in 0..<tree.depth { place = nodes[place].next(first + row * width) }
                        sums[row] += Double(values[place])
                        row += 1
                    }
                }
            }
            for row in 0..<count { sums[row] /= Double(trees.count) }
            initialized = count
        }
    }

    /// So many rows of some tens of columns lie in a second-level cache.
    private static let rowsAtOnce = 512

    package func probability(_ row: [Float]) -> Double {
        precondition(row.count == names.count, "\(row.count) values of \(names.count) columns")
        return row.withUnsafeBufferPointer { row in
            row.baseAddress.map(probability) ?? startingValue
        }
    }

    /// What each column adds to a row's probability; with `startingValue` they sum to it.
    ///
    /// Along a row's path through each tree, a split's column is given what the share of the positive
    /// changed by (Saabas, "Interpreting random forests", 2014). Exact for the path that was taken, and
    /// cheap; unlike Shapley's values it gives what two columns tell together to the one that splits
    /// last.
    ///
    /// - Returns: By column.
    package func contributions(_ row: [Float]) -> [Double] {
        precondition(row.count == names.count, "\(row.count) values of \(names.count) columns")
        var sums = [Double](repeating: 0, count: names.count)
        row.withUnsafeBufferPointer { row in
            guard let row = row.baseAddress else { return }
            for tree in trees {
                var place = tree.root
                while !nodes[place].isLeaf(at: place) {
                    let next = nodes[place].next(row)
                    sums[nodes[place].column] += Double(values[next]) - Double(values[place])
                    place = next
                }
            }
        }
        return sums.map { $0 / Double(trees.count) }
    }
}
