"""How texts are cut and joined, and that a state brings it back."""

import pytest

from seqkit.estimators.cutting import CUTS, Cutting

TEXTS = ["Der Hund läuft.", "Die Hunde laufen."] * 4


@pytest.mark.parametrize("tokens", CUTS)
def test_a_text_comes_back(tokens):
    if tokens == "bpe":
        pytest.importorskip("tokenizers")
    cutting = Cutting.of(tokens, False, TEXTS, 30)
    again = Cutting.from_state(cutting.to_state())
    assert again == cutting
    for text in (*TEXTS, " Hund ", ""):
        assert again(text) == cutting(text)
        assert again.join(again(text)) == text.strip()


@pytest.mark.parametrize("tokens", CUTS)
def test_lower_case_is_for_all_tokens(tokens):
    if tokens == "bpe":
        pytest.importorskip("tokenizers")
    cutting = Cutting.of(tokens, True, TEXTS, 30)
    assert cutting("DER Hund") == cutting("der hund")
    assert cutting.join(cutting("DER Hund")) == "der hund"


def test_words_letters_and_pieces_differ():
    pytest.importorskip("tokenizers")
    cut = {tokens: Cutting.of(tokens, False, TEXTS, 30)("Hunde") for tokens in CUTS}
    assert cut["word"] == ["Hunde"]
    assert cut["character"] == list("Hunde")
    assert "".join(cut["bpe"]) == "▁Hunde"
