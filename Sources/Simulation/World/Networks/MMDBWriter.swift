import Domain

/// Writes a MaxMind DB file, version 2.0, over IPv6 with IPv4 at `::/96`, in records of 32 bits.
///
/// The same networks in the same order give the same bytes.
struct MMDBWriter {
    private enum Child {
        case empty
        case node(Int)
        case data(Int)
    }

    private var nodes: [(left: Child, right: Child)] = [(.empty, .empty)]
    private var data = MMDBDataSection()

    /// Where a value lies in the file, for as many networks as have it.
    mutating func place(of value: MMDBValue) -> Int { data.place(of: value) }

    /// Adds a network.
    ///
    /// - `prefixLength`: Of 32 bits for IPv4, of 128 for IPv6.
    /// - `place`: Of its value, as `place(of:)` gave it.
    /// - Precondition: No network contains or repeats another.
    mutating func add(_ address: IPAddress, prefixLength: Int, at place: Int) {
        let length = address.isIPv4 ? prefixLength + 96 : prefixLength
        precondition((1...128).contains(length), "a prefix of \(prefixLength) bits")
        var node = 0
        for depth in 0..<length {
            let position = UInt64(127 - depth)
            let bit =
                position >= 64 ? address.high >> (position - 64) & 1 : address.low >> position & 1
            let child = bit == 0 ? nodes[node].left : nodes[node].right
            if depth == length - 1 {
                guard case .empty = child else {
                    preconditionFailure("\(address)/\(prefixLength) overlaps another network")
                }
                set(bit, of: node, to: .data(place))
                return
            }
            switch child {
            case .node(let next): node = next
            case .empty:
                nodes.append((.empty, .empty))
                set(bit, of: node, to: .node(nodes.count - 1))
                node = nodes.count - 1
            case .data:
                preconditionFailure("\(address)/\(prefixLength) lies within another network")
            }
        }
    }

    private mutating func set(_ bit: UInt64, of node: Int, to child: Child) {
        if bit == 0 { nodes[node].left = child } else { nodes[node].right = child }
    }

    /// The whole file.
    ///
    /// - `buildEpoch`: Seconds since 1970; not the machine's clock.
    func file(type: String, description: String, buildEpoch: UInt64) -> [UInt8] {
        var file: [UInt8] = []
        file.reserveCapacity(nodes.count * 8 + data.bytes.count + 1_024)
        for node in nodes {
            for child in [node.left, node.right] {
                let record =
                    switch child {
                    case .empty: nodes.count
                    case .node(let index): index
                    case .data(let place): nodes.count + 16 + place
                    }
                for shift in [24, 16, 8, 0] {
                    file.append(UInt8(truncatingIfNeeded: record >> shift))
                }
            }
        }
        file.append(contentsOf: repeatElement(0, count: 16))
        file.append(contentsOf: data.bytes)
        file.append(contentsOf: [0xAB, 0xCD, 0xEF] + Array("MaxMind.com".utf8))
        var metadata = MMDBDataSection()
        metadata.writePlainly(
            .object([
                "binary_format_major_version": .uint16(2),
                "binary_format_minor_version": .uint16(0),
                "build_epoch": .uint64(buildEpoch),
                "database_type": .text(type),
                "description": .object(["en": .text(description)]),
                "ip_version": .uint16(6),
                "languages": .array([.text("en")]),
                "node_count": .uint32(UInt32(nodes.count)),
                "record_size": .uint16(32),
            ])
        )
        return file + metadata.bytes
    }
}
