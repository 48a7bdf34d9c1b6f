import Foundation
import TestSupport
import Testing

@testable import guestguard

@Suite struct PartialFolderTests {
    @Test func `runs that begin together leave each other's folders alone`() throws {
        let scratch = try Scratch()
        for round in 0..<300 {
            let begun = Begun()
            DispatchQueue.concurrentPerform(iterations: 8) { number in
                begun.add(at: scratch.file("Reports/\(round)-\(number)"))
            }
            #expect(begun.folders.count == 8)
            for folder in begun.folders {
                #expect(FileManager.default.fileExists(atPath: folder.url.path), "\(round)")
                folder.cleanUp()
            }
        }
    }

    private final class Begun: @unchecked Sendable {
        private let lock = NSLock()
        private(set) var folders: [PartialFolder] = []

        func add(at target: URL) {
            guard let folder = try? PartialFolder(for: target) else { return }
            lock.withLock { folders.append(folder) }
        }
    }
}
