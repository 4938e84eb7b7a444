"""A text that is being written: what of it is settled, and where it ends."""

from collections.abc import Callable


class WrittenText:
    """A text that grows token by token, and what of it is settled.

    Parameters
    ----------
    prompt : tokens that stand before it
    join : function from tokens to a text
    most : tokens that are written
    stops : the text ends before the first of these
    """

    def __init__(
        self,
        prompt: list[str],
        join: Callable[[list[str]], str],
        most: int,
        stops: tuple[str, ...] = (),
    ):
        self._tokens, self._join = list(prompt), join
        self._left, self._stops = most, stops
        self._begun = self._given = len(join(prompt))
        self.done = not most

    def add(self, tokens: list[str], ends: bool) -> str:
        """Take tokens, and whether the text ends there; return what is settled now.

        What may yet turn out to be the beginning of a stop is held back.
        """
        if self.done:
            return ""
        self._tokens += tokens[: self._left]
        self._left -= len(tokens[: self._left])
        self.done = ends or not self._left
        text = self._join(self._tokens)
        found = [text.find(stop, self._begun) for stop in self._stops]
        cuts = [place for place in found if place >= 0]
        self.done |= bool(cuts)
        open_ = 0 if self.done else max(map(len, self._stops), default=1) - 1
        until = min(cuts, default=max(self._given, len(text) - open_))
        given, self._given = self._given, until
        return text[given:until]
