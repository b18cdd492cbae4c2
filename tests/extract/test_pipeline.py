"""Loading the pipeline: what is missing or unfit is said, and two pipelines are told apart."""

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.training import Example

from claims.errors import PipelineError
from extract import pipeline

UD = ["nsubj", "obj", "obl", "nmod", "root"]
CLEARNLP = ["nsubj", "dobj", "pobj", "prep", "ROOT"]


def tiny(labels: list[str], *, without: str = "") -> Language:
    """A pipeline of a few weights whose parser has the labels."""
    nlp = spacy.blank("en")
    configs = {"tagger": {}, "parser": {"min_action_freq": 1}, "trainable_lemmatizer": {}}
    for name, config in configs.items():
        if name != without:
            nlp.add_pipe(name, config=config)
    words = [f"w{i}" for i in range(len(labels))]
    doc = nlp.make_doc(" ".join(words))
    example = Example.from_dict(
        doc,
        {
            "heads": [len(words) - 1] * len(words),
            "deps": [*labels[:-1], "ROOT"],
            "tags": ["NN"] * len(words),
            "lemmas": words,
        },
    )
    nlp.initialize(lambda: [example])
    return nlp


def test_a_missing_pipeline_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="nowhere") as caught:
        pipeline.load(str(tmp_path / "nowhere"))
    assert "entente train" in caught.value.hint


def test_a_folder_without_a_pipeline_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "config.cfg").write_text("not a config", encoding="utf-8")
    with pytest.raises(PipelineError):
        pipeline.load(str(tmp_path))


def test_the_environment_names_the_pipeline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny(UD).to_disk(tmp_path / "other")
    monkeypatch.setenv(pipeline.VARIABLE, str(tmp_path / "other"))
    assert pipeline.available()
    assert pipeline.scheme(pipeline.load()) == "ud"


@pytest.mark.parametrize("component", ["tagger", "parser"])
def test_a_pipeline_needs_tags_and_a_parse(component: str, tmp_path: Path) -> None:
    tiny(UD, without=component).to_disk(tmp_path)
    with pytest.raises(PipelineError, match=component):
        pipeline.load(str(tmp_path))


def test_unknown_labels_are_warned_of(tmp_path: Path) -> None:
    tiny(["agens", "patiens", "root"]).to_disk(tmp_path)
    with pytest.warns(UserWarning, match="labels"):
        pipeline.load(str(tmp_path))


def test_both_label_schemes_are_known(tmp_path: Path) -> None:
    tiny(CLEARNLP).to_disk(tmp_path)
    assert pipeline.scheme(pipeline.load(str(tmp_path))) == "clearnlp"


def test_other_weights_are_another_identity(tmp_path: Path) -> None:
    nlp = tiny(UD)
    nlp.to_disk(tmp_path / "one")
    nlp.to_disk(tmp_path / "same")
    assert pipeline.identity(tmp_path / "one") == pipeline.identity(tmp_path / "same")
    for node in nlp.get_pipe("tagger").model.walk():
        for name in node.param_names:
            if node.has_param(name):
                node.set_param(name, node.get_param(name) + 1)
    nlp.to_disk(tmp_path / "other")
    assert pipeline.identity(tmp_path / "one") != pipeline.identity(tmp_path / "other")


def test_a_pipeline_is_found_before_it_is_loaded(tmp_path: Path) -> None:
    tiny(UD).to_disk(tmp_path)
    assert pipeline.load(str(tmp_path)).path == pipeline.where(str(tmp_path))
    with pytest.raises(PipelineError, match="no such folder or package"):
        pipeline.where("en_nowhere_sm")
