import Forest

/// Labels that are wrong on purpose, to see what wrong labels cost.
///
/// So large a share of the frauds is called honest, and as many honest rows are called fraud, so that there
/// are as many of either kind as before.
struct LabelNoise {
    /// 0...1.
    private let share: Double
    private let seed: UInt64

    init(_ share: Double, seed: UInt64) {
        precondition((0...1).contains(share))
        self.share = share
        self.seed = seed
    }

    /// The rows whose labels are swapped, from each part as many of one kind as of the other.
    func rows(among parts: [[Int]], areFraud: (Int) -> Bool) -> Set<Int> {
        guard share > 0 else { return [] }
        var generator = SplitMix64(seed: seed ^ 0x6E6F_6973_65)
        var mistaken: Set<Int> = []
        for part in parts {
            var (frauds, honest) = (part.filter(areFraud), part.filter { !areFraud($0) })
            let count = min(Int((share * Double(frauds.count)).rounded()), honest.count)
            for place in 0..<count {
                frauds.swapAt(place, place + generator.below(frauds.count - place))
                honest.swapAt(place, place + generator.below(honest.count - place))
                mistaken.formUnion([frauds[place], honest[place]])
            }
        }
        return mistaken
    }
}
