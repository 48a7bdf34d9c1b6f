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
        var places: [Int] = []
        var rows: [AccessIdentity] = []
        try file.forEachRow { bytes, cells, line throws(DatasetError) in
            func text(_ place: Int) -> String {
                let cell = cells[places[place]]
                return String(decoding: bytes[cell.start..<cell.end], as: UTF8.self)
            }
            guard !places.isEmpty else {
                let names = cells.map { String(decoding: bytes[$0.start..<$0.end], as: UTF8.self) }
                places = columns.compactMap(names.firstIndex)
                guard places.count == columns.count else {
                    throw DatasetError(
                        path: file.path,
                        line: line,
                        problem: "expected the columns \(columns.joined(separator: ", "))"
                    )
                }
                return
            }
            guard places.allSatisfy({ $0 < cells.count }), let access = AccessID(text(0)) else {
                throw DatasetError(
                    path: file.path,
                    line: line,
                    problem: "access_id: expected an identifier, found another cell"
                )
            }
            let campaign = text(2)
            rows.append(
                AccessIdentity(
                    access: access,
                    guest: GuestID(text(1)),
                    campaign: campaign.isEmpty ? nil : campaign
                )
            )
        }
        return rows
    }
}
