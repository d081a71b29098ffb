"""Files of Polis conversations as people have them: any order of columns, any sign, changed votes, marks and quotes, and damaged ones."""

from __future__ import annotations

import gzip
import json
import os
import threading
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
        "\n  \r\nvoterId,commentId,Vote,createdAt\n1,10,+1,5\n2,11,\N{MINUS SIGN}1,6\n",
        ",participant_id,statement_id,vote,timestamp\n0,1.0,10.0,1.0,5.0\n1,2.0,11.0,-1.0,6.0\n",
        '[{"pid": 1, "tid": 10, "vote": 1, "modified": "5"}, {"pid": 2, "tid": 11, "vote": -1, "modified": "6"}]',
        '\ufeff {"votes": [{"pid": 1, "tid": 10.0, "vote": 1.0, "modified": 5.0}, {"pid": 2, "tid": 11, "vote": -1, "modified": 6}]}',
        "Timestamp,Comment ID,Voter,Vote\r5,10,1,1\r6,11,2,-1\r",
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


@pytest.mark.parametrize("word", ["pass", "Unsure", "skip", "-0", "-0.0", "0"])
def test_every_way_to_write_a_pass(tmp_path, word):
    assert read_votes(wrote(tmp_path, HEAD + f"5,Mon,10,1,{word}\n")).values.tolist() == [0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2019-09-02T00:09:14Z", "2019-09-02T00:09:14.500Z"),
        ("2019-09-02 00:09:14", "2019-09-02 00:09:15"),
        ("2019-09-02T00:09:14+02:00", "2019-09-01T23:09:14Z"),
        (
            "Mon Sep 02 2019 00:09:14 GMT+0000 (Coordinated Universal Time)",
            "Mon Sep 02 2019 00:09:15 GMT+0000 (Coordinated Universal Time)",
        ),
        ("Mon Jul 17 02:17:32 WIB 2017", "Mon Jul 17 02:33:45 WIB 2017"),
        ("Mon Dec 31 23:59:59 WIB 2018", "Tue Jan 01 00:00:00 WIB 2019"),
    ],
)
@pytest.mark.parametrize("column", ["datetime", "created", "modified"])
def test_a_date_is_a_time(tmp_path, column, first, second):
    read = read_votes(wrote(tmp_path, f"{column},tid,pid,vote\n{second},1,1,1\n{first},1,1,-1\n"))
    assert read.times[0] > read.times[1]


def test_a_date_is_told_to_the_millisecond_whatever_the_clock_of_the_machine(tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Jakarta")
    dates = ("1970-01-01T00:00:01.250Z", "1970-01-01 00:00:01.250", "Thu Jan 01 00:00:02 UTC 1970", "Thu Jan 01 1970 00:00:02 GMT+0000 (x)")
    rows = "".join(f"{date},{i},1,1\n" for i, date in enumerate(dates))
    assert read_votes(wrote(tmp_path, "created,tid,pid,vote\n" + rows)).times.tolist() == [1250, 1250, 2000, 2000]


@pytest.mark.parametrize("empty", ["", "NaN", "NULL", "none", "Invalid Date"])
def test_where_one_time_is_missing_none_is_used(tmp_path, empty):
    read = read_votes(wrote(tmp_path, f"timestamp,tid,pid,vote\n9,1,1,1\n{empty},1,1,-1\n"))
    assert read.times is None
    assert read.values.tolist() == [1, -1]


@pytest.mark.parametrize("ids", [("a7", "b"), ("1.1", "1.2"), ("007", "7"), ("1", "x"), ("-0", "0"), ("٣", "3")])
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
        (HEAD + "noon,Mon,10,1,1\n", 'line 2: a time is a whole number or a date, and here stands "noon"'),
        (HEAD + "1e99,Mon,10,1,1\n", "line 2: a time is a whole number"),
        (HEAD.encode() + b"5,M\xe4rz,10,1,1\n", "not UTF-8"),
        (HEAD.encode("utf-16"), "not UTF-8"),
        (HEAD + '5,"Mon\n,10,1,1\n', "line 3: the row is too short"),
        ("\n\n" + HEAD + "5,Mon,10,1,7\n", "line 4: a vote is"),
        (HEAD + "5,Mon,10,1,NaN\n", 'line 2: a vote is 1, -1 or 0, and here stands "NaN"'),
        (HEAD + "2019-13-01,Mon,10,1,1\n", "line 2: a time is a whole number or a date"),
        (HEAD + "inf,Mon,10,1,1\n", "line 2: a time is a whole number or a date"),
        ('[{"pid": {"a": 1}, "tid": 1, "vote": 1}]', "line 1: the row names no person"),
        ('[{"pid": 1, "tid": 1, "vote": null}]', "line 1: a vote is"),
        ('{"comments": []}', "a list of votes was expected"),
        ("[[1, 1, 1]]", "a list of votes was expected"),
        (gzip.compress(HEAD.encode(), mtime=0), "a packed file or a spreadsheet. Unpack it"),
        (b"PK\x03\x04 and more", "a packed file or a spreadsheet. Unpack it"),
    ],
)
def test_what_is_no_table_of_votes_is_refused_with_a_reason(tmp_path, text, said):
    with pytest.raises(Unreadable) as refused:
        read_votes(wrote(tmp_path, text))
    assert said in str(refused.value)
    assert str(refused.value).startswith("votes.csv")


