"""Reading treebanks, training a pipeline and scoring one."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from claims.errors import InputError, SettingError
from extract import lemma
from extract.training import config, corpus, names, score, train
from extract.training.score import score_entities

SENTENCES = """\
# newdoc id = a
# newpar
# sent_id = 1
# text = The allies' fleets don't drill "often".
1	The	the	DET	DT	Definite=Def	2	det	_	_
2-3	allies'	_	_	_	_	_	_	_	_
2	allies	ally	NOUN	NNS	Number=Plur	4	nmod:poss	_	_
3	'	's	PART	POS	_	2	case	_	_
4	fleets	fleet	NOUN	NNS	Number=Plur	7	nsubj	_	_
5-6	don't	_	_	_	_	_	_	_	_
5	do	do	AUX	VBP	_	7	aux	_	_
6	n't	not	PART	RB	_	7	advmod	_	_
7	drill	drill	VERB	VB	VerbForm=Inf	0	root	_	_
8	"	"	PUNCT	``	_	9	punct	_	SpaceAfter=No
9	often	often	ADV	RB	_	7	advmod	_	SpaceAfter=No
10	"	"	PUNCT	''	_	9	punct	_	SpaceAfter=No
11	.	.	PUNCT	.	_	7	punct	_	_

# sent_id = 2
# text = Norway hosted Sweden.
1	Norway	Norway	PROPN	NNP	Number=Sing	2	nsubj	_	_
2	hosted	host	VERB	VBD	Tense=Past	0	root	_	_
2.1	hosted	host	VERB	VBD	_	_	_	_	_
3	Sweden	Sweden	PROPN	NNP	Number=Sing	2	obj	_	SpaceAfter=No
4	.	.	PUNCT	.	_	2	punct	_	_

# newpar
# sent_id = 3
# text = Sweden co-hosted drills.
1	Sweden	Sweden	PROPN	NNP	Number=Sing	2	nsubj	_	_
2	co-hosted	co-host	VERB	VBD	Tense=Past	0	root	_	_
3	drills	drill	NOUN	NNS	Number=Plur	2	obj	_	SpaceAfter=No
4	.	.	PUNCT	.	_	2	punct	_	_

"""
UNER = """\
# sent_id = 1
# text = Norway (and Sweden) drilled.
1	Norway	B-LOC	-	x
2	(	O	-	x
3	and	O	-	x
4	Sweden	B-LOC	-	x
5	)	O	-	x
6	drilled	O	-	x
7	.	O	-	x

"""
WIKIGOLD = """\
The O
Nordic I-ORG
Council I-ORG
met O
in O
Oslo I-LOC
, O
a O
Viking I-MISC
" O
hall O
" O
. O

