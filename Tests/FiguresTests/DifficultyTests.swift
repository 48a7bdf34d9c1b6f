import Testing
import VirtualTime

@testable import Figures

@Suite struct DifficultyTests {
    private func table(_ rows: [([Float], Bool)]) -> LabelledTable {
        var table = LabelledTable(columns: rows[0].0.count)
        for (values, isFraud) in rows { table.add(values, isFraud: isFraud) }
        return table
    }

    /// Of four pairs fraud is higher in three, and one is a tie.
    @Test func `the area counts pairs, ties half`() {
        #expect(areaUnderROC([1, 2, 2, 3], [false, true, false, true]) == 0.875)
        #expect(areaUnderROC([3, 1], [false, true]) == 0)
        #expect(areaUnderROC([1, 1, 1], [false, true, false]) == 0.5)
        #expect(areaUnderROC([1, 2], [true, true]) == nil)
        #expect(areaUnderROC([], []) == nil)
    }

    @Test func `the best column may fall, and what is unknown stands where it tells most`() throws {
        let train = table([
            ([5, 9], false), ([1, 8], false), ([4, .nan], true), ([2, 2], true), ([3, 1], true),
            ([3, 7], false),
        ])
        let best = try #require(BestColumn(in: train))
        #expect(best.column == 1)
        #expect(best.area(on: train) == 1)
        // Judged on other rows as it was chosen: now it is wrong about one of two pairs.
        #expect(
            best.area(on: table([([0, 3], false), ([0, 6], true), ([0, .nan], true)])) == 0.5
        )
        #expect(BestColumn(in: table([([1], true)])) == nil)
    }

    /// Fraud where two columns are high: either tells five pairs of six.
    @Test func `a tree asks one question after another`() {
        var rows: [([Float], Bool)] = []
        for index in 0..<400 {
            let (one, two) = (index % 2, index / 2 % 2)
            let wobble = Float(index % 7) / 100
            let values = [Float(one) + wobble, Float(two) - wobble, Float(index % 5)]
            rows.append((values, one + two == 2))
        }
        let data = table(rows)
        let tree = ShallowTree(data, depth: 2)
        #expect(areaUnderROC(tree.scores(of: data), data.isFraud) == 1)
        let stump = ShallowTree(data, depth: 1).scores(of: data)
        #expect(areaUnderROC(stump, data.isFraud) == 5.0 / 6)
        #expect(ShallowTree(data, depth: 0).scores(of: data).allSatisfy { $0 == 0.25 })
    }

    @Test func `a tree learns where what is unknown belongs, and keeps leaves large`() {
        var rows: [([Float], Bool)] = []
        for index in 0..<60 { rows.append(([index < 30 ? .nan : Float(index % 3)], index < 30)) }
        let data = table(rows)
        #expect(areaUnderROC(ShallowTree(data).scores(of: data), data.isFraud) == 1)
        let few = table((0..<12).map { ([Float($0)], $0 >= 9) })
        #expect(Set(ShallowTree(few, fewest: 10).scores(of: few)).count == 1)
    }

    /// Newton's method with the same ridge in Python with numpy.
    @Test func `a logistic regression is another implementation's`() {
        let data = table([
            ([0.5, .nan], false), ([1.5, 2], false), ([2.5, 1], true), ([3.5, 0], true),
            ([1, 3], false), ([3, .nan], true), ([2, 2], true), ([0, 1], false),
        ])
        let expected: [Double] = [
            -8.71742137, -1.80486366, 5.93752551, 13.67991468,
            -5.95545073, 9.24158913, 1.78693844, -12.02148499,
        ]
        for (found, expected) in zip(LogisticRegression(data).scores(of: data), expected) {
            #expect(abs(found - expected) < 1e-6)
        }
    }

    /// A control: what is drawn without regard to the truth tells nothing on other rows.
    @Test func `noise tells nothing`() throws {
        var stream = RandomStream(seed: 5, name: "noise")
        func noise() -> LabelledTable {
            table(
                (0..<2_000).map { _ in
                    let values = (0..<6).map { _ in Float(stream.unit()) }
                    return (values, stream.bool(probability: 0.3))
                }
            )
        }
        let (train, test) = (noise(), noise())
        let areas = [
            try #require(BestColumn(in: train)).area(on: test),
            areaUnderROC(ShallowTree(train).scores(of: test), test.isFraud),
            areaUnderROC(LogisticRegression(train).scores(of: test), test.isFraud),
        ]
        for area in areas { #expect(abs(try #require(area) - 0.5) < 0.05) }
    }
}