def test_a_pipe_is_read_as_a_file_is(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for text in (HEAD + "5,Mon,10,1,1\n", '[{"tid": 10, "pid": 1, "vote": 1}]'):
        threading.Thread(target=pipe.write_text, args=(text,), daemon=True).start()
        assert read_votes(pipe).statements.tolist() == [10]


def test_a_file_without_line_ends_is_not_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(polis_reading, "MOST_LETTERS", 1_000)
    with pytest.raises(Unreadable, match="longer than 1,000 letters"):
        read_votes(wrote(tmp_path, HEAD + "5," * 2_000))
    with pytest.raises(Unreadable, match="longer than 1,000 letters"):
        read_votes(wrote(tmp_path, "5," * 2_000))


def test_a_quoted_field_may_hold_line_ends_but_not_a_whole_file(tmp_path):
    read = read_comments(wrote(tmp_path, 'comment-id,comment-body\n3,"two\nlines, ""quoted"""\n', "comments.csv"))
    assert read.texts == {"3": 'two\nlines, "quoted"'}
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


def test_that_table_as_spreadsheets_and_programs_write_it(tmp_path):
    text = "Participant,Group ID,Comments,Votes,Agrees,Disagrees,0.0,1.0,7.0\n4.0,0.0,0,2,2,0,1.0,NaN,1.0\n9.0,NaN,0,2,0,1,-1.0,-0.0,\n"
    path = wrote(tmp_path, text)
    read = read_votes(path)
    assert (read.people.tolist(), read.statements.tolist(), read.values.tolist()) == ([4, 4, 9, 9], [0, 7, 0, 1], [1, 1, -1, 0])
    assert orientation(read, read.tallies, by_person=True) == 1
    assert read_groups(path).of == {"4": 0}


@pytest.mark.parametrize(("sign", "expected"), [(1, 1), (-1, -1)])
def test_the_sign_is_told_by_the_tallies(tmp_path, sign, expected):
    rows = "".join(f"{i},Mon,{s},{i},{sign * v}\n" for i in range(9) for s, v in ((1, 1), (2, 1 if i < 2 else -1)))
    read = read_votes(wrote(tmp_path, HEAD + rows))
    # Tallies of an export follow the votes only roughly.
    assert orientation(read, {"1": (7, 1), "2": (1, 6)}) == expected
    assert orientation(read, {}) is None
    assert orientation(read, {"1": (3, 3)}) is None


def test_tallies_of_something_else_do_not_tell_the_sign(tmp_path):
    rows = "".join(f"{i},Mon,{s},{i},{v}\n" for i in range(9) for s, v in enumerate((1, -1, 1, -1, 0)))
    read = read_votes(wrote(tmp_path, HEAD + rows))
    assert orientation(read, {"0": (9, 0), "1": (9, 0), "2": (9, 0), "3": (8, 0), "4": (9, 0)}) is None
    assert orientation(read, {"0": (0, 9), "1": (9, 0), "2": (1, 5), "3": (2, 6), "4": (3, 3)}) == -1
    assert orientation(read, {"3": (1, 7)}) == 1, "the tallies of one statement are enough"


def test_statements_with_and_without_what_is_optional(tmp_path):
    text = "comment-id,agrees,disagrees,moderated,comment-body,is-meta\n1,5,2,1,One,false\n2,0,0,-1,Two,\n3,1,1,0,Three,TRUE\n"
    read = read_comments(wrote(tmp_path, text))
    assert (read.moderated, read.meta) == ({"2"}, {"3"})
    assert read.tallies["1"] == (5, 2)
    short = read_comments(wrote(tmp_path, "tid,txt\n1,One\n"))
    assert (short.texts, short.moderated, short.meta) == ({"1": "One"}, frozenset(), frozenset())
    listed = json.dumps([{"statement_id": 4, "txt": "Four", "moderated": -1, "is_meta": True, "agree_count": 3}])
    as_json = read_comments(wrote(tmp_path, listed, "comments.json"))
    assert (as_json.texts, as_json.moderated, as_json.meta, as_json.tallies) == ({"4": "Four"}, {"4"}, {"4"}, {"4": (3, 0)})
    with pytest.raises(Unreadable, match="column comment-id"):
        read_comments(wrote(tmp_path, "a,b\n1,2\n"))
    with pytest.raises(Unreadable, match="list of statements"):
        read_comments(wrote(tmp_path, "{}", "comments.json"))


@pytest.mark.parametrize("word", ["-1", "-1.0", "\N{MINUS SIGN}1", "Rejected", "hidden", "out"])
def test_every_way_to_write_that_a_statement_was_taken_out(tmp_path, word):
    read = read_comments(wrote(tmp_path, f"comment-id,moderated\n1,{word}\n2,1\n3,0\n4,\n5,approved\n"))
    assert read.moderated == {"1"}


def test_a_loose_line_among_statements_is_nobodys(tmp_path):
    read = read_comments(wrote(tmp_path, "timestamp,comment-id,moderated,comment-body\n5,1.0,-1,One\nand more of it\n6,2,0,Two\n"))
    assert (read.texts["1"], read.texts["2"], read.moderated) == ("One", "Two", {"1"})


def test_the_summary_of_statements_by_group_serves_as_well(tmp_path):
    text = 'comment-id,comment,total-votes,total-agrees,total-disagrees,total-passes\n7,"One, two",9,5,3,1\n'
    read = read_comments(wrote(tmp_path, text, "comment-groups.csv"))
    assert (read.texts, read.tallies) == ({"7": "One, two"}, {"7": (5, 3)})


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
        {"4.0": 0.0, "9.0": 1.0, "12.0": float("nan")},
        {"0": [4], "1": [9]},
        {"0": {"members": [4]}, "1": {"members": [9]}},
        {"groups": {"4": 0, "9": 1}},
        [[4], [9]],
        [{"participant_id": 4, "group_id": 0}, {"participant_id": 9, "group_id": 1}],
        [{"group-id": 0, "members": ["4"]}, {"group-id": 1, "members": ["9"]}],
        {"group-clusters": {"0": {"id": 0, "members": [4]}, "1": {"id": 1, "members": [9]}}},
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
        ("[0, 0, 1]", "none of the forms"),
        ('[{"name": 4}]', "none of the forms"),
        ('[{"id": 0, "members": [{"pid": 4}]}]', "none of the forms"),
        ('[{"id": 0, "members": [4]}, {"id": 1, "members": ["4"]}]', '"4" is in two groups'),
        ('{"group-clusters": [], "base-clusters": []}', "nobody in its groups"),
        ('{"group-clusters": [], "base-clusters": {"id": [1], "members": []}}', "none of the forms"),
        ('{"group-clusters": [{"id": 0, "members": [1]}], "votes-base": {"1": {"A": NaN, "D": 1}}}', "none of the forms"),
        ('{"group-clusters": [{"id": 0, "members": [1]}], "votes-base": {"1": {"A": Infinity, "D": 1}}}', "none of the forms"),
    ],
)
def test_what_holds_no_groups_is_refused(tmp_path, text, said):
    with pytest.raises(Unreadable, match=said):
        read_groups(wrote(tmp_path, text, "g.json"))


@pytest.mark.parametrize(
    "counts",
    [
        {"votes-base": {"1": {"A": [3, 2], "D": [0, 1]}}},
        {"votes-base": {"1": {"A": 5, "D": 1}}},
        {"group-votes": {"0": {"votes": {"1": {"A": 3, "D": 0, "S": 4}}}, "1": {"votes": {"1": {"A": 2, "D": 1, "S": 3}}}}},
    ],
)
def test_tallies_of_an_official_result(tmp_path, counts):
    found = {"group-clusters": [{"id": 0, "members": [4]}], "mod-out": [3], "meta-tids": None} | counts
    read = read_groups(wrote(tmp_path, json.dumps(found), "math.json"))
    assert (read.tallies, read.moderated, read.meta) == ({"1": (5, 1)}, {"3"}, None)


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
    assert set(np.unique(read.statements)) <= {int(t) for t in (*statements.texts, *groups.tallies)}
