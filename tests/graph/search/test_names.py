"""When two ways of writing a name are taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.search.names import initials, likeness, normal

WORDS = st.lists(st.sampled_from(["united", "nations", "congo", "republic", "of"]), min_size=1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Côte d’Ivoire", "Cote d'Ivoire"),
        ("U.S.A.", "USA"),
        ("Organisation of Defence", "Organization of Defense"),
        ("Bosnia & Herzegovina", "Bosnia and Herzegovina"),
        ("  WORLD\tFood  Programme ", "World Food Program"),
        ("counter-terrorism", "counter terrorism"),
        ("Łódź", "Lodz"),
        ("Türkiye", "Turkiye"),
        ("Nepal's army", "Nepal army"),
    ],
)
def test_spelling_marks_and_case_do_not_tell_names_apart(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Niger", "Nigeria"), ("UNMIS", "UNMISS"), ("Iran", "Iraq"), ("Austria", "Australia")],
)
def test_near_names_stay_apart(one: str, other: str) -> None:
    assert likeness(normal(one), normal(other)) < 95


@pytest.mark.parametrize(
    ("written", "meant", "other"),
    [
        ("Untied Nations", "United Nations", "United States"),
        ("Nations, United", "United Nations", "United States"),
        ("Dem. Rep. Congo", "Democratic Republic of the Congo", "Republic of the Congo"),
        ("Org. of American States", "Organization of American States", "United States of America"),
        ("African Uni", "African Union", "African Development Bank"),
        ("Korea, Republic of", "Republic of Korea", "Republic of Iraq"),
    ],
)
def test_a_bent_name_is_nearer_to_what_it_means(written: str, meant: str, other: str) -> None:
    near = likeness(normal(written), normal(meant))
    assert near >= 80
    assert near > likeness(normal(written), normal(other))


def test_one_word_of_a_name_is_not_the_name() -> None:
    assert likeness("united", "united nations") < 80


def test_initials_leave_small_words_out() -> None:
    assert initials("organization for the prohibition of chemical weapons") == "opcw"
    assert initials("african union") == ""


@given(st.text())
def test_a_normal_name_is_its_own_normal_form(text: str) -> None:
    assert normal(normal(text)) == normal(text)


@given(WORDS, WORDS)
def test_likeness_is_between_0_and_100_and_full_for_the_same(
    one: list[str], two: list[str]
) -> None:
    a, b = " ".join(one), " ".join(two)
    assert 0 <= likeness(a, b) <= 100
    assert likeness(a, a) == 100
    assert (likeness(a, b) == 100) == (a == b)
