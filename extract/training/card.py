"""What the pipeline says about itself: its metadata, its sources and its licence."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path

from spacy.language import Language

NAME = "entente"
"""The name after the language; spaCy calls the whole ``en_entente``."""
VERSION = "1.0.0"
LICENCE = "CC BY-SA 4.0"
DESCRIPTION = (
    "English for reports on partnerships between states: part-of-speech tags, morphology, "
    "Universal Dependencies with sentence boundaries, lemmas and, as a hint, named entities. "
    "Hash embeddings, no static vectors; trained for Entente on open treebanks."
)


@dataclass(frozen=True, slots=True)
class Source:
    """Something the weights or tables come from; ``note`` says what of it was used."""

    name: str
    author: str
    license: str
    url: str
    note: str


SOURCES = (
    Source(
        "UD English EWT",
        "Natalia Silveira, Timothy Dozat, Sebastian Schuster, Miriam Connor, Marie-Catherine de "
        "Marneffe, Nathan Schneider, Ethan Chi, Samuel Bowman, Hanzhi Zhu, Daniel Galbraith, "
        "Christopher Manning, John Bauer",
        "CC BY-SA 4.0",
        "https://github.com/UniversalDependencies/UD_English-EWT",
        "Training and development parts: tags, morphology, parse, lemmas. The test part is only "
        "scored. Annotations © The Board of Trustees of The Leland Stanford Junior University; "
        "texts from the English Web Treebank (LDC2012T13), © their authors.",
    ),
    Source(
        "UD English GUM",
        "Amir Zeldes, Siyao Peng and the GUM annotation team, Georgetown University",
        "CC BY 4.0 (annotations); per text: CC BY, CC BY-SA or public domain",
        "https://github.com/UniversalDependencies/UD_English-GUM",
        "Training and development parts, with the names in the entity layer, of the genres that "
        "are not restricted to non-commercial use: academic, biography, conversation, court, "
        "interview, news, speech, textbook, vlog, travel. The test part is only scored. Texts "
        "from Wikinews, Wikipedia, Wikivoyage, OpenStax, YouTube, the Santa Barbara Corpus and "
        "public records.",
    ),
    Source(
        "Universal NER, English EWT",
        "Stephen Mayhew, Terra Blevins, Shuheng Liu, Marek Šuppa and the Universal NER team",
        "CC BY-SA 4.0",
        "https://www.universalner.org/",
        "Development part: named entities. The test parts of EWT and PUD are only scored.",
    ),
    Source(
        "WikiGold",
        "Dominic Balasuriya, Nicky Ringland, Joel Nothman, Tara Murphy, James R. Curran",
        "CC BY 4.0",
        "https://aclanthology.org/W09-3302/",
        "Named entities; the label MISC is left out.",
    ),
    Source(
        "spaCy lookups data, WordNet 3.0",
        "Explosion; Princeton University",
        "MIT (package); WordNet 3.0 licence (tables of verbs)",
        "https://github.com/explosion/spacy-lookups-data",
        "The tables of verbs behind their lemmas, and the table of spelling variants behind the "
        "norm of a word. The WordNet licence is in LICENSE-WORDNET.txt.",
    ),
)

LICENCE_NOTE = """\
The English pipeline of Entente (the files of this folder) is licensed under the Creative Commons
Attribution-ShareAlike 4.0 International licence (CC BY-SA 4.0):
https://creativecommons.org/licenses/by-sa/4.0/legalcode

It is a work derived from the treebanks and entity corpora that ATTRIBUTION.md names, with their
authors and licences. The tables of English verbs under verb_lemmatizer/ come from WordNet 3.0 and
stay under its licence, which LICENSE-WORDNET.txt holds.
"""


def describe(nlp: Language, scores: dict[str, dict[str, float]]) -> None:
    """Set the metadata of the pipeline; ``scores`` without the speed are its ``performance``."""
    performance = {
        corpus: {name: value for name, value in values.items() if name != "words_per_second"}
        for corpus, values in scores.items()
    }
    nlp.meta.update(
        name=NAME,
        version=VERSION,
        description=DESCRIPTION,
        author="Entente",
        license=LICENCE,
        sources=[asdict(source) for source in SOURCES],
        performance=performance,
    )


def attribute(folder: Path) -> None:
    """Write ``ATTRIBUTION.md`` and the licences into the folder of the pipeline."""
    lines = [
        "# Attribution",
        "",
        f"`en_{NAME}` {VERSION}, the English pipeline of Entente, is licensed under {LICENCE} "
        "and made from:",
        "",
    ]
    for source in SOURCES:
        lines += [
            f"## {source.name}",
            "",
            f"- Authors: {source.author}",
            f"- Licence: {source.license}",
            f"- From: <{source.url}>",
            f"- Used: {source.note}",
            "",
        ]
    lines += [
        "## Only scored",
        "",
        "UD English PUD and Universal NER on PUD (CC BY-SA 3.0 and 4.0) are neither trained on "
        "nor used to choose between models.",
        "",
    ]
    (folder / "ATTRIBUTION.md").write_text("\n".join(lines), encoding="utf-8")
    (folder / "LICENSE").write_text(LICENCE_NOTE, encoding="utf-8")
    wordnet = resources.files("spacy_lookups_data") / "data" / "en_license.txt"
    text = "\n".join(line.rstrip() for line in wordnet.read_text(encoding="utf-8").splitlines())
    (folder / "LICENSE-WORDNET.txt").write_text(text + "\n", encoding="utf-8")
