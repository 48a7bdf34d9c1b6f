import ArgumentParser
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

    /// Makes a reader that has gone away known by the write that fails.
    static func install() { signal(SIGPIPE, SIG_IGN) }

    /// The result.
    ///
    /// A reader that has seen enough, as `head` does, is no error: what it did not read is not written.
    ///
    /// - Throws: Exit status 2 where nobody takes it: a full disk.
    static func output(_ text: String) throws {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        } catch let error as CocoaError where error.underlyingErrno == EPIPE {
            return
        } catch {
            message("guestguard: standard output: expected a place for the result, found none")
            throw ExitCode(2)
        }
    }

    /// Everything else.
    static func message(_ text: String) { write(text + "\n", to: .standardError) }

    /// Draws one line over the last one.
    static func progress(_ text: String) { write("\r\u{1B}[K" + text, to: .standardError) }

    private static func write(_ text: String, to handle: FileHandle) {
        // What is only said besides is no reason to fail.
        try? handle.write(contentsOf: Data(text.utf8))
    }
}

extension CocoaError {
    /// The system's number for what went wrong below it; `nil` where there is none.
    fileprivate var underlyingErrno: Int32? {
        (userInfo[NSUnderlyingErrorKey] as? NSError).map { Int32($0.code) }
            ?? (underlying as? POSIXError).map(\.code.rawValue)
    }
}

/// Set by SIGINT (Ctrl-C) or SIGTERM: every run ends at its next look, and clears up after itself.
enum Interruption {
    static func install() {
        for number in [SIGINT, SIGTERM] { signal(number) { Interruption.caught.pointee = $0 } }
    }

    /// The latest of these signals; `nil` while there was none.
    static var signalNumber: Int32? { caught.pointee == 0 ? nil : caught.pointee }

    static var isAsked: Bool { signalNumber != nil }

    /// One number that a signal handler may set: nothing else is safe there.
    nonisolated(unsafe) private static let caught: UnsafeMutablePointer<Int32> = {
        let number = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
        number.initialize(to: 0)
        return number
    }()
}

/// A run that was ended by a signal, and left nothing behind.
struct Interrupted: Error {
    /// The line that plays it again.
    let rerun: String

    /// As shells report it: 130 for SIGINT, 143 for SIGTERM.
    var exitCode: ExitCode { ExitCode(128 + (Interruption.signalNumber ?? SIGINT)) }
}
