import Testing

@testable import VirtualTime

@Suite struct RandomStreamTests {
    /// From Vigna's splitmix64.c, compiled and run; seed 1234567 is also on Rosetta Code.
    @Test func `SplitMix64 gives its published numbers`() {
        var fromZero = SplitMix64(state: 0)
        let first = (0..<3).map { _ in fromZero.next() }
        #expect(first == [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F])

        var seeder = SplitMix64(state: 1_234_567)
        let published: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
        ]
        #expect(published == (0..<5).map { _ in seeder.next() })
    }

    /// From Vigna's xoshiro256plusplus.c, compiled and run from state 1, 2, 3, 4; the same ten
    /// numbers are the reference vector in the tests of Rust's rand_xoshiro.
    @Test func `xoshiro256++ gives its published numbers`() {
        var generator = Xoshiro256PlusPlus(state: (1, 2, 3, 4))
        let published: [UInt64] = [
            41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386,
            9_228_616_714_210_784_205, 9_973_669_472_204_895_162, 14_011_001_112_246_962_877,
            12_406_186_145_184_390_807, 15_849_039_046_786_891_736, 10_450_023_813_501_588_000,
        ]
        #expect(published == (0..<10).map { _ in generator.next() })
    }

    /// From the test vectors of FNV's authors (RFC 9923, appendix).
    @Test(arguments: [
        ("", 0xCBF2_9CE4_8422_2325 as UInt64),
        ("a", 0xAF63_DC4C_8601_EC8C),
        ("foobar", 0x8594_4171_F739_67E8),
    ])
    func `names are hashed by FNV-1a`(name: String, published: UInt64) {
        #expect(fnv1a(name) == published)
    }

    @Test func `a child depends on the names and the seed, not on what was drawn`() {
        var stream = RandomStream(seed: 1, name: "guest")
        let fresh = stream.child(17).child("delay")
        _ = stream.next()
        #expect(stream.child(17).child("delay") == fresh)
        #expect(RandomStream(seed: 1, name: "guest", index: 17).child("delay") == fresh)
        #expect(RandomStream(seed: 2, name: "guest", index: 17).child("delay") != fresh)
        #expect(RandomStream(seed: 1, name: "guest", index: 18).child("delay") != fresh)
    }

    @Test func `different names give different streams`() {
        var keys: Set<UInt64> = []
        let root = RandomStream(seed: 0, name: "guest")
        for index in -500..<500 {
            keys.insert(root.child(index).key)
            keys.insert(root.child(index).child("delay").key)
            keys.insert(root.child(index).child("device").key)
        }
        #expect(keys.count == 3_000)
    }

    @Test func `a unit number lies in 0..<1 and averages a half`() {
        var stream = RandomStream(seed: 3, name: "unit")
        let numbers = (0..<100_000).map { _ in stream.unit() }
        #expect(numbers.allSatisfy { (0..<1).contains($0) })
        #expect(abs(mean(numbers) - 0.5) < 0.005)
        #expect(abs(variance(numbers) - 1.0 / 12) < 0.002)
    }

    @Test func `an integer reaches both ends and every value equally often`() {
        var stream = RandomStream(seed: 4, name: "dice")
        var counts = [Int](repeating: 0, count: 6)
        for _ in 0..<60_000 { counts[stream.integer(in: 1...6) - 1] += 1 }
        // Chi-squared, 5 degrees of freedom: 20.5 is exceeded once in a thousand.
        let chiSquared = counts.reduce(0.0) { $0 + Double(($1 - 10_000) * ($1 - 10_000)) / 10_000 }
        #expect(chiSquared < 20.5)
    }

    @Test func `the widest and the narrowest ranges work`() {
        var stream = RandomStream(seed: 5, name: "ranges")
        #expect(stream.integer(in: 7...7) == 7)
        #expect(stream.integer(in: .min ... .max) != stream.integer(in: .min ... .max))
        #expect(stream.integer(in: .max - 1 ... .max) >= .max - 1)
        for _ in 0..<100 { #expect(stream.integer(in: .min ... -1) < 0) }
    }

    /// A span of ¾ of 2⁶⁴ makes one draw in four be refused: a biased method shows at once.
    @Test func `a range of three quarters of all words is not biased`() {
        var stream = RandomStream(seed: 6, name: "bias")
        let third = Int(1) << 62
        var counts = [0, 0, 0]
        for _ in 0..<30_000 {
            let number = stream.integer(in: .min...third - 1)
            counts[Int(UInt64(bitPattern: Int64(number &- .min)) >> 62)] += 1
        }
        #expect(counts.allSatisfy { abs($0 - 10_000) < 400 })
    }

    @Test func `a bool is true with its probability`() {
        var stream = RandomStream(seed: 7, name: "coin")
        let heads = (0..<100_000).count { _ in stream.bool(probability: 0.3) }
        #expect(abs(heads - 30_000) < 600)
        #expect(!(0..<100).contains { _ in stream.bool(probability: 0) })
        #expect((0..<100).allSatisfy { _ in stream.bool(probability: 1) })
    }

    @Test func `a shuffle keeps the elements and gives each order equally often`() {
        var stream = RandomStream(seed: 8, name: "cards")
        var orders: [[Int]: Int] = [:]
        for _ in 0..<60_000 {
            var cards = [1, 2, 3]
            stream.shuffle(&cards)
            orders[cards, default: 0] += 1
        }
        #expect(orders.count == 6)
        #expect(orders.values.allSatisfy { abs($0 - 10_000) < 400 })
    }

    @Test func `empty and single arrays survive a shuffle`() {
        var stream = RandomStream(seed: 9, name: "cards")
        var none: [Int] = []
        var one = [1]
        stream.shuffle(&none)
        stream.shuffle(&one)
        #expect(none.isEmpty && one == [1])
    }
}