"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    def _write(text: str) -> Path:
        path = tmp_path / "corpus.conllu"
        path.write_text(text, encoding="utf-8")
        return path

    return _write


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Treebanks and entities just large enough to train on."""
    top = tmp_path_factory.mktemp("corpora")
    treebanks, entities = top / "treebanks", top / "entities"
    for part in ("ewt/train", "ewt/dev", "gum/train", "pud/test"):
        path = treebanks / f"{part}.conllu"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SENTENCES * (20 if part.endswith("train") else 1), encoding="utf-8")
    entities.mkdir()
    (entities / "uner-ewt-dev.iob2").write_text(UNER * 5, encoding="utf-8")
    (entities / "wikigold.conll").write_text(WIKIGOLD * 5, encoding="utf-8")
    return treebanks, entities


@dataclass
class Trained:
    output: Path
    scores: dict[str, Any]
    reports: list[dict[str, Any]]


@pytest.fixture(scope="module")
def trained(folders: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Trained:
    output = tmp_path_factory.mktemp("trained") / "out"
    reports: list[dict[str, Any]] = []
    scores = train(*folders, output, size="tiny", seed=3, progress=reports.append)
    return Trained(output, scores, reports)


def test_conllu_gives_words_heads_and_the_text_itself(write: Callable[[str], Path]) -> None:
    first, second, third = corpus.read_conllu(write(SENTENCES))
    assert first.text == "The allies' fleets don't drill \"often\". "
    assert second.text == "Norway hosted Sweden. "
    assert [word.form for word in first.words][1:6] == ["allies", "'", "fleets", "do", "n't"]
    assert [word.head for word in second.words] == [1, 1, 1, 1]
    assert [word.deprel for word in second.words] == ["nsubj", "ROOT", "obj", "punct"]
    assert [first.fresh, second.fresh, third.fresh] == [True, False, True]


def test_gold_document_aligns_with_the_tokenizer(write: Callable[[str], Path]) -> None:
    nlp = config.blank()
    gold = corpus.to_doc(corpus.read_conllu(write(SENTENCES)), nlp.vocab)
    assert [token.text for token in nlp.make_doc(gold.text)] == [token.text for token in gold]
    assert [sentence.root.text for sentence in gold.sents] == ["drill", "hosted", "co-hosted"]
    assert gold[1].head.text == "fleets"
    assert gold[1].dep_ == "nmod:poss"
    assert gold[1].tag_ == "NNS"
    assert str(gold[1].morph) == "Number=Plur"


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("co-operate", ["co-operate"]),
        ("Non-proliferation", ["Non-proliferation"]),
        ("counter-terrorism", ["counter-terrorism"]),
        ("long-term", ["long", "-", "term"]),
        ("UN-led", ["UN", "-", "led"]),
        ("U.S.-led", ["U.S.", "-", "led"]),
        ("45-day", ["45", "-", "day"]),
        ("nation’s", ["nation", "’s"]),
        ("“drill”", ["“", "drill", "”"]),
    ],
)
def test_hyphens_and_quotes_are_cut_as_in_the_treebanks(text: str, tokens: list[str]) -> None:
    assert [token.text for token in config.blank().make_doc(text)] == tokens


def test_typographic_quotes_move_no_offset(write: Callable[[str], Path]) -> None:
    plain = corpus.read_conllu(write(SENTENCES))[0]
    curled = corpus.curl(plain)
    assert curled.text == "The allies’ fleets don’t drill “often”. "
    assert len(curled.text) == len(plain.text)
    assert [word.head for word in curled.words] == [word.head for word in plain.words]


def test_quotes_without_a_tag_alternate_and_dashes_need_spaces() -> None:
    forms = [('"', False), ("yes", False), ('"', True), ("-", True), ("no", False), ("-", False)]
    sentence = corpus.Sentence(tuple(corpus.Word(form, space) for form, space in forms))
    assert corpus.curl(sentence).text == "“yes” – no-"


@pytest.mark.parametrize(
    ("size", "paragraphs", "lengths"), [(2, False, [2, 1]), (5, False, [3]), (5, True, [2, 1])]
)
def test_sentences_are_grouped(
    write: Callable[[str], Path], size: int, paragraphs: bool, lengths: list[int]
) -> None:
    sentences = corpus.read_conllu(write(SENTENCES))
    runs = corpus.group(sentences, size, paragraphs=paragraphs)
    assert [len(run) for run in runs] == lengths


def test_uner_takes_its_spaces_from_the_text(write: Callable[[str], Path]) -> None:
    (sentence,) = corpus.read_iob(write(UNER))
    assert sentence.text.strip() == "Norway (and Sweden) drilled."
    assert [word.entity for word in sentence.words if word.entity] == ["B-LOC", "B-LOC"]


def test_wikigold_gets_beginnings_and_spaces(write: Callable[[str], Path]) -> None:
    (sentence,) = corpus.read_iob(write(WIKIGOLD))
    assert sentence.text.strip() == 'The Nordic Council met in Oslo, a Viking "hall".'
    doc = corpus.to_doc([sentence], spacy.blank("en").vocab)
    assert [(ent.text, ent.label_) for ent in doc.ents] == [
        ("Nordic Council", "ORG"),
        ("Oslo", "LOC"),
    ]


MENTIONS = """\
1	The	the	DET	DT	_	2	det	_	Entity=(1-organization-new-n-cf1-2-sgl
2	Ministry	Ministry	PROPN	NNP	_	7	nsubj	_	_
3	of	of	ADP	IN	_	4	case	_	_
4	Defence	Defence	PROPN	NNP	_	2	nmod	_	_
5	in	in	ADP	IN	_	6	case	_	_
6	Oslo	Oslo	PROPN	NNP	_	2	nmod	_	Entity=(2-place-new-n-cf2-1-sgl)1)
7	told	tell	VERB	VBD	_	0	root	_	_
8	President	President	PROPN	NNP	_	9	flat	_	Entity=(3-person-new-n-cf3-2-sgl
9	Berg	Berg	PROPN	NNP	_	7	obj	_	Entity=3)
10	and	and	CCONJ	CC	_	12	cc	_	_
11	the	the	DET	DT	_	12	det	_	Entity=(4-person-new-n-cf4-2-sgl
12	guests	guest	NOUN	NNS	_	9	conj	_	Entity=4)
13	yesterday	yesterday	NOUN	NN	_	7	obl	_	Entity=(5-time-new-n-cf5-1-sgl)

