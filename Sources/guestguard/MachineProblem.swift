import ArgumentParser
import Foundation

/// The machine failed, not what was asked for: trying again may help.
struct MachineProblem: RunFailure {
    let description: String

    /// EX_TEMPFAIL of sysexits.h.
    var exitCode: ExitCode { ExitCode(75) }

    /// Below so many free bytes a write has failed for want of room: of a chunk as files are written in.
    private static let roomForAWrite = 1 << 20

    /// That a disk is full; `nil` where it is not, and something else went wrong.
    ///
    /// - `folder`: A hidden one on that disk, with what was written still in it.
    /// - `subject`: What could not be done.
    init?(ifFull folder: URL, _ subject: String) {
        var status = statvfs()
        guard statvfs(folder.path, &status) == 0, status.f_blocks > 0 else { return nil }
        // What is kept back is the superuser's.
        let isSuperuser = geteuid() == 0
        let blocks = isSuperuser ? status.f_bfree : status.f_bavail
        let files = isSuperuser ? status.f_ffree : status.f_favail
        let bytes = UInt64(blocks).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        let free = bytes.overflow ? .max : Int(clamping: bytes.partialValue)
        // Some file systems do not count files.
        let isOutOfFiles = status.f_files > 0 && files == 0
        guard free < Self.roomForAWrite || isOutOfFiles else { return nil }
        let room = isOutOfFiles ? "no files" : "\(free / 1_024) KB"
        description =
            "\(subject): the disk of \(folder.deletingLastPathComponent().path) is full, \(room) are left; "
            + "nothing half-written stays"
    }
}

/// What keeps runs from being played, in words, with the status that it ends a command with.
protocol RunFailure: Error, CustomStringConvertible {
    var exitCode: ExitCode { get }
}

extension UsageProblem: RunFailure {
    /// Trying again is useless.
    var exitCode: ExitCode { ExitCode(2) }
}
