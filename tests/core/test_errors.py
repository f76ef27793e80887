"""The family of exceptions, and what each says."""

import importlib
import pkgutil

import liance
from liance.core.errors import FindingsError, LianceError, PackError, UnknownNameError
from liance.core.findings import FindingKind, Place, Severity
from liance.core.language import Language, Text


def _all_classes() -> list[type[Exception]]:
    for module in pkgutil.walk_packages(liance.__path__, "liance."):
        # The web's modules need the web's own settings; its exceptions never leave it.
        if not module.name.endswith("__main__") and not module.name.startswith("liance.web."):
            importlib.import_module(module.name)
    found: list[type[Exception]] = []
    waiting: list[type[BaseException]] = [Exception]
    while waiting:
        for child in waiting.pop().__subclasses__():
            waiting.append(child)
            if child.__module__.startswith("liance.") and not child.__name__.startswith("_"):
                found.append(child)
    return found


def test_every_public_exception_of_ours_is_of_the_family() -> None:
    strangers = {
        f"{kind.__module__}.{kind.__name__}" for kind in _all_classes() if not issubclass(kind, LianceError)
    }
    # Django gives every model exceptions of its own; none of them leaves the store.
    of_models = ("DoesNotExist", "MultipleObjectsReturned")
    outside = {
        name
        for name in strangers
        if not name.startswith("liance.ledger.log.") and not name.endswith(of_models)
    }
    assert outside == {"liance.cli.grammar.UnknownCommandError"}, (
        "a click usage error that never leaves the command line"
    )


def test_the_log_has_a_family_of_its_own_because_it_is_importable_alone() -> None:
    from liance.ledger.log.errors import LogError

    of_the_log = [kind for kind in _all_classes() if kind.__module__.startswith("liance.ledger.log.")]
    assert of_the_log
    assert all(issubclass(kind, LogError) for kind in of_the_log)


def test_an_unknown_name_offers_near_matches_or_all_there_are() -> None:
    what = Text(zh="评分标准", en="rubric")
    near = UnknownNameError(what, "technology-plam", ["technology-plan", "blockchain-plan-2021"])
    assert near.message(Language.ZH) == "没有名为“technology-plam”的评分标准。您是否想用：technology-plan"
    far = UnknownNameError(what, "zzz", ["b", "a"])
    assert str(far) == "there is no rubric named 'zzz'; known: a, b"


def test_a_pack_error_lists_its_findings_with_file_and_line() -> None:
    kind = FindingKind(
        "test.pack", Severity.ERROR, says=Text(zh="坏", en="bad"), advice=Text(zh="改", en="mend it")
    )
    error = PackError("p", [kind.at(Place("p/rubric.yaml", line=7))])
    assert isinstance(error, FindingsError)
    assert error.message(Language.EN).splitlines()[1] == "  p/rubric.yaml:7: bad. mend it (test.pack)"
