import Domain

extension Scenario {
    /// The scenario as YAML with every default filled in; reading it gives the same scenario.
    package var explained: String {
        var text = ScenarioText()
        text.line("name: \(name)")
        text.line("description: \(ScenarioText.quoted(description))")
        text.line("starts: \(starts)")
        text.line("lasts: \(Quantities.text(lasts))")
        text.line("seed: \(seed)")
        text.line("events:")
        for event in events { text.write(event) }
        text.line("hosts:")
        text.line("  checks_alerts_after: \(Quantities.text(hosts.checksAlertsAfter))")
        text.line("  confirms_wrongly: \(Quantities.text(share: hosts.confirmsWrongly))")
        text.line("  answers: \(Quantities.text(share: hosts.answers))")
        text.line("cast:\(cast.isEmpty ? " {}" : "")")
        for part in cast {
            text.line("  \(part.role.rawValue): \(Quantities.text(share: part.share))")
        }
        let rest = max(0, 1 - cast.reduce(0) { $0 + $1.share })
        text.line("  # prompt: the rest, \(Quantities.text(share: rest))")
        text.line("mail_scanners: \(Quantities.text(share: mailScanners))")
        text.line("attacks:\(attacks.isEmpty ? " []" : "")")
        for attack in attacks { text.write(attack) }
        text.line("faults:\(faults.isEmpty ? " []" : "")")
        for fault in faults { text.write(fault) }
        text.write(deployment)
        text.line("fraud:")
        text.line(
            "  edges: { soft_verify: \(fraud.edges.softVerify), "
                + "sms_verify: \(fraud.edges.smsVerify), block: \(fraud.edges.block) }"
        )
        text.line("  gate_timeout: \(Quantities.text(fraud.gateTimeout))")
        text.line("  rate_limit: \(fraud.rateLimit)/min")
        text.line("gates:\(gates.isEmpty ? " []" : "")")
        for gate in gates { text.line("  - \(ScenarioText.quoted(gate.text))") }
        text.line(
            "outputs: { journal: \(outputs.journal), dataset: \(outputs.dataset), "
                + "database: \(outputs.database) }"
        )
        return text.text
    }
}

/// YAML in the making.
private struct ScenarioText {
    private(set) var text = ""

    mutating func line(_ line: String) { text += line + "\n" }

    static func quoted(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"" + escaped.replacing("\n", with: "\\n") + "\""
    }

    mutating func write(_ event: Scenario.Event) {
        line("  - name: \(Self.quoted(event.name))")
        line("    count: \(event.count)")
        let guests = event.guests
        line("    guests: { from: \(guests.lowerBound), to: \(guests.upperBound) }")
        if event.cities.isEmpty {
            line("    # cities: drawn by population")
        } else {
            line("    cities: [\(event.cities.map(Self.quoted).joined(separator: ", "))]")
        }
        line("    living_elsewhere: \(Quantities.text(share: event.livingElsewhere))")
        if let starts = event.starts {
            line("    starts: +\(Quantities.text(starts))")
        } else {
            line("    # starts: a week after the scenario's end")
        }
        line(event.capacity.map { "    capacity: \($0)" } ?? "    # capacity: no limit")
        line("    invited_at: +\(Quantities.text(event.invitedAt))")
        line("    invited_over: \(Quantities.text(event.invitedOver))")
        if let reminder = event.reminderAt {
            line("    reminder_at: +\(Quantities.text(reminder))")
        } else {
            line("    # reminder_at: never")
        }
        line("    by_email: \(Quantities.text(share: event.byEmail))")
    }

    mutating func write(_ attack: Scenario.Attack) {
        line("  - kind: \(attack.kind.rawValue)")
        if let share = attack.share { line("    share: \(Quantities.text(share: share))") }
        if let count = attack.count { line("    count: \(count)") }
        line(
            attack.city.map { "    city: \(Self.quoted($0))" }
                ?? "    # city: drawn near the guest's"
        )
        line("    begins: +\(Quantities.text(attack.begins))")
        line("    attempts: \(attack.attempts)")
        line("    every: \(Quantities.text(attack.every))")
    }

    mutating func write(_ fault: Scenario.Fault) {
        line("  - kind: \(fault.kind.rawValue)")
        line("    at: +\(Quantities.text(fault.at))")
        line("    for: \(Quantities.text(fault.lasts))")
        switch fault.kind.extra {
        case .none: break
        case .by: line("    by: \(Quantities.text(fault.by))")
        case .share: line("    share: \(Quantities.text(share: fault.share))")
        case .to: line("    to: \(fault.to)/s")
        }
    }

    mutating func write(_ deployment: Scenario.Deployment) {
        line("deployment:")
        for (name, component) in [
            ("core_api", deployment.coreAPI), ("fraud_engine", deployment.fraudEngine),
            ("notifications", deployment.notifications),
        ] {
            line(
                "  \(name): { workers: \(component.workers), "
                    + "service: \(Quantities.text(component.service)) }"
            )
        }
        line(
            "  round_trip: { mobile: \(Quantities.text(deployment.mobile)), "
                + "home: \(Quantities.text(deployment.home)), "
                + "office: \(Quantities.text(deployment.office)), "
                + "hosting: \(Quantities.text(deployment.hosting)), "
                + "vpn: \(Quantities.text(deployment.vpn)) }"
        )
    }
}
