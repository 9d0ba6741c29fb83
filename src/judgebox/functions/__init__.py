"""Function problems: what people are asked to write is a function or a class, and not a whole program.

`signature.yaml` of a package says what it is called and which types its values have. Drivers turn a source into a
program that reads arguments as JSON, calls it and writes results to a descriptor of their own; `compare` judges those
outside of the sandbox.
"""

from judgebox.functions.compare import Compared, compare, result_of_line
from judgebox.functions.drivers import DRIVERS, Driver
from judgebox.functions.signature import Kind, Method, Parameter, Signature, parse_signature
from judgebox.functions.values import check_case, check_input, lines_of

__all__ = [
    "DRIVERS",
    "Compared",
    "Driver",
    "Kind",
    "Method",
    "Parameter",
    "Signature",
    "check_case",
    "check_input",
    "compare",
    "lines_of",
    "parse_signature",
    "result_of_line",
]
