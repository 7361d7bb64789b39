"""One job in ordinary kernels, by a process of its own: where nothing can be forked, and to compare.

`python -m ctg_lib.batch.alone`: the job on the standard input, the answer on the standard output.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from ctg_lib.batch.job import Answer, Job


def done(job: Job, environment: Mapping[str, str]) -> Answer:
    """The answer to a job, from a fresh process."""
    try:
        run = subprocess.run(
            [sys.executable, "-m", "ctg_lib.batch.alone"],
            input=job.as_json().encode(),
            env=dict(environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=job.limit,
            check=True,
        )
        return Answer.of(run.stdout)
    except subprocess.TimeoutExpired:
        return Answer.late(job)
    except (OSError, subprocess.CalledProcessError, ValueError):
        return Answer.dead("Le calcul s’est éteint avant la fin", "relancer la même commande.")


def main() -> None:
    """Do the job, and answer."""
    from ctg_lib.batch.attempt import attempt
    from ctg_lib.export.publication import Means
    from ctg_lib.indicators.prepared import Prepared

    job = Job.of(sys.stdin.read())
    prepared = Prepared.read(Path(job.passed)) if job.passed else None
    sys.stdout.write(attempt(job, Means(seconds=job.seconds, prepared=prepared)).as_json())


if __name__ == "__main__":
    main()
