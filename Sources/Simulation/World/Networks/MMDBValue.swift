/// A value of a MaxMind DB file's data section (MaxMind DB File Format Specification 2.0).
indirect enum MMDBValue: Hashable {
    case text(String)
    case double(Double)
    case uint16(UInt16)
    case uint32(UInt32)
    case uint64(UInt64)
    case array([MMDBValue])
    /// Keys in the order they are written.
    case map([Member])

    struct Member: Hashable {
        let key: String
        let value: MMDBValue
    }

    /// A map, keys in the given order.
    static func object(_ members: KeyValuePairs<String, MMDBValue>) -> MMDBValue {
        .map(members.map { Member(key: $0.key, value: $0.value) })
    }
}

/// Encodes values one after another; a value that was written before becomes a pointer to it.
struct MMDBDataSection {
    private(set) var bytes: [UInt8] = []
    private var written: [MMDBValue: Int] = [:]

    /// Writes a value where it is new.
    ///
    /// - Returns: Its place, in bytes from the section's start.
    mutating func place(of value: MMDBValue) -> Int {
        if let known = written[value] { return known }
        // Members come first, so that the value itself can point at them.
        let parts = members(of: value)
        let place = bytes.count
        write(value, parts)
        written[value] = place
        return place
    }

    /// Writes a value in place and in full, without pointers: what the metadata section needs.
    mutating func writePlainly(_ value: MMDBValue) {
        switch value {
        case .map(let members):
            control(7, members.count)
            for member in members {
                writePlainly(.text(member.key))
                writePlainly(member.value)
            }
        case .array(let values):
            control(11, values.count)
            for value in values { writePlainly(value) }
        default: scalar(value)
        }
    }

    private mutating func members(of value: MMDBValue) -> [Int] {
        switch value {
        case .map(let members):
            members.flatMap { [place(of: .text($0.key)), place(of: $0.value)] }
        case .array(let values): values.map { place(of: $0) }
        default: []
        }
    }

    private mutating func write(_ value: MMDBValue, _ parts: [Int]) {
        switch value {
        case .map(let members):
            control(7, members.count)
            for part in parts { pointer(to: part) }
        case .array(let values):
            control(11, values.count)
            for part in parts { pointer(to: part) }
        default: scalar(value)
        }
    }

    private mutating func scalar(_ value: MMDBValue) {
        switch value {
        case .text(let text):
            control(2, text.utf8.count)
            bytes.append(contentsOf: text.utf8)
        case .double(let number):
            control(3, 8)
            append(number.bitPattern, bytes: 8)
        case .uint16(let number): unsigned(5, UInt64(number))
        case .uint32(let number): unsigned(6, UInt64(number))
        case .uint64(let number): unsigned(9, number)
        case .map, .array: preconditionFailure("not a scalar")
        }
    }

    /// The type and size of what follows.
    ///
    /// Types above 7 take a byte of their own.
    private mutating func control(_ type: UInt8, _ size: Int) {
        let sizeBits: UInt8 = size < 29 ? UInt8(size) : size < 285 ? 29 : 30
        bytes.append((type <= 7 ? type << 5 : 0) | sizeBits)
        if type > 7 { bytes.append(type - 7) }
        if sizeBits == 29 { bytes.append(UInt8(size - 29)) }
        if sizeBits == 30 { append(UInt64(size - 285), bytes: 2) }
    }

    /// A number in as few bytes as it takes.
    private mutating func unsigned(_ type: UInt8, _ number: UInt64) {
        let count = (64 - number.leadingZeroBitCount + 7) / 8
        control(type, count)
        append(number, bytes: count)
    }

    private mutating func pointer(to place: Int) {
        precondition(place < 526_336 + (1 << 27), "a data section beyond 128 MiB")
        switch place {
        case ..<2_048:
            bytes.append(0x20 | UInt8(place >> 8))
            append(UInt64(place & 0xFF), bytes: 1)
        case ..<526_336:
            let rest = place - 2_048
            bytes.append(0x28 | UInt8(rest >> 16))
            append(UInt64(rest & 0xFFFF), bytes: 2)
        default:
            let rest = place - 526_336
            bytes.append(0x30 | UInt8(rest >> 24))
            append(UInt64(rest & 0xFF_FFFF), bytes: 3)
        }
    }

    private mutating func append(_ number: UInt64, bytes count: Int) {
        for shift in stride(from: 8 * (count - 1), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
        }
    }
}
