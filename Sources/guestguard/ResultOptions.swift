import ArgumentParser

/// How a command's result goes to standard output.
enum ResultFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

/// `--format`, of commands that print figures.
struct ResultOptions: ParsableArguments {
    @Option(help: "How the result is printed: text, or json (its schema under Reports/schema).")
    var format = ResultFormat.text
}
