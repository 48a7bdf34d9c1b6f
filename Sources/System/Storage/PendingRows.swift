import Domain

/// Rows in the making: written to the database when their transaction is committed.
///
/// An access is opened, scored, judged and ended in four steps; a notification is queued, sent and
/// delivered in three. Mostly that takes seconds, hence one group of steps: held back until then,
/// each row is written once instead of four times.
struct PendingRows {
    struct AccessRow {
        let access: Access
        /// The guest and the link, where they were there when the access was opened.
        let guest: GuestID?
        let token: TokenID?
        /// Row number of the fingerprint.
        let fingerprint: Int
        var assessment: Assessment?
        /// When its opening was scored.
        var scoredAt: Instant?
        /// Whether much spoke against its opening; `nil` until it is scored, and where it does not count.
        var isDoubted: Bool?
        var decision: Decision?
        var outcome: Outcome
        var isFlagged = false

        var isMachine: Bool { assessment?.isMachine == true }
    }

    struct NotificationRow {
        var notification: Notification
        /// Whether the database has no row of it yet.
        let isNew: Bool
    }

    struct Cause: Hashable {
        let cause: String
        let channel: Notification.Channel
    }

    /// In the order they were opened.
    private(set) var accesses: [AccessRow] = []
    private var accessPlaces: [AccessID: Int] = [:]
    private var accessesOfGuest: [GuestID: Int] = [:]
    /// In the order they were first changed.
    private(set) var notifications: [NotificationRow] = []
    private var notificationPlaces: [NotificationID: Int] = [:]
    private var causes: Set<Cause> = []
    /// Numbered in the order they were published; those settled meanwhile are gone.
    private var outgoing: [MessageID: (number: Int, message: Message)] = [:]
    private var lastNumber = 0
    /// Messages that were settled after they had been written.
    private(set) var erased: [MessageID] = []
    private(set) var givenUp: [GivenUpMessage] = []

    /// What the running step has changed of them, so that it can be taken back.
    private enum Change {
        case accessAdded
        case access(Int, AccessRow)
        case notificationAdded
        case notification(Int, Notification)
        case messageAdded(MessageID)
    }
    private var changes: [Change] = []

    var isEmpty: Bool {
        accesses.isEmpty && notifications.isEmpty && outgoing.isEmpty && erased.isEmpty
            && givenUp.isEmpty
    }

    mutating func removeAll() {
        accesses.removeAll(keepingCapacity: true)
        accessPlaces.removeAll(keepingCapacity: true)
        accessesOfGuest.removeAll(keepingCapacity: true)
        notifications.removeAll(keepingCapacity: true)
        notificationPlaces.removeAll(keepingCapacity: true)
        causes.removeAll(keepingCapacity: true)
        outgoing.removeAll(keepingCapacity: true)
        erased.removeAll(keepingCapacity: true)
        givenUp.removeAll(keepingCapacity: true)
        changes.removeAll(keepingCapacity: true)
    }

    // MARK: Steps

    mutating func beginStep() { changes.removeAll(keepingCapacity: true) }

    /// Takes back what the running step has changed.
    mutating func takeBackStep() {
        for change in changes.reversed() {
            switch change {
            case .accessAdded:
                let row = accesses.removeLast()
                accessPlaces[row.access.id] = nil
                count(row, -1)
            case .access(let place, let row):
                count(accesses[place], -1)
                accesses[place] = row
                count(row, 1)
            case .notificationAdded:
                let row = notifications.removeLast()
                notificationPlaces[row.notification.id] = nil
                if row.isNew { causes.remove(Cause(row.notification)) }
            case .notification(let place, let notification):
                notifications[place].notification = notification
            case .messageAdded(let id): outgoing[id] = nil
            }
        }
        changes.removeAll(keepingCapacity: true)
    }

    // MARK: Accesses

    mutating func add(_ row: AccessRow) {
        accessPlaces[row.access.id] = accesses.count
        accesses.append(row)
        count(row, 1)
        changes.append(.accessAdded)
    }

    func access(_ id: AccessID) -> AccessRow? { accessPlaces[id].map { accesses[$0] } }

    /// Changes a row that is held back.
    ///
    /// - Returns: False where it is not.
    mutating func update(_ id: AccessID, _ change: (inout AccessRow) -> Void) -> Bool {
        guard let place = accessPlaces[id] else { return false }
        changes.append(.access(place, accesses[place]))
        let wasMachine = accesses[place].isMachine
        change(&accesses[place])
        if accesses[place].isMachine != wasMachine {
            if let guest = accesses[place].guest {
                accessesOfGuest[guest, default: 0] += wasMachine ? 1 : -1
            }
        }
        return true
    }

    /// Accesses of a guest's links that are held back, machines' fetches left out.
    func accessCount(of guest: GuestID) -> Int { accessesOfGuest[guest] ?? 0 }

    private mutating func count(_ row: AccessRow, _ difference: Int) {
        guard let guest = row.guest, !row.isMachine else { return }
        accessesOfGuest[guest, default: 0] += difference
    }

    // MARK: Messages

    /// Messages that no consumer has settled yet, in the order they were published.
    var messages: [Message] {
        outgoing.values.sorted { $0.number < $1.number }.map(\.message)
    }

    mutating func add(_ message: Message) {
        lastNumber += 1
        outgoing[message.id] = (lastNumber, message)
        changes.append(.messageAdded(message.id))
    }

    /// Every consumer has settled a message: it need not be written, or must be erased.
    mutating func settle(_ id: MessageID) {
        if outgoing.removeValue(forKey: id) == nil { erased.append(id) }
    }

    /// A consumer has given a message up.
    mutating func add(_ message: GivenUpMessage) { givenUp.append(message) }

    // MARK: Notifications

    func holds(_ cause: Cause) -> Bool { causes.contains(cause) }

    func notification(_ id: NotificationID) -> Notification? {
        notificationPlaces[id].map { notifications[$0].notification }
    }

    mutating func add(_ notification: Notification) {
        causes.insert(Cause(notification))
        append(NotificationRow(notification: notification, isNew: true))
    }

    mutating func update(_ notification: Notification) {
        if let place = notificationPlaces[notification.id] {
            changes.append(.notification(place, notifications[place].notification))
            notifications[place].notification = notification
        } else {
            append(NotificationRow(notification: notification, isNew: false))
        }
    }

    private mutating func append(_ row: NotificationRow) {
        notificationPlaces[row.notification.id] = notifications.count
        notifications.append(row)
        changes.append(.notificationAdded)
    }
}

extension PendingRows.Cause {
    init(_ notification: Notification) {
        self.init(cause: notification.cause, channel: notification.channel)
    }
}
