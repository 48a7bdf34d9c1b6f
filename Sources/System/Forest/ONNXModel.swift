/// A forest as `model.onnx`, for other programs: one `TreeEnsembleClassifier` of ONNX' machine learning
/// operators, version 3.
///
/// Takes `features`, rows of 32-bit numbers with not-a-number for what is missing, and gives `label` and
/// `probabilities` of both classes, as the forest's trees have them: without calibration. The format is
/// protocol buffers; a library for it would be larger than the forest.
package struct ONNXModel {
    package let bytes: [UInt8]

    /// - `producer`: Name and version of what made it.
    package init(of forest: Forest, producer: String) {
        var node = ProtocolBuffer()
        node.add(1, "features")
        node.add(2, "label")
        node.add(2, "probabilities")
        node.add(4, "TreeEnsembleClassifier")
        for attribute in Self.attributes(of: forest) { node.add(5, attribute) }
        node.add(7, "ai.onnx.ml")
        var graph = ProtocolBuffer()
        graph.add(1, node)
        graph.add(2, "forest")
        graph.add(11, Self.tensor("features", Element.float, width: forest.names.count))
        graph.add(12, Self.tensor("label", Element.whole, width: nil))
        graph.add(12, Self.tensor("probabilities", Element.float, width: 2))
        var model = ProtocolBuffer()
        model.add(1, 8)
        model.add(2, producer)
        model.add(7, graph)
        for (domain, version) in [("", 15), ("ai.onnx.ml", 3)] {
            var operators = ProtocolBuffer()
            operators.add(1, domain)
            operators.add(2, version)
            model.add(8, operators)
        }
        bytes = model.bytes
    }

    /// `TensorProto.DataType`.
    private enum Element: Int { case float = 1, whole = 7 }

    private static func tensor(_ name: String, _ element: Element, width: Int?) -> ProtocolBuffer {
        var shape = ProtocolBuffer()
        var rows = ProtocolBuffer()
        rows.add(2, "rows")
        shape.add(1, rows)
        if let width {
            var columns = ProtocolBuffer()
            columns.add(1, width)
            shape.add(1, columns)
        }
        var tensor = ProtocolBuffer()
        tensor.add(1, element.rawValue)
        tensor.add(2, shape)
        var type = ProtocolBuffer()
        type.add(1, tensor)
        var value = ProtocolBuffer()
        value.add(1, name)
        value.add(2, type)
        return value
    }

    private static func attributes(of forest: Forest) -> [ProtocolBuffer] {
        var trees: [Int] = []
        var numbers: [Int] = []
        var columns: [Int] = []
        var modes: [String] = []
        var values: [Float] = []
        var left: [Int] = []
        var right: [Int] = []
        var missingGoesLeft: [Int] = []
        var leaves: (trees: [Int], nodes: [Int], classes: [Int], weights: [Float]) = (
            [], [], [], []
        )
        for (tree, root) in forest.trees.map(\.root).enumerated() {
            let end =
                tree + 1 < forest.trees.count ? forest.trees[tree + 1].root : forest.nodes.count
            for place in root..<end {
                let node = forest.nodes[place]
                let isLeaf = node.isLeaf(at: place)
                trees.append(tree)
                numbers.append(place - root)
                columns.append(isLeaf ? 0 : node.column)
                modes.append(isLeaf ? "LEAF" : "BRANCH_LEQ")
                values.append(isLeaf ? 0 : node.splitValue)
                left.append(isLeaf ? 0 : node.left - root)
                right.append(isLeaf ? 0 : node.right - root)
                missingGoesLeft.append(isLeaf || node.isTurned ? 0 : 1)
                guard isLeaf else { continue }
                let share = Double(forest.values[place])
                for (number, share) in [1 - share, share].enumerated() {
                    leaves.trees.append(tree)
                    leaves.nodes.append(place - root)
                    leaves.classes.append(number)
                    leaves.weights.append(Float(share / Double(forest.trees.count)))
                }
            }
        }
        return [
            .attribute("nodes_treeids", trees), .attribute("nodes_nodeids", numbers),
            .attribute("nodes_featureids", columns), .attribute("nodes_modes", modes),
            .attribute("nodes_values", values), .attribute("nodes_truenodeids", left),
            .attribute("nodes_falsenodeids", right),
            .attribute("nodes_missing_value_tracks_true", missingGoesLeft),
            .attribute("class_treeids", leaves.trees), .attribute("class_nodeids", leaves.nodes),
            .attribute("class_ids", leaves.classes), .attribute("class_weights", leaves.weights),
            .attribute("classlabels_int64s", [0, 1]), .attribute("post_transform", "NONE"),
        ]
    }
}

/// A message in the making, as protocol buffers write it.
struct ProtocolBuffer {
    private(set) var bytes: [UInt8] = []

    /// `AttributeProto.AttributeType`.
    private enum Kind: Int { case text = 3, floats = 6, wholes = 7, texts = 8 }

    private mutating func varint(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Begins a field of so many bytes.
    private mutating func begin(_ field: Int, count: Int) {
        varint(UInt64(field) << 3 | 2)
        varint(UInt64(count))
    }

    mutating func add(_ field: Int, _ number: Int) {
        varint(UInt64(field) << 3)
        varint(UInt64(bitPattern: Int64(number)))
    }

    mutating func add(_ field: Int, _ text: String) {
        begin(field, count: text.utf8.count)
        bytes += text.utf8
    }

    mutating func add(_ field: Int, _ message: ProtocolBuffer) {
        begin(field, count: message.bytes.count)
        bytes += message.bytes
    }

    private static func attribute(_ name: String, _ kind: Kind) -> ProtocolBuffer {
        var attribute = ProtocolBuffer()
        attribute.add(1, name)
        attribute.add(20, kind.rawValue)
        return attribute
    }

    static func attribute(_ name: String, _ text: String) -> ProtocolBuffer {
        var attribute = attribute(name, .text)
        attribute.add(4, text)
        return attribute
    }

    static func attribute(_ name: String, _ texts: [String]) -> ProtocolBuffer {
        var attribute = attribute(name, .texts)
        for text in texts { attribute.add(9, text) }
        return attribute
    }

    static func attribute(_ name: String, _ numbers: [Int]) -> ProtocolBuffer {
        var attribute = attribute(name, .wholes)
        var packed = ProtocolBuffer()
        for number in numbers { packed.varint(UInt64(bitPattern: Int64(number))) }
        attribute.add(8, packed)
        return attribute
    }

    static func attribute(_ name: String, _ numbers: [Float]) -> ProtocolBuffer {
        var attribute = attribute(name, .floats)
        attribute.begin(7, count: 4 * numbers.count)
        for number in numbers {
            withUnsafeBytes(of: number.bitPattern.littleEndian) { attribute.bytes += $0 }
        }
        return attribute
    }
}
