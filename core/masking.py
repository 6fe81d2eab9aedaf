"""A phone number as everybody sees it who has not passed the gate (GATE-7)."""


def mask_phone(number: str) -> str:
    """138****5678 for a Chinese mobile number in E.164 or as typed; others keep their first and last two digits."""
    digits = "".join(character for character in number if character.isdigit())
    if number.startswith("+86") and len(digits) == 13:
        digits = digits[2:]
    if len(digits) == 11:
        return f"{digits[:3]}****{digits[7:]}"
    return f"{digits[:2]}****{digits[-2:]}" if len(digits) >= 6 else "****"


def as_dialled(number: str) -> str:
    """As it is dialled in the store: a Chinese number without its country code."""
    return number.removeprefix("+86")
