"""The closed list of harms. Configuration names a harm from it and can never extend it."""

from enum import StrEnum


class Harm(StrEnum):
    VIOLENCE = "violence"
    DISEASE = "disease"
    SCHOOL_SAFETY = "school_safety"
    FOOD_DRUG_SAFETY = "food_drug_safety"
    FIRE_EXPLOSION = "fire_explosion"
    ACCIDENT = "accident"
    NATURAL_DISASTER = "natural_disaster"
    POLLUTION = "pollution"
    OUTAGE = "outage"
    CONSUMER_HARM = "consumer_harm"
    SERVICE_COMPLAINT = "service_complaint"
    UNVERIFIED_CLAIM = "unverified_claim"
