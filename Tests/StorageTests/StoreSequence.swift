import Domain
import Storage
import TestSupport

/// Random steps of a few operations each, on a handful of rows.
struct StoreSequence {
    struct Step {
        var operations: [StoreOperation] = []
        var reads = false
        /// Whether it throws after the last operation.
        var refuses = false
        /// Messages that are settled before it: how many have left since.
        var settled: [Int] = []
        var looksAtOutbox = false
    }

    private(set) var steps: [Step] = []

    init(seed: UInt64) {
        var random = SplitMix(state: seed &* 0x9E37_79B9_7F4A_7C15 &+ 1)
        steps.append(Step(operations: [.addHost, .addEvent, .addGuest(0), .addGuest(1)]))
        steps.append(Step(operations: [.addToken(0, of: 0), .addToken(1, of: 1)]))
        for _ in 0..<random.below(14) + 4 {
            var step = Step()
            step.reads = random.below(5) == 0
            step.refuses = random.below(6) == 0
            step.looksAtOutbox = random.below(12) == 0
            if random.below(4) == 0 { step.settled = [random.below(40) + 1] }
            for _ in 0..<random.below(4) + 1 {
                step.operations.append(.random(&random, reads: step.reads))
            }
            steps.append(step)
        }
    }
}

/// A published generator (Steele, Lea and Flood, 2014), for sequences that anybody can draw again.
struct SplitMix {
    var state: UInt64

    mutating func below(_ count: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ (value >> 31)) % UInt64(count))
    }
}

/// One thing that a step does, with small numbers in place of identifiers.
enum StoreOperation {
    case addHost, addEvent
    case addGuest(Int)
    case addToken(Int, of: Int)
    case removeGuest(Int)
    case removeEvent
    case open(Int, by: Int, refused: Bool)
    case assess(Int, machine: Bool, flagged: Bool)
    case decide(Int, Decision, Outcome, flagged: Bool)
    case end(Int, Outcome)
    case notify(Int, cause: Int)
    case progress(Int, Notification.Status)
    case reply(Int)
    case replace(Int)
    case challenge(Int, of: Int)
    case try_(Int, Challenge.Status)
    case useToken(Int), expireToken(Int), revokeToken(Int), flagToken(Int), clearToken(Int)
    case takeSeats(Int)
    case baseline(Int)
    case publish(Int)
    case tell
    case revokeSession(Int)
    // Questions.
    case access(Int)
    case accessCount(Int)
    case isScored(Int)
    case notification(Int)
    case queued
    case invitations
    case statistics
    case token(Int)
    case flags
    case codes(Int)
    case replies(Int)

    static func random(_ random: inout SplitMix, reads: Bool) -> Self {
        let (some, flag) = (random.below(6), random.below(3) == 0)
        let guest = random.below(3)
        switch random.below(12) + (reads ? 24 : 0) + (reads ? 0 : random.below(3) * 12) {
        case 0...2: return .open(some, by: guest, refused: flag)
        case 3, 4: return .assess(some, machine: flag, flagged: random.below(3) == 0)
        case 5:
            return .decide(
                some,
                Decision.allCases[random.below(4)],
                Outcome.allCases[random.below(7)],
                flagged: flag
            )
        case 6: return .end(some, Outcome.allCases[random.below(7)])
        case 7, 8: return .notify(some, cause: random.below(4))
        case 9: return .progress(some, Notification.Status.allCases[random.below(5)])
        case 10, 11: return .publish(random.below(2))
        case 12: return .addGuest(guest)
        case 13: return .addToken(random.below(4), of: guest)
        case 14: return random.below(3) == 0 ? .removeEvent : .removeGuest(guest)
        case 15: return .reply(guest)
        case 16: return flag ? .replace(guest) : .tell
        case 17: return .challenge(some, of: guest)
        case 18: return .try_(some, Challenge.Status.allCases[random.below(6)])
        case 19: return flag ? .revokeToken(some) : .useToken(some)
        case 20: return flag ? .clearToken(some) : .flagToken(some)
        case 21: return .takeSeats(random.below(4) - 2)
        case 22: return flag ? .addEvent : .expireToken(some)
        case 23: return flag ? .revokeSession(some) : .baseline(guest)
        case 24, 25: return .access(some)
        case 26: return .accessCount(guest)
        case 27: return .isScored(some)
        case 28: return .notification(some)
        case 29: return .queued
        case 30: return .invitations
        case 31: return .statistics
        case 32: return .token(some)
        case 33: return .flags
        case 34: return .codes(guest)
        default: return .replies(guest)
        }
    }
}
