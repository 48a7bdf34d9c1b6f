import ArgumentParser
import Catalogue
import Simulation

/// The command `guestguard personas`.
struct PersonasCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "personas",
        abstract: "List and show guests, machines, attackers and hosts.",
        subcommands: [List.self, Show.self],
        defaultSubcommand: List.self
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List every kind with what it does."
        )

        func run() throws {
            let standard = ActorCatalogue.standard
            for group in GuestKind.Group.allCases {
                try Self.print(group.rawValue, standard.guests.filter { $0.group == group })
            }
            try Self.print("machines", standard.machines)
            try Self.print("attacks", standard.attacks)
            try Self.print("hosts", standard.hosts)
            try Console.output("One in full: guestguard personas show NAME\n")
        }

        private static func print<Kind: CatalogueEntry>(_ title: String, _ kinds: [Kind]) throws {
            let lines = Table(of: kinds, ["name", "summary"]).text.split(separator: "\n")
            try Console.output("\(title)\n" + lines.map { "  \($0)\n" }.joined() + "\n")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one kind: what it does, what gives it away, what may be set."
        )

        @Argument(help: "Its name.", completion: .list(ActorCatalogue.standard.pages.map(\.name)))
        var name: String

        func run() throws {
            let pages = ActorCatalogue.standard.pages
            guard let page = pages.first(where: { $0.name == name }) else {
                throw unknown(name, among: pages.map(\.name), "a persona")
            }
            var text = "\(page.name): \(page.summary)\n"
            if !page.givesItselfAway.isEmpty {
                text += "\nGives itself away:  \(page.givesItselfAway)\n"
                text += "Looks honest:       \(page.looksHonest)\n"
            }
            if let attack = ActorCatalogue.standard.attacks.first(where: { $0.name == name }) {
                text += "Knows:              \(attack.knows.rawValue)\n"
            }
            try Console.output(text + settings(page.parameters))
        }
    }
}

/// The command `guestguard faults`.
struct FaultsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faults",
        abstract: "List what may break in a scenario, and what may be set of it."
    )

    func run() throws {
        for kind in Vocabulary.faults {
            try Console.output("\(kind.name): \(kind.summary)\n\(settings(kind.parameters))")
        }
    }
}

/// What a scenario may set, a line each.
private func settings(_ parameters: [Parameter]) -> String {
    guard !parameters.isEmpty else { return "" }
    let table = Table(
        ["key", "default", "meaning"],
        parameters.map { [$0.key, $0.usualText, "\($0.fullMeaning)\(source($0))"] }
    )
    return "\n" + table.text.split(separator: "\n").map { "  \($0)\n" }.joined() + "\n"
}

private func source(_ parameter: Parameter) -> String {
    parameter.source.isEmpty ? "" : " (\(parameter.source))"
}

/// A name that is none, with the nearest that is one.
private func unknown(_ name: String, among names: [String], _ what: String) -> ExitCode {
    let hint = nearestWord(to: name, among: names).map { ", did you mean \($0)?" } ?? ""
    Console.message("guestguard: expected \(what), found \"\(name)\"\(hint)")
    return ExitCode(2)
}
