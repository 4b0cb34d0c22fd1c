from pkgutil import iter_modules


def latest(package):
    """The name of the last migration of an app's own, which the one for the new language follows."""
    return max(module.name for module in iter_modules(package.__path__))
