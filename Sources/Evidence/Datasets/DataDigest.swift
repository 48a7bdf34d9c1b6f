import Tokens

/// What a run's data come to in one line: equal for equal rows, whichever of them are written, and
/// however the store committed.
package enum DataDigest {
    /// The SHA-256 of three lines: `tables`, `accesses.csv` and `guests.csv`, each with a space and the
    /// SHA-256 of its rows, and a line feed.
    ///
    /// - `tables`: Of all rows of all tables of the system's database.
    /// - Returns: 64 hexadecimal digits.
    package static func digest(
        tables: String,
        accesses: FileRecord,
        guests: FileRecord
    ) -> String {
        let lines = [
            "tables \(tables)", "accesses.csv \(accesses.sha256)", "guests.csv \(guests.sha256)",
        ]
        return SHA256.digest(of: lines.map { $0 + "\n" }.joined()).hex
    }
}
