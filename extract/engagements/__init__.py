"""Finds engagements: who did what with whom, where, in which crisis, with which tools and effects.

A sentence introduces an engagement with a name, a noun (*the cooperation between X and Y*) or a
verb (*forces from X and Y deployed*); later sentences of its paragraph take it up (*This
partnership*). What its clauses say then becomes facts of that one n-ary event.
"""

from extract.engagements.find import find

__all__ = ["find"]
