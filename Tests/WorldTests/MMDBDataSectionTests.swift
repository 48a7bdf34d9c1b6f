import Testing

@testable import World

/// Bytes as MaxMind DB File Format Specification 2.0 lays them out.
@Suite struct MMDBDataSectionTests {
    /// The four ways to write a pointer begin at 0, 2,048 and 526,336.
    @Test(
        arguments: [
            (2_047, [0x27, 0xFF]), (2_048, [0x28, 0, 0]), (526_335, [0x2F, 0xFF, 0xFF]),
            (526_336, [0x30, 0, 0, 0]),
        ] as [(Int, [UInt8])]
    )
    func `a pointer takes as many bytes as its place needs`(place: Int, bytes: [UInt8]) {
        var section = MMDBDataSection()
        var number = 0
        // Texts of 300 bytes take three more to say so, short ones take one.
        while section.bytes.count + 303 < place {
            number += 1
            let digits = String(number)
            let text = String(repeating: "-", count: 300 - digits.count) + digits
            _ = section.place(of: .text(text))
        }
        while section.bytes.count < place {
            let left = min(28, place - section.bytes.count - 1)
            number += 1
            _ = section.place(of: .text(String(repeating: "\(number % 10)", count: left)))
        }
        let value = MMDBValue.text("here")
        #expect(section.place(of: value) == place)
        _ = section.place(of: .array([value]))
        // An array of one, and where its value is.
        #expect(section.bytes.suffix(2 + bytes.count) == [0x01, 0x04] + bytes)
        #expect(section.place(of: value) == place)
    }
}
