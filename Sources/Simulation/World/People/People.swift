import Domain
import VirtualTime

/// A name and how to reach its bearer.
///
/// All of it made up.
package struct Person: Hashable, Sendable {
    package let name: String
    package let email: EmailAddress
    package let phone: PhoneNumber
}

/// Makes people up.
///
/// Mail domains end in `.example` (RFC 2606). Phone numbers carry country code 999, which the ITU has
/// reserved and never assigned: no call can reach anybody.
package enum People {
    /// - `number`: Counts people over the whole run: nobody shares a phone or a mailbox.
    package static func person(number: Int, from stream: inout RandomStream) -> Person {
        let given = stream.element(of: givenNames)
        let family = stream.element(of: familyNames)
        let domain = stream.element(of: domains)
        let local = "\(ascii(given)).\(ascii(family)).\(number)"
        let digits = String(number)
        let padded = String(repeating: "0", count: max(0, 9 - digits.count)) + digits
        guard let email = EmailAddress("\(local)@\(domain)"),
            let phone = PhoneNumber("+999" + padded)
        else { preconditionFailure("person \(number) cannot be reached") }
        return Person(name: "\(given) \(family)", email: email, phone: phone)
    }

    private static func ascii(_ name: String) -> String {
        let letters = name.lowercased().unicodeScalars.compactMap { scalar -> Character? in
            if let plain = plainLetters[scalar] { return plain }
            return ("a"..."z").contains(scalar) ? Character(scalar) : nil
        }
        return String(letters)
    }

    private static let plainLetters: [Unicode.Scalar: Character] = [
        "á": "a", "à": "a", "ä": "a", "ã": "a", "å": "a", "ç": "c", "é": "e", "è": "e", "ë": "e",
        "í": "i", "ï": "i", "ñ": "n", "ó": "o", "ö": "o", "ø": "o", "ő": "o", "ú": "u", "ü": "u",
        "ş": "s", "ł": "l", "ć": "c", "ž": "z",
    ]

    private static let domains = [
        "mail.example", "post.example", "inbox.example", "family.example", "office.example",
    ]

    private static let givenNames = [
        "Adaeze", "Aisha", "Amelia", "Amir", "Ana", "Anders", "André", "Anna", "Arjun", "Ayumi",
        "Beatriz", "Björn", "Camille", "Carlos", "Chidi", "Chloé", "Clara", "Daniel", "David",
        "Diego", "Elena", "Emeka", "Emma", "Eva", "Fatima", "Finn", "Freya", "George", "Giulia",
        "Grace", "Hannah", "Haruto", "Ibrahim", "Ines", "Isla", "Ivan", "Jack", "Jamal", "Jan",
        "José", "Julia", "Kofi", "Kwame", "Lars", "Laura", "Leila", "Leo", "Lucía", "Luis", "Maja",
        "Maria", "Marta", "Mateo", "Mei", "Mia", "Mohammed", "Nadia", "Ngozi", "Noah", "Nora",
        "Oliver", "Olu", "Oscar", "Paul", "Pedro", "Priya", "Rafael", "Rosa", "Samir", "Sara",
        "Sofia", "Søren", "Tariq", "Thomas", "Tunde", "Wanjiru", "Wei", "Yara", "Yusuf", "Zoë",
    ]

    private static let familyNames = [
        "Abubakar", "Acheampong", "Adeyemi", "Ahmed", "Almeida", "Andersen", "Bakker", "Becker",
        "Bianchi", "Brown", "Carter", "Castro", "Chen", "Costa", "Davies", "Dubois", "Eze",
        "Fernández", "Fischer", "García", "González", "Gupta", "Hansen", "Hughes", "Ivanova",
        "Jansen", "Johnson", "Jones", "Kamau", "Kim", "Kowalska", "Kumar", "Larsen", "Lee",
        "Lefèvre", "Lindqvist", "López", "Mbeki", "Meyer", "Moreau", "Müller", "Murphy", "Nagy",
        "Nakamura", "Nguyen", "Novak", "Nwosu", "O'Brien", "Okafor", "Okonkwo", "Owusu", "Patel",
        "Pereira", "Petrov", "Popescu", "Quinn", "Ramírez", "Rossi", "Santos", "Sato", "Schmidt",
        "Silva", "Singh", "Smith", "Suzuki", "Svensson", "Takahashi", "Taylor", "Thompson",
        "Walker",
        "Wang", "Weber", "Williams", "Wilson", "Wright", "Yılmaz", "Zhang", "Zielińska",
    ]
}
