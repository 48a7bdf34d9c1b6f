import CoreAPI
import FraudEngine
import Notifications
import Tokens

/// What a deployment sets.
package struct SystemSettings: Sendable {
    package var coreAPI: CoreAPISettings
    package var secrets: CoreAPISecrets
    /// Seals links and codes in messages that wait.
    package var sealing: KeyRing
    package var scorer: any RiskScorer
    package var notifications: NotificationSettings

    package init(
        coreAPI: CoreAPISettings,
        secrets: CoreAPISecrets,
        sealing: KeyRing,
        scorer: any RiskScorer,
        notifications: NotificationSettings = .documented
    ) {
        self.coreAPI = coreAPI
        self.secrets = secrets
        self.sealing = sealing
        self.scorer = scorer
        self.notifications = notifications
    }

    /// What each ring of keys is for.
    var keys: [(purpose: String, keys: KeyRing)] {
        [
            ("tokens", secrets.tokens), ("sessions", secrets.sessions), ("codes", secrets.codes),
            ("sealing", sealing),
        ]
    }
}
