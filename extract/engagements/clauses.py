"""What the clauses of a sentence say of its engagement: tools, effects, challenges, objectives."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from claims.model import Modality
from extract import syntax
from extract.engagements import citing
from extract.engagements.frame import Frame
from extract.engagements.lexicon import Lexicon
from extract.engagements.mood import mood
from extract.engagements.scene import Scene
from extract.engagements.voice import Voice
from extract.mentions import Found

#: Prepositions that name the means whatever the verb; others name it after few verbs.
MEANS = frozenset({"through", "via", "using", "by", "with", "by_means_of"})
ENGAGING = frozenset(
    {"engage", "participate", "cooperate", "collaborate", "focus", "work", "assist", "specialise",
     "specialize", "center", "centre", "concentrate", "train", "take", "support", "help", "partner"}
)  # fmt: skip
#: Verbs that the effect follows as another verb: *helped restore order*.
CAUSATIVE = frozenset({"help", "manage", "enable", "allow", "permit", "serve", "contribute"})


def speak(
    frames: list[Frame],
    scene: Scene,
    words: Lexicon,
    stands: Token | None,
    nouns: Sequence[Token] = (),
) -> None:
    """Add to the frames what the clauses of a sentence say of them.

    ``stands`` is the token that stands for the engagement, its noun or verb or what refers back;
    ``nouns`` are other nouns for it.
    """
    _Speaker(frames, scene, words, stands, nouns).run()


def listed(frames: list[Frame], scene: Scene, words: Lexicon) -> None:
    """Add the tools that an item of a list names to what engagements use."""
    voice = Voice(frames, scene, words, None, ())
    for one in scene.found:
        voice.tool(one, Modality.ASSERTED, "engagement-listed")


class _Speaker(Voice):
    def run(self) -> None:
        illustrated = citing.illustrations(self)
        self._noun()
        done = illustrated
        for verb in self.scene.verbs():
            if verb.i in done:
                continue
            if verb.lemma_.lower() in self.words.challenge_verbs:
                self._met(verb)
            if not self.belongs(verb):
                continue
            if verb.lemma_.lower() in self.words.objective_verbs:
                done = done | {token.i for token in syntax.subtree(verb) if token.i >= verb.i}
            self._verb(verb)
        self._adjuncts(illustrated)

    def _noun(self) -> None:
        """What hangs on the noun itself: *cooperation through joint training*."""
        nouns = [*self.nouns]
        if self.stands is not None and self.stands.pos_ != "VERB":
            nouns.insert(0, self.stands)
        for noun in nouns:
            for arc in syntax.obliques(noun, *MEANS, "in", "on"):
                for one in self.named(arc.child):
                    self.tool(one, Modality.ASSERTED, "engagement-through")
            for one in self.scene.at(noun):
                self.tool(one, Modality.ASSERTED, "engagement-kind")
        if self.stands is None:
            self._tools_as_subjects()
        citing.aims(self)

    def _tools_as_subjects(self) -> None:
        """In a sentence that goes on about an engagement, tools that did something are its own."""
        for verb in self.scene.verbs():
            grade = mood(verb)
            bare = verb.tag_ == "VBN" and not syntax.auxiliaries(verb)
            if grade is None or not (self.scene.is_past(verb) or bare):
                continue
            subjects = [one for token in syntax.subjects(verb) for one in self.scene.at(token)]
            for one in subjects or self.scene.opening(verb):
                for member in self.scene.with_list(one):
                    self.tool(member, grade, "engagement-does")
                    challenge = member.reading("Challenge")
                    if challenge is not None:
                        self.say("facesChallenge", member, challenge.iri, grade, "challenge")

    def _verb(self, verb: Token) -> None:
        grade = mood(verb)
        if grade is None:
            return
        lemma = verb.lemma_.lower()
        if lemma in self.words.objective_verbs:
            citing.objectives(self, verb, grade)
            return
        purpose = _is_purpose(verb)
        if lemma in self.words.helping:
            self._helps(verb, grade)
        tool = self.words.verb_tools.get(lemma)
        if tool is not None and not purpose:
            self.claim("usesTool", tool, grade, "tool", "engagement-does", verb.i, verb.i + 1)
        for one in self.scene.by_head.get(verb.i, ()):
            self._event(one, verb, grade, purpose)
        for token in self.scene.undergoers(verb) or self.scene.follows(verb):
            idle = lemma == "take" and token.lemma_.lower() not in self.words.share
            if idle or self.stands_for_it(token):
                continue
            for one in self.listed(token) or self.within(token):
                self._object(one, lemma, grade, purpose)
            if token.lemma_.lower() in self.words.share:  # played a role in
                for arc in (*syntax.obliques(token, "in"), *syntax.obliques(verb, "in")):
                    for one in self.listed(arc.child):
                        self.tool(one, grade, "engagement-through")
        self._obliques(verb, lemma, grade)

    def _helps(self, verb: Token, grade: Modality) -> None:
        """Say whom the engagement itself helps: *The mission trained Malian soldiers*."""
        if self.stands is None or self.stands not in self.scene.doers(verb):
            return
        for one in self.scene.actors(self.scene.undergoers(verb)):
            if one.iri not in self.actors:
                self.say("hasBeneficiary", one, one.iri, grade, "beneficiary", "engagement-for")

    def _met(self, verb: Token) -> None:
        """Say what hampers the engagement, where it is what a verb is done to."""
        grade = mood(verb)
        if grade is None or not any(self.is_frame(one) for one in self.scene.undergoers(verb)):
            return
        for token in syntax.subjects(verb):
            for one in self.listed(token):
                challenge = one.reading("Challenge")
                if challenge is not None:
                    self.say("facesChallenge", one, challenge.iri, grade, "challenge")

    def _adjuncts(self, illustrated: set[int]) -> None:
        """Say the means and challenges right after a preposition, whatever that hangs on."""
        for one in self.scene.found:
            before = self.scene.before(one)
            if before is None or one.head.i in illustrated:
                continue
            verb = self._clause(one)
            if verb is None or verb.i in illustrated or not self.belongs(verb):
                continue
            grade, challenge = mood(verb), one.reading("Challenge")
            if grade is None:
                continue
            suffers = verb.lemma_.lower() in self.words.challenge_verbs and before.lower_ == "from"
            if challenge is not None and (
                suffers or before.text == ":" or before.lower_ in self.words.prepositions["met"]
            ):
                for member in self.scene.with_list(one):
                    met = member.reading("Challenge")
                    if met is not None:
                        self.say("facesChallenge", member, met.iri, grade, "challenge")
            elif before.lower_ in self.words.prepositions["means"]:
                for member in self.scene.with_list(one):
                    self.tool(member, grade, "engagement-through")

    def _clause(self, one: Found) -> Token | None:
        """Return the verb before something named, or the first after where it opens a sentence."""
        verbs = [v for v in self.scene.verbs() if not one.start_token <= v.i < one.end_token]
        earlier = [verb for verb in verbs if verb.i < one.start_token]
        return earlier[-1] if earlier else next(iter(verbs), None)

    def _event(self, one: Found, verb: Token, grade: Modality, purpose: bool) -> None:
        """A concept whose words are a verb and its object: *deploy peacekeeping forces*."""
        tool, effect = one.reading("Tool"), one.reading("Effect")
        if tool is None and verb.lemma_.lower() in self.words.verbs:
            return  # "coordinated with" says that they act, not what came of it
        above = syntax.head_arc(verb)
        caused = above is not None and above.head.lemma_.lower() in CAUSATIVE
        if effect is not None and (tool is None or caused):
            if purpose and not caused:
                self.say("hasObjective", one, effect.iri, grade, "objective")
            else:
                self.say("hasEffect", one, effect.iri, grade, "effect")
        elif tool is not None:
            self.tool(one, grade, "engagement-does")

    def _object(self, one: Found, lemma: str, grade: Modality, purpose: bool) -> None:
        tool, effect = one.reading("Tool"), one.reading("Effect")
        challenge = one.reading("Challenge")
        if challenge is not None and lemma in self.words.challenge_verbs:
            self.say("facesChallenge", one, challenge.iri, grade, "challenge")
        elif (
            effect is not None
            and lemma in self.words.effect_verbs
            and not (tool is not None and lemma in {"provide", "deliver"})
        ):
            if purpose:
                self.say("hasObjective", one, effect.iri, grade, "objective")
            else:
                self.say("hasEffect", one, effect.iri, grade, "effect")
        elif tool is not None and lemma not in self.words.challenge_verbs:
            confidence = "tool_purpose" if purpose else "tool"
            self.tool(one, grade, "engagement-does", confidence)

    def _obliques(self, verb: Token, lemma: str, grade: Modality) -> None:
        for arc in syntax.obliques(verb):
            prep = arc.rel.partition(":")[2]
            for token in syntax.conjuncts(arc.child):
                for one in self.listed(token):
                    challenge, effect = one.reading("Challenge"), one.reading("Effect")
                    meets = lemma in self.words.challenge_verbs and prep in {"from", "by"}
                    if challenge is not None and (
                        meets or prep in self.words.prepositions["challenge"]
                    ):
                        self.say("facesChallenge", one, challenge.iri, grade, "challenge")
                    elif (
                        effect is not None
                        and prep in self.words.effect_prepositions
                        and lemma in {"lead", "contribute", "result"}
                    ):
                        self.say("hasEffect", one, effect.iri, grade, "effect")
                    elif one.reading("Tool") and (prep in MEANS or lemma in ENGAGING):
                        self.tool(one, grade, "engagement-through")


def _is_purpose(verb: Token) -> bool:
    arc = syntax.head_arc(verb)
    return arc is not None and arc.rel == "advcl:to"
