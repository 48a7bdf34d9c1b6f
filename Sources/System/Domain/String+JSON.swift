extension String {
    /// The text as a JSON string (RFC 8259), quotes included.
    package var jsonQuoted: String {
        let buffer = TextBuffer(capacity: utf8.count + 2)
        buffer.append(jsonQuoted: self)
        return buffer.text
    }
}
