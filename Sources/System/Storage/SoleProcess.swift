import Foundation

/// Keeps a store's file for one process: its bus lives in memory, and what another one publishes again
/// at its start would be done twice.
///
/// The operating system lets go of it when the process ends, however it does.
package final class SoleProcess: @unchecked Sendable {
    private let descriptor: Int32
    private let path: String

    /// - `store`: The path of the store's file.
    /// - Errors: `StoreError` where another process has it, or the folder may not be written.
    package init(for store: String) throws {
        path = store + ".lock"
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                throw StoreError(
                    code: 14,
                    message: "\(path): expected a file that can be written, found "
                        + String(cString: strerror(errno)),
                    statement: ""
                )
            }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let holder = Self.text(descriptor)
                close(descriptor)
                throw StoreError(
                    code: 5,
                    message: "\(store): expected a store that no process has open, found "
                        + (holder.isEmpty ? "one that has" : "process \(holder) at it"),
                    statement: ""
                )
            }
            // Its last holder may have removed the file in between.
            var (here, there) = (stat(), stat())
            if fstat(descriptor, &here) == 0, stat(path, &there) == 0, here.st_ino == there.st_ino {
                self.descriptor = descriptor
                break
            }
            close(descriptor)
        }
        ftruncate(descriptor, 0)
        let text = "\(getpid())"
        _ = text.withCString { write(descriptor, $0, text.utf8.count) }
    }

    deinit {
        unlink(path)
        close(descriptor)
    }

    private static func text(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
