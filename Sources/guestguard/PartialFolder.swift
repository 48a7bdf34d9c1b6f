import Evidence
import Foundation

/// A hidden folder beside its target, in which files are made before they are put in their places.
///
/// Only what got to its end replaces what was there before, file by file; files that are nobody's
/// here stay as they are.
final class PartialFolder {
    let url: URL
    private let root: URL
    /// Locked for as long as this process lives: whoever can lock it knows that its owner is gone.
    private var sign: Int32 = -1

    /// - `target`: `<root>/Reports/<name>`; the hidden folder is made in the root.
    /// - Throws: `UsageProblem` where it cannot be made.
    init(for target: URL) throws {
        root = target.deletingLastPathComponent().deletingLastPathComponent()
        url = root.appending(path: ".\(target.lastPathComponent).\(getpid()).partial")
        Self.clearLeftovers(in: root)
        _ = try folder("")
        let unlocked = url.appending(path: Self.signName + ".unlocked").path
        sign = open(unlocked, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard sign >= 0 else { return }
        // Locked before it has its name: whoever finds it in between would take the folder away.
        _ = flock(sign, LOCK_EX | LOCK_NB)
        _ = rename(unlocked, url.appending(path: Self.signName).path)
    }

    private static let signName = ".in-use"

    /// Takes away what processes have left that were killed: folders whose sign nobody holds.
    private static func clearLeftovers(in root: URL) {
        let files = FileManager.default
        let names = (try? files.contentsOfDirectory(atPath: root.path)) ?? []
        for name in names where name.hasPrefix(".") && name.hasSuffix(".partial") {
            let folder = root.appending(path: name)
            let sign = open(folder.appending(path: signName).path, O_RDWR | O_CLOEXEC)
            // Without a sign it is another's that has only begun.
            guard sign >= 0 else { continue }
            defer { close(sign) }
            if flock(sign, LOCK_EX | LOCK_NB) == 0 { try? files.removeItem(at: folder) }
        }
    }

    /// A folder inside it, made where it is missing.
    func folder(_ name: String) throws -> URL {
        let folder = name.isEmpty ? url : url.appending(path: name)
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            return folder
        } catch {
            throw UsageProblem(
                description: "\(root.path): expected a folder that can be written, found none"
            )
        }
    }

    /// Puts the files of a folder inside into a target.
    ///
    /// - `instead`: What an earlier run may have left there; what is not written anew is removed.
    func put(_ name: String, at target: URL, instead known: [String]) throws {
        let files = FileManager.default
        let folder = url.appending(path: name)
        do {
            try files.createDirectory(at: target, withIntermediateDirectories: true)
            let made = try files.contentsOfDirectory(atPath: folder.path).sorted()
            for file in known where !made.contains(file) {
                try? files.removeItem(at: target.appending(path: file))
            }
            if made.isEmpty {
                // A folder with nothing in it would be an empty promise.
                if try files.contentsOfDirectory(atPath: target.path).isEmpty {
                    try files.removeItem(at: target)
                }
                return
            }
            for file in made {
                let place = target.appending(path: file)
                guard rename(folder.appending(path: file).path, place.path) == 0 else {
                    throw UsageProblem(
                        description: "\(place.path): expected a place for a file, found "
                            + String(cString: strerror(errno))
                    )
                }
            }
        } catch let error as UsageProblem {
            throw error
        } catch {
            throw UsageProblem(
                description: "\(target.path): expected a place for the run's files, found none"
            )
        }
    }

    /// Takes away what is left of it.
    func cleanUp() {
        try? FileManager.default.removeItem(at: url)
        if sign >= 0 { close(sign) }
        sign = -1
    }

    /// Writes a whole file.
    static func write(_ text: String, at url: URL) throws -> FileRecord {
        let file = try OutputFile(url)
        try file.write(text)
        return try file.finish()
    }
}
