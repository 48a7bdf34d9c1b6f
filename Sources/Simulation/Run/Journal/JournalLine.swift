import Domain

/// The journal's lines in the making: one JSON object each, with a fixed order of keys.
///
/// Written byte by byte into a buffer that is used again: at a dozen lines an access, an encoder
/// would cost more than the system that is being watched.
struct JournalLine {
    /// Whole lines, and the one under way.
    let buffer: TextBuffer

    func begin(at instant: Instant, sequence: Int, what: StaticString) {
        buffer.append("{\"at\":\"")
        buffer.append(instant)
        buffer.append("\",\"seq\":")
        buffer.append(sequence)
        buffer.append(",\"what\":\"")
        buffer.append(what)
        quote()
    }

    func end() { buffer.append("}\n") }

    func field(_ key: StaticString, _ value: Int) {
        self.key(key)
        buffer.append(value)
    }

    /// A signal and its score: a signal's name needs no quoting.
    func score(of signal: Signal.Name, _ value: Int) {
        buffer.append(",\"")
        buffer.append(signal.text)
        buffer.append("\":")
        buffer.append(value)
    }

    func field(_ key: StaticString, _ value: Bool) {
        self.key(key)
        buffer.append(value ? "true" : "false")
    }

    func field<Entity>(_ key: StaticString, _ value: Identifier<Entity>) {
        self.key(key)
        quote()
        buffer.append(value)
        quote()
    }

    func field<Entity>(_ key: StaticString, _ value: Identifier<Entity>?) {
        if let value { field(key, value) }
    }

    func field(_ key: StaticString, _ value: Instant) {
        self.key(key)
        quote()
        buffer.append(value)
        quote()
    }

    /// A duration in whole microseconds.
    func field(_ key: StaticString, _ value: Duration) {
        field(key, Int(value.microseconds))
    }

    func field(_ key: StaticString, _ value: String) {
        self.key(key)
        buffer.append(jsonQuoted: value)
    }

    private func key(_ key: StaticString) {
        buffer.append(",\"")
        buffer.append(key)
        buffer.append("\":")
    }

    private func quote() { buffer.append(UInt8(ascii: "\"")) }
}
