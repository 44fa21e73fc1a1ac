"""What speaks for a stage that is suggested, as one reads it."""

from datetime import date
from typing import assert_never

from crm.suggestions import Proof, ProofRow, SuggestionRow
from crm.wording import tr, trn
from crm.wording.days import day_words


def proof_words(proof: ProofRow, today: date) -> str:
    """One thing that speaks for it: `Talked both ways on 2 days within 9, last on 3 May`."""
    day = day_words(proof.day, today) if proof.day else ""
    match proof.proof:
        case Proof.REACTED:
            return trn(
                "Reacted or asked once, {day}", "Reacted or asked on {n} days, {day} first", proof.count, day=day
            )
        case Proof.TALKED:
            if proof.count == 1:
                return tr("Talked both ways, last {day}", day=day)
            days = trn("{n} day", "{n} days", proof.within)
            return tr("Talked both ways on {n} days within {days}, last {day}", n=proof.count, days=days, day=day)
        case Proof.PAID:
            return trn("Paid a first order, {day}", "Paid {n} orders, the first {day}", proof.count, day=day)
        case Proof.INTRODUCED:
            return trn("Brought a friend", "Brought {n} friends", proof.count)
        case Proof.PRAISED:
            return trn("Praised what they bought", "Praised on {n} days", proof.count)
        case unknown:
            assert_never(unknown)


def proofs_words(suggestion: SuggestionRow, today: date) -> str:
    """Everything that speaks for it, a line each."""
    return "\n".join(proof_words(proof, today) for proof in suggestion.proofs)
