"""What is doubtful about a course's record; kept beside its numbers as `quality_flags`."""

from enum import StrEnum


class Flag(StrEnum):
    """A doubt, or a value that was repaired or derived; where a value is missing, its raw words are kept."""

    ACADEMIC_TERMS = "academic_terms"
    AMOUNT_AMBIGUOUS = "amount_ambiguous"
    CREDIT_NOT_READ = "credit_not_read"
    CREDIT_UNIT_UNKNOWN = "credit_unit_unknown"
    CURRENCY_AMBIGUOUS = "currency_ambiguous"
    CURRENCY_FROM_JURISDICTION = "currency_from_jurisdiction"
    CURRENCY_MISSING = "currency_missing"
    CURRENCY_NOT_ISO = "currency_not_iso"
    DATE_AMBIGUOUS = "date_ambiguous"
    DATE_NOT_READ = "date_not_read"
    DATE_PLACEHOLDER = "date_placeholder"
    EFFORT_DERIVED = "effort_derived"
    EFFORT_IN_CALENDAR_UNITS = "effort_in_calendar_units"
    ISO_REPAIRED = "iso_repaired"
    LEVEL_NOT_READ = "level_not_read"
    NO_PREREQUISITES = "no_prerequisites"
    OTHER_RATE = "other_rate"
    PRICE_NOT_READ = "price_not_read"
    PROSE = "prose"
    SEVERAL_TIMES = "several_times"
    TEMPLATE_FAILED = "template_failed"
    TIME_IMPLAUSIBLE = "time_implausible"
    TIME_NOT_READ = "time_not_read"
    UNIT_MISSING = "unit_missing"
