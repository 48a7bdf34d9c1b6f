/// The candidate that is spelled most like `word`, the first of equals; `nil` if none is close.
///
/// Close means a Levenshtein distance of at most a third of the word's length, and at least two.
///
/// - Complexity: O(candidates × word length × candidate length).
func nearest(to word: String, among candidates: [String]) -> String? {
    let limit = max(2, word.count / 3)
    let measured = candidates.map { (name: $0, distance: editDistance(word, $0)) }
    guard let best = measured.min(by: { $0.distance < $1.distance }), best.distance <= limit
    else { return nil }
    return best.name
}

/// How many characters to insert, delete or replace to turn one word into the other.
///
/// Levenshtein, "Binary Codes Capable of Correcting Deletions, Insertions, and Reversals", 1966, by
/// Wagner and Fischer's table, of which one row is kept.
func editDistance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (line, character) in left.enumerated() {
        var diagonal = row[0]
        row[0] = line + 1
        for column in right.indices {
            let replaced = diagonal + (character == right[column] ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
        }
    }
    return row[right.count]
}
