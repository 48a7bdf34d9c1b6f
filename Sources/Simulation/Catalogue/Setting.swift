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
        _ property: any WritableKeyPath<Root, Value> & Sendable,
        _ meaning: String,
        after origin: String? = nil,
        source: String,
        otherwise: String? = nil,
        wrap: @escaping @Sendable (Value) -> ParameterValue?,
        unwrap: @escaping @Sendable (ParameterValue) -> Value?
    ) {
        parameter = Parameter(
            key: key,
            measure: measure,
            meaning: meaning,
            origin: origin,
            source: source,
            usual: wrap(Root()[keyPath: property]),
            otherwise: otherwise
        )
        value = { wrap($0[keyPath: property]) }
        set = { root, value in
            guard let value = unwrap(value) else {
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
    ) -> Setting {
        Setting(
            key,
            .duration,
            property,
            meaning,
            source: source,
            wrap: { .duration($0) },
            unwrap: { if case .duration(let value) = $0 { value } else { nil } }
        )
    }

    /// When something happens, counted from something else.
    package static func delay(
        _ key: String,
        _ property: Property<Duration>,
        _ meaning: String,
        after origin: String,
        source: String = ""
    ) -> Setting {
        Setting(
            key,
            .duration,
            property,
            meaning,
            after: origin,
            source: source,
            wrap: { .duration($0) },
            unwrap: { if case .duration(let value) = $0 { value } else { nil } }
        )
    }

    /// When something happens, if it does.
    package static func delay(
        _ key: String,
        _ property: Property<Duration?>,
        _ meaning: String,
        after origin: String,
        otherwise: String
    ) -> Setting {
        Setting(
            key,
            .duration,
            property,
            meaning,
            after: origin,
            source: "",
            otherwise: otherwise,
            wrap: { $0.map(ParameterValue.duration) },
            unwrap: { if case .duration(let value) = $0 { value } else { nil } }
        )
    }

    package static func share(
        _ key: String,
        _ property: Property<Double>,
        _ meaning: String,
        source: String = assumption
    ) -> Setting {
        Setting(
            key,
            .share,
            property,
            meaning,
            source: source,
            wrap: { .share($0) },
            unwrap: { if case .share(let value) = $0 { value } else { nil } }
        )
    }

    package static func number(
        _ key: String,
        _ property: Property<Double>,
        in range: ClosedRange<Double>,
        _ meaning: String,
        source: String = assumption
    ) -> Setting {
        Setting(
            key,
            .number(range),
            property,
            meaning,
            source: source,
            wrap: { .number($0) },
            unwrap: { if case .number(let value) = $0 { value } else { nil } }
        )
    }

    package static func count(
        _ key: String,
        _ property: Property<Int>,
        in range: ClosedRange<Int>,
        _ meaning: String,
        source: String = assumption
    ) -> Setting {
        Setting(
            key,
            .count(range),
            property,
            meaning,
            source: source,
            wrap: { .count($0) },
            unwrap: { if case .count(let value) = $0 { value } else { nil } }
        )
    }

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
            meaning,
            source: "",
            otherwise: otherwise,
            wrap: { $0.map(ParameterValue.count) },
            unwrap: { if case .count(let value) = $0 { value } else { nil } }
        )
    }

    package static func rate(
        _ key: String,
        _ property: Property<Int>,
        per unit: String,
        _ meaning: String,
        source: String = ""
    ) -> Setting {
        Setting(
            key,
            .rate(per: unit),
            property,
            meaning,
            source: source,
            wrap: { .count($0) },
            unwrap: { if case .count(let value) = $0 { value } else { nil } }
        )
    }

    /// A city by name, or wherever `otherwise` says.
    package static func city(
        _ key: String,
        _ property: Property<String?>,
        _ meaning: String,
        otherwise: String
    ) -> Setting {
        Setting(
            key,
            .city,
            property,
            meaning,
            source: "",
            otherwise: otherwise,
            wrap: { $0.map(ParameterValue.word) },
            unwrap: { if case .word(let value) = $0 { value } else { nil } }
        )
    }

    package static func truth(
        _ key: String,
        _ property: Property<Bool>,
        _ meaning: String
    ) -> Setting {
        Setting(
            key,
            .truth,
            property,
            meaning,
            source: "",
            wrap: { .truth($0) },
            unwrap: { if case .truth(let value) = $0 { value } else { nil } }
        )
    }

    package static func instant(
        _ key: String,
        _ property: Property<Instant>,
        _ meaning: String
    ) -> Setting {
        Setting(
            key,
            .instant,
            property,
            meaning,
            source: "",
            wrap: { .instant($0) },
            unwrap: { if case .instant(let value) = $0 { value } else { nil } }
        )
    }

    /// What a figure without a publication behind it says of itself.
    package static var assumption: String { "assumption" }
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
