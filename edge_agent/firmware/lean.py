"""A board's program without what costs its memory and tells it nothing: long private names, names of numbers, what
only gateways use. Every line stays where it is, so that a traceback tells where it was. Pure.
"""

from collections.abc import Mapping

from edge_agent.firmware import numbers, parameters, unused
from edge_agent.firmware.names import kept_names, shortened
from edge_agent.firmware.parsed import Parsed, module_name, parsed


def lean(texts: Mapping[str, str]) -> dict[str, str]:
    """`texts` are the modules of a whole program by their paths."""
    kept = kept_names(texts.values())
    short = {path: shortened(text, kept) for path, text in texts.items()}
    numbered = numbers.replaced(_parsed(short))
    cut = unused.cut(_parsed({path: numbered[module_name(path)] for path in texts}))
    last = parameters.renamed(_parsed({path: cut[module_name(path)] for path in texts}))
    return {path: last[module_name(path)] for path in texts}


def _parsed(texts: Mapping[str, str]) -> dict[str, Parsed]:
    known = {module_name(path) for path in texts}
    return {module_name(path): parsed(path, text, known) for path, text in texts.items()}
