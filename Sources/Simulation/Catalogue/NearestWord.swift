/// The word of a list that is spelled most like a misspelt one, the first of equals; `nil` if none
/// is close.
///
/// Close means an edit distance of at most a third of the word's length, and at least two.
///
/// - Complexity: O(words × word length × length of each).
package func nearestWord(to word: String, among words: [String]) -> String? {
    let measured = words.map { (word: $0, distance: editDistance(word, $0)) }
    guard let best = measured.min(by: { $0.distance < $1.distance }),
        best.distance <= max(2, word.count / 3)
    else { return nil }
    return best.word
}

/// How many characters to insert, delete or replace to turn one word into the other.
///
/// Levenshtein, "Binary Codes Capable of Correcting Deletions, Insertions, and Reversals", 1966, by
/// Wagner and Fischer's table, of which one row is kept.
package func editDistance(_ left: String, _ right: String) -> Int {
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
