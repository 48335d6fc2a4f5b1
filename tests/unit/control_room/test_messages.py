"""The wire format: every wrong report gets its field and a code, nothing raises."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kondusif.control_room.kinds import all_kinds
from kondusif.control_room.messages import MAX_BATCH, Refusal, Wanted, read_batch, read_report
from kondusif.control_room.words import REFUSALS, sentence

ID = "7b0f6c0e-6a55-4c1e-9f6b-2f1f5a7f0001"
GOOD = {
    "id": ID,
    "station": "35.09.01.2001-001",
    "kind": "quarrel",
    "severity": 3,
    "occurred_at": "2024-11-27T07:02:11+07:00",
    "text": "Cekcok antrean",
    "position": {"lat": -8.1234567, "lon": 113.7},
}


def read(changes=None, without=()):
    body = {k: v for k, v in (GOOD | (changes or {})).items() if k not in without}
    return read_report(json.dumps(body).encode(), all_kinds())


def test_a_good_report_is_read():
    wanted = read()
    assert isinstance(wanted, Wanted)
    assert wanted.id == UUID(ID)
    assert wanted.occurred_at == datetime(2024, 11, 27, 0, 2, 11, tzinfo=UTC)
    assert (wanted.lat, wanted.lon) == (-8.12346, 113.7)


def test_severity_text_and_position_may_be_left_out():
    wanted = read(without=("severity", "text", "position"))
    assert isinstance(wanted, Wanted)
    assert (wanted.severity, wanted.text, wanted.lat) == (2, "", None)


def test_an_unknown_field_is_ignored():
    assert read({"perolehan_suara": 120}) == read()


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"id": "41"}, "id", "uuid"),
        ({"id": 41}, "id", "uuid"),
        ({"id": None}, "id", "uuid"),
        ({"station": 4}, "station", "type"),
        ({"station": ""}, "station", "station"),
        ({"station": "x" * 21}, "station", "station"),
        ({"station": "a\x00"}, "station", "station"),
        ({"kind": "perolehan"}, "kind", "kind"),
        ({"kind": ["quarrel"]}, "kind", "type"),
        ({"severity": 0}, "severity", "severity"),
        ({"severity": 5}, "severity", "severity"),
        ({"severity": 10**30}, "severity", "severity"),
        ({"severity": True}, "severity", "type"),
        ({"severity": 2.5}, "severity", "type"),
        ({"severity": "2"}, "severity", "type"),
        ({"occurred_at": "2024-11-27T07:02:11"}, "occurred_at", "naive_time"),
        ({"occurred_at": "27/11/2024 07.02"}, "occurred_at", "time"),
        ({"occurred_at": 1732665731}, "occurred_at", "time"),
        ({"occurred_at": "0001-01-01T00:00:00+07:00"}, "occurred_at", "time"),
        ({"occurred_at": "9999-12-31T23:59:59-10:00"}, "occurred_at", "time"),
        ({"text": None}, "text", "type"),
        ({"text": "a\x00b"}, "text", "text_control"),
        ({"text": "x" * 2001}, "text", "text_length"),
        ({"position": {"lat": -8.1}}, "position.lon", "missing"),
        ({"position": {"lat": "-8", "lon": 1}}, "position.lat", "type"),
        ({"position": [-8.1, 113.7]}, "position", "type"),
        ({"position": {"lat": -91, "lon": 113}}, "position", "position"),
        ({"position": {"lat": -8, "lon": 181}}, "position", "position"),
        ({"how": "heard"}, "how", "how"),
    ],
)
def test_a_wrong_field_is_named(changes, field, code):
    refusal = read(changes)
    assert isinstance(refusal, Refusal)
    assert (refusal.status, refusal.field, refusal.code) == (422, field, code)
    for language in ("id", "en"):
        with translation.override(language):
            assert sentence(refusal)


@pytest.mark.parametrize("name", ["id", "station", "kind", "occurred_at"])
def test_a_missing_field_is_named(name):
    refusal = read(without=(name,))
    assert (refusal.status, refusal.field, refusal.code) == (422, name, "missing")


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"", 400, "json"),
        (b"{", 400, "json"),
        (b"[]", 422, "object"),
        (b"null", 422, "object"),
        (b"\xff\xfe", 400, "json"),
        (b'{"station":"\xff"}', 400, "encoding"),
        (b'{"position":{"lat":NaN,"lon":1}}', 400, "json"),
        (b'{"x":' + b"[" * 10_000 + b"]" * 10_000 + b"}", 400, "json"),
        (json.dumps(GOOD).encode() + b"}", 400, "json"),
    ],
)
def test_what_is_no_report_is_refused(raw, status, code):
    refusal = read_report(raw, all_kinds())
    assert (refusal.status, refusal.code) == (status, code)


def test_a_number_beyond_all_numbers_is_refused():
    raw = json.dumps(GOOD).replace("113.7", "1e999").encode()
    assert read_report(raw, all_kinds()).status == 422


@pytest.mark.parametrize("wrap", [lambda items: items, lambda items: {"reports": items}])
def test_a_batch_is_a_list_with_its_own_outcomes(wrap):
    raw = json.dumps(wrap([GOOD, 5, {**GOOD, "kind": "x"}])).encode()
    first, second, third = read_batch(raw, all_kinds())
    assert isinstance(first, Wanted)
    assert (second.code, third.code, third.id) == ("object", "kind", ID)


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"[]", 422, "empty_batch"),
        (b'{"reports":[]}', 422, "empty_batch"),
        (b'{"report":[]}', 422, "batch"),
        (b'"x"', 422, "batch"),
        (b"[1,", 400, "json"),
        (b"", 400, "json"),
        (b"[" + b"1," * MAX_BATCH + b"1]", 413, "batch_size"),
        (b"[" * 100_000, 400, "json"),
    ],
)
def test_a_wrong_batch_is_refused_as_a_whole(raw, status, code):
    refusal = read_batch(raw, all_kinds())
    assert (refusal.status, refusal.code) == (status, code)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.binary(max_size=200))
def test_no_bytes_raise(raw):
    assert isinstance(read_report(raw, all_kinds()), Refusal)
    assert isinstance(read_batch(raw, all_kinds()), Refusal | list)


@given(st.dictionaries(st.sampled_from([*GOOD, "how"]), JSON))
def test_no_value_of_a_field_raises(changes):
    outcome = read_report(json.dumps(GOOD | changes).encode("utf-8", "surrogatepass"), all_kinds())
    if isinstance(outcome, Refusal):
        assert outcome.code in REFUSALS
        assert sentence(outcome)
    else:
        assert 1 <= outcome.severity <= 4
        assert outcome.occurred_at.tzinfo is UTC
        outcome.text.encode()
