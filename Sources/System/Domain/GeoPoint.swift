import Foundation

/// A place on the globe, in degrees.
package struct GeoPoint: Hashable, Sendable, Codable {
    /// −90…90, north is positive.
    package var latitude: Double
    /// −180…180, east is positive.
    package var longitude: Double

    package init(latitude: Double, longitude: Double) {
        self.latitude = latitude
        self.longitude = longitude
    }

    /// Great-circle distance in kilometres by the haversine formula on a sphere of radius
    /// 6,371 km, rounded to 0.1 km: trigonometric functions may differ in the last bit between C
    /// libraries.
    package func distanceKm(to other: GeoPoint) -> Double {
        let radians = Double.pi / 180
        let sinLatitude = sin((other.latitude - latitude) * radians / 2)
        let sinLongitude = sin((other.longitude - longitude) * radians / 2)
        let chord =
            sinLatitude * sinLatitude
            + cos(latitude * radians) * cos(other.latitude * radians) * sinLongitude * sinLongitude
        let km = 2 * 6_371 * asin(min(1, chord.squareRoot()))
        return (km * 10).rounded() / 10
    }
}
