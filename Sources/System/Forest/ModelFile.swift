import Foundation
import Tokens

/// A forest as a file: `model.ggforest`.
///
/// The eight letters `GGFOREST`; the version and the header's size, 4 bytes each; the header, JSON; twelve
/// bytes a node: threshold, packed, value; and SHA-256 of all that. Numbers are little-endian. A file is
/// used only if its checksum is right and no row could be led astray in it.
package struct ModelFile: Sendable {
    /// What the model is and where it comes from.
    package struct Header: Codable, Sendable, Hashable {
        package var columns: [String]
        package var parameters: ForestParameters
        /// Each tree's first node.
        package var roots: [Int]
        package var nodes: Int
        /// From the forest's answer to a probability; `nil` where it is one as it stands.
        package var calibration: IsotonicCurve?
        /// What it was learnt from, by name.
        package var origin: [String: String]
    }

    package let header: Header
    package let forest: Forest
    /// SHA-256 of the file's content, 64 hexadecimal digits: the model's name among all others.
    package let checksum: String

    private static let magic = Array("GGFOREST".utf8)
    private static let version: UInt32 = 1
    private static let mostHeaderBytes = 1 << 20
    private static let deepest = 64

    // MARK: Writing

    /// The file's content.
    ///
    /// - `origin`: What it was learnt from, by name.
    package static func bytes(
        of forest: Forest,
        calibration: IsotonicCurve? = nil,
        origin: [String: String]
    ) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let header = try encoder.encode(
            Header(
                columns: forest.names,
                parameters: forest.parameters,
                roots: forest.trees.map(\.root),
                nodes: forest.nodes.count,
                calibration: calibration,
                origin: origin
            )
        )
        var bytes = magic
        bytes.reserveCapacity(header.count + 12 * forest.nodes.count + 48)
        append(version, to: &bytes)
        append(UInt32(header.count), to: &bytes)
        bytes += header
        for (node, value) in zip(forest.nodes, forest.values) {
            append(node.threshold.bitPattern, to: &bytes)
            append(node.packed, to: &bytes)
            append(value.bitPattern, to: &bytes)
        }
        let digest = SHA256.digest(of: bytes)
        bytes += digest.bytes
        return bytes
    }

    private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
    }

    // MARK: Reading

    /// - Throws: Why the bytes are no model that could be used.
    package init(_ bytes: [UInt8]) throws(ForestError) {
        guard bytes.count >= 48, bytes.starts(with: Self.magic) else {
            throw .malformed("it does not begin as one")
        }
        let version = Self.number(at: 8, in: bytes)
        guard version == Self.version else {
            throw .malformed("version \(version), expected \(Self.version)")
        }
        let headerBytes = Int(Self.number(at: 12, in: bytes))
        guard headerBytes <= Self.mostHeaderBytes, 16 + headerBytes + 32 <= bytes.count else {
            throw .malformed("a header of \(headerBytes) bytes in a file of \(bytes.count)")
        }
        let content = bytes.count - 32
        let digest = SHA256.digest(of: Array(bytes[..<content]))
        guard digest.bytes.elementsEqual(bytes[content...]) else {
            throw .malformed("its checksum is wrong: it was cut short or changed")
        }
        let decoded = try? JSONDecoder().decode(
            Header.self,
            from: Data(bytes[16..<16 + headerBytes])
        )
        guard let header = decoded else { throw .malformed("its header cannot be read") }
        let start = 16 + headerBytes
        guard header.nodes > 0, header.nodes <= PackedNode.mostNodes,
            start + 12 * header.nodes == content
        else {
            throw .malformed("\(header.nodes) nodes in \(content - start) bytes")
        }
        var nodes: [PackedNode] = []
        var values: [Float] = []
        nodes.reserveCapacity(header.nodes)
        values.reserveCapacity(header.nodes)
        for place in 0..<header.nodes {
            let offset = start + 12 * place
            nodes.append(
                PackedNode(
                    threshold: Float(bitPattern: Self.number(at: offset, in: bytes)),
                    packed: Self.number(at: offset + 4, in: bytes)
                )
            )
            values.append(Float(bitPattern: Self.number(at: offset + 8, in: bytes)))
        }
        guard header.calibration?.isSound ?? true else {
            throw .malformed("its calibration is no rising curve")
        }
        let trees = try Self.trees(header, nodes, values)
        self.header = header
        checksum = digest.hex
        forest = Forest(
            names: header.columns,
            parameters: header.parameters,
            nodes: nodes,
            values: values,
            trees: trees
        )
    }

    private static func number(at offset: Int, in bytes: [UInt8]) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
    }

    /// The trees, if every way through them ends in a leaf of the same tree.
    private static func trees(
        _ header: Header,
        _ nodes: [PackedNode],
        _ values: [Float]
    ) throws(ForestError) -> [(root: Int, depth: Int)] {
        guard (1...PackedNode.mostColumns).contains(header.columns.count) else {
            throw .malformed("\(header.columns.count) columns")
        }
        guard header.roots.first == 0, zip(header.roots, header.roots.dropFirst()).allSatisfy(<),
            header.roots.allSatisfy({ $0 < nodes.count })
        else { throw .malformed("its trees do not follow one another") }
        var trees: [(root: Int, depth: Int)] = []
        for (number, root) in header.roots.enumerated() {
            let end = number + 1 < header.roots.count ? header.roots[number + 1] : nodes.count
            var depths = [Int](repeating: 0, count: end - root)
            for place in root..<end {
                let node = nodes[place]
                guard (0...1).contains(values[place]) else {
                    throw .malformed("node \(place) has the value \(values[place])")
                }
                if node.isLeaf(at: place) {
                    guard node.threshold == .infinity, !node.isTurned, node.column == 0
                    else { throw .malformed("leaf \(place) leads on") }
                    continue
                }
                guard node.child > place, node.child + 1 < end, !node.threshold.isNaN,
                    node.column < header.columns.count
                else { throw .malformed("node \(place) leads astray") }
                let depth = depths[place - root] + 1
                guard depth <= deepest else { throw .malformed("tree \(number) is too deep") }
                for child in [node.child, node.child + 1] {
                    depths[child - root] = max(depths[child - root], depth)
                }
            }
            trees.append((root, depths.max() ?? 0))
        }
        return trees
    }
}
