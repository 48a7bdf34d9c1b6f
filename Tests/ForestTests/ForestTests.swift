import Testing

@testable import Forest

/// Rows of which some are positive for reasons that a tree can find, with missing values.
func madeUp(rows: Int, seed: UInt64 = 7, missing: Double = 0.2) -> TrainingTable {
    var generator = SplitMix64(seed: seed)
    func unit() -> Double { Double(generator.next() >> 11) * 0x1p-53 }
    var columns = [[Float]](repeating: [], count: 5)
    var isPositive: [Bool] = []
    for _ in 0..<rows {
        let row = [
            unit() * 10, unit(), Double(generator.below(4)), Double(generator.below(1_000)), unit(),
        ]
        let odds = row[0] + (row[2] == 2 ? 4 : 0) + (row[1] > 0.7 ? 3 : 0)
        isPositive.append(unit() < odds / 25)
        for column in 0..<5 {
            let isMissing = column % 2 == 1 && unit() < missing
            columns[column].append(isMissing ? .nan : Float(row[column]))
        }
    }
    return TrainingTable(
        names: ["a", "b", "c", "d", "e"],
        columns: columns,
        isPositive: isPositive
    )
}

extension TrainingTable {
    func row(_ number: Int) -> [Float] { columns.map { $0[number] } }
}

@Suite struct ForestTests {
    private func trainer(
        _ table: TrainingTable,
        trees: Int = 10,
        seed: UInt64 = 1
    ) throws
        -> ForestTrainer
    {
        var parameters = ForestParameters()
        parameters.trees = trees
        parameters.seed = seed
        return try ForestTrainer(table, parameters)
    }

    @Test func `a tree answers as it was grown, whatever is missing`() throws {
        let table = madeUp(rows: 2_000)
        let trainer = try trainer(table)
        for number in 0..<4 {
            let tree = trainer.grow(number)
            let forest = Forest([tree], of: trainer)
            #expect(tree.unseen.count > 600)
            for (row, millionths) in zip(tree.unseen, tree.unseenMillionths) {
                let found = forest.probability(table.row(Int(row)))
                #expect(abs(found * 1_000_000 - Double(millionths)) <= 1)
            }
        }
    }

    /// As ONNX's BRANCH_LEQ has it.
    @Test(arguments: [true, false])
    func `a value at a threshold goes left, one above it right, a missing one where it should`(
        missingGoesLeft: Bool
    ) {
        for threshold: Float in [-3.5, 0, 5] {
            let node = PackedNode(
                threshold: threshold,
                child: 1,
                column: 0,
                missingGoesLeft: missingGoesLeft
            )
            #expect(node.splitValue == threshold)
            #expect(node.next([threshold.nextDown]) == node.left)
            #expect(node.next([threshold]) == node.left)
            #expect(node.next([threshold.nextUp]) == node.right)
            #expect(node.next([.nan]) == (missingGoesLeft ? node.left : node.right))
        }
    }

    @Test func `many rows are answered as each alone, to the bit`() throws {
        let table = madeUp(rows: 1_500)
        let trainer = try trainer(table, trees: 21)
        let forest = Forest((0..<21).map(trainer.grow), of: trainer)
        let rows = (0..<1_203).flatMap(table.row)
        let together = rows.withUnsafeBufferPointer(forest.probabilities)
        #expect(together == (0..<1_203).map { forest.probability(table.row($0)) })
    }

    @Test func `contributions and the starting value sum to the answer`() throws {
        let table = madeUp(rows: 1_000)
        let trainer = try trainer(table)
        let forest = Forest((0..<10).map(trainer.grow), of: trainer)
        for row in 0..<200 {
            let row = table.row(row)
            let sum = forest.contributions(row).reduce(forest.startingValue, +)
            #expect(abs(sum - forest.probability(row)) < 1e-6)
        }
    }

