"""Files of Polis conversations as people have them: any order of columns, any sign, changed votes, marks and quotes, and damaged ones."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from kithbridge.formats import polis_reading
from kithbridge.formats.polis import Unreadable, orientation, read_comments, read_groups, read_votes
from tests.unit.opinion.conversations import NAMES, files

HEAD = "timestamp,datetime,comment-id,voter-id,vote\n"


def wrote(folder: Path, text: str | bytes, name: str = "votes.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "5,Mon,10,1,1\n6,Mon,11,2,-1\n",
        "\ufeff" + HEAD.replace("\n", "\r\n") + "5,Mon,10,1,1\r\n6,Mon,11,2,-1\r\n\r\n",
        "vote,voter-id,comment-id,timestamp\n1,1,10,5\n-1,2,11,6\n",
        'vote;"Voter_ID";tid;modified\n"1";1;10;5.0\n-1.0; 2;"11";6\n',
        "pid\ttid\tvote\ttime\n1\t10\tagree\t5\n2\t11\tDisagree\t6\n",
    ],
)
def test_however_the_table_is_written(tmp_path, text):
    read = read_votes(wrote(tmp_path, text))
    assert read.people.tolist() == [1, 2]
    assert read.statements.tolist() == [10, 11]
    assert read.values.tolist() == [1, -1]
    assert read.times.tolist() == [5, 6]


def test_changed_votes_are_all_read_and_times_may_be_missing(tmp_path):
    read = read_votes(wrote(tmp_path, "comment-id,voter-id,vote\n1,1,1\n1,1,0\n"))
    assert read.values.tolist() == [1, 0]
    assert read.times is None


@pytest.mark.parametrize("ids", [("a7", "b"), ("007", "7"), ("1", "x"), ("-0", "0"), ("٣", "3")])
def test_ids_that_are_not_all_whole_numbers_stay_texts(tmp_path, ids):
    rows = "".join(f"0,Mon,5,{key},1\n" for key in ids)
    read = read_votes(wrote(tmp_path, HEAD + rows))
    assert read.people == list(ids)
    assert read.statements.tolist() == [5, 5]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("\n", "the file is empty"),
        (HEAD, "no vote in it"),
        ("a,b,c\n1,2,3\n", "columns voter-id, comment-id and vote. Found: a, b, c"),
        (HEAD + "5,Mon,10,1,1\n5,Mon,10,2,2\n", 'line 3: a vote is 1, -1 or 0, and here stands "2"'),
        (HEAD + "5,Mon,10,1,\n", 'line 2: a vote is 1, -1 or 0, and here stands ""'),
        (HEAD + "5,Mon,10,1\n", "line 2: the row is too short"),
        (HEAD + "5,Mon,10, ,1\n", "vote 1: the row names no person or no statement"),
        (HEAD + "5,Mon,,1,1\n", "line 2: the row names no person or no statement"),
        (HEAD + "noon,Mon,10,1,1\n", 'line 2: a time is a whole number, and here stands "noon"'),
        (HEAD + "1e99,Mon,10,1,1\n", "line 2: a time is a whole number"),
        (HEAD.encode() + b"5,M\xe4rz,10,1,1\n", "not UTF-8"),
        (HEAD.encode("utf-16"), "not UTF-8"),
        (HEAD + '5,"Mon\n,10,1,1\n', "line 3: the row is too short"),
    ],
)
def test_what_is_no_table_of_votes_is_refused_with_a_reason(tmp_path, text, said):
    with pytest.raises(Unreadable) as refused:
        read_votes(wrote(tmp_path, text))
    assert said in str(refused.value)
    assert str(refused.value).startswith("votes.csv")


def test_a_file_without_line_ends_is_not_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(polis_reading, "MOST_LETTERS", 1_000)
    with pytest.raises(Unreadable, match="longer than 1,000 letters"):
        read_votes(wrote(tmp_path, HEAD + "5," * 2_000))
    with pytest.raises(Unreadable, match="longer than 1,000 letters"):
        read_votes(wrote(tmp_path, "5," * 2_000))


def test_a_quoted_field_may_hold_line_ends_but_not_a_whole_file(tmp_path):
    read = read_comments(wrote(tmp_path, 'comment-id,comment-body\n3,"two\nlines, ""quoted"""\n', "comments.csv"))
    assert read.texts == {3: 'two\nlines, "quoted"'}
    with pytest.raises(Unreadable, match="no row of a table"):
        read_comments(wrote(tmp_path, 'comment-id,comment-body\n3,"' + "x\n" * 100_000, "comments.csv"))


