"""Lemmas of verbs by rule, where a trained lemmatiser guesses.

An edit tree cuts *mitigating* to *mitigat* when it has not seen the verb; a name of a relation
needs the real one. The rules and the list of known verbs come from ``spacy-lookups-data`` and are
stored inside the pipeline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from spacy.lang.en.lemmatizer import EnglishLemmatizer
from spacy.language import Language
from spacy.lookups import Lookups, load_lookups
from spacy.tokens import Doc, Token
from spacy.training import Example

FACTORY = "entente_verb_lemmatizer"
TABLES = ("lemma_rules", "lemma_index", "lemma_exc")
PREFIXES = (
    "counter", "inter", "trans", "under", "cross", "multi", "over", "fore", "post", "out",
    "mis", "non", "dis", "pre", "pro", "sub", "co", "de", "re", "un", "up",
)  # fmt: skip
SILENT_E = ("at", "bl", "dg", "is", "iv", "iz", "uc", "ut")
"""Ends of a stem behind which English verbs, as a rule, have an e."""


class VerbLemmatizer(EnglishLemmatizer):
    """Overwrites the lemma of every VERB by rule and leaves all other words alone."""

    _verbs: frozenset[str] | None = None

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]] | None = None,
        *,
        nlp: Language | None = None,
        lookups: Lookups | None = None,
    ) -> None:
        """Take the tables of verbs from ``lookups`` or from ``spacy-lookups-data``."""
        super().initialize(get_examples, nlp=nlp, lookups=lookups or verb_tables())

    def __call__(self, doc: Doc) -> Doc:
        """Return ``doc`` with the lemmas of its verbs set."""
        for token in doc:
            if token.pos_ == "VERB":
                token.lemma_ = self.verb_lemma(token)
        return doc

    def verb_lemma(self, token: Token) -> str:
        """Return the lemma of a verb: by the known verbs, else by their prefix, else by rule.

        The lemma that the token already has decides between candidates of equal rank.
        """
        form, trained = token.lower_, token.lemma_.lower()
        key = (token.orth, str(token.morph), trained)
        found = self.cache.get(key)
        if found is None:
            if self.is_base_form(token):
                options = [form]
            else:
                stems = self._stems(form)
                options = self._known(stems) or self._derived(form) or _unknown(stems)
            found = self.cache[key] = trained if trained in options else options[0]
        return str(found)

    def _known(self, stems: list[str]) -> list[str]:
        """Those of ``stems`` that the table of verbs has; an irregular form has its own entry."""
        if self._verbs is None:
            self._verbs = frozenset(self.lookups.get_table("lemma_index")["verb"])
        irregular = self.lookups.get_table("lemma_exc")["verb"].get(stems[-1], ())
        return [*irregular, *(stem for stem in stems if stem in self._verbs)]

    def _derived(self, form: str) -> list[str]:
        """The lemmas of a known verb behind a prefix: *co-hosted*, *deconflicting*."""
        for prefix in PREFIXES:
            stem = form.removeprefix(prefix).lstrip("-")
            if form.startswith(prefix) and len(stem) > 3:
                known = self._known(self._stems(stem))
                if known:
                    return [form[: len(form) - len(stem)] + lemma for lemma in known]
        return []

    def _stems(self, form: str) -> list[str]:
        """What the rules make of ``form``, and last the form itself."""
        rules = self.lookups.get_table("lemma_rules")["verb"]
        stems = [form[: -len(old)] + new for old, new in rules if form.endswith(old)]
        # The suffix alone goes before the one that leaves an e: singing is sing, not singe.
        stems.sort(key=len)
        for suffix in ("ing", "ed"):
            stem = form.removesuffix(suffix)
            if stem != form and len(stem) > 3 and stem[-1] == stem[-2]:
                stems.append(stem[:-1])
        return [*stems, form]


def _unknown(stems: list[str]) -> list[str]:
    """The candidates for a verb that no table has: *operationalised* has lost an e."""
    with_e = f"{stems[0]}e"
    return [with_e] if stems[0].endswith(SILENT_E) and with_e in stems else stems


def verb_tables() -> Lookups:
    """Return the verb part of the English lemma tables of ``spacy-lookups-data``."""
    source = load_lookups("en", list(TABLES))
    tables = Lookups()
    for name in TABLES:
        tables.add_table(name, {"verb": source.get_table(name)["verb"]})
    return tables


@Language.factory(
    FACTORY,
    assigns=["token.lemma"],
    requires=["token.pos", "token.morph", "token.lemma"],
    default_config={"overwrite": True},
)
def make_verb_lemmatizer(nlp: Language, name: str, overwrite: bool) -> VerbLemmatizer:
    """Return the component; its tables come with ``initialize`` or from disk."""
    return VerbLemmatizer(nlp.vocab, None, name, mode="rule", overwrite=overwrite)
