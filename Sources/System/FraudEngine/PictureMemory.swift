import Domain

/// Which test pictures the devices of each model have drawn lately.
///
/// Devices of one model share a graphics chip, so they draw the page's test picture alike; a copy of
/// somebody's device draws it with a chip of its own. Learnt from replies that were recorded, so that
/// nobody who merely looks, and no form that is being judged, is among them.
package struct PictureMemory: Sendable {
    private struct Model: Sendable {
        var sightings = 0
        var pictures: [String: Int] = [:]
    }

    /// Sightings of a model before a picture can be called rare.
    static let sightingsNeeded = 20
    /// Pictures remembered of one model; models that draw more are no one model.
    private static let picturesKept = 64
    private let capacity: Int
    private var models: [String: Model] = [:]

    /// - Parameter capacity: The most models remembered; further ones are not.
    package init(capacity: Int = 10_000) { self.capacity = capacity }

    /// Adds a sighting.
    package mutating func add(_ fingerprint: Fingerprint) {
        guard let name = Self.model(of: fingerprint) else { return }
        var model = models[name] ?? Model()
        let isNew = model.pictures[fingerprint.webglHash] == nil
        if isNew && model.pictures.count >= Self.picturesKept { return }
        if models[name] == nil && models.count >= capacity { return }
        model.sightings += 1
        model.pictures[fingerprint.webglHash, default: 0] += 1
        models[name] = model
    }

    /// Share of a model's sightings that drew this picture, 0...1; `nil` where the model is not known
    /// well enough.
    package func share(of fingerprint: Fingerprint) -> Double? {
        guard let name = Self.model(of: fingerprint), let model = models[name],
            model.sightings >= Self.sightingsNeeded
        else { return nil }
        return Double(model.pictures[fingerprint.webglHash] ?? 0) / Double(model.sightings)
    }

    /// `nil` for a browser that names no device or draws nothing.
    private static func model(of fingerprint: Fingerprint) -> String? {
        guard !fingerprint.device.isEmpty, !fingerprint.webglHash.isEmpty else { return nil }
        return "\(fingerprint.device) \(fingerprint.screen)"
    }
}
