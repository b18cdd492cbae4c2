"""What the clauses of a sentence say of its engagement: tools, effects, challenges, objectives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from claims.model import Modality
from extract import syntax
from extract.engagements.frame import Frame
from extract.engagements.lexicon import Lexicon
from extract.engagements.mood import mood
from extract.engagements.scene import Scene
from extract.mentions import Found

#: Prepositions that name the means whatever the verb; others name it after few verbs.
MEANS = frozenset({"through", "via", "using", "by", "with", "by_means_of"})
ENGAGING = frozenset(
    {"engage", "participate", "cooperate", "collaborate", "focus", "work", "assist", "specialise",
     "specialize", "center", "centre", "concentrate", "train", "take", "support", "help", "partner"}
)  # fmt: skip
#: Verbs that the effect follows as another verb: *helped restore order*.
CAUSATIVE = frozenset({"help", "manage", "enable", "allow", "permit", "serve", "contribute"})
DANGER = frozenset({"threat", "risk", "danger", "obstacle", "challenge"})


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


class _Speaker:
    def __init__(
        self,
        frames: list[Frame],
        scene: Scene,
        words: Lexicon,
        stands: Token | None,
        nouns: Sequence[Token],
    ) -> None:
        self.frames = frames
        self.scene = scene
        self.words = words
        self.stands = stands
        self.nouns = nouns
        self.actors = {iri for frame in frames for iri in frame.actors}
        self.said: set[tuple[str, str]] = set()

    def run(self) -> None:
        illustrated = self._illustrations()
        self._noun()
        done = illustrated
        for verb in self.scene.verbs():
            if verb.i in done:
                continue
            if verb.lemma_.lower() in self.words.challenge_verbs:
                self._met(verb)
            if not self._belongs(verb):
                continue
            if verb.lemma_.lower() in self.words.objective_verbs:
                done = done | {token.i for token in syntax.subtree(verb) if token.i >= verb.i}
            self._verb(verb)
        self._adjuncts(illustrated)

    # Which clauses are about the engagement

    def _belongs(self, verb: Token) -> bool:
        subjects = [syntax.antecedent(token) for token in self.scene.doers(verb)]
        if self.stands is not None and verb.i == self.stands.i:
            return True
        if not subjects:
            above = syntax.governing_verb(verb)
            return above is None or above.i == verb.i or self._belongs(above)
        return any(self._is_frame(token) for token in subjects)

    def _is_frame(self, token: Token) -> bool:
        if self.stands is not None and token.i == self.stands.i:
            return True
        if self.stands is not None and any(
            example.i == self.stands.i for example in syntax.examples(token)
        ):
            return True
        here = self.scene.at(token)
        if any(
            one.iri in self.actors or one.iri == frame.iri for one in here for frame in self.frames
        ):
            return True
        if any(one.reading("Tool") for one in here) and self.stands is None:
            return True
        if token.lemma_.lower() in {"participant", "they", "it", "which", "side", "partner"}:
            return True
        # "exercises between A and B allow ...": the noun above the engagement's name
        return self.stands is not None and self.stands in syntax.noun_phrase(token)

    def _stands_for_it(self, token: Token) -> bool:
        """Whether a noun is the engagement itself: *did not cancel the exercise*."""
        if self.stands is not None and token.i == self.stands.i:
            return True
        phrase = syntax.noun_phrase(token)
        definite = len(phrase) == 2 and phrase[0].lower_ in self.words.determiners
        return definite and token.lemma_.lower() in self.words.anaphoric_nouns

    # What they say

    def _noun(self) -> None:
        """What hangs on the noun itself: *cooperation through joint training*."""
        nouns = [*self.nouns]
        if self.stands is not None and self.stands.pos_ != "VERB":
            nouns.insert(0, self.stands)
        for noun in nouns:
            for arc in syntax.obliques(noun, *MEANS, "in", "on"):
                for one in self._named(arc.child):
                    self._tool(one, Modality.ASSERTED, "engagement-through")
            for one in self.scene.at(noun):
                self._tool(one, Modality.ASSERTED, "engagement-kind")
        if self.stands is None:
            self._tools_as_subjects()
        self._aims()

    def _aims(self) -> None:
        """Say what *the goal of the mission was*."""
        for token in self.scene.sentence:
            arc = syntax.head_arc(token)
            if token.lemma_.lower() not in self.words.objective_nouns or arc is None:
                continue
            whose = [a.child for a in syntax.obliques(token, "of")]
            whose += [a.child for a in syntax.arcs(token) if a.rel == "nmod:poss"]
            mine = any(self._is_frame(one) or self._stands_for_it(one) for one in whose)
            if not mine or not arc.rel.startswith("nsubj"):
                continue
            below = syntax.subtree(arc.head)
            for one in self.scene.found:
                effect = one.reading("Effect")
                if effect is not None and one.head in below and one.head.i > token.i:
                    self._say("hasObjective", one, effect.iri, Modality.ASSERTED, "objective")

    def _tools_as_subjects(self) -> None:
        """In a sentence that goes on about an engagement, tools that did something are its own."""
        for verb in self.scene.verbs():
            for token in syntax.subjects(verb) if self.scene.is_past(verb) else ():
                for one in self.scene.at(token):
                    for member in self.scene.with_list(one):
                        self._tool(member, Modality.ASSERTED, "engagement-does")

    def _verb(self, verb: Token) -> None:
        grade = mood(verb)
        if grade is None:
            return
        lemma = verb.lemma_.lower()
        if lemma in self.words.objective_verbs:
            self._objectives(verb, grade)
            return
        purpose = self._is_purpose(verb)
        tool = self.words.verb_tools.get(lemma)
        if tool is not None and not purpose:
            self._claim("usesTool", tool, grade, "tool", "engagement-does", verb.i, verb.i + 1)
        for one in self.scene.by_head.get(verb.i, ()):
            self._event(one, verb, grade, purpose)
        for token in syntax.objects(verb):
            if self._stands_for_it(token) or (
                lemma == "take" and token.lemma_ not in self.words.share
            ):
                continue
            for one in self._listed(token) or self._within(token):
                self._object(one, lemma, grade, purpose)
            if token.lemma_.lower() in self.words.share:  # played a role in
                for arc in (*syntax.obliques(token, "in"), *syntax.obliques(verb, "in")):
                    for one in self._listed(arc.child):
                        self._tool(one, grade, "engagement-through")
        self._obliques(verb, lemma, grade)

    def _met(self, verb: Token) -> None:
        """Say what hampers the engagement, where it is what a verb is done to."""
        grade = mood(verb)
        if grade is None or not any(self._is_frame(one) for one in self.scene.undergoers(verb)):
            return
        for token in syntax.subjects(verb):
            for one in self._listed(token):
                challenge = one.reading("Challenge")
                if challenge is not None:
                    self._say("facesChallenge", one, challenge.iri, grade, "challenge")

    def _adjuncts(self, illustrated: set[int]) -> None:
        """Say the means and challenges right after a preposition, whatever that hangs on."""
        for one in self.scene.found:
            before = self.scene.before(one)
            if before is None or one.head.i in illustrated:
                continue
            verb = self._clause(one)
            if verb is None or verb.i in illustrated or not self._belongs(verb):
                continue
            grade, challenge = mood(verb), one.reading("Challenge")
            if grade is None:
                continue
            if challenge is not None and before.lower_ in self.words.prepositions["met"]:
                self._say("facesChallenge", one, challenge.iri, grade, "challenge")
            elif before.lower_ in self.words.prepositions["means"]:
                for member in self.scene.with_list(one):
                    self._tool(member, grade, "engagement-through")

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
                self._say("hasObjective", one, effect.iri, grade, "objective")
            else:
                self._say("hasEffect", one, effect.iri, grade, "effect")
        elif tool is not None:
            self._tool(one, grade, "engagement-does")

    def _object(self, one: Found, lemma: str, grade: Modality, purpose: bool) -> None:
        tool, effect = one.reading("Tool"), one.reading("Effect")
        challenge = one.reading("Challenge")
        if challenge is not None and lemma in self.words.challenge_verbs:
            self._say("facesChallenge", one, challenge.iri, grade, "challenge")
        elif (
            effect is not None
            and lemma in self.words.effect_verbs
            and not (tool is not None and lemma in {"provide", "deliver"})
        ):
            if purpose:
                self._say("hasObjective", one, effect.iri, grade, "objective")
            else:
                self._say("hasEffect", one, effect.iri, grade, "effect")
        elif tool is not None and lemma not in self.words.challenge_verbs:
            confidence = "tool_purpose" if purpose else "tool"
            self._tool(one, grade, "engagement-does", confidence)

    def _obliques(self, verb: Token, lemma: str, grade: Modality) -> None:
        for arc in syntax.obliques(verb):
            prep = arc.rel.partition(":")[2]
            for token in syntax.conjuncts(arc.child):
                for one in self._listed(token):
                    challenge, effect = one.reading("Challenge"), one.reading("Effect")
                    meets = lemma in self.words.challenge_verbs and prep in {"from", "by"}
                    if challenge is not None and (
                        meets or prep in self.words.prepositions["challenge"]
                    ):
                        self._say("facesChallenge", one, challenge.iri, grade, "challenge")
                    elif (
                        effect is not None
                        and prep in self.words.effect_prepositions
                        and lemma in {"lead", "contribute", "result"}
                    ):
                        self._say("hasEffect", one, effect.iri, grade, "effect")
                    elif one.reading("Tool") and (prep in MEANS or lemma in ENGAGING):
                        self._tool(one, grade, "engagement-through")

    def _objectives(self, verb: Token, grade: Modality) -> None:
        below = syntax.subtree(verb)
        for one in self.scene.found:
            effect = one.reading("Effect")
            if effect is not None and one.head in below and one.head.i > verb.i:
                self._say("hasObjective", one, effect.iri, grade, "objective")

    def _illustrations(self) -> set[int]:
        """Say what the sentence cites the engagement for; return the tokens that do."""
        used: set[int] = set()
        for verb in self.scene.verbs():
            if verb.lemma_.lower() not in self.words.illustrating or not self._belongs(verb):
                continue
            grade = mood(verb)
            if grade is None or grade is Modality.NEGATED:
                continue
            below = {token.i for token in syntax.subtree(verb) if token.i > verb.i}
            used |= below | {verb.i}
            for one in self.scene.found:
                if one.head.i in below:
                    self._crisis_kind(one)
                if one.head.i not in below or self._endangered(one, verb):
                    continue
                if one.head.lemma_.lower() in self.words.praise:
                    continue
                effect, tool = one.reading("Effect"), one.reading("Tool")
                inner = self._inner_grade(one.head, verb) or grade
                if tool is not None and self._means(one.head):
                    self._tool(one, inner, "engagement-through")
                elif effect is not None:
                    self._say("illustrates", one, effect.iri, inner, "illustrates")
                elif tool is not None and verb.lemma_.lower() == "exemplify":
                    self._tool(one, inner, "engagement-exemplifies")
        return used

    def _crisis_kind(self, one: Found) -> None:
        """What an engagement is cited for tells of what kind the one crisis is that it met.

        *showing the value of airlift in natural disasters*, after a storm
        """
        kind = one.reading("CrisisType")
        if kind is None or kind.iri in self.words.general_crises:
            return
        value, where = self.words.confidence["implicit"], self.scene.block.span_of(one)
        for frame in self.frames:
            if len(frame.crises) == 1:
                frame.say(
                    self.scene,
                    "crisisType",
                    kind.iri,
                    "engagement-crisis-kind",
                    value,
                    Modality.IMPLICIT,
                    where,
                    frame.crises[0].iri,
                )

    def _endangered(self, one: Found, top: Token) -> bool:
        """Whether a noun for danger stands between: *threats to stability*."""
        token, before = one.head, self.scene.before(one)
        if before is not None and before.lower_ == "to" and before.i:
            if before.nbor(-1).lemma_.lower() in DANGER:
                return True
        arc = syntax.head_arc(token)
        while arc is not None and arc.head.i != top.i:
            if arc.head.lemma_.lower() in DANGER:
                return True
            arc = syntax.head_arc(arc.head)
        return False

    @staticmethod
    def _inner_grade(token: Token, top: Token) -> Modality | None:
        verb = token if token.pos_ == "VERB" else syntax.governing_verb(token)
        return mood(verb) if verb is not None and verb.i != top.i else None

    @staticmethod
    def _means(token: Token) -> bool:
        arc = syntax.head_arc(token)
        return arc is not None and arc.rel.partition(":")[2] in {"through", "via", "using"}

    @staticmethod
    def _is_purpose(verb: Token) -> bool:
        arc = syntax.head_arc(verb)
        return arc is not None and arc.rel == "advcl:to"

    # Saying it

    def _named(self, token: Token) -> Iterator[Found]:
        """Yield what is named at a token, or after *of* where it says only how much of it."""
        here = self.scene.at(token)
        yield from here
        for example in syntax.examples(token):
            yield from self.scene.at(example)
        if not here:
            for arc in syntax.obliques(token, "of"):
                for member in syntax.conjuncts(arc.child):
                    yield from self.scene.at(member)

    def _listed(self, token: Token) -> list[Found]:
        """Return what is named at a token, with the lists that it stands in."""
        return [member for one in self._named(token) for member in self.scene.with_list(one)]

    def _within(self, token: Token) -> list[Found]:
        """Return what the modifiers of a noun name: *coordination capabilities*."""
        phrase = syntax.noun_phrase(token)
        return [one for one in self.scene.found if one.head in phrase and one.head.i < token.i]

    def _tool(self, one: Found, grade: Modality, rule: str, confidence: str = "tool") -> None:
        reading = one.reading("Tool")
        if reading is None or reading.iri in self.words.bare_concepts:
            return
        self._say("usesTool", one, reading.iri, grade, confidence, rule)

    def _say(
        self,
        predicate: str,
        one: Found,
        iri: str,
        grade: Modality,
        confidence: str,
        rule: str = "",
    ) -> None:
        where = one.start_token, one.end_token
        self._claim(predicate, iri, grade, confidence, rule or f"engagement-{confidence}", *where)

    def _claim(
        self,
        predicate: str,
        iri: str,
        grade: Modality,
        confidence: str,
        rule: str,
        start: int,
        end: int,
    ) -> None:
        if (predicate, iri) in self.said:
            return
        self.said.add((predicate, iri))
        value, where = self.words.confidence[confidence], self.scene.block.span(start, end)
        for frame in self.frames:
            frame.say(self.scene, predicate, iri, rule, value, grade, where)
