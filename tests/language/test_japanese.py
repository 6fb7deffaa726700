"""Japanese: no blanks between words, an address block, who writes first, and a review that reads all of it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from followup_kit import Interview, Kit, PersonName, intake
from followup_kit.facts.medium import count
from followup_kit.language.frames import Phrase
from followup_kit.language.loading import built_in_languages
from followup_kit.reviewing.dates_in_text import find_dates
from followup_kit.reviewing.facts_in_text import masked, stands_in
from followup_kit.reviewing.nearness import stems, words
from followup_kit.script import edged, letters
from followup_kit.writing.draft import Draft, read_letter

JA = next(pack for pack in built_in_languages() if pack.tag == "ja")
TALK = intake.read(Path(__file__).parents[2] / "examples/tanaoroshi-no-asa/interview.toml")
ADDRESS = "みなと冷蔵物流株式会社\\\n高橋 陽子様"
BODY = (
    "3月10日に倉庫主任の面接を受けました山口彩と申します。お時間をいただき、ありがとうございました。"
    "繁忙期の出荷の平準化についてのお話が心に残っております。貴社で働きたい気持ちが強くなりました。"
    "棚卸しの手順書の目次は、お約束どおりお送りいたします。"
)
CLOSING = "何卒よろしくお願い申し上げます。\n\n山口 彩"


def letter(
    body: str = BODY,
    address: str = ADDRESS,
    closing: str = CLOSING,
    subject: str = "倉庫主任の面接のお礼（山口 彩）",
    talk: Interview | None = TALK,
) -> Draft:
    head = f"---\nrecipient: takahashi\nchannel: email\nlocale: ja\nsubject: {subject}\n---\n\n"
    return read_letter(f"{head}{address}\n\n{body}\n\n{closing}\n", interview=talk)


def codes(draft: Draft) -> set[str]:
    return {f.code for f in Kit.load(strict=True).review(draft).findings if f.severity != "info"}


def test_a_word_may_begin_and_end_inside_japanese_text_and_nowhere_else() -> None:
    assert re.search(edged("御社"), "ぜひ御社で働きたい")
    assert re.search(edged("SQL"), "集計はSQLで書きました")
    assert not re.search(edged("SQL"), "MySQLで書きました")
    assert not re.search(edged("art"), "start")


def test_a_run_of_one_script_is_a_word() -> None:
    assert [match[0] for match in words("在庫の見直しはSQLで80名とマリア・ガルシア")] == [
        *("在庫", "の", "見直", "しは", "SQL", "で", "80", "名", "と", "マリア", "ガルシア"),
    ]
    assert letters("3月に見た表") == ["月", "に", "見", "た", "表"]
    assert stems("在庫の見直しと表", "ja") == {"在庫", "見直", "表"}


def test_two_characters_count_as_a_word() -> None:
    assert count("お時間をいただき、", "word") == 4
    assert count("在庫はSQLで", "word") == 4
    assert count("I met Dr. Weber at 3 p.m. today.", "word") == 8


def test_a_full_width_stop_ends_a_sentence_but_not_inside_a_quotation() -> None:
    text = "「棚卸しは毎月です。」とのお話でした。ありがとうございました。またお話しできますか？はい。"
    assert [text[a:b] for a, b in JA.sentences(text)] == [
        "「棚卸しは毎月です。」とのお話でした。",
        "ありがとうございました。",
        "またお話しできますか？",
        "はい。",
    ]


def test_facts_are_found_inside_a_sentence() -> None:
    assert masked("先日は在庫管理のお話を", ["在庫管理"]) == "先日は\ufffc\ufffc\ufffc\ufffcのお話を"
    assert stands_in("在庫", ["在庫管理の見直し"])


def test_dates_are_read_with_and_without_a_weekday() -> None:
    found = find_dates("11月5日（木）と2026年3月10日に、水曜日、4月1日", JA)
    assert [(one.year, one.month, one.day, one.weekday) for one in found] == [
        (None, 11, 5, 3),
        (2026, 3, 10, None),
        (None, 4, 1, 2),
    ]
    assert JA.date(date(2026, 3, 5)) == "2026年3月5日"


@pytest.mark.parametrize(
    ("promise", "humble", "polite"),
    [
        ("一覧をお送りする", "一覧をお送りいたします", "一覧をお送りします"),
        ("名前を調べる", "名前を調べます", "名前を調べます"),
        ("資料を送る", "資料を送ります", "資料を送ります"),
        ("表を見る", "表を見ます", "表を見ます"),
        ("先輩に会う", "先輩に会います", "先輩に会います"),
        ("書類を書く", "書類を書きます", "書類を書きます"),
        ("見本を持つ", "見本を持ちます", "見本を持ちます"),
    ],
)
def test_a_promise_takes_its_polite_forms(promise: str, humble: str, polite: str) -> None:
    phrase = Phrase(text=promise)
    assert (JA.formed(phrase, "masu"), JA.formed(phrase, "shimasu")) == (humble, polite)


@pytest.mark.parametrize(
    ("shape", "fact", "misfit"),
    [
        ("topic", "受注処理の自動化", False),
        ("topic", "分析結果を現場にどう伝えるか", False),
        ("topic", "私は静かな職場が好きです", True),
        ("promise", "一覧をお送りする", False),
        ("promise", "一覧をお送りします", True),
        ("promise", "一覧の送付", True),
        ("proof", "棚卸しを三日から一日に縮めました", False),
        ("proof", "棚卸しを三日から一日に縮めた", True),
        ("why", "前の職場でも悩みました", False),
        ("why", "前の職場でも悩んだ", True),
    ],
)
def test_a_fact_that_cannot_stand_in_a_sentence_is_known(shape: str, fact: str, misfit: bool) -> None:
    assert JA.misfit(shape, fact) is misfit


@pytest.mark.parametrize(
    ("employer", "words"),
    [
        ("みなと冷蔵物流株式会社", "貴社"),
        ("青葉総合病院", "貴院"),
        ("桜台中学校", "貴校"),
        ("東都銀行", "貴行"),
        ("北辰法律事務所", "貴事務所"),
    ],
)
def test_an_organisation_is_named_with_the_word_for_its_kind(employer: str, words: str) -> None:
    assert JA.at(employer) == words


def test_names_in_chinese_characters_begin_with_the_family_name_and_foreign_ones_have_a_dot() -> None:
    assert PersonName(given="美咲", family="佐藤").display == "佐藤 美咲"
    assert PersonName(given="マリア", family="ガルシア").display == "マリア・ガルシア"
    assert PersonName(given="Ada", family="Weber").display == "Ada Weber"


def test_a_letter_has_address_lines_and_then_says_who_writes() -> None:
    kit = Kit.load(strict=True)
    steps = kit.plan(TALK, now=TALK.as_of or TALK.ended).steps
    draft = kit.compose(next(step for step in steps if step.recipient.ref == "takahashi"))
    assert draft.body.startswith("みなと冷蔵物流株式会社\\\n高橋 陽子様\n\n")
    second = draft.sentences[1]
    assert (second.part, "山口 彩" in second.text) == ("news", True)
    assert draft.body.endswith(
        "\n\n何卒よろしくお願い申し上げます。\n\n山口 彩\\\n電話：090-5555-0148\\\nメール：yamaguchi.aya@mail.example\n"
    )
    assert "。 " not in draft.body


@pytest.mark.parametrize("address", [ADDRESS, "高橋様", "高橋 陽子 様", "みなと冷蔵物流株式会社\n物流部長 高橋陽子様"])
def test_a_good_letter_has_no_findings(address: str) -> None:
    assert codes(letter(address=address)) == set()


@pytest.mark.parametrize(
    "line", ["どうぞよろしくお願いいたします。", "よろしくお願いします。よろしくお願いいたします。"]
)
def test_a_closing_sentence_may_end_the_last_paragraph(line: str) -> None:
    assert codes(letter(body=BODY + line, closing="山口 彩")) == set()


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (letter(address="小林 直樹様"), "ADR002"),
        (letter(address="佐々木様"), "ADR002"),
        (letter(address="高橋先生"), "ADR008"),
        (letter(address="採用ご担当者様"), "ADR004"),
        (letter(address="みなと冷蔵物流株式会社\\\n高橋部長様"), "LEF009"),
        (letter(address="高橋 陽子様、"), "LOC001"),
        (letter(closing="山口 彩"), "ADR010"),
        (letter(closing="何卒よろしくお願いいたします。\n\n山本 彩"), "ADR011"),
        (letter(subject="お礼"), "SUB003"),
        (letter(BODY.replace("3月10日", "3月11日")), "FAC006"),
        (letter(BODY.replace("3月10日", "3月10日（水）")), "FAC007"),
        (letter(BODY + "水曜日の面接、ありがとうございました。"), "FAC008"),
        (letter(BODY + "夜間の入庫の立ち会いについてのお話も伺いました。"), "FAC009"),
        (letter(BODY + "前職では45名を率いておりました。"), "FAC011"),
        (letter(BODY + "前職では三十名を率いておりました。"), "FAC017"),
        (letter(BODY + "株式会社アオバ運輸で働きたいと思っております。"), "FAC003"),
        (letter(BODY + "お約束どおり、履歴書を郵送いたします。"), "FAC016"),
        (letter(BODY + "面接はめっちゃ楽しかったです。"), "TON001"),
        (letter(BODY + "御社で働きたいです。"), "TON002"),
        (letter(BODY + "本日はありがとうございました！！"), "TON005"),
        (letter(BODY + "すぐにご返信ください。"), "TON007"),
        (letter(BODY + "どうしても採用していただきたいのです。"), "TON008"),
        (letter(BODY + "申し訳ございません。"), "TON009"),
        (letter(BODY + "緊張してしまいました。"), "TON010"),
        (letter(BODY + "貴重なお時間でした。"), "GEN002"),
        (letter(BODY + "○○様のお話も伺いました。"), "LEF002"),
        (letter(BODY + "資料を添付いたしました。"), "LEF008"),
        (letter(BODY + "年収はいくらでしょうか。"), "CON007"),
        (letter("Thank you for the interview and for what you said about the lab. " * 6), "LOC007"),
    ],
)
def test_a_slip_is_found(draft: Draft, code: str) -> None:
    assert code in codes(draft)
