import Domain

/// Something that is made with its defaults, and then set up.
package protocol Configurable: SendableMetatype {
    init()
}

/// A parameter together with the property that it sets; the property's initial value is the default.
package struct Setting<Root: Configurable>: Sendable {
    package let parameter: Parameter
    package let value: @Sendable (Root) -> ParameterValue?
    package let set: @Sendable (inout Root, ParameterValue) -> Void

    /// - `otherwise`: What holds without a value, where the property's initial value is `nil`.
    private init<Value>(
        _ key: String,
        _ measure: Measure,
        _ property: Property<Value>,
        _ form: ValueForm<Value>,
        _ meaning: String,
        after origin: String? = nil,
        source: String = "",
        otherwise: String? = nil
    ) {
        parameter = Parameter(
            key: key,
            measure: measure,
            meaning: meaning,
            origin: origin,
            source: source,
            usual: form.wrap(Root()[keyPath: property]),
            otherwise: otherwise
        )
        value = { form.wrap($0[keyPath: property]) }
        set = { root, value in
            guard let value = form.unwrap(value) else {
                preconditionFailure("\(key): \(value) is no \(measure.name)")
            }
            root[keyPath: property] = value
        }
    }
}

extension Setting {
    package typealias Property<Value> = any WritableKeyPath<Root, Value> & Sendable

    /// How long something takes.
    package static func duration(
        _ key: String,
        _ property: Property<Duration>,
        _ meaning: String,
        source: String = assumption
    ) -> Setting { Setting(key, .duration, property, .duration, meaning, source: source) }

    /// When something happens, counted from something else.
    package static func delay(
        _ key: String,
        _ property: Property<Duration>,
        _ meaning: String,
        after origin: String,
        source: String = ""
    ) -> Setting {
        Setting(key, .duration, property, .duration, meaning, after: origin, source: source)
    }

    /// When something happens, if it does.
    package static func delay(
        _ key: String,
        _ property: Property<Duration?>,
        _ meaning: String,
        after origin: String,
        source: String = "",
        otherwise: String
    ) -> Setting {
        Setting(
            key,
            .duration,
            property,
            .optional(.duration),
            meaning,
            after: origin,
            source: source,
            otherwise: otherwise
        )
    }

    package static func share(
        _ key: String,
        _ property: Property<Double>,
        _ meaning: String,
        source: String = assumption
    ) -> Setting { Setting(key, .share, property, .share, meaning, source: source) }

    package static func number(
        _ key: String,
        _ property: Property<Double>,
        in range: ClosedRange<Double>,
        _ meaning: String,
        source: String = assumption
    ) -> Setting { Setting(key, .number(range), property, .number, meaning, source: source) }

    package static func count(
        _ key: String,
        _ property: Property<Int>,
        in range: ClosedRange<Int>,
        _ meaning: String,
        source: String = assumption
    ) -> Setting { Setting(key, .count(range), property, .count, meaning, source: source) }

    package static func count(
        _ key: String,
        _ property: Property<Int?>,
        in range: ClosedRange<Int>,
        _ meaning: String,
        otherwise: String
    ) -> Setting {
        Setting(
            key,
            .count(range),
            property,
            .optional(.count),
            meaning,
            otherwise: otherwise
        )
    }

    package static func rate(
        _ key: String,
        _ property: Property<Int>,
        per unit: String,
        _ meaning: String,
        source: String = ""
    ) -> Setting { Setting(key, .rate(per: unit), property, .count, meaning, source: source) }

    /// So many a second, a minute or an hour, where `agreed` are taken otherwise.
    package static func pace(
        _ key: String,
        _ property: Property<Rate>,
        below agreed: Rate,
        _ meaning: String,
        source: String = assumption
    ) -> Setting {
        Setting(key, .pace(agreed: agreed), property, .rate, meaning, source: source)
    }

    /// When something begins, counted from something else.
    package static func onset(
        _ key: String,
        _ property: Property<Onset>,
        _ meaning: String,
        after origin: String,
        source: String = assumption
    ) -> Setting {
        let measure = Measure.onset(spread: Root()[keyPath: property].spread)
        return Setting(key, measure, property, .onset, meaning, after: origin, source: source)
    }

