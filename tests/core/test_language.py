"""Messages in two languages."""

from liance.core.language import Language, Text


def test_a_text_is_rendered_in_the_language_asked_for() -> None:
    text = Text(zh="共 {n} 份", en="{n} in all")
    assert text.render(Language.ZH, n=3) == "共 3 份"
    assert text.render(Language.EN, n=3) == "3 in all"
