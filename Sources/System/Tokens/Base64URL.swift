/// Base64 for addresses (RFC 4648 section 5), without padding, in its only canonical form.
///
/// Foundation's decoder accepts what a signature's text must not vary by: padding, other letters,
/// stray bits at the end.
package enum Base64URL {
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        String(unsafeUninitializedCapacity: (bytes.count * 4 + 2) / 3) { buffer in
            var bits: UInt32 = 0
            var bitCount: UInt32 = 0
            var count = 0
            func put(_ value: UInt32) {
                buffer[count] = letters[Int(value & 63)]
                count += 1
            }
            for byte in bytes {
                bits = bits << 8 | UInt32(byte)
                bitCount += 8
                while bitCount >= 6 {
                    bitCount -= 6
                    put(bits >> bitCount)
                }
            }
            if bitCount > 0 { put(bits << (6 - bitCount)) }
            return count
        }
    }

    /// - Returns: `nil` where the text is not what `encode` writes.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let text = Array(text)
        var isCanonical = false
        let bytes = [UInt8](unsafeUninitializedCapacity: decodedSize(of: text.count)) {
            (buffer, count) in
            isCanonical = text.withUnsafeBufferPointer {
                decode($0, into: UnsafeMutableRawBufferPointer(buffer))
            }
            count = isCanonical ? decodedSize(of: text.count) : 0
        }
        return isCanonical ? bytes : nil
    }

    /// How many bytes stand in a text of so many letters.
    static func decodedSize(of letterCount: Int) -> Int { letterCount * 3 / 4 }

    /// Decodes without allocating, for what every access goes through.
    ///
    /// - Parameters:
    ///   - text: What `encode` wrote, or anything else.
    ///   - bytes: Room for `decodedSize(of: text.count)`.
    /// - Returns: False where the text is not what `encode` writes; what `bytes` then hold means
    ///   nothing.
    static func decode(
        _ text: UnsafeBufferPointer<UInt8>,
        into bytes: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard text.count % 4 != 1, bytes.count >= decodedSize(of: text.count) else { return false }
        return values.withUnsafeBufferPointer { values in
            // Four letters are three bytes. A byte that is no letter has the value 255, which sets
            // bits that no letter's value has: one look at the end instead of one a letter.
            var (letter, byte) = (0, 0)
            var seen: UInt32 = 0
            func next() -> UInt32 {
                let value = UInt32(values[Int(text[letter])])
                letter += 1
                seen |= value
                return value
            }
            func put(_ bits: UInt32) {
                bytes[byte] = UInt8(truncatingIfNeeded: bits)
                byte += 1
            }
            while letter + 4 <= text.count {
                let bits = next() << 18 | next() << 12 | next() << 6 | next()
                put(bits >> 16)
                put(bits >> 8)
                put(bits)
            }
            var strayBits: UInt32 = 0
            if text.count - letter == 2 {
                let bits = next() << 6 | next()
                put(bits >> 4)
                strayBits = bits & 0b1111
            } else if text.count - letter == 3 {
                let bits = next() << 12 | next() << 6 | next()
                put(bits >> 10)
                put(bits >> 2)
                strayBits = bits & 0b11
            }
            return seen < 64 && strayBits == 0
        }
    }

    static func isLetter(_ byte: UInt8) -> Bool { values[Int(byte)] < 64 }

    private static let letters = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
    )

    /// The value of each byte as a letter; 255 where it is none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()
}
