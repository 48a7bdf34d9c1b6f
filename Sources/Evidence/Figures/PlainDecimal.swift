/// Writes a number as JSON and as people read it: `0.95`, `12`, `0.000001`, never `1e-06`.
///
/// At most six decimals, rounded half away from zero, no trailing zeros, no exponent, no locale, no
/// `-0`: equal numbers give equal bytes on every machine.
///
/// - Parameter value: Finite and below 1e38 in size.
/// - Returns: ASCII, matching `-?[0-9]+(\.[0-9]{1,6})?`.
package func plainDecimal(_ value: Double) -> String {
    precondition(abs(value) < 1e38, "\(value) has no plain decimal form")
    let size = abs(value)
    let whole = size.rounded(.towardZero)
    let millionths = Int(((size - whole) * 1_000_000).rounded())  // the difference is exact
    let carried = UInt128(whole) + (millionths == 1_000_000 ? 1 : 0)
    let fraction = fractionText(millionths % 1_000_000)
    let isZero = carried == 0 && fraction.isEmpty
    return (value < 0 && !isZero ? "-" : "") + String(carried) + fraction
}

/// `.95` for 950,000 millionths, nothing for none.
private func fractionText(_ millionths: Int) -> String {
    guard millionths > 0 else { return "" }
    let digits = String(millionths)
    var text = "." + String(repeating: "0", count: 6 - digits.count) + digits
    while text.hasSuffix("0") { text.removeLast() }
    return text
}

/// A share in per cent, to a tenth: `12.5%`.
package func percentText(_ share: Double) -> String {
    plainDecimal((share * 1_000).rounded() / 10) + "%"
}
