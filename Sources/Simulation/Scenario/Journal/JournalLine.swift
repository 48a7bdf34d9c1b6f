import Domain

/// One line of the journal in the making: a JSON object with a fixed order of keys.
///
/// Written byte by byte into a buffer that is used again for every line: at a dozen lines an
/// access, an encoder would cost more than the system that is being watched.
struct JournalLine {
    private(set) var bytes: [UInt8] = []
    private var secondOfPrefix = Int64.min
    private var prefix: [UInt8] = []

    init() { bytes.reserveCapacity(1_024) }

    mutating func begin(at instant: Instant, sequence: Int, what: StaticString) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: Self.opening)
        write(instant)
        bytes.append(contentsOf: Self.sequenceKey)
        write(sequence)
        bytes.append(contentsOf: Self.whatKey)
        append(what)
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func end() {
        bytes.append(UInt8(ascii: "}"))
        bytes.append(UInt8(ascii: "\n"))
    }

    mutating func field(_ key: StaticString, _ value: Int) {
        self.key(key)
        write(value)
    }

    mutating func field(_ key: StaticString, _ value: Bool) {
        self.key(key)
        append(value ? "true" : "false")
    }

    mutating func field<Entity>(_ key: StaticString, _ value: Identifier<Entity>) {
        self.key(key)
        quote()
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 36) { buffer in
            value.write(to: buffer)
            bytes.append(contentsOf: buffer)
        }
        quote()
    }

    mutating func field<Entity>(_ key: StaticString, _ value: Identifier<Entity>?) {
        if let value { field(key, value) }
    }

    mutating func field(_ key: StaticString, _ value: Instant) {
        self.key(key)
        quote()
        write(value)
        quote()
    }

    /// A duration in whole microseconds.
    mutating func field(_ key: StaticString, _ value: Duration) {
        field(key, Int(value.microseconds))
    }

    /// A word: letters, digits, dashes and the like; anything else is escaped.
    mutating func field(_ key: StaticString, _ value: String) {
        self.key(key)
        quote()
        for byte in value.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            } else if byte < 0x20 {
                bytes.append(UInt8(ascii: " "))
            } else {
                bytes.append(byte)
            }
        }
        quote()
    }

    private mutating func key(_ key: StaticString) {
        bytes.append(UInt8(ascii: ","))
        quote()
        append(key)
        quote()
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func quote() { bytes.append(UInt8(ascii: "\"")) }

    private mutating func append(_ text: StaticString) {
        bytes.append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        )
    }

    private mutating func write(_ value: Int) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(48 + rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    /// The calendar is worked out once a second; most lines share theirs with the one before.
    private mutating func write(_ instant: Instant) {
        if instant.seconds != secondOfPrefix {
            prefix = Array(unsafeUninitializedCapacity: 27) { buffer, count in
                count = instant.write(to: buffer) - 7
            }
            secondOfPrefix = instant.seconds
        }
        bytes.append(contentsOf: prefix)
        bytes.append(UInt8(ascii: "."))
        var divisor: Int64 = 100_000
        let fraction = instant.microseconds - instant.seconds * 1_000_000
        while divisor > 0 {
            bytes.append(UInt8(48 + fraction / divisor % 10))
            divisor /= 10
        }
        bytes.append(UInt8(ascii: "Z"))
    }

    private static let opening = Array("{\"at\":\"".utf8)
    private static let sequenceKey = Array("\",\"seq\":".utf8)
    private static let whatKey = Array(",\"what\":\"".utf8)
}