/// Recorded from this implementation on its first day.
///
/// They must never change: with them change all runs, all digests and all data sets.
@Suite struct RandomStreamVectorTests {
    @Test func `the words of a named stream never change`() {
        var stream = RandomStream(seed: 2_026, name: "guest/17/delay")
        let words = (0..<4).map { _ in stream.next() }
        let recorded: [UInt64] = [
            14_499_479_563_598_639_862, 10_151_307_608_074_959_378, 12_370_799_614_282_674_463,
            11_145_866_982_180_010_741,
        ]
        #expect(words == recorded)
        #expect(
            RandomStream(seed: 2_026, name: "guest", index: 17).key == 9_813_773_801_797_046_630
        )
        #expect(
            RandomStream(seed: 2_026, name: "guest").child("delay").key == 1_512_822_437_630_683_315
        )
        #expect(stableHash("guest") == 13_797_670_935_667_895_783)
    }

    @Test func `integers, choices and shuffles never change`() {
        var stream = RandomStream(seed: 2_026, name: "vectors")
        let integers = (0..<12).map { _ in stream.integer(in: -50...50) }
        #expect(integers == [44, -38, 16, 27, 29, -35, -34, 25, 27, 15, 7, -49])
        let letters = (0..<12).map { _ in stream.element(of: Array("abcdefgh")) }
        #expect(String(letters) == "ghbefeefgghe")
        var numbers = Array(0..<12)
        stream.shuffle(&numbers)
        #expect(numbers == [4, 5, 1, 7, 0, 6, 3, 9, 10, 11, 8, 2])
    }

    @Test func `draws from distributions never change`() {
        var stream = RandomStream(seed: 2_026, name: "distributions")
        #expect(stream.normal() == 0.8212317716879625)
        #expect(stream.lognormal(median: 2, sigma: 0.5) == 2.6128338057678775)
        #expect(stream.exponential(mean: 3) == 2.604892990755161)
        #expect(stream.gamma(shape: 2.5, scale: 1.5) == 1.6709276030792815)
        let counts = [stream.poisson(mean: 3), stream.poisson(mean: 300)]
        #expect(counts == [3, 316])
        let choice = Categorical([("a", 5), ("b", 3), ("c", 2)])
        let chosen = (0..<12).map { _ in choice.draw(from: &stream) }
        #expect(chosen.joined() == "bbbcbcaabaab")
        let delay = stream.duration(lognormalMedian: .seconds(20), sigma: 1)
        #expect(delay == .microseconds(58_266_517))
    }
}

func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }

func variance(_ numbers: [Double]) -> Double {
    let center = mean(numbers)
    return mean(numbers.map { ($0 - center) * ($0 - center) })
}
