import Evidence
import Mustache

/// What the template fills in.
struct Page {
    struct Fact {
        let value: String
        let name: String
    }

    struct Gate {
        let name: String
        let mark: String
        let kind: String
        let explanation: String
    }

    struct Figure {
        let svg: String
        let caption: String
        let kind: String
        /// What scrolls sideways on a phone can be reached by the keyboard.
        let focus: String

        init(_ svg: String, _ caption: String, isWide: Bool = false) {
            self.svg = svg
            self.caption = caption
            kind = isWide ? "wide scroll" : "half"
            focus = isWide ? " tabindex=\"0\"" : ""
        }
    }

    struct Row {
        /// Where its first cell leads; `nil` for nowhere.
        var href: String?
        var head = ""
        let cells: [String]
    }

    struct Table {
        let caption: String
        let header: [String]
        let rows: [Row]
        /// Whether it has so many columns that they stand closer.
        let isDense: Bool

        private static let mostColumns = 8

        /// - `rows`: The header first.
        init(_ caption: String, _ rows: [[String]]) {
            self.caption = caption
            header = rows.first ?? []
            isDense = header.count > Self.mostColumns
            self.rows = rows.dropFirst().map { Row(cells: $0) }
        }

        /// - `links`: Where each row's first cell leads.
        init(_ caption: String, _ rows: [[String]], links: [String]) {
            self.caption = caption
            header = rows.first ?? []
            isDense = header.count > Self.mostColumns
            self.rows = zip(rows.dropFirst(), links).map { row, link in
                Row(href: link, head: row[0], cells: Array(row.dropFirst()))
            }
        }
    }

    /// Text that opens when it is asked for.
    struct Detail {
        let summary: String
        let text: String
    }

    struct Section {
        let id: String
        let heading: String
        let intro: String
        var figures: [Figure] = []
        var tables: [Table] = []
        var details: [Detail] = []

        init(_ id: String, _ heading: String, _ intro: String) {
            self.id = id
            self.heading = heading
            self.intro = intro
        }
    }

    let title: String
    let verdict: String
    let kind: String
    let description: String
    let period: String
    let facts: [Fact]
    /// What the gates are called, and what is said where there are none.
    let gatesHeading: String
    let noGates: String
    let gates: [Gate]
    /// What follows the gates, and how the page came to be.
    let remark: String
    let origin: [Origin]
    let sections: [Section]

    /// A thing's name, and what it is in the words of a command line.
    struct Origin {
        let name: String
        let code: String
    }
}

enum PageTemplate {
    static func render(_ page: Page) throws -> String {
        try MustacheTemplate(string: text).render(page)
    }

