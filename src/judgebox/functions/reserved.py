"""Words that can't be names in a language."""

_PYTHON = """
and as assert async await break class continue def del elif else except finally for from global if import in is
lambda nonlocal not or pass raise return self try while with yield
"""

_JAVASCRIPT = """
arguments async await break case catch class const continue debugger default delete do else enum eval export extends
false finally for function if implements import in instanceof interface let new null package private protected
public return static super switch this throw true try typeof var void while with yield
"""

_CPP = """
alignas alignof and asm auto bool break case catch char class const constexpr continue decltype default delete do
double else enum explicit export extern false float for friend goto if inline int long mutable namespace new
noexcept not nullptr operator or private protected public register return short signed sizeof static struct switch
template this throw true try typedef typename union unsigned using virtual void volatile while xor concept requires
"""

_JAVA = """
abstract assert boolean break byte case catch char class const continue default do double else enum extends false
final finally float for goto if implements import instanceof int interface long native new null package private
protected public return short static super switch synchronized this throw throws transient true try void volatile
while
"""

_C = """
auto bool break case char const continue default do double else enum extern false float for goto if inline int long
register restrict return short signed sizeof static struct switch true typedef union unsigned void volatile while
"""

_GO = """
break case chan const continue default defer else fallthrough for func go goto if import interface map package range
return select struct switch type var
"""

_RUST = """
as async await become box break const continue crate do dyn else enum extern false final fn for if impl in let loop
macro match mod move mut override priv pub ref return self static struct super trait true try type typeof unsafe
unsized use virtual where while yield abstract
"""

RESERVED = {
    "python": frozenset(_PYTHON.split()),
    "javascript": frozenset(_JAVASCRIPT.split()),
    "cpp": frozenset(_CPP.split()),
    "java": frozenset(_JAVA.split()),
    "c": frozenset(_C.split()),
    "go": frozenset(_GO.split()),
    "rust": frozenset(_RUST.split()),
}
"""By the language; those of JavaScript hold for TypeScript, too."""

_OURS = frozenset({"main", "Main", "Solution", "ListNode", "TreeNode", "Constructor", "init"})

TAKEN = _OURS.union(*RESERVED.values())
"""What a function, a class or a method can't be called, since some language or driver has another use for the word."""