    @Test func `trees' samples are no copies of each other`() throws {
        let table = madeUp(rows: 5_000)
        var parameters = ForestParameters()
        parameters.isBalanced = false
        let trainer = try ForestTrainer(table, parameters)
        let unseen = (0..<8).map { Set(trainer.grow($0).unseen) }
        for one in 0..<8 {
            // (1 - 1/n)^n of the rows, and of these as many again.
            #expect(abs(Double(unseen[one].count) / 5_000 - 0.3679) < 0.03)
            for other in 0..<one {
                let both = unseen[one].intersection(unseen[other]).count
                #expect(abs(Double(both) / 5_000 - 0.1353) < 0.025)
            }
        }
    }

    /// 300 positive and 9,700 negative: drawn 300 and 1,200 times, weighing the same.
    @Test func `a balanced sample draws four of the larger class for each of the smaller`() throws {
        let columns: [[Float]] = [(0..<10_000).map { Float($0 % 7) }]
        let table = TrainingTable(
            names: ["noise"],
            columns: columns,
            isPositive: (0..<10_000).map { $0 < 300 }
        )
        let tree = try trainer(table).grow(3)
        let positives = tree.unseen.count { $0 < 300 }
        #expect(abs(Double(positives) / 300 - 0.368) < 0.09)
        let negatives = tree.unseen.count - positives
        #expect(abs(Double(negatives) / 9_700 - 0.884) < 0.02)
        #expect(abs(Double(tree.nodes[0].value) - 0.5) < 1e-6)
    }

    @Test func `the same seed gives the same tree in any order, another seed another`() throws {
        let table = madeUp(rows: 1_000)
        let one = try trainer(table)
        let again = try trainer(table)
        let forwards = (0..<5).map { one.grow($0).unseenMillionths }
        let backwards = (0..<5).reversed().map { again.grow($0).unseenMillionths }
        #expect(forwards == backwards.reversed())
        #expect(try trainer(table, seed: 2).grow(0).unseenMillionths != forwards[0])
    }
}

@Suite struct SplitMix64Tests {
    /// From <https://prng.di.unimi.it/splitmix64.c> with the state 1234567.
    @Test func `numbers are the published ones`() {
        var generator = SplitMix64(seed: 1_234_567)
        #expect(
            (0..<5).map { _ in generator.next() } == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ]
        )
    }

    @Test func `every number below a bound comes as often`() {
        var generator = SplitMix64(seed: 5)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[generator.below(7)] += 1 }
        #expect(counts.allSatisfy { abs($0 - 10_000) < 400 })
    }
}

@Suite struct BinnedColumnTests {
    @Test func `few values have a bin each, and a split is possible between any two`() {
        let column = BinnedColumn([3, 1, .nan, 2, 2, 1])
        #expect(column.edges == [1.5, 2.5])
        #expect(column.bins == [2, 0, 255, 1, 1, 0])
    }

    @Test func `many values lie in bins of as many rows each`() {
        let values = (0..<10_000).map { Float(($0 * 7_919) % 10_000) }
        let column = BinnedColumn(values)
        #expect(column.edges.count == 254)
        let counts = Dictionary(grouping: column.bins) { $0 }.values.map(\.count)
        #expect(counts.count == 255 && counts.min() ?? 0 >= 38 && counts.max() ?? 0 <= 41)
        for (value, bin) in zip(values, column.bins) {
            let bin = Int(bin)
            #expect(bin == 254 || value <= column.edges[bin])
            #expect(bin == 0 || value > column.edges[bin - 1])
        }
    }

    @Test func `a value that is most of them has a bin of its own`() {
        let column = BinnedColumn(
            [Float](repeating: 0, count: 9_000) + (1...1_000).map { Float($0) }
        )
        #expect(column.edges.first == 0.5)
        #expect(column.bins.count { $0 == 0 } == 9_000)
        #expect(column.edges.count > 20)
    }

    @Test func `nothing, one value and neighbours have no edge between what is the same`() {
        #expect(BinnedColumn([]).edges == [])
        #expect(BinnedColumn([.nan, .nan]).bins == [255, 255])
        #expect(BinnedColumn([4, 4]).edges == [])
        let low = Float(1)
        #expect(BinnedColumn([low, low.nextUp]).bins == [0, 1])
        #expect(BinnedColumn([-.infinity, 0, .infinity]).bins == [0, 1, 2])
    }
}