    private static let text = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{{title}}</title>
        <style>
        \(style)
        </style>
        </head>
        <body>
        <header>
        <h1>{{title}}</h1>
        <p class="verdict {{kind}}">{{verdict}}</p>
        <p>{{description}}</p>
        <p class="quiet">{{period}}</p>
        <dl class="facts">{{#facts}}<div><dt>{{name}}</dt><dd>{{value}}</dd></div>{{/facts}}</dl>
        <nav aria-label="Sections"><a href="#gates">{{gatesHeading}}</a>{{#sections}} <a href="#{{id}}">{{heading}}</a>{{/sections}}</nav>
        </header>
        <main>
        <section id="gates">
        <h2>{{gatesHeading}}</h2>
        {{#gates}}
        <details class="gate {{kind}}"><summary><b>{{mark}}</b> <code>{{name}}</code></summary><p>{{explanation}}</p></details>
        {{/gates}}
        {{^gates}}<p>{{noGates}}</p>{{/gates}}
        <p>{{remark}}</p>
        <p class="quiet">{{#origin}}{{name}} <code>{{code}}</code> {{/origin}}</p>
        </section>
        {{#sections}}
        <section id="{{id}}">
        <h2>{{heading}}</h2>
        <p>{{intro}}</p>
        <div class="figures">
        {{#figures}}
        <figure class="{{kind}}"{{{focus}}}>{{{svg}}}<figcaption>{{caption}}</figcaption></figure>
        {{/figures}}
        </div>
        {{#tables}}
        <div class="scroll" tabindex="0" role="region" aria-label="{{caption}}"><table{{#isDense}} class="dense"{{/isDense}}><caption>{{caption}}</caption>
        <thead><tr>{{#header}}<th scope="col">{{.}}</th>{{/header}}</tr></thead>
        <tbody>
        {{#rows}}
        <tr>{{#href}}<td><a href="{{href}}">{{head}}</a></td>{{/href}}{{#cells}}<td>{{.}}</td>{{/cells}}</tr>
        {{/rows}}
        </tbody></table></div>
        {{/tables}}
        {{#details}}
        <details class="case"><summary>{{summary}}</summary><pre class="scroll" tabindex="0">{{text}}</pre></details>
        {{/details}}
        </section>
        {{/sections}}
        </main>
        </body>
        </html>

        """

    private static let style = """
        \(ChartStyle.colours)
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
        header,main{max-width:1120px;margin:0 auto;padding:0 16px}
        h1{margin:24px 0 4px;font-size:1.7rem;overflow-wrap:anywhere}
        h2{margin:40px 0 4px;padding-top:12px;border-top:1px solid var(--rule);font-size:1.3rem}
        .verdict{font-weight:600;margin:4px 0}
        .good{color:var(--good)}.bad{color:var(--bad)}
        .quiet{color:var(--quiet);font-size:.9rem}
        code{font:.86em ui-monospace,monospace;overflow-wrap:anywhere}
        .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:8px;margin:16px 0}
        .facts div{border:1px solid var(--rule);border-radius:8px;padding:8px 12px;display:flex;flex-direction:column-reverse}
        .facts dt{color:var(--quiet);font-size:.85rem}.facts dd{margin:0;font-size:1.4rem;font-weight:600}
        nav a{color:var(--c0);margin-right:12px;display:inline-block;padding:4px 0}
        .gate{margin:4px 0;color:var(--ink)}.gate.good b{color:var(--good)}.gate.bad b{color:var(--bad)}
        .gate p{margin:2px 0 8px 20px;overflow-wrap:anywhere}
        .case{margin:6px 0}.case pre{font:.8rem/1.45 ui-monospace,monospace;margin:4px 0 12px 20px}
        .figures{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:16px}
        figure{margin:8px 0;min-width:0}figure.wide{grid-column:1/-1}
        figcaption{color:var(--quiet);font-size:.85rem}
        \(ChartStyle.rules)
        .scroll{overflow-x:auto;margin:16px 0;background:\
        linear-gradient(to right,var(--paper) 50%,transparent) left/32px 100% no-repeat local,\
        linear-gradient(to left,var(--paper) 50%,transparent) right/32px 100% no-repeat local,\
        linear-gradient(to right,var(--rule),transparent) left/14px 100% no-repeat,\
        linear-gradient(to left,var(--rule),transparent) right/14px 100% no-repeat}
        table{border-collapse:collapse;font-size:.86rem;font-variant-numeric:tabular-nums}
        caption{text-align:left;font-weight:600;padding:4px 0}
        th,td{padding:3px 10px;border-bottom:1px solid var(--rule);text-align:right;white-space:nowrap}
        th:first-child,td:first-child{text-align:left;padding-left:0}
        th{font-weight:600;color:var(--quiet)}
        .dense{font-size:.78rem}.dense th,.dense td{padding:3px 6px}
        .dense th{white-space:normal;vertical-align:bottom}
        @media (max-width:700px){.figures{grid-template-columns:minmax(0,1fr)}figure.wide .chart{width:780px}}
        @media print{body{font-size:11pt}nav{display:none}.scroll{overflow:visible}figure,tr{break-inside:avoid}}
        """
}

extension Page.Gate {
    /// A run's gate, and what became of it.
    init(_ gate: GateResult) {
        self.init(
            name: gate.name,
            mark: gate.word,
            kind: gate.verdict == .pass && !gate.isLeftToAll
                ? "good" : gate.failsRun ? "bad" : "open",
            explanation: gate.explanation + (gate.wish.map { "; \($0)" } ?? "")
                + (gate.madeOf.map { "; \($0)" } ?? "")
        )
    }
}
