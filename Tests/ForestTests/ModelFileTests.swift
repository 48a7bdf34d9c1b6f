import Testing

@testable import Forest

@Suite struct ModelFileTests {
    private func model() throws -> (forest: Forest, bytes: [UInt8], table: TrainingTable) {
        let table = madeUp(rows: 600)
        var parameters = ForestParameters()
        parameters.trees = 9
        parameters.depth = 6
        let trainer = try ForestTrainer(table, parameters)
        let forest = Forest((0..<9).map(trainer.grow), of: trainer)
        return (forest, try ModelFile.bytes(of: forest, origin: ["labels": "truth"]), table)
    }

    @Test func `a model reads back as it was written, to the bit`() throws {
        let (forest, bytes, table) = try model()
        let read = try ModelFile(bytes)
        #expect(read.header.columns == ["a", "b", "c", "d", "e"])
        #expect(read.header.origin == ["labels": "truth"])
        #expect(read.forest.parameters == forest.parameters)
        for row in 0..<600 {
            #expect(read.forest.probability(table.row(row)) == forest.probability(table.row(row)))
        }
        #expect(try ModelFile.bytes(of: read.forest, origin: ["labels": "truth"]) == bytes)
    }

    @Test func `a byte that was changed, lost or added is noticed`() throws {
        let bytes = try model().bytes
        for place in stride(from: 0, to: bytes.count, by: 97) {
            var changed = bytes
            changed[place] ^= 4
            #expect(throws: ForestError.self) { try ModelFile(changed) }
            #expect(throws: ForestError.self) { try ModelFile(Array(bytes[..<place])) }
        }
        #expect(throws: ForestError.self) { try ModelFile(bytes + [0]) }
        #expect(throws: ForestError.self) { try ModelFile([]) }
    }

    /// Whoever can compute the checksum can write anything behind it.
    @Test func `a hostile file with a right checksum leads no row astray`() throws {
        let (forest, _, table) = try model()
        var generator = SplitMix64(seed: 11)
        var refused = 0
        for _ in 0..<400 {
            var nodes = Array(forest.nodes)
            var values = Array(forest.values)
            for _ in 0...generator.below(3) {
                let place = generator.below(nodes.count)
                if generator.below(4) == 0 {
                    values[place] = Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
                } else {
                    let bit = UInt32(1) << UInt32(generator.below(32))
                    nodes[place] = PackedNode(
                        threshold: nodes[place].threshold,
                        packed: nodes[place].packed ^ bit
                    )
                }
            }
            let hostile = Forest(
                names: forest.names,
                parameters: forest.parameters,
                nodes: nodes,
                values: values,
                trees: forest.trees
            )
            do {
                let read = try ModelFile(try ModelFile.bytes(of: hostile, origin: [:]))
                // Changed, but sound: every row still ends in a leaf.
                for row in 0..<20 {
                    #expect((0...1).contains(read.forest.probability(table.row(row))))
                }
            } catch is ForestError {
                refused += 1
            }
        }
        #expect(refused > 100)
    }

    @Test(arguments: [
        ("GGFOREST", "it does not begin as one"),
        ("not a model at all, but long enough to be one ", "it does not begin as one"),
    ])
    func `what is no model is said to be none`(text: String, problem: String) {
        #expect(throws: ForestError.malformed(problem)) { try ModelFile(Array(text.utf8)) }
    }
}

@Suite struct ForestErrorTests {
    @Test func `one class alone teaches nothing`() {
        let table = TrainingTable(names: ["a"], columns: [[1, 2]], isPositive: [true, true])
        #expect(throws: ForestError.oneClassOnly(rows: 2, positives: 2)) {
            try ForestTrainer(table, ForestParameters())
        }
    }

    @Test func `columns that are missing in every row, or constant, are never split`() throws {
        let isPositive = (0..<40).map { $0 % 3 == 0 }
        let table = TrainingTable(
            names: ["missing", "constant", "useful"],
            columns: [
                [Float](repeating: .nan, count: 40), [Float](repeating: 2, count: 40),
                isPositive.map { $0 ? 1 : 0 },
            ],
            isPositive: isPositive
        )
        var parameters = ForestParameters()
        parameters.columnsPerNode = 1
        let trainer = try ForestTrainer(table, parameters)
        let forest = Forest((0..<20).map(trainer.grow), of: trainer)
        #expect(forest.probability([.nan, 2, 1]) > 0.95)
        #expect(forest.probability([.nan, 2, 0]) < 0.05)
        // Of no known value: an answer all the same.
        #expect((0...1).contains(forest.probability([.nan, .nan, .nan])))
    }

    @Test func `ten rows make a forest, if only of stumps`() throws {
        let table = TrainingTable(
            names: ["a"],
            columns: [(0..<10).map { Float($0) }],
            isPositive: (0..<10).map { $0 >= 5 }
        )
        let trainer = try ForestTrainer(table, ForestParameters())
        let forest = Forest((0..<100).map(trainer.grow), of: trainer)
        #expect(forest.probability([9]) >= forest.probability([0]))
    }

    @Test func `columns of another model are named`() {
        let error = ForestError.otherColumns(expected: ["a", "b"], found: ["a", "c"])
        #expect("\(error)" == "the model is made of other columns: without b, with c")
    }
}
