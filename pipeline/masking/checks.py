"""Check digits and dates that tell an identity or card number from any other long number."""

import re
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PROVINCES = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
"""First two digits of a division code, GB/T 2260."""
_CARDS = re.compile(r"62|60|64|65|68|69|4|5|35|9[045689]")
ADULT_AGE = 14
"""Under it consent is a parent's: PIPL, Art. 31."""


def birth_date(number: str) -> date | None:
    """The birth date in an 18-digit (GB 11643, check digit right) or old 15-digit identity number; None: it is none."""
    if not _PROVINCES.match(number):
        return None
    if len(number) == 18:
        return _date(number[6:14]) if check_digit(number[:17]) == number[17].upper() else None
    return _date("19" + number[6:12]) if len(number) == 15 else None


def check_digit(digits: str) -> str:
    """The 18th character of an identity number, GB 11643-1999: ISO 7064 MOD 11-2."""
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11]


def is_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1: the sum with every second digit from the right doubled is a multiple of ten."""
    doubled = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits))]
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0


def is_card(digits: str) -> bool:
    """Whether length and first digits are those of a bank card (ISO/IEC 7812; China UnionPay and the banks' older own).

    Eighteen digits with a date in the middle are an identity number with a wrong check digit.
    """
    if len(digits) == 15:
        return digits[:2] in ("34", "37")
    if len(digits) == 18 and _date(digits[6:14]):
        return False
    return _CARDS.match(digits) is not None and (len(digits) in (16, 19) or digits[:1] in "69")


def is_minor(born: date, today: date) -> bool:
    """Born less than 14 years before `today`."""
    return (today.year - born.year - ADULT_AGE, today.month, today.day) < (0, born.month, born.day)


def _date(digits: str) -> date | None:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return born if 1880 <= born.year <= 2099 else None
