"""Saving behind the screen: one thread, in order, the newest of what waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from advisor.errors import AdvisorError
from advisor.interview.project import Project

Done = Callable[[AdvisorError | None], None]


class Keeper:
    """Writes projects one after the other; of a version that a newer one has overtaken nothing is heard.

    Args:
        save: Writes a project.
    """

    def __init__(self, save: Callable[[Project], None]) -> None:
        self._save = save
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="saving")
        self._newest: dict[str, tuple[Project, Done]] = {}
        self._lock = threading.Lock()
        self._last: Future[None] | None = None

    def put(self, project: Project, done: Done) -> None:
        """Has a project written soon.

        Args:
            project: As it is to be kept.
            done: Is called from the saving thread, with what went wrong.
        """
        with self._lock:
            self._newest[project.id] = (project, done)
        self._last = self._thread.submit(self._write, project.id)

    def flush(self) -> None:
        """Waits until everything is written, or has failed and said so."""
        if self._last is not None:
            self._last.result()

    def _write(self, project_id: str) -> None:
        with self._lock:
            newest = self._newest.pop(project_id, None)
        if newest is None:
            return
        project, done = newest
        trouble: AdvisorError | None = None
        try:
            self._save(project)
        except AdvisorError as error:
            trouble = error
        except Exception as error:  # noqa: BLE001 - nobody else hears of what ends here
            fault = f"{type(error).__name__}: {error}"
            what = f"the answers could not be saved, which is a fault of advisor's: {fault}"
            trouble = AdvisorError(what, "Export keeps the answers")
        done(trouble)
