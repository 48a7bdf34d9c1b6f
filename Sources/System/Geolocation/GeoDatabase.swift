import CMaxMindDB
import Domain
import Foundation
import Synchronization

/// A geolocation database that cannot be used.
package struct GeoDatabaseError: Error, Hashable, CustomStringConvertible {
    package let path: String
    package let expected: String
    package let found: String

    package var description: String { "\(path): expected \(expected), found \(found)" }
}

/// A MaxMind DB file in the layout of GeoLite2-City, read by libmaxminddb.
///
/// `traits.autonomous_system_number` and `…_organization` are read where they are there.
package final class GeoDatabase: Sendable {
    private struct Handle: @unchecked Sendable {
        // Immutable once open: libmaxminddb's look-ups only read the mapped file.
        let pointer: UnsafeMutablePointer<MMDB_s>
    }

    private let handle: Handle
    /// Decoded records by their place in the file: a few thousand serve millions of look-ups.
    private let decoded = Mutex<[UInt32: GeoRecord]>([:])
    package let path: String

    /// Opens and maps a file.
    ///
    /// - Throws: `GeoDatabaseError` where it is missing, damaged, or holds no cities.
    package init(path: String) throws(GeoDatabaseError) {
        self.path = path
        let expected = "a MaxMind DB file with cities (GeoLite2-City layout)"
        let pointer = UnsafeMutablePointer<MMDB_s>.allocate(capacity: 1)
        pointer.initialize(to: MMDB_s())
        let status = MMDB_open(path, UInt32(MMDB_MODE_MMAP), pointer)
        guard status == MMDB_SUCCESS else {
            pointer.deallocate()
            throw GeoDatabaseError(
                path: path,
                expected: expected,
                found: Self.problem(status, path: path)
            )
        }
        let type = String(cString: pointer.pointee.metadata.database_type)
        guard type.contains("City") else {
            MMDB_close(pointer)
            pointer.deallocate()
            throw GeoDatabaseError(
                path: path,
                expected: expected,
                found: "a database of type \(type)"
            )
        }
        handle = Handle(pointer: pointer)
    }

    deinit {
        MMDB_close(handle.pointer)
        handle.pointer.deallocate()
    }

    /// Where an address is; `nil` where the database does not know it.
    ///
    /// - Complexity: About 0.3 µs once the record has been decoded.
    package func lookup(_ address: IPAddress) -> GeoRecord? {
        var error: Int32 = 0
        let result = address.withSocketAddress { MMDB_lookup_sockaddr(handle.pointer, $0, &error) }
        guard error == MMDB_SUCCESS, result.found_entry else { return nil }
        return record(of: result.entry)
    }

    /// Calls `body` with every network of the database, in order of address.
    ///
    /// - Parameters:
    ///   - isWanted: Whether a network's record is read at all, by its first address.
    ///   - body: Gets a network's first address, its prefix length (of 32 or 128 bits) and its record.
    package func forEachNetwork(
        where isWanted: (IPAddress) -> Bool = { _ in true },
        _ body: (IPAddress, Int, GeoRecord) -> Void
    ) {
        var walk = TreeWalk(database: handle.pointer)
        while let (address, length, entry) = walk.next() {
            guard isWanted(address) else { continue }
            var entry = entry
            entry.mmdb = UnsafePointer(handle.pointer)
            body(address, length, record(of: entry))
        }
    }

    private func record(of entry: MMDB_entry_s) -> GeoRecord {
        if let known = decoded.withLock({ $0[entry.offset] }) { return known }
        let record = Self.decode(entry)
        decoded.withLock { $0[entry.offset] = record }
        return record
    }

    private static func decode(_ entry: MMDB_entry_s) -> GeoRecord {
        var reader = EntryReader(entry: entry)
        let asn = reader.unsigned("traits", "autonomous_system_number")
        let organisation = reader.text("traits", "autonomous_system_organization")
        var point: GeoPoint?
        if let latitude = reader.double("location", "latitude"),
            let longitude = reader.double("location", "longitude")
        {
            point = GeoPoint(latitude: latitude, longitude: longitude)
        }
        return GeoRecord(
            country: reader.text("country", "iso_code"),
            city: reader.text("city", "names", "en"),
            point: point,
            accuracyKm: reader.unsigned("location", "accuracy_radius").map(Double.init),
            timeZone: reader.text("location", "time_zone"),
            asn: asn,
            network: NetworkDirectory.kind(asn: asn, organisation: organisation)
        )
    }

    private static func problem(_ status: Int32, path: String) -> String {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            return "no such file"
        }
        if isFolder.boolValue { return "a folder" }
        return String(cString: MMDB_strerror(status))
    }
}

