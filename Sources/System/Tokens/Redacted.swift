/// Something whose contents never reach a log: not by `print`, `debugPrint`, `dump` or as part of
/// something else that is printed.
package protocol Redacted: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{}

extension Redacted {
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// At most the first three characters, which every token shares, and how many bytes there are.
func redacted(_ text: String) -> String { "\(text.prefix(3))… (\(text.utf8.count) bytes)" }
