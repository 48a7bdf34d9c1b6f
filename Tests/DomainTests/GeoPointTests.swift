import Domain
import Testing

@Suite struct GeoPointTests {
    // Haversine on a sphere of 6,371 km, in Python.
    @Test(arguments: [
        // Berlin and Paris, Suva and Apia, Nome and Chukotka, either side of the date line.
        (52.5, 13.4, 48.86, 2.35, 876.2), (-18.1416, 178.4419, -13.8333, -171.7667, 1_150.7),
        (64.5, -165.4, 66.3, -179, 659), (0, 179, 0, -179, 222.4), (0, 180, 0, -180, 0),
        // As far as there is.
        (90, 0, -90, 0, 20_015.1), (0, 0, 0, 180, 20_015.1), (51.5, -0.1, 51.5, -0.1, 0),
    ])
    func `a distance is the short way round, whoever stands where`(
        latitude: Double,
        longitude: Double,
        otherLatitude: Double,
        otherLongitude: Double,
        km: Double
    ) {
        let here = GeoPoint(latitude: latitude, longitude: longitude)
        let there = GeoPoint(latitude: otherLatitude, longitude: otherLongitude)
        #expect(here.distanceKm(to: there) == km)
        #expect(there.distanceKm(to: here) == km)
    }
}
