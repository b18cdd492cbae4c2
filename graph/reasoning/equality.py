"""Things that are one: which term stands for all its names."""

from collections.abc import Iterable

from graph.reasoning.encoding import Term


class Names:
    """Sets of terms that name one thing; the first by letter stands for the others."""

    def __init__(self) -> None:
        self._above: dict[Term, Term] = {}

    def join(self, pairs: Iterable[tuple[Term, Term]]) -> bool:
        """Make each pair one and tell whether any was not one before."""
        news = False
        for one, other in pairs:
            first, second = sorted((self._top(one), self._top(other)), key=str)
            if first != second:
                self._above[second] = first
                news = True
        return news

    def _top(self, term: Term) -> Term:
        top = term
        while top in self._above:
            top = self._above[top]
        while term != top:
            self._above[term], term = top, self._above[term]
        return top

    def stands_for(self) -> dict[Term, Term]:
        """Return the term in whose place another stands, for every term that has such a one."""
        return {term: self._top(term) for term in list(self._above)}

    def __bool__(self) -> bool:
        return bool(self._above)