/// Reads values of one record by their path.
private struct EntryReader {
    var entry: MMDB_entry_s

    private mutating func value(_ path: [String]) -> MMDB_entry_data_s? {
        var data = MMDB_entry_data_s()
        var pointers: [UnsafePointer<CChar>?] = path.map { UnsafePointer(strdup($0)) }
        pointers.append(nil)
        defer { for pointer in pointers { free(UnsafeMutablePointer(mutating: pointer)) } }
        let status = MMDB_aget_value(&entry, &data, pointers)
        return status == MMDB_SUCCESS && data.has_data ? data : nil
    }

    mutating func text(_ path: String...) -> String? {
        guard let data = value(path), data.type == UInt32(MMDB_DATA_TYPE_UTF8_STRING),
            let start = data.utf8_string
        else { return nil }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(data.data_size))
        return String(decoding: bytes, as: UTF8.self)
    }

    mutating func unsigned(_ path: String...) -> UInt32? {
        guard let data = value(path) else { return nil }
        switch data.type {
        case UInt32(MMDB_DATA_TYPE_UINT32): return data.uint32
        case UInt32(MMDB_DATA_TYPE_UINT16): return UInt32(data.uint16)
        default: return nil
        }
    }

    mutating func double(_ path: String...) -> Double? {
        guard let data = value(path), data.type == UInt32(MMDB_DATA_TYPE_DOUBLE) else {
            return nil
        }
        return data.double_value
    }
}

/// Walks the search tree from left to right.
private struct TreeWalk {
    private let database: UnsafeMutablePointer<MMDB_s>
    private var stack: [(node: UInt32, high: UInt64, low: UInt64, depth: Int)] = []
    private var found: [(IPAddress, Int, MMDB_entry_s)] = []

    init(database: UnsafeMutablePointer<MMDB_s>) {
        self.database = database
        stack.append((0, 0, 0, 0))
    }

    mutating func next() -> (IPAddress, Int, MMDB_entry_s)? {
        while found.isEmpty {
            guard let (node, high, low, depth) = stack.popLast() else { return nil }
            let bits = database.pointee.metadata.ip_version == 6 ? 128 : 32
            guard depth < bits else { continue }
            var record = MMDB_search_node_s()
            guard MMDB_read_node(database, node, &record) == MMDB_SUCCESS else { return nil }
            visit(
                1,
                record.right_record,
                record.right_record_type,
                record.right_record_entry,
                (high, low, depth),
                bits
            )
            visit(
                0,
                record.left_record,
                record.left_record_type,
                record.left_record_entry,
                (high, low, depth),
                bits
            )
        }
        return found.removeLast()
    }

    private mutating func visit(
        _ bit: UInt64,
        _ child: UInt64,
        _ type: UInt8,
        _ entry: MMDB_entry_s,
        _ place: (high: UInt64, low: UInt64, depth: Int),
        _ bits: Int
    ) {
        var (high, low) = (place.high, place.low)
        let position = bits - 1 - place.depth
        if position >= 64 {
            high |= bit << UInt64(position - 64)
        } else {
            low |= bit << UInt64(position)
        }
        let depth = place.depth + 1
        switch Int32(type) {
        case Int32(MMDB_RECORD_TYPE_SEARCH_NODE):
            // Real files lead to the IPv4 networks by other ways too (::ffff:0:0/96, 2002::/16): each
            // network is told once.
            let start = database.pointee.ipv4_start_node
            if bits == 128, child == UInt64(start.node_value), high != 0 || low != 0 { return }
            stack.append((UInt32(child), high, low, depth))
        case Int32(MMDB_RECORD_TYPE_DATA):
            let isIPv4 = bits == 32 || (high == 0 && low >> 32 == 0 && depth >= 96)
            let address =
                isIPv4 ? IPAddress(v4: UInt32(low)) : IPAddress(v6High: high, low: low)
            found.append((address, isIPv4 && bits == 128 ? depth - 96 : depth, entry))
        default: break
        }
    }
}

extension IPAddress {
    /// The address as the socket calls want it, built by hand: no name service is asked.
    fileprivate func withSocketAddress<Result>(
        _ body: (UnsafePointer<sockaddr>) -> Result
    ) -> Result {
        if isIPv4 {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(low).bigEndian
            return withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
            }
        }
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        withUnsafeMutableBytes(of: &address.sin6_addr) { bytes in
            bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
            bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
        }
    }
}
