import Domain
import Foundation

/// Which access came with whose link, in which attack: what a row is known by.
package struct AccessIdentity: Sendable {
    package let access: AccessID
    /// `nil` where the link was nobody's.
    package let guest: GuestID?
    /// `nil` where there is no attack.
    package let campaign: String?

    private static let columns = ["access_id", "guest_id", "campaign_id"]

    /// The rows of an `accesses.csv`, in order.
    ///
    /// - Throws: What is wrong with the file, with its place.
    package static func rows(of file: URL) throws(DatasetError) -> [AccessIdentity] {
        let file = try CommaFile(file)
        var rows: [AccessIdentity] = []
        try file.forEachRow(of: columns) { cells, line throws(DatasetError) in
            guard let access = AccessID(cells[0]) else {
                throw DatasetError(
                    path: file.path,
                    line: line,
                    problem: "access_id is \"\(cells[0])\", expected an identifier"
                )
            }
            let campaign = cells[2].isEmpty ? nil : cells[2]
            rows.append(
                AccessIdentity(access: access, guest: GuestID(cells[1]), campaign: campaign)
            )
        }
        return rows
    }
}
