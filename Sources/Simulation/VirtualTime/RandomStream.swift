/// A named, seeded stream of random numbers, the same on every machine and in every Swift version.
///
/// The generator is xoshiro256++ 1.0 (Blackman and Vigna, "Scrambled Linear Pseudorandom Number
/// Generators", 2021), its state filled by SplitMix64 as its authors advise. Ranges, choices and
/// shuffles are our own algorithms, since the standard library's may change; for the same reason
/// this is no `RandomNumberGenerator`.
///
/// A stream is a key and a position. The key comes from the seed and the name alone, so streams
/// with different names are independent, and adding one changes no other. Not for live secrets.
package struct RandomStream: Hashable, Sendable {
    /// What the seed and the names came to; children are derived from it, wherever the position.
    package let key: UInt64
    private var generator: Xoshiro256PlusPlus

    private init(key: UInt64) {
        self.key = key
        var seeder = SplitMix64(state: key)
        generator = Xoshiro256PlusPlus(seededBy: &seeder)
    }

    /// The stream of that name, such as `"guest/17/delay"`.
    package init(seed: UInt64, name: String) {
        self.init(key: mixed(seed, stableHash(name)))
    }

    /// One of a family of streams: equal to `RandomStream(seed: seed, name: name).child(index)`.
    package init(seed: UInt64, name: String, index: Int) {
        self.init(key: mixed(mixed(seed, stableHash(name)), UInt64(bitPattern: Int64(index))))
    }

    /// The stream of that name below this one, the same however much was drawn here before.
    ///
    /// Cheap (about ten multiplications, no string is built): made for streams per guest. Not the
    /// stream whose name is the two names joined.
    package func child(_ name: String) -> RandomStream {
        RandomStream(key: mixed(key, stableHash(name)))
    }

    /// The stream of that number below this one.
    package func child(_ index: Int) -> RandomStream {
        RandomStream(key: mixed(key, UInt64(bitPattern: Int64(index))))
    }

    /// 64 random bits.
    package mutating func next() -> UInt64 { generator.next() }

    /// A number in `0..<1`, a multiple of 2⁻⁵³.
    package mutating func unit() -> Double { Double(generator.next() >> 11) * 0x1p-53 }

    /// A whole number, each of the range equally likely.
    ///
    /// Lemire, "Fast Random Integer Generation in an Interval", 2019: one multiplication, unbiased.
    package mutating func integer(in range: ClosedRange<Int>) -> Int {
        let span = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound)) &+ 1
        guard span != 0 else { return Int(truncatingIfNeeded: generator.next()) }
        return range.lowerBound &+ Int(truncatingIfNeeded: generator.next(below: span))
    }

    /// True with that probability, in `0...1`.
    package mutating func bool(probability: Double) -> Bool {
        precondition((0...1).contains(probability), "probability \(probability) is not in 0...1")
        return unit() < probability
    }

    /// One of the elements, each equally likely.
    package mutating func element<Elements: RandomAccessCollection>(
        of elements: Elements
    ) -> Elements.Element {
        precondition(!elements.isEmpty, "there is nothing to choose from")
        let offset = integer(in: 0...elements.count - 1)
        return elements[elements.index(elements.startIndex, offsetBy: offset)]
    }

    /// Puts the elements in random order, each order equally likely (Fisher and Yates, from the end).
    package mutating func shuffle<Element>(_ elements: inout [Element]) {
        guard elements.count > 1 else { return }
        for last in stride(from: elements.count - 1, through: 1, by: -1) {
            elements.swapAt(last, integer(in: 0...last))
        }
    }
}

/// xoshiro256++ 1.0 of David Blackman and Sebastiano Vigna, <https://prng.di.unimi.it>.
struct Xoshiro256PlusPlus: Hashable, Sendable {
    private var s0: UInt64
    private var s1: UInt64
    private var s2: UInt64
    private var s3: UInt64

    /// A generator in that state, which must not be all zero.
    init(state: (UInt64, UInt64, UInt64, UInt64)) {
        (s0, s1, s2, s3) = state
    }

    init(seededBy seeder: inout SplitMix64) {
        // SplitMix64 gives every word once in its period: four zeros in a row cannot be.
        self.init(state: (seeder.next(), seeder.next(), seeder.next(), seeder.next()))
    }

    mutating func next() -> UInt64 {
        let result = rotated(s0 &+ s3, by: 23) &+ s0
        let shifted = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= shifted
        s3 = rotated(s3, by: 45)
        return result
    }

    /// A number in `0..<span`, unbiased, by Lemire's multiplication.
    mutating func next(below span: UInt64) -> UInt64 {
        var product = next().multipliedFullWidth(by: span)
        if product.low < span {
            let threshold = (0 &- span) % span
            while product.low < threshold {
                product = next().multipliedFullWidth(by: span)
            }
        }
        return product.high
    }

    private func rotated(_ word: UInt64, by count: UInt64) -> UInt64 {
        word << count | word >> (64 - count)
    }
}

/// SplitMix64 of Steele, Lea and Flood, in Vigna's version, <https://prng.di.unimi.it/splitmix64.c>.
struct SplitMix64: Sendable {
    private var state: UInt64

    init(state: UInt64) { self.state = state }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return finalised(state)
    }
}

/// A hash of the name's UTF-8 bytes that is the same in every process, unlike `hashValue`.
///
/// FNV-1a, 64 bits (Fowler, Noll and Vo; RFC 9923), then SplitMix64's finaliser, which spreads
/// the difference of the last byte over the whole word.
package func stableHash(_ name: String) -> UInt64 { finalised(fnv1a(name)) }

func fnv1a(_ name: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    return hash
}

/// One word of two; for a given `key`, different words always give different results.
private func mixed(_ key: UInt64, _ word: UInt64) -> UInt64 {
    finalised(finalised(key &+ 0x9E37_79B9_7F4A_7C15) ^ word)
}

/// SplitMix64's finaliser (Stafford's variant 13 of MurmurHash3's): one to one.
private func finalised(_ word: UInt64) -> UInt64 {
    var word = word
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
}
