import Foundation

/// The one door to standard output and standard error.
enum Console {
    /// Whether standard error is a terminal that a person watches.
    static var isInteractive: Bool {
        isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["CI"] == nil
    }

    /// Whether standard output may carry colours (no-color.org).
    static var isColoured: Bool {
        let noColour = ProcessInfo.processInfo.environment["NO_COLOR"] ?? ""
        return isatty(STDOUT_FILENO) == 1 && noColour.isEmpty
    }

    /// The result.
    static func output(_ text: String) { write(text, to: .standardOutput) }

    /// Everything else.
    static func message(_ text: String) { write(text + "\n", to: .standardError) }

    /// Draws one line over the last one.
    static func progress(_ text: String) { write("\r\u{1B}[K" + text, to: .standardError) }

    private static func write(_ text: String, to handle: FileHandle) {
        // A reader that has gone away is no reason to fail.
        try? handle.write(contentsOf: Data(text.utf8))
    }
}

/// Set by the first Ctrl-C; the second ends the process at once.
final class Interruption: Sendable {
    static func install() {
        signal(SIGINT) { _ in
            if Interruption.wasAsked.pointee { _exit(130) }
            Interruption.wasAsked.pointee = true
        }
    }

    static var isAsked: Bool { wasAsked.pointee }

    /// One flag that a signal handler may set: nothing else is safe there.
    nonisolated(unsafe) private static let wasAsked: UnsafeMutablePointer<Bool> = {
        let flag = UnsafeMutablePointer<Bool>.allocate(capacity: 1)
        flag.initialize(to: false)
        return flag
    }()
}
