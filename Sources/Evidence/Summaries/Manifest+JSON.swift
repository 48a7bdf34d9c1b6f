import Figures
import Truth

extension Manifest {
    /// The content of `manifest.json`.
    package var json: JSON {
        .object([
            "schema": .text("guestguard.manifest/1"),
            "digest": .text(digest),
            "data_digest": .text(dataDigest),
            "scenario": .object([
                "name": .text(frame.scenarioName), "sha256": .text(frame.scenarioHash),
                "seed": .whole(frame.seed), "extends": .array(extended.map(JSON.text)),
                "set": .array(set.map(JSON.text)),
            ]),
            "settings": changes.json,
            "rehearsed": .array(rehearsed.map(JSON.text)),
            "versions": .object(["guestguard": .text(frame.build)]),
            "files": .array(
                files.sorted { $0.name < $1.name }.map { file in
                    .object([
                        "name": .text(file.name), "bytes": .integer(file.bytes),
                        "sha256": .text(file.sha256),
                        "rows": file.rows.map(JSON.integer) ?? .null,
                    ])
                }
            ),
        ])
    }
}
