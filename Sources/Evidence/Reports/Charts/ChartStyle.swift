/// How charts look, in a page or by themselves.
package enum ChartStyle {
    /// Colours by name, for light and for dark.
    ///
    /// They are those of Okabe and Ito ("Color Universal Design", 2008), which the colour-blind tell
    /// apart, darkened or lightened until text and lines stand out.
    package static let colours = """
        :root{--paper:#fff;--ink:#1c1f23;--quiet:#5b636c;--rule:#d9dde2;--c0:#0072b2;--c1:#c4500a;--c2:#00785a;\
        --c3:#a3387a;--c4:#6d6d6d;--c5:#8f7a00;--good:#00704a;--bad:#b3261e;--shade:#f0d9a8}
        @media (prefers-color-scheme:dark){:root{--paper:#15181c;--ink:#e8eaed;--quiet:#a4acb5;--rule:#363c44;\
        --c0:#56b4e9;--c1:#e69f00;--c2:#2fc295;--c3:#e08fc0;--c4:#a0a0a0;--c5:#f0e442;--good:#4cc38a;--bad:#ff8a80;--shade:#4a3c1c}}
        """

    /// What each class of a chart's elements looks like.
    package static let rules = """
        .chart{width:100%;height:auto;display:block;color:var(--ink);font-family:system-ui,sans-serif}
        .chart text{fill:var(--ink);font-size:11px}.chart text.tiny{font-size:9px;fill:var(--quiet)}
        .chart text.name{fill:var(--quiet)}.chart text.onheat{fill:var(--paper)}
        .grid{stroke:var(--rule);stroke-width:1}.axis{stroke:var(--quiet);stroke-width:1}
        .mark{stroke:var(--quiet);stroke-width:1;stroke-dasharray:3 3}
        .whisker{stroke:var(--ink);stroke-width:1.4}
        .line{fill:none;stroke-width:2;stroke-linejoin:round}.band{opacity:.2}.dot{fill-opacity:.45}
        .line.c0{stroke:var(--c0)}.line.c1{stroke:var(--c1);stroke-dasharray:7 2}
        .line.c2{stroke:var(--c2);stroke-dasharray:2 2}.line.c3{stroke:var(--c3)}.line.c4{stroke:var(--c4)}
        .fill.c0,.band.c0,.dot.c0{fill:var(--c0)}.fill.c1,.band.c1,.dot.c1{fill:var(--c1)}
        .fill.c2,.band.c2,.dot.c2{fill:var(--c2)}.fill.c3,.band.c3,.dot.c3{fill:var(--c3)}
        .fill.c4,.band.c4,.dot.c4{fill:var(--c4)}.fill.c5,.dot.c5{fill:var(--c5)}
        .coast{fill:var(--rule);fill-opacity:.55;stroke:var(--quiet);stroke-width:.5}
        .heat{fill:var(--c0)}.span{fill:var(--shade)}
        """

    /// A picture that needs no page: a file of its own.
    ///
    /// - `svg`: As a chart gives it.
    package static func file(_ svg: String) -> String {
        svg.replacing(
            "<svg class=\"chart\"",
            with: "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\"",
            maxReplacements: 1
        )
        .replacing("</desc>", with: "</desc><style>\(colours)\(rules)</style>", maxReplacements: 1)
            + "\n"
    }
}
