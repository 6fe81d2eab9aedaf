"""Opting out: from any state, on every platform, in one message, at once (CON-8)."""

from bot.dialogue.asking import ask_again
from bot.dialogue.session import Around, Conversation, Reply, Said, Session, Step, Text, Withdraw


def listen(session: Session, said: Said, around: Around) -> Step | None:
    """Exact words act; a fuzzy phrase restricts at once too, says what was stopped, and offers to narrow it.

    A number being left is not left any more. A form goes on afterwards as if nothing had happened.
    """
    withdrawal = said.reading.withdrawal
    if said.pressed or withdrawal.scope == "none":
        return None
    scope = last_purpose(around) if withdrawal.scope == "purpose:last" else withdrawal.scope
    receipt = (
        (stopped(scope, around),) if withdrawal.exact else (stopped(scope, around), Text("opt_out.fuzzy"))
    )
    if session.conversation is Conversation.NUMBER:
        session = session.on(conversation=Conversation.IDLE, step="", consents=None)
    commands = (Withdraw(scope, said.text),)
    if session.conversation is Conversation.COMPLAINT and session.step and not around.held:
        return Step(session, ask_again(session, around, *receipt), commands)
    return Step(session, Reply(receipt), commands)


def last_purpose(around: Around) -> str:
    """不需要此类服务 stops the purpose of the last contact or prompt, else the same as 退订."""
    return f"purpose:{around.last_purpose}" if around.last_purpose else "all_marketing"


def stopped(scope: str, around: Around) -> Text:
    """The receipt of a withdrawal: what was stopped, from when on (CON-9)."""
    kind, _, what = scope.partition(":")
    if kind == "purpose":
        if what not in around.policy.purposes:
            return Text("opt_out.share", {"at": around.now})
        name = around.policy.purposes[what].name
        return Text("opt_out.purpose", {"purpose": name, "at": around.now})
    return Text(f"opt_out.{kind}_{what}" if what else f"opt_out.{kind}", {"at": around.now})