def test_the_table_with_a_row_for_each_person(tmp_path):
    text = "participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1,7\n4,0,0,2,2,0,1,,1\n9,1,0,2,0,1,-1,0,\n"
    path = wrote(tmp_path, text, "participants-votes.csv")
    read = read_votes(path)
    assert list(zip(read.people.tolist(), read.statements.tolist(), read.values.tolist(), strict=True)) == [
        (4, 0, 1),
        (4, 7, 1),
        (9, 0, -1),
        (9, 1, 0),
    ]
    assert orientation(read, read.tallies, by_person=True) == 1
    assert read_groups(path).of == {"4": 0, "9": 1}
    with pytest.raises(Unreadable, match="line 2: a vote is"):
        read_votes(wrote(tmp_path, text.replace("2,0,1,,1", "2,0,3,,1")))


@pytest.mark.parametrize(("sign", "expected"), [(1, 1), (-1, -1)])
def test_the_sign_is_told_by_the_tallies(tmp_path, sign, expected):
    rows = "".join(f"{i},Mon,{s},{i},{sign * v}\n" for i in range(9) for s, v in ((1, 1), (2, 1 if i < 2 else -1)))
    read = read_votes(wrote(tmp_path, HEAD + rows))
    # Tallies of an export follow the votes only roughly.
    assert orientation(read, {"1": (7, 1), "2": (1, 6)}) == expected
    assert orientation(read, {}) is None
    assert orientation(read, {"1": (3, 3)}) is None


def test_statements_with_and_without_what_is_optional(tmp_path):
    text = "comment-id,agrees,disagrees,moderated,comment-body,is-meta\n1,5,2,1,One,false\n2,0,0,-1,Two,\n3,1,1,0,Three,TRUE\n"
    read = read_comments(wrote(tmp_path, text))
    assert (read.moderated, read.meta) == ({2}, {3})
    assert read.tallies["1"] == (5, 2)
    short = read_comments(wrote(tmp_path, "tid,txt\n1,One\n"))
    assert (short.texts, short.moderated, short.meta) == ({1: "One"}, frozenset(), frozenset())
    listed = json.dumps([{"statement_id": 4, "txt": "Four", "moderated": -1, "is_meta": True, "agree_count": 3}])
    as_json = read_comments(wrote(tmp_path, listed, "comments.json"))
    assert (as_json.texts, as_json.moderated, as_json.meta, as_json.tallies) == ({4: "Four"}, {4}, {4}, {"4": (3, 0)})
    with pytest.raises(Unreadable, match="column comment-id"):
        read_comments(wrote(tmp_path, "a,b\n1,2\n"))
    with pytest.raises(Unreadable, match="list of statements"):
        read_comments(wrote(tmp_path, "{}", "comments.json"))


@pytest.mark.parametrize(
    "found",
    [
        {"4": 0, "9": 1},
        {"official_group_of_participant": {"4": 0, "9": 1}, "name": "x"},
        [{"id": 0, "members": [4]}, {"id": 1, "members": [9]}],
        {"k": 2, "groups": [{"id": 0, "members": [4]}, {"id": 1, "members": [9]}]},
        {"group-clusters": [{"id": 0, "members": [0]}, {"id": 1, "members": [1]}], "base-clusters": {"id": [0, 1], "members": [[4], [9]]}},
        {
            "group-clusters": [{"id": 0, "members": [0]}, {"id": 1, "members": [1]}],
            "base-clusters": [{"id": 0, "members": [4]}, {"id": 1, "members": [9]}],
        },
        {"4": 0, "9": 1, "12": None},
    ],
)
def test_every_form_of_groups(tmp_path, found):
    assert read_groups(wrote(tmp_path, json.dumps(found), "g.json")).of == {"4": 0, "9": 1}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no JSON"),
        ("[", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("3", "none of the forms"),
        ('{"a": {"b": 1}}', "none of the forms"),
        ('[{"id": 0}]', "none of the forms"),
        ('{"group-clusters": [{"id": 0, "members": [5]}], "base-clusters": {"id": [], "members": []}}', "none of the forms"),
        ("{}", "nobody in its groups"),
        ("[]", "nobody in its groups"),
    ],
)
def test_what_holds_no_groups_is_refused(tmp_path, text, said):
    with pytest.raises(Unreadable, match=said):
        read_groups(wrote(tmp_path, text, "g.json"))


def test_groups_keep_their_names_and_texts(tmp_path):
    assert read_groups(wrote(tmp_path, '{"a": "north", "b": 2}', "g.json")).of == {"a": "north", "b": "2"}


@pytest.mark.parametrize("name", NAMES)
def test_real_exports_are_read_and_their_sign_found(shared, name):
    votes, comments, math = files(shared, name)
    read, statements, groups = read_votes(votes), read_comments(comments), read_groups(math)
    assert orientation(read, groups.tallies) == orientation(read, statements.tallies) == 1
    turned = type(read)(read.people, read.statements, -read.values, read.times)
    assert orientation(turned, statements.tallies) == -1
    assert len(groups.of) == len(json.loads(math.read_text())["in-conv"])
    assert set(np.unique(read.statements)) <= set(statements.texts) | {int(t) for t in groups.tallies}
