"""Every contract of the product, as its modules mark them."""

import importlib

from edge_agent.bus.capability import MARK, Contract
from tests.rules.sources import files, module_name, text


def contracts() -> list[Contract]:
    modules = [module_name(path) for path in files(".py", under="edge_agent") if "    @capability(" in text(path)]
    kinds = {
        kind for name in modules for kind in vars(importlib.import_module(name)).values() if isinstance(kind, type)
    }
    marked = [getattr(getattr(kind, name), MARK, None) for kind in kinds for name in dir(kind)]
    return sorted((contract for contract in marked if contract is not None), key=lambda contract: contract.name)
