import Domain

/// Which test pictures the devices of each model have drawn lately.
///
/// Devices of one model share a graphics chip, so they draw the page's test picture alike; a copy of
/// somebody's device draws it with a chip of its own. Learnt from replies that were recorded, so that
/// nobody who merely looks, and no form that is being judged, is among them.
///
/// A host's own guests count one by one, another host's guests once for each picture: pictures that one
/// host's guests have made up say little about everybody else's phones.
package struct PictureMemory: Sendable {
    private struct Drawn: Sendable {
        var sightings = 0
        var lastAt: Instant
    }

    /// What one host's guests have drawn on one model.
    private struct Album: Sendable {
        var pictures: [UInt64: Drawn] = [:]
        var sightings = 0
        var lastAt: Instant
    }

    private struct Model: Sendable {
        private(set) var albums: [HostID: Album] = [:]
        /// How many hosts' guests have drawn each picture.
        private(set) var hosts: [UInt64: Int] = [:]
        private var sweptAt: Instant
        private(set) var lastAt: Instant

        init(at instant: Instant) {
            sweptAt = instant
            lastAt = instant
        }

        mutating func add(_ picture: UInt64, of host: HostID, at instant: Instant) {
            forgetOutdated(at: instant)
            if albums[host] == nil {
                if albums.count >= hostsKept, let oldest = oldestAlbum { forget(albumOf: oldest) }
                albums[host] = Album(lastAt: instant)
            }
            if let album = albums[host], album.pictures[picture] == nil {
                if album.pictures.count >= picturesKept, let rarest = Self.rarest(of: album) {
                    forget(rarest, of: host)
                }
                hosts[picture, default: 0] += 1
            }
            albums[host]?.pictures[picture, default: Drawn(lastAt: instant)].sightings += 1
            albums[host]?.pictures[picture]?.lastAt = instant
            albums[host]?.sightings += 1
            albums[host]?.lastAt = instant
            lastAt = instant
        }

        mutating func takeBack(_ picture: UInt64, of host: HostID) {
            guard let sightings = albums[host]?.pictures[picture]?.sightings else { return }
            if sightings == 1 { return forget(picture, of: host) }
            albums[host]?.pictures[picture]?.sightings -= 1
            albums[host]?.sightings -= 1
        }

        /// Once a day.
        private mutating func forgetOutdated(at instant: Instant) {
            guard instant - sweptAt >= .days(1) else { return }
            sweptAt = instant
            let since = instant.advanced(by: .zero - window)
            for (host, album) in albums {
                for (picture, seen) in album.pictures where seen.lastAt < since {
                    forget(picture, of: host)
                }
            }
        }

        private mutating func forget(_ picture: UInt64, of host: HostID) {
            guard let seen = albums[host]?.pictures.removeValue(forKey: picture) else { return }
            albums[host]?.sightings -= seen.sightings
            if albums[host]?.pictures.isEmpty == true { albums[host] = nil }
            hosts[picture, default: 1] -= 1
            if hosts[picture] == 0 { hosts[picture] = nil }
        }

        private mutating func forget(albumOf host: HostID) {
            for picture in albums[host]?.pictures.keys.sorted() ?? [] { forget(picture, of: host) }
        }

        private var oldestAlbum: HostID? {
            albums.min { ($0.value.lastAt, $0.key) < ($1.value.lastAt, $1.key) }?.key
        }

        private static func rarest(of album: Album) -> UInt64? {
            album.pictures.min {
                ($0.value.sightings, $0.value.lastAt, $0.key)
                    < ($1.value.sightings, $1.value.lastAt, $1.key)
            }?.key
        }
    }

    /// Sightings of a model before a picture can be called rare.
    static let sightingsNeeded = 20
    /// Pictures remembered of one model and host; of more the rarest make way.
    private static let picturesKept = 64
    /// Hosts remembered of one model, the latest.
    static let hostsKept = 100
    /// For how long a picture is remembered: systems are updated, and draw otherwise then.
    package static let window = Duration.days(90)
    private var models: RecentDictionary<UInt64, Model>

    /// - Parameter capacity: The most models remembered; those seen longest ago make way.
    package init(capacity: Int = 10_000) {
        models = RecentDictionary(capacity: capacity, window: Self.window)
    }

    /// Adds a sighting at one of a host's guests.
    package mutating func add(_ fingerprint: Fingerprint, of host: HostID, at instant: Instant) {
        guard let (model, picture) = Self.keys(of: fingerprint) else { return }
        models.change(model, from: Model(at: instant), by: host, at: instant) {
            $0.add(picture, of: host, at: instant)
        }
    }

    /// Takes a sighting back: whoever it was of was not the guest.
    package mutating func remove(_ fingerprint: Fingerprint, of host: HostID) {
        guard let (model, picture) = Self.keys(of: fingerprint) else { return }
        models.update(model) { $0.takeBack(picture, of: host) }
    }

    /// Share of a model's sightings that drew this picture, 0...1; `nil` where the model is not known
    /// well enough.
    ///
    /// - `host`: Whose guest is judged.
    package func share(
        of fingerprint: Fingerprint,
        for host: HostID,
        at instant: Instant
    ) -> Double? {
        guard let (key, picture) = Self.keys(of: fingerprint), let model = models[key],
            instant - model.lastAt <= Self.window
        else { return nil }
        let own = model.albums[host]
        let drawn = own?.pictures[picture]?.sightings ?? 0
        let otherHosts = model.albums.count - (own == nil ? 0 : 1)
        let otherHostsDrawing = (model.hosts[picture] ?? 0) - (drawn == 0 ? 0 : 1)
        let sightings = (own?.sightings ?? 0) + otherHosts
        guard sightings >= Self.sightingsNeeded else { return nil }
        return Double(drawn + otherHostsDrawing) / Double(sightings)
    }

    /// `nil` for a browser that names no device or draws nothing.
    private static func keys(of fingerprint: Fingerprint) -> (model: UInt64, picture: UInt64)? {
        guard !fingerprint.device.isEmpty, !fingerprint.webglHash.isEmpty else { return nil }
        var model = FNV1a()
        model.add(fingerprint.device)
        model.add(fingerprint.screen)
        var picture = FNV1a()
        picture.add(fingerprint.webglHash)
        return (model.value, picture.value)
    }
}
