import Foundation

/// Looks for personal data in what is about to be written down: invariant, not filter.
///
/// A line of the journal has no business with an at sign, a token's prefix or a plus sign before
/// digits, so their mere presence is a violation.
package struct PrivacyScan: Sendable {
    private(set) package var scanned = 0
    private(set) package var violations = 0
    /// The first offending line's number, counted from 0.
    private(set) package var first: Int?

    package init() {}

    /// Scans whole lines, each with its line end.
    package mutating func scan(_ lines: UnsafeRawBufferPointer) {
        guard Self.isSuspicious(lines) else {
            scanned += lines.count { $0 == UInt8(ascii: "\n") }
            return
        }
        for line in lines.split(separator: UInt8(ascii: "\n")) {
            if Self.isSuspicious(UnsafeRawBufferPointer(rebasing: line)) {
                violations += 1
                if first == nil { first = scanned }
            }
            scanned += 1
        }
    }

    /// Signs are looked for by the C library, many bytes at one time.
    private static func isSuspicious(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let start = text.baseAddress, !text.isEmpty else { return false }
        if memchr(start, Int32(UInt8(ascii: "@")), text.count) != nil { return true }
        if memchr(start, Int32(UInt8(ascii: "+")), text.count) != nil { return true }
        let end = start + text.count
        var rest = start
        while let k = memchr(rest, Int32(UInt8(ascii: "k")), end - rest) {
            rest = UnsafeRawPointer(k) + 1
            guard rest < end, rest - start > 1 else { continue }
            if rest.load(as: UInt8.self) == UInt8(ascii: "_"),
                rest.load(fromByteOffset: -2, as: UInt8.self) == UInt8(ascii: "t")
            {
                return true
            }
        }
        return false
    }
}
