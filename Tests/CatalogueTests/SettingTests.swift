import Catalogue
import Domain
import Testing

@Suite struct SettingTests {
    private struct Baker: Configurable {
        var rises = Duration.hours(2)
        var burnt = 0.05
        var loaves = 12
        var city: String?

        static let settings: [Setting<Baker>] = [
            .delay("rises", \.rises, "when the dough has risen", after: "it was kneaded"),
            .share("burnt", \.burnt, "share of loaves that burn", source: "a baker"),
            .count("loaves", \.loaves, in: 1...20, "loaves in the oven"),
            .city("city", \.city, "where the bakery is", otherwise: "wherever"),
        ]
    }

    @Test func `a default is the property's initial value, said nowhere else`() {
        let parameters = Baker.settings.map(\.parameter)
        #expect(parameters.map(\.usualText) == ["2 h", "5%", "12", "wherever"])
        #expect(parameters[0].fullMeaning == "when the dough has risen, after it was kneaded")
        #expect(parameters.map(\.source) == ["", "a baker", "assumption", ""])
        #expect(parameters.usualValues.count == 3)
    }

    @Test func `what is set is set, the rest is as it was`() {
        let baker = Baker(["burnt": .share(0.5), "city": .word("Lyon")], Baker.settings)
        #expect(baker.burnt == 0.5 && baker.city == "Lyon")
        #expect(baker.rises == .hours(2) && baker.loaves == 12)
    }

    @Test(arguments: [
        (Measure.duration, "90 s", "1 min 30 s"), (.share, "7 %", "7%"), (.count(0...9), "3", "3"),
        (.number(0...2), "0.5", "0.5"), (.rate(per: "s"), "4/s", "4/s"), (.truth, "true", "true"),
        (.city, "Paris", "\"Paris\""),
        (.instant, "2026-06-01T08:00:00Z", "2026-06-01T08:00:00.000000Z"),
    ])
    func `a value is read and written`(measure: Measure, text: String, written: String) throws {
        let value = try #require(measure.value(of: text))
        #expect(measure.text(value) == written)
    }

    @Test(arguments: [
        (Measure.duration, "90"), (.share, "101%"), (.count(0...9), "10"), (.number(0...2), "2.1"),
        (.rate(per: "s"), "4/min"), (.truth, "yes"), (.city, ""), (.instant, "today"),
    ])
    func `what is no value of a measure is none`(measure: Measure, text: String) {
        #expect(measure.value(of: text) == nil)
    }

    @Test func `a table is Markdown, or columns side by side`() {
        let table = Table(["a", "b"], [["1", "x|y"], ["22", "z"]])
        #expect(table.markdown == "| a | b |\n| --- | --- |\n| 1 | x\\|y |\n| 22 | z |\n")
        #expect(table.text == "1   x|y\n22  z\n")
    }
}
