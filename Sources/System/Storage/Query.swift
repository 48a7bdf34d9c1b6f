import Foundation
import Synchronization

/// A statement that a step may run; a connection prepares it at its first use.
struct Query: Sendable {
    let sql: String
    /// Where every connection keeps it prepared.
    let place: Int

    init(_ sql: String, file: String = #fileID, line: Int = #line) {
        self.sql = sql
        let name = file.split(separator: "/").last.map(String.init) ?? file
        place = Self.known.withLock { known in
            known.append("\(name):\(line)")
            return known.count - 1
        }
    }

    /// The places where statements are declared that have been used in this process.
    static var declarations: [String] { known.withLock(\.self) }

    private static let known = Mutex<[String]>([])
}