    /// A time of the story, counted from something else.
    package static func moment(
        _ key: String,
        _ property: Property<Moment>,
        _ meaning: String,
        after origin: String
    ) -> Setting { Setting(key, .moment, property, .moment, meaning, after: origin) }

    /// A time of the story, if it comes.
    package static func moment(
        _ key: String,
        _ property: Property<Moment?>,
        _ meaning: String,
        after origin: String,
        otherwise: String
    ) -> Setting {
        Setting(
            key,
            .moment,
            property,
            .optional(.moment),
            meaning,
            after: origin,
            otherwise: otherwise
        )
    }

    /// A city by name, or wherever `otherwise` says.
    package static func city(
        _ key: String,
        _ property: Property<String?>,
        _ meaning: String,
        otherwise: String
    ) -> Setting {
        Setting(key, .city, property, .optional(.word), meaning, otherwise: otherwise)
    }

    package static func truth(
        _ key: String,
        _ property: Property<Bool>,
        _ meaning: String
    ) -> Setting { Setting(key, .truth, property, .truth, meaning) }

    package static func instant(
        _ key: String,
        _ property: Property<Instant>,
        _ meaning: String
    ) -> Setting { Setting(key, .instant, property, .instant, meaning) }

    /// What a figure without a publication behind it says of itself.
    package static var assumption: String { "assumption" }
}

/// How a property's type stands for a parameter's value, and back.
private struct ValueForm<Value>: Sendable {
    let wrap: @Sendable (Value) -> ParameterValue?
    let unwrap: @Sendable (ParameterValue) -> Value?

    /// The same for a property that may be `nil`.
    static func optional<Wrapped>(_ form: ValueForm<Wrapped>) -> ValueForm<Wrapped?>
    where Value == Wrapped? {
        ValueForm<Wrapped?>(wrap: { $0.flatMap { form.wrap($0) } }, unwrap: { form.unwrap($0) })
    }
}

extension ValueForm<Duration> {
    static let duration = ValueForm(
        wrap: { .duration($0) },
        unwrap: { if case .duration(let value) = $0 { value } else { nil } }
    )
}

extension ValueForm<Double> {
    static let share = ValueForm(
        wrap: { .share($0) },
        unwrap: { if case .share(let value) = $0 { value } else { nil } }
    )
    static let number = ValueForm(
        wrap: { .number($0) },
        unwrap: { if case .number(let value) = $0 { value } else { nil } }
    )
}

extension ValueForm<Int> {
    static let count = ValueForm(
        wrap: { .count($0) },
        unwrap: { if case .count(let value) = $0 { value } else { nil } }
    )
}

extension ValueForm<String> {
    static let word = ValueForm(
        wrap: { .word($0) },
        unwrap: { if case .word(let value) = $0 { value } else { nil } }
    )
}

extension ValueForm<Bool> {
    static let truth = ValueForm(
        wrap: { .truth($0) },
        unwrap: { if case .truth(let value) = $0 { value } else { nil } }
    )
}

extension ValueForm<Instant> {
    static let instant = ValueForm(
        wrap: { .instant($0) },
        unwrap: { if case .instant(let value) = $0 { value } else { nil } }
    )
}

extension ValueForm<Onset> {
    static let onset = ValueForm(
        wrap: { .onset($0) },
        unwrap: { if case .onset(let value) = $0 { value } else { nil } }
    )
}

extension ValueForm<Rate> {
    static let rate = ValueForm(
        wrap: { .rate($0) },
        unwrap: { if case .rate(let value) = $0 { value } else { nil } }
    )
}

extension ValueForm<Moment> {
    static let moment = ValueForm(
        wrap: { .moment($0) },
        unwrap: { if case .moment(let value) = $0 { value } else { nil } }
    )
}

extension Configurable {
    /// Made with its defaults, but for what was set.
    ///
    /// - `values`: By key; each of the measure that its setting states.
    package init(_ values: ParameterValues, _ settings: [Setting<Self>]) {
        self.init()
        for setting in settings {
            if let value = values[setting.parameter.key] { setting.set(&self, value) }
        }
    }
}
