import Foundation

extension String {
    /// Whether the bytes of `word` stand in a row somewhere in this text.
    ///
    /// For words that machines write: `contains` compares character by character, at 25 times the
    /// cost for a user agent.
    package func containsBytes(of word: String) -> Bool {
        var (text, word) = (self, word)
        return text.withUTF8 { text in word.withUTF8 { word in text.contains(word) } }
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func contains(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = word.first, let wanted = word.baseAddress else { return true }
        guard let start = baseAddress, word.count <= count else { return false }
        let lastPlace = count - word.count
        var place = 0
        while place <= lastPlace,
            let found = memchr(start + place, Int32(first), lastPlace - place + 1)
        {
            if memcmp(found, wanted, word.count) == 0 { return true }
            place = UnsafeRawPointer(found) - UnsafeRawPointer(start) + 1
        }
        return false
    }
}
