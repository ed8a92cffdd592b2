"""The list of rules. It is written out: a reader sees it whole, and a test proves that no module is forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from sanshen.rules import (
    ss0005_invisible_characters,
    ss1001_medium,
    ss1101_grade,
    ss1102_grade_too_low,
    ss1301_secrecy_marking,
    ss1302_lexicon_term,
    ss1303_internal_marking,
    ss1304_resident_id,
    ss1305_mobile_number,
    ss1306_bank_card,
    ss1307_secret,
    ss1308_travel_document,
    ss1309_number_plate,
    ss1310_home_address,
    ss1311_list_of_people,
    ss1320_impossible_date,
    ss1321_weekday,
    ss1322_date_of_document,
    ss1323_table_totals,
    ss1324_parts,
    ss1325_percentage,
    ss1326_shares,
    ss1327_percentage_points,
    ss1328_units,
    ss1329_two_values,
    ss1330_document_number,
    ss1331_document_title,
    ss1340_order_of_leaders,
    ss1341_names_and_titles,
    ss1501_disclosure,
    ss1502_printed_note,
    ss1601_advertising,
    ss1602_raw_html,
    ss1603_deceptive_link,
    ss1604_links_and_pictures,
    ss1605_outside_link,
    ss1608_paired_marks,
    ss1609_personal_tone,
    ss1610_number_style,
    ss1611_heading_sequence,
    ss1801_reprint_source,
    ss1802_source_not_listed,
    ss1803_reprint_kept_true,
    ss2207_file_kind,
    ss3201_back_office_address,
)
from sanshen.rules.archive import RULE as ARCHIVE
from sanshen.rules.attached import ATTACHED
from sanshen.rules.reported import REPORTED
from sanshen.rules.reprint import RULE as REPRINT
from sanshen.rules.rule import Rule
from sanshen.rules.skim import Listener

ARTICLE_RULES: Final[tuple[Rule, ...]] = (
    ss0005_invisible_characters.RULE,
    ss1001_medium.RULE,
    ss1101_grade.RULE,
    ss1102_grade_too_low.RULE,
    ss1301_secrecy_marking.RULE,
    ss1302_lexicon_term.RULE,
    ss1303_internal_marking.RULE,
    ss1304_resident_id.RULE,
    ss1305_mobile_number.RULE,
    ss1306_bank_card.RULE,
    ss1307_secret.RULE,
    ss1308_travel_document.RULE,
    ss1309_number_plate.RULE,
    ss1310_home_address.RULE,
    ss1311_list_of_people.RULE,
    ss1320_impossible_date.RULE,
    ss1321_weekday.RULE,
    ss1322_date_of_document.RULE,
    ss1323_table_totals.RULE,
    ss1324_parts.RULE,
    ss1325_percentage.RULE,
    ss1326_shares.RULE,
    ss1327_percentage_points.RULE,
    ss1328_units.RULE,
    ss1329_two_values.RULE,
    ss1330_document_number.RULE,
    ss1331_document_title.RULE,
    ss1340_order_of_leaders.RULE,
    ss1341_names_and_titles.RULE,
    ss1501_disclosure.RULE,
    ss1502_printed_note.RULE,
    ss1601_advertising.RULE,
    ss1602_raw_html.RULE,
    ss1603_deceptive_link.RULE,
    ss1604_links_and_pictures.RULE,
    ss1605_outside_link.RULE,
    ss1608_paired_marks.RULE,
    ss1609_personal_tone.RULE,
    ss1610_number_style.RULE,
    ss1611_heading_sequence.RULE,
    ss1801_reprint_source.RULE,
    ss1802_source_not_listed.RULE,
    ss2207_file_kind.RULE,
    ss1803_reprint_kept_true.RULE,
    ss3201_back_office_address.RULE,
)

# Without the rules about built pages: `check` has no use for them, and importing them takes time.
CATALOGUE: Final[Mapping[str, Rule]] = MappingProxyType(
    {rule.id: rule for rule in sorted((*ARTICLE_RULES, *REPORTED, *ATTACHED, ARCHIVE, REPRINT), key=lambda rule: rule.id)}
)


@cache
def listener() -> Listener:
    """Listens for the words of every article rule."""
    return Listener(word for rule in ARTICLE_RULES for word in rule.words)


def catalogue() -> tuple[Rule, ...]:
    """Every rule there is, by id, including those that reading, the gate and the build report themselves."""
    from sanshen.rules.page import PAGE_RULES

    return tuple(sorted((*CATALOGUE.values(), *PAGE_RULES), key=lambda rule: rule.id))


def rule_of(rule_id: str) -> Rule | None:
    """The rule of that id, whoever reports it; None where there is none."""
    known = CATALOGUE.get(rule_id)
    return known if known is not None else next((rule for rule in catalogue() if rule.id == rule_id), None)
