"""Messages in two languages."""

from liance.core.language import Language, Text


def test_a_text_is_rendered_in_the_language_asked_for() -> None:
    text = Text(zh="共 {n} 份", en="{n} in all")
    assert text.render(Language.ZH, n=3) == "共 3 份"
    assert text.render(Language.EN, n=3) == "3 in all"


def test_texts_within_a_text_are_said_in_its_language() -> None:
    name = Text(zh="专业人才", en="Specialists")
    says = Text(zh="缺少{names}（{region}）", en="{names} missing ({region})")
    listed = Text.listed([name, Text.same("甲{1}")])
    assert says.render(Language.ZH, names=name, region=Text.same("甲{省}")) == "缺少专业人才（甲{省}）"
    assert says.render(Language.EN, names=listed, region="x") == "Specialists, 甲{1} missing (x)"
