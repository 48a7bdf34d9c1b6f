import Domain
import Environment
import VirtualTime

/// How long people take, in one place.
///
/// Figures are medians of lognormal delays.
///
/// Sources: opening times of marketing mail by GetResponse (33.6 % within 1 h, 51.4 % within 3 h,
/// 81 % within 24 h); text messages read within minutes by several SMS providers; replies to
/// weddings by RSVPify (57.6 % within 5 weeks). What has no source is an assumption.
package struct Behaviour: Hashable, Sendable {
    /// From a text message's arrival to its link being opened.
    package var opensSMSAfter = Duration.minutes(12)
    /// From an e-mail's arrival to its link being opened.
    package var opensEmailAfter = Duration.minutes(170)
    /// Spread of both: puts four fifths of the mail openings within a day.
    package var openingSigma = 2.3
    /// From the form's opening to its submission (assumption).
    package var fillsFormIn = Duration.seconds(55)
    /// From a question to its answer (assumption).
    package var answersQuestionIn = Duration.seconds(9)
    /// From a code's arrival to its being typed (assumption).
    package var typesCodeIn = Duration.seconds(14)
    /// How long somebody waits for a code before giving up (assumption).
    package var waitsForCode = Duration.minutes(9)
    /// Share of typed answers with a slip in them (assumption).
    package var slips = 0.03
    /// Between looking at an invitation and answering it, for those who put it off (assumption:
    /// company events answer in days, weddings in weeks).
    package var putsOffFor = Duration.days(5)
    package var puttingOffSigma = 0.9
    /// How often those who put it off look at the link again meanwhile (assumption).
    package var looksAgain = 1.6
    /// Share of accepting guests who bring everybody they may (assumption).
    package var bringsCompanions = 0.6

    package init() {}
}

extension Letter {
    /// How long after its arrival somebody opens it.
    func openingDelay(_ behaviour: Behaviour, from stream: inout RandomStream) -> Duration {
        let median =
            channel == .sms ? behaviour.opensSMSAfter : behaviour.opensEmailAfter
        let delay = stream.duration(
            lognormalMedian: median,
            sigma: behaviour.openingSigma
        )
        return min(max(delay, .seconds(20)), .days(12))
    }

    /// The referring host that a browser reports when the link is tapped.
    func referrer(from stream: inout RandomStream) -> String {
        // Most shared links carry none (69-84 %, vendors' figures).
        guard channel == .email, stream.bool(probability: 0.25) else { return "" }
        return "mail.google.com"
    }
}
