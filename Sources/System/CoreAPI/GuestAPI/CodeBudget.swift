import Domain
import Storage

/// How many codes may be asked for before we stop sending any.
///
/// Two things are limited. *Guessing*: a link takes 75 wrong codes over its life, among a million, and 25
/// more from where its guest is expected: 1 in 10,000 for whoever uses all of them. *Cost*: each code is a
/// text message that somebody else pays for and somebody else's phone rings with.
///
/// Part of each is kept for those who are expected: whoever else holds a link cannot use up what its guest
/// needs.
package struct CodeBudget: Hashable, Sendable {
    /// Wrong codes that a link takes from strangers, ever; a new link starts anew.
    package var guessesPerToken: Int
    /// Codes that one asker gets with one link within an hour.
    package var perAskerAndHour: Int
    /// Codes to one phone number within an hour, whatever the link.
    package var perPhoneAndHour: Int
    /// Codes to one phone number within a day.
    package var perPhoneAndDay: Int
    /// Codes at one event within an hour.
    package var perEventAndHour: Int

    package init(
        guessesPerToken: Int = 75,
        perAskerAndHour: Int = 5,
        perPhoneAndHour: Int = 5,
        perPhoneAndDay: Int = 15,
        perEventAndHour: Int = 1_000
    ) {
        self.guessesPerToken = guessesPerToken
        self.perAskerAndHour = perAskerAndHour
        self.perPhoneAndHour = perPhoneAndHour
        self.perPhoneAndDay = perPhoneAndDay
        self.perEventAndHour = perEventAndHour
    }

    /// What is spent.
    enum Spent: Equatable {
        /// What one asker may have: nobody's concern but theirs.
        case asker
        /// What others need too: the host is told.
        case common(CodesSpent.Scope)
    }

    /// What is spent once this many have been asked for; `nil` where one more may be.
    ///
    /// - `isExpected`: Whether the asker may have what is kept.
    func spent(by asked: Transaction.CodesAsked, isExpected: Bool) -> Spent? {
        if asked.guessed >= guesses(isExpected: isExpected) { return .common(.token) }
        if asked.byAsker >= perAskerAndHour { return .asker }
        if asked.toPhone >= open(perPhoneAndHour, isExpected)
            || asked.toPhoneToday >= open(perPhoneAndDay, isExpected)
        {
            return .common(.phone)
        }
        if asked.atEvent >= open(perEventAndHour, isExpected) { return .common(.event) }
        return nil
    }

    private func guesses(isExpected: Bool) -> Int {
        isExpected ? guessesPerToken + guessesPerToken / 3 : guessesPerToken
    }

    /// Two in five are kept.
    private func open(_ all: Int, _ isExpected: Bool) -> Int {
        isExpected ? all : all - all * 2 / 5
    }

    /// The chance that somebody who cannot read the codes guesses one over a link's life.
    package var chanceToGuess: Double { Double(guesses(isExpected: true)) / 1_000_000 }
}
