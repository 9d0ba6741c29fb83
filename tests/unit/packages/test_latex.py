"""What becomes of the LaTeX of statements."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judgebox.packages.latex import markdown_of_latex

PIECES = {
    "a section is a heading": (r"\section*{Input}x", "## Input\n\nx"),
    "an environment of the format is a heading": (r"\begin{Output}x\end{Output}", "## Output\n\nx"),
    "a word of Polygon is a heading": ("a\n\\InputFile\nb", "a\n\n## Input\n\nb"),
    "words can be bold": (r"a \textbf{b} {\bf c}", "a **b** **c**"),
    "words can be emphasised": (r"\emph{a} \textit{b} {\it c}", "*a* *b* *c*"),
    "marks can be nested": (r"\textbf{a \emph{b}}", "**a *b***"),
    "what is to be typed is code": (r"\texttt{a} {\tt b} \verb|c_d|", "`a` `b` `c_d`"),
    "mathematics stays": (r"$a_1 \le b$ and \(c\)", r"$a_1 \le b$ and $c$"),
    "displayed mathematics stays": (r"a \[ b \] c", "a\n\n$$\nb\n$$\n\n c"),
    "an equation is displayed": (r"\begin{equation*}b\end{equation*}", "$$\nb\n$$"),
    "comments are left out": ("a % b\nc", "a\nc"),
    "a percent sign is none": (r"50\% of", "50% of"),
    "quotes and dashes are characters": ("``a'' -- b --- c", "“a” – b — c"),
    "accents are characters": (r"Caf\'e M\"{u}ller", "Café Müller"),
    "lists have marks": (r"\begin{itemize}\item a \item b\end{itemize}", "- a\n- b"),
    "numbered lists are numbered": (r"\begin{enumerate}\item a \item b\end{enumerate}", "1. a\n2. b"),
    "lists can be nested": (
        r"\begin{itemize}\item a \begin{enumerate}\item b\end{enumerate}\item c\end{itemize}",
        "- a\n   1. b\n\n- c",
    ),
    "a table is a table": (
        r"\begin{tabular}{|l|r|}\hline a & $b$ \\ \hline \textbf{c} & d \\ \hline\end{tabular}",
        "| a | $b$ |\n| --- | --- |\n| **c** | d |",
    ),
    "a listing stays": ("\\begin{verbatim}\na % $ b\n\\end{verbatim}", "```\na % $ b\n```"),
    "a link is a link": (r"\href{http://a.example/b_c}{text}", "[text](http://a.example/b_c)"),
    "a line can be broken": ("a\\\\\nb", "a  \nb"),
    "name and images are left out": (
        r"\problemname{X}a\illustration{0.3}{f.png}{by}\includegraphics[width=1cm]{g}",
        "a",
    ),
    "only the body of a document counts": ("\\usepackage{x}\\begin{document}a\\end{document}b", "a"),
    "constants are put in": (r"\constant{n}", "1000"),
    "a command that is not known leaves its text": (r"\weird{a}", "a"),
}


@pytest.mark.parametrize(("latex", "markdown"), PIECES.values(), ids=PIECES.keys())
def test_latex_becomes_markdown(latex: str, markdown: str) -> None:
    assert markdown_of_latex(latex, {"n": "1000"}) == markdown + "\n"


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "\\item",
                "\\begin{itemize}",
                "\\end{itemize}",
                "{",
                "}",
                "$",
                "\\",
                "\\textbf{",
                "%",
                "\n",
                "a",
                "&",
                "\\[",
            ]
        )
    )
)
def test_any_text_becomes_some_text(pieces: list[str]) -> None:
    assert markdown_of_latex("".join(pieces)).endswith("\n")
