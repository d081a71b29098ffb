"""`kithbridge opinion analyse`: what a researcher writes and reads, and every refusal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from kithbridge.cli import main, opinion_arguments
from kithbridge.engines.opinion.small import RULES
from tests.unit.opinion.conversations import files

HEAD = "timestamp,comment-id,voter-id,vote\n"


@pytest.fixture
def conversation(tmp_path) -> Path:
    """26 people of two sides, twelve statements; the first is agreed by all."""
    rng = np.random.default_rng(8)
    rows: list[str] = []
    said: list[list[int]] = [[] for _ in range(12)]
    for person in range(26):
        for statement in range(12):
            vote = 1 if statement == 0 or (person + statement) % 2 else -1
            said[statement].append(vote if rng.random() < 0.95 else 0)
            rows.append(f"{len(rows)},{statement},{person},{said[statement][-1]}")
    (tmp_path / "votes.csv").write_text(HEAD + "\n".join(rows) + "\n")
    counts = [f"{x.count(1)},{x.count(-1)}" for x in said]
    texts = "".join(f'{s},{counts[s]},{-1 if s == 11 else 1},"Statement, number {s}"\n' for s in range(12))
    (tmp_path / "comments.csv").write_text("comment-id,agrees,disagrees,moderated,comment-body\n" + texts)
    return tmp_path


def run(capsys, *given: object) -> tuple[int, str, str]:
    code = main(["opinion", "analyse", *map(str, given)])
    said = capsys.readouterr()
    return code, said.out, said.err


def as_json(capsys, *given: object) -> dict:
    code, out, _ = run(capsys, *given, "--format", "json")
    assert code == 0
    return json.loads(out)


def test_small_group_rules_are_the_default(conversation, capsys):
    votes = conversation / "votes.csv"
    found = as_json(capsys, votes)
    assert found == as_json(capsys, votes, "--small-group-rules")
    assert (found["method"], found["k"], found["shown"]) == ("small", 2, "groups")
    assert sorted(p for group in found["groups"] for p in group["members"]) == found["participants"]
    assert "members" not in str(found["published"]), "what may be handed on names nobody"


def test_polis_lists_members(conversation, capsys):
    found = as_json(capsys, conversation / "votes.csv", "--polis")
    assert sorted(p for group in found["groups"] for p in group["members"]) == found["participants"] == list(range(26))
    assert {len({p % 2 for p in group["members"]}) for group in found["groups"]} == {1}


def test_groups_can_be_given(conversation, capsys):
    groups = conversation / "g.json"
    groups.write_text(json.dumps({str(p): "small" if p < 3 else "large" for p in range(26)}))
    found = as_json(capsys, conversation / "votes.csv", "--groups", groups)
    assert {group["id"]: group["size"] for group in found["groups"]} == {"small": 3, "large": 23}
    assert found["groups"][1]["members"] == [0, 1, 2]


def test_what_it_writes_can_be_given_back(conversation, capsys):
    found = as_json(capsys, conversation / "votes.csv", "--polis")
    (conversation / "g.json").write_text(json.dumps(found))
    again = as_json(capsys, conversation / "votes.csv", "--polis", "--groups", conversation / "g.json")
    for key in ("groups", "repness", "group_informed_consensus", "consensus", "priorities"):
        assert again[key] == found[key]


def test_texts_and_moderation_come_from_the_statements(conversation, capsys):
    code, out, err = run(capsys, conversation / "votes.csv", "--comments", conversation / "comments.csv", "--polis")
    assert (code, err) == (0, "")
    assert "12 with votes, 1 of them taken out" in out
    assert "Statement, number 0" in out
    assert "Statement, number 11" not in out


def test_the_text_says_what_may_be_handed_on(conversation, capsys):
    _, out, _ = run(capsys, conversation / "votes.csv", "--comments", conversation / "comments.csv")
    for part in ("26 take part, of 26 who voted", "by the rules for small groups", "Group 0: 13 people", "What may be handed on"):
        assert part in out
    assert "members" not in out


def test_seven_people_are_only_heard(tmp_path, capsys):
    (tmp_path / "votes.csv").write_text(HEAD + "".join(f"{p},1,{p},1\n" for p in range(7)))
    code, out, _ = run(capsys, tmp_path / "votes.csv")
    assert code == 0
    assert "that people were heard" in out
    assert "1 statement: only that people were heard" in out
    assert "%" not in out


def test_a_strange_row_in_one_file_hides_nothing_in_another(conversation, capsys):
    comments = conversation / "comments.csv"
    comments.write_text(comments.read_text().replace("\n11,", "\n11.0,") + "total,9,1,1,all together\n\n,\nx\n")
    code, out, _ = run(capsys, conversation / "votes.csv", "--comments", comments, "--polis")
    assert code == 0
    assert "1 of them taken out" in out
    assert "Statement, number 0" in out


def test_statements_may_lack_votes_and_votes_a_statement(conversation, capsys):
    head, *rows = (conversation / "comments.csv").read_text().splitlines()
    (conversation / "others.csv").write_text("\n".join([head, *rows[3:], "77,9,1,-1,nobody voted", "78,9,1,1,nor here"]) + "\n")
    found = as_json(capsys, conversation / "votes.csv", "--comments", conversation / "others.csv", "--polis")
    assert found == as_json(capsys, conversation / "votes.csv", "--comments", conversation / "comments.csv", "--polis")
    assert found["tids"] == list(range(12))
    result = {"group-clusters": [{"id": p % 2, "members": [p]} for p in range(26)], "mod-out": [11], "meta-tids": []}
    (conversation / "math.json").write_text(json.dumps(result))
    given = ("--comments", conversation / "others.csv", "--groups", conversation / "math.json")
    assert run(capsys, conversation / "votes.csv", "--agree", "1", *given)[2] == "", "they differ where nobody voted alone"


@pytest.mark.parametrize("agree", ["1", "-1"])
def test_the_sign_can_be_said(conversation, capsys, agree):
    found = as_json(capsys, conversation / "votes.csv", "--polis", "--agree", agree)
    assert 0 in [x["tid"] for x in found["consensus"]["agree" if agree == "1" else "disagree"]]


def test_the_sign_is_found_by_the_tallies_or_said_to_be_unknown(conversation, capsys):
    text = (conversation / "votes.csv").read_text()
    head, *rows = text.splitlines()
    turned = conversation / "turned.csv"
    turned.write_text("\n".join([head, *(",".join([*row.split(",")[:3], str(-int(row.split(",")[3]))]) for row in rows)]))
    comments = "comment-id,agrees,disagrees\n0,20,0\n"
    (conversation / "tallies.csv").write_text(comments)
    code, out, err = run(capsys, turned, "--comments", conversation / "tallies.csv", "--polis", "--format", "json")
    assert code == 0
    assert "In this file -1 means agree" in err
    assert 0 in [x["tid"] for x in json.loads(out)["consensus"]["agree"]]
    _, _, err = run(capsys, turned, "--polis")
    assert "Nothing says which number means agree: 1 is taken" in err
    _, _, err = run(capsys, turned, "--polis", "--agree", "-1")
    assert err == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "the file is empty"), (HEAD + "1,1,1,5\n", 'line 2: a vote is 1, -1 or 0, and here stands "5"'), ("x,y\n1,2\n", "columns")],
)
def test_a_bad_file_is_refused_in_one_line(tmp_path, capsys, text, said):
    (tmp_path / "votes.csv").write_text(text)
    code, out, err = run(capsys, tmp_path / "votes.csv")
    assert (code, out) == (2, "")
    assert said in err
    assert err.startswith("kithbridge: ")
    assert err.endswith("Nothing was analysed.\n")
    assert err.count("\n") == 1


def test_a_cell_cannot_steer_the_terminal(tmp_path, capsys):
    (tmp_path / "votes.csv").write_text(HEAD + "1,1,1,\x1b[2J\n")
    code, _, err = run(capsys, tmp_path / "votes.csv")
    assert code == 2
    assert "\x1b" not in err


def test_a_file_that_is_not_there(tmp_path, capsys):
    code, _, err = run(capsys, tmp_path / "none.csv")
    assert code == 2
    assert "none.csv" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("extra", [[], ["--polis"], ["--groups", "g.json"], ["--rule", "mode"]])
@pytest.mark.parametrize("output", ["json", "text"])
@pytest.mark.parametrize(
    "votes",
    [
        [(0, 0, 1)],
        [(0, s, (-1) ** s) for s in range(9)],
        [(p, 0, (-1) ** p) for p in range(30)],
        [(p, s, 0) for p in range(30) for s in range(9)],
        [(p, s, 1) for p in range(30) for s in range(9)],
        [(p, s, (-1) ** s) for p in range(30) for s in range(9)],
        [(p, p, 1) for p in range(30)],
        [(p, s, (-1) ** s if p else -((-1) ** s)) for p in range(60) for s in range(9)],
    ],
    ids=["one vote", "one voter", "one statement", "all pass", "all agree", "all alike", "no two on one statement", "one against all"],
)
def test_what_tells_nothing_is_no_error(tmp_path, capsys, monkeypatch, votes, output, extra):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "votes.csv").write_text("pid,tid,vote\n" + "".join(f"{p},{s},{v}\n" for p, s, v in votes))
    (tmp_path / "g.json").write_text(json.dumps({str(p): p % 2 for p in range(60)}))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        code, out, err = run(capsys, "votes.csv", "--agree", "1", "--format", output, *extra)
    assert (code, err) == (0, "")
    if output == "json":
        assert set(json.loads(out, parse_constant=pytest.fail)["participants"]) <= {p for p, _, _ in votes}


def test_groups_of_other_people(conversation, capsys):
    (conversation / "g.json").write_text('{"999": 1}')
    code, _, err = run(capsys, conversation / "votes.csv", "--groups", conversation / "g.json")
    assert code == 2
    assert "has a vote in" in err
    assert err.count("\n") == 1


def test_the_rules_that_can_be_named_are_those_of_the_engine():
    assert set(opinion_arguments.RULES) == set(RULES)


def test_the_official_result_comes_out_of_the_official_files(shared, capsys):
    votes, comments, math = files(shared, "biodiversity")
    code, out, err = run(capsys, votes, "--comments", comments, "--groups", math, "--polis", "--format", "json")
    assert code == 0
    assert "differ in which statements were taken out" in err
    found, official = json.loads(out), json.loads(math.read_text())
    for side in ("agree", "disagree"):
        assert [x["tid"] for x in found["consensus"][side]] == [x["tid"] for x in official["consensus"][side]]
    for group, listed in official["repness"].items():
        assert [(x["tid"], x["repful-for"]) for x in found["repness"][group]] == [(x["tid"], x["repful-for"]) for x in listed]
    for key, name, most in (("group_informed_consensus", "group-aware-consensus", 1e-9), ("priorities", "comment-priorities", 1e-6)):
        assert max(abs(found[key][t] - x) / x for t, x in official[name].items()) <= most
    assert found["participants"] == sorted(official["in-conv"])


@pytest.mark.parametrize("name", ["brexit-consensus", "london.youth.policing", "scoop-hivemind.biodiversity"])
def test_open_exports_are_read_without_a_remark(shared, capsys, name):
    folder = shared / "data" / "agree" / "open" / name
    code, out, err = run(capsys, folder / "votes.csv", "--comments", folder / "comments.csv", "--groups", folder / "reference.json")
    assert (code, err) == (0, "")
    assert "with the groups given" in out


def test_the_number_of_threads_changes_no_byte(tmp_path):
    rng = np.random.default_rng(3)
    side = rng.integers(0, 2, 400)
    agree = rng.random((400, 250)) < rng.random((2, 250))[side]
    rows = (f"{p},{s},{2 * agree[p, s] - 1}\n" for p in range(400) for s in range(250) if rng.random() < 0.4)
    (tmp_path / "votes.csv").write_text("pid,tid,vote\n" + "".join(rows))
    command = [sys.executable, "-m", "kithbridge", "opinion", "analyse", "votes.csv", "--polis", "--agree", "1", "--format", "json"]
    where = {"PYTHONPATH": str(Path(__file__).parents[3])}
    told = set()
    for threads in ("1", "2", "4"):
        asked = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), threads)
        told.add(subprocess.run(command, cwd=tmp_path, env=os.environ | where | asked, capture_output=True, check=True).stdout)
    assert len(told) == 1
