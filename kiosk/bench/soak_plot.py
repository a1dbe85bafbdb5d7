"""A soak's samples as one drawing: memory, descriptors, threads, and what lies on the disk."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.bench.soak_samples import Sample

SIZE_INCHES = (8.0, 9.0)
MEASURES = (("rss_mb", "MB"), ("descriptors", "open files and sockets"), ("threads", "threads"))


def draw_soak(samples: Sequence[Sample]) -> str:
    """Give the drawing as the text of an SVG file."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "kiosk", "font.size": 9}):
        figure = Figure(figsize=SIZE_INCHES, layout="constrained")
        axes = figure.subplots(len(MEASURES) + 1, 1, sharex=True)
        minutes = [sample.minute for sample in samples]
        for place, (measure, label) in enumerate(MEASURES):
            for process in samples[0].held:
                values = [getattr(sample.held[process], measure) for sample in samples]
                axes[place].plot(minutes, values, label=process, linewidth=1.2)
            axes[place].set_ylabel(label)
        disk = axes[len(MEASURES)]
        disk.plot(minutes, [sample.database_mb for sample in samples], label="database", linewidth=1.2)
        disk.plot(minutes, [sample.logs_mb for sample in samples], label="logs", linewidth=1.2)
        disk.set_ylabel("MB on disk")
        disk.set_xlabel("minutes")
        for one in axes:
            one.set_ylim(bottom=0)
            one.grid(visible=True, color="#ddd")
            one.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
        text = StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None})
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"
