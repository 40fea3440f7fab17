"""The answers to requests, as one type; which request has which is said with each."""

from __future__ import annotations

from cguviz.model.build import Build
from cguviz.model.capture import Capture
from cguviz.scene.scene import Scene
from cguviz.scene.timeline.chart import Chart
from cguviz.workspace.estimates.make import Estimates
from cguviz.workspace.estimates.plot import Sheet
from cguviz.workspace.lab.scores import Score, Tried
from cguviz.workspace.lists.search import Index
from cguviz.workspace.lists.stage_index import Survey
from cguviz.workspace.requests.record import Project, SavedRecording
from cguviz.workspace.results.comparison import Compared
from cguviz.workspace.results.matrix import Tabulated
from cguviz.workspace.results.neighbourhood import Focused

Drawn = Scene | Compared | Chart | Tabulated | Focused | Sheet
"""Answers to requests for pictures."""
Answer = (
    tuple[Capture, ...] | Build | Survey | Drawn | Estimates | Index | Tried | Score | Project | SavedRecording | str
)