"""


def test_names_are_taken_out_of_the_mentions_of_gum(write: Callable[[str], Path]) -> None:
    (sentence,) = corpus.read_conllu(write(MENTIONS))
    assert ("organization", 0, 5) not in names.mentions(sentence.words[:5])
    assert names.mentions(sentence.words) == [
        ("place", 5, 5),
        ("organization", 0, 5),
        ("person", 7, 8),
        ("person", 10, 11),
    ]
    doc = corpus.to_doc([names.named(sentence)], spacy.blank("en").vocab)
    assert [(ent.text, ent.label_) for ent in doc.ents] == [
        ("Ministry of Defence", "ORG"),
        ("Oslo", "LOC"),
        ("Berg", "PER"),
    ]
    assert not doc.has_annotation("DEP")


def _row(index: str, head: str, deprel: str = "dep") -> str:
    return f"{index}\tship\tship\tNOUN\tNN\t_\t{head}\t{deprel}\t_\t_\n"


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("1\tship\n\n", 1, "2 columns"),
        (_row("1", "0", "root") + _row("3", "1") + "\n", 2, "word '3' where 2 belongs"),
        (_row("1", "0", "root") + _row("2", "7") + "\n", 2, "'7' is no head"),
        (_row("1", "x", "root") + "\n", 1, "'x' is no head"),
        (_row("1", "0", "root") + _row("2", "2") + "\n", 2, "'2' is no head"),
        ("# a\n" + _row("1", "2") + _row("2", "1") + "\n", 2, "exactly one root"),
        (_row("1-9", "_") + _row("1", "0", "root") + "\n", 1, "'1-9' is no range"),
        ("\n\n", None, "no sentence"),
    ],
)
def test_a_malformed_treebank_is_named_with_its_line(
    write: Callable[[str], Path], text: str, line: int | None, problem: str
) -> None:
    path = write(text)
    with pytest.raises(InputError) as caught:
        corpus.read_conllu(path)
    assert caught.value.path == str(path)
    assert caught.value.line == line
    assert problem in str(caught.value)


def test_an_entity_corpus_needs_tags(write: Callable[[str], Path]) -> None:
    with pytest.raises(InputError, match=r"corpus\.conllu:2: 'X-PER' is no entity tag"):
        corpus.read_iob(write("Oslo I-LOC\nAda X-PER\n\n"))


def test_missing_and_undecodable_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.conllu: no such file"):
        corpus.read_conllu(tmp_path / "gone.conllu")
    (tmp_path / "latin").write_bytes("1\tØresund\n".encode("latin-1"))
    with pytest.raises(InputError, match="latin: not UTF-8"):
        corpus.read_conllu(tmp_path / "latin")


@pytest.fixture(scope="module")
def verbs() -> lemma.VerbLemmatizer:
    nlp = spacy.blank("en")
    component: Any = nlp.add_pipe(lemma.FACTORY)
    component.initialize(nlp=nlp)
    again = lemma.make_verb_lemmatizer(nlp, "verb_lemmatizer", True)
    again.from_bytes(component.to_bytes())
    return again


@pytest.mark.parametrize(
    ("form", "trained", "expected"),
    [
        ("mitigating", "mitigat", "mitigate"),
        ("streamlined", "streamlin", "streamline"),
        ("singing", "sing", "sing"),
        ("hoping", "hope", "hope"),
        ("led", "led", "lead"),
        ("Hosted", "Host", "host"),
        ("travelled", "travell", "travel"),
        ("co-hosted", "co-hosted", "co-host"),
        ("deconflicting", "deconflict", "deconflict"),
        ("operationalised", "operationalis", "operationalise"),
        ("zorbing", "zorb", "zorb"),
    ],
)
def test_verbs_get_their_lemma_by_rule(
    verbs: lemma.VerbLemmatizer, form: str, trained: str, expected: str
) -> None:
    doc = Doc(verbs.vocab, words=[form], pos=["VERB"], lemmas=[trained])
    assert verbs(doc)[0].lemma_ == expected


def test_other_words_keep_their_trained_lemma(verbs: lemma.VerbLemmatizer) -> None:
    doc = Doc(verbs.vocab, words=["drills"], pos=["NOUN"], lemmas=["drillx"])
    assert verbs(doc)[0].lemma_ == "drillx"


def test_base_form_of_a_verb_is_its_lemma(verbs: lemma.VerbLemmatizer) -> None:
    doc = Doc(verbs.vocab, words=["found"], pos=["VERB"], morphs=["VerbForm=Inf"], lemmas=["find"])
    assert verbs(doc)[0].lemma_ == "found"


def test_two_steps_give_a_pipeline_that_loads(trained: Trained) -> None:
    nlp = spacy.load(trained.output)
    doc = nlp("Norway hosted Sweden.")
    assert doc.has_annotation("DEP")
    assert doc.has_annotation("LEMMA")
    assert [token.text for token in doc] == ["Norway", "hosted", "Sweden", "."]
    assert set(trained.scores) == {"pud"}
    assert nlp.meta["performance"]["pud"]["token_f"] == 100.0
    assert {report["phase"] for report in trained.reports} == {"entities", "syntax"}
    assert trained.reports[-1]["step"] == trained.reports[-1]["steps"] == 2
    assert "las" in trained.reports[-1]["scores"]
    assert [path.name for path in trained.output.parent.iterdir()] == ["out"]


def test_the_package_names_its_sources_and_keeps_no_word_of_them(trained: Trained) -> None:
    meta = json.loads((trained.output / "meta.json").read_text(encoding="utf-8"))
    assert (meta["lang"], meta["name"], meta["license"]) == ("en", "entente", "CC BY-SA 4.0")
    attribution = (trained.output / "ATTRIBUTION.md").read_text(encoding="utf-8")
    for source in meta["sources"]:
        assert all(source[key] for key in ("name", "author", "license", "url"))
        assert source["author"] in attribution
    strings = json.loads((trained.output / "vocab" / "strings.json").read_text(encoding="utf-8"))
    assert not {"Norway", "Sweden", "Viking", "fleets"} & set(strings)


def test_the_same_seed_gives_the_same_weights(
    trained: Trained, folders: tuple[Path, Path], tmp_path: Path
) -> None:
    random.seed()
    train(*folders, tmp_path / "again", size="tiny", seed=3)
    for part in ("tok2vec", "parser", "ner"):
        first, again = trained.output / part / "model", tmp_path / "again" / part / "model"
        assert first.read_bytes() == again.read_bytes()


def test_training_says_what_is_missing(folders: tuple[Path, Path], tmp_path: Path) -> None:
    treebanks, entities = folders
    with pytest.raises(SettingError, match="'huge'"):
        train(treebanks, entities, tmp_path / "out", size="huge")
    with pytest.raises(InputError, match="nowhere: no such folder"):
        train(treebanks, tmp_path / "nowhere", tmp_path / "out", size="tiny")
    with pytest.raises(InputError, match=r"train\.conllu: no such file"):
        train(entities, entities, tmp_path / "out", size="tiny")
    assert not (tmp_path / "out").exists()


def _parrot(path: Path, *, spoil: bool) -> Language:
    """A pipeline that knows the corpus by heart, one head wrong if ``spoil``."""
    nlp = config.blank()
    gold = corpus.to_doc(corpus.read_conllu(path), nlp.vocab)

    def recite(doc: Doc) -> Doc:
        heads = [token.head.i for token in gold]
        if spoil:
            heads[0] = 3
        return Doc(
            nlp.vocab,
            words=[token.text for token in gold],
            spaces=[bool(token.whitespace_) for token in gold],
            heads=heads,
            deps=[token.dep_ for token in gold],
            tags=[token.tag_ for token in gold],
            pos=[token.pos_ for token in gold],
            lemmas=[token.lemma_ for token in gold],
        )

    Language.component(f"parrot_{spoil}", func=recite)
    nlp.add_pipe(f"parrot_{spoil}")
    return nlp


def test_score_counts_places_and_relations(write: Callable[[str], Path]) -> None:
    path = write(SENTENCES)
    perfect = score(_parrot(path, spoil=False), path)
    right = ("las", "uas", "las_conll", "sents_f", "tag_acc", "lemma_acc")
    assert {perfect[key] for key in right} == {100.0}
    spoilt = score(_parrot(path, spoil=True), path)
    assert spoilt["las_conll"] == round(100 * 18 / 19, 2)
    assert spoilt["las"] == spoilt["uas"] == round(100 * 13 / 14, 2)
    assert spoilt["token_f"] == 100.0


def test_entities_are_scored_by_span_and_label(write: Callable[[str], Path]) -> None:
    nlp = spacy.blank("en")
    ruler: Any = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(
        [{"label": "LOC", "pattern": "Norway"}, {"label": "PER", "pattern": "Sweden"}]
    )
    scores = score_entities(nlp, write(UNER * 2))
    assert scores == {"ents_p": 50.0, "ents_r": 50.0, "ents_f": 50.0}


@pytest.fixture(scope="module")
def shipped(root: Path) -> Path:
    return root / "data" / "pipeline"


def test_the_shipped_pipeline_is_small_and_names_its_sources(shipped: Path) -> None:
    files = [path for path in shipped.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 20_000_000
    meta = json.loads((shipped / "meta.json").read_text(encoding="utf-8"))
    assert meta["name"] == "entente"
    assert {"ewt_test", "gum_test", "pud"} <= set(meta["performance"])
    assert (shipped / "ATTRIBUTION.md").exists()
    assert (shipped / "LICENSE").exists()


def test_the_shipped_pipeline_meets_its_bars_on_unseen_text(shipped: Path, shared: Path) -> None:
    scores = score(spacy.load(shipped), shared / "treebanks" / "pud" / "test.conllu")
    assert scores["las"] >= 83
    assert scores["sents_f"] >= 94
