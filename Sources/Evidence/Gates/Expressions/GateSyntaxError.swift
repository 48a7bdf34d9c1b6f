/// Why a gate's text could not be read.
package struct GateSyntaxError: Error, Hashable, Sendable {
    /// Where the text stands, such as `gates[2]`.
    package let place: String?
    /// The offending word's first character within the expression, from 1.
    package let column: Int
    package let expected: String
    /// The offending word, in quotation marks, or `the end`.
    package let found: String
    /// What was probably meant.
    package let suggestion: String?
}

extension GateSyntaxError: CustomStringConvertible {
    package var description: String {
        let prefix = place.map { "\($0): " } ?? ""
        let hint = suggestion.map { ", did you mean \"\($0)\"?" } ?? ""
        return "\(prefix)column \(column): expected \(expected), found \(found)\(hint)"
    }
}
