"""Studies written in a few lines."""

from __future__ import annotations

from liance.packs.reading import read_study
from liance.packs.study import Study, study_problems
from liance.plans.tables import Audit, audit_study


def study_of(text: str) -> Study:
    study, _, findings = read_study("study.yaml", text.encode())
    assert study is not None, findings
    return study


def audit_of(text: str) -> Audit:
    study = study_of(text)
    assert not study_problems(study), [problem.finding for problem in study_problems(study)]
    return audit_study(study)
