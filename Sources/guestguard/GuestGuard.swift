import ArgumentParser

/// The command line's root.
@main
struct GuestGuard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guestguard",
        abstract: "Rehearse an invitation system and its fraud defences on a virtual clock.",
        discussion: """
            Exit status: 0 when every gate and invariant held, 1 when one did not, 2 when a run \
            could not be made (a file is missing, malformed or not writable), 3 when compare could \
            judge nothing and was told to fail of that, 64 for a wrong command line, 75 when the \
            disk is full, 130 or 143 when it was interrupted or terminated.

            Shell completions: guestguard --generate-completion-script bash|zsh|fish
            """,
        version: Build.version,
        subcommands: [
            RunCommand.self, ScenariosCommand.self, GatesCommand.self, PersonasCommand.self,
            FaultsCommand.self,
            SignalsCommand.self, MetricsCommand.self, WorldCommand.self,
            TrainCommand.self, EvaluateCommand.self, CalibrateCommand.self, PromiseCommand.self,
            ExplainCommand.self, CompareCommand.self, BaselineCommand.self,
            BenchCommand.self,
            JournalCommand.self,
        ]
    )

    static func main() async {
        Console.install()
        await main(nil)
    }
}

/// Which build this is.
enum Build {
    static let version = "0.1.0"
}
