import Domain
import Storage

/// How many codes may be asked for before we stop sending any.
///
/// Two things are limited. *Guessing*: a link allows 15 codes of five tries each over its life, 75
/// guesses among a million: 1 in 13,333 for whoever uses all of them. *Cost*: each code is a text
/// message that somebody else pays for and somebody else's phone rings with.
package struct CodeBudget: Hashable, Sendable {
    /// Codes of one link, ever; a new link starts anew.
    package var perToken: Int
    /// Codes to one phone number within an hour, whatever the link.
    package var perPhoneAndHour: Int
    /// Codes at one event within an hour.
    package var perEventAndHour: Int

    package init(
        perToken: Int = 15,
        perPhoneAndHour: Int = 5,
        perEventAndHour: Int = 1_000
    ) {
        self.perToken = perToken
        self.perPhoneAndHour = perPhoneAndHour
        self.perEventAndHour = perEventAndHour
    }

    /// What is spent once this many have been asked for; `nil` where one more may be.
    func spent(by asked: Transaction.CodesAsked) -> CodesSpent.Scope? {
        if asked.ofToken >= perToken { return .token }
        if asked.ofPhone >= perPhoneAndHour { return .phone }
        if asked.ofEvent >= perEventAndHour { return .event }
        return nil
    }

    /// The chance that somebody who cannot read the codes guesses one over a link's life.
    package func chanceToGuess(triesPerCode: Int) -> Double {
        Double(perToken * triesPerCode) / 1_000_000
    }
}
