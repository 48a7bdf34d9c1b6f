/// An IPv4 or IPv6 address.
package struct IPAddress: Hashable, Sendable {
    /// Upper 64 bits of an IPv6 address; zero for IPv4.
    package let high: UInt64
    /// Lower 64 bits of an IPv6 address; the 32 bits of an IPv4 address.
    package let low: UInt64
    package let isIPv4: Bool

    package init(v4 bits: UInt32) {
        high = 0
        low = UInt64(bits)
        isIPv4 = true
    }

    /// An IPv4-mapped address (`::ffff:0:0/96`, RFC 4291) is the IPv4 address: a dual-stack socket
    /// shows every IPv4 client so.
    package init(v6High: UInt64, low: UInt64) {
        isIPv4 = v6High == 0 && low >> 32 == 0xFFFF
        high = v6High
        self.low = isIPv4 ? low & 0xFFFF_FFFF : low
    }

    /// What counts as one place on the network: an IPv4 address whole, an IPv6 address by its /64.
    ///
    /// The lower half of an IPv6 address changes daily by itself (RFC 8981) and tells nothing.
    package var place: IPAddress {
        isIPv4 ? self : IPAddress(v6High: high, low: 0)
    }

    /// The /48 that an IPv6 address lies in, which is what one site gets at most (RFC 6177);
    /// `nil` for IPv4.
    package var site: IPAddress? {
        isIPv4 ? nil : IPAddress(v6High: high & 0xFFFF_FFFF_FFFF_0000, low: 0)
    }
}

extension IPAddress: CustomStringConvertible, LosslessStringConvertible {
    /// Dotted decimal for IPv4; RFC 5952 for IPv6.
    package var description: String {
        if isIPv4 {
            return "\(low >> 24 & 255).\(low >> 16 & 255).\(low >> 8 & 255).\(low & 255)"
        }
        let groups = (0..<8).map { index -> UInt64 in
            let half = index < 4 ? high : low
            return half >> UInt64(48 - 16 * (index % 4)) & 0xFFFF
        }
        var best = 0..<0
        var index = 0
        while index < 8 {
            guard groups[index] == 0 else {
                index += 1
                continue
            }
            let start = index
            while index < 8, groups[index] == 0 { index += 1 }
            if index - start > max(best.count, 1) { best = start..<index }
        }
        func text(_ range: Range<Int>) -> String {
            groups[range].map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard !best.isEmpty else { return text(0..<8) }
        return text(0..<best.lowerBound) + "::" + text(best.upperBound..<8)
    }

    /// Reads dotted decimal or RFC 4291 text.
    ///
    /// An IPv4-mapped address may end in dotted decimal; a zone, a port and any other IPv4 tail are
    /// refused.
    package init?(_ description: String) {
        let mapped = "::ffff:"
        if description.contains("."), description.lowercased().hasPrefix(mapped) {
            self.init(parsingV4: String(description.dropFirst(mapped.count)))
        } else if description.contains(":") {
            self.init(parsingV6: description)
        } else {
            self.init(parsingV4: description)
        }
    }

    private init?(parsingV4 text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt32 = 0
        for part in parts {
            guard part.utf8.allSatisfy({ (48...57).contains($0) }), let value = UInt8(part),
                part.utf8.count == 1 || part.first != "0"
            else { return nil }
            bits = bits << 8 | UInt32(value)
        }
        self.init(v4: bits)
    }

    private init?(parsingV6 text: String) {
        func groups(_ half: Substring) -> [UInt64]? {
            guard !half.isEmpty else { return [] }
            var values: [UInt64] = []
            for part in half.split(separator: ":", omittingEmptySubsequences: false) {
                guard (1...4).contains(part.utf8.count), let value = UInt64(part, radix: 16),
                    part.first != "+", part.first != "-"
                else { return nil }
                values.append(value)
            }
            return values
        }
        var all: [UInt64]
        if let gap = text.firstRange(of: "::") {
            guard let front = groups(text[..<gap.lowerBound]),
                let back = groups(text[gap.upperBound...]), front.count + back.count < 8
            else { return nil }
            all = front + Array(repeating: 0, count: 8 - front.count - back.count) + back
        } else {
            guard let whole = groups(text[...]), whole.count == 8 else { return nil }
            all = whole
        }
        let high = all[..<4].reduce(0) { $0 << 16 | $1 }
        let low = all[4...].reduce(0) { $0 << 16 | $1 }
        self.init(v6High: high, low: low)
    }
}

extension IPAddress: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let address = IPAddress(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "expected an IPv4 or IPv6 address"
            )
        }
        self = address
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
