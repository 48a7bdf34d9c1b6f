import Catalogue
import Testing

@Suite struct NearestWordTests {
    /// Wagner and Fischer's and Levenshtein's textbook pairs.
    @Test(arguments: [
        ("kitten", "sitting", 3), ("saturday", "sunday", 3), ("", "abc", 3), ("abc", "", 3),
        ("same", "same", 0), ("flaw", "lawn", 2),
    ])
    func `the edit distance counts insertions, deletions and replacements`(
        left: String,
        right: String,
        distance: Int
    ) {
        #expect(editDistance(left, right) == distance)
    }

    @Test func `the first of equally near names is suggested, and none from far away`() {
        #expect(nearestWord(to: "cat", among: ["dog", "car", "cap"]) == "car")
        #expect(nearestWord(to: "cat", among: ["elephant"]) == nil)
        #expect(nearestWord(to: "cat", among: []) == nil)
    }
}
