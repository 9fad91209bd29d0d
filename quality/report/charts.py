"""Charts as inline SVG: no script, no network, sharp on paper."""

from collections.abc import Sequence
from math import cos, floor, pi, sin

from markupsafe import Markup

_RECT = Markup('<rect x="{x:.3f}%" y="0" width="{width:.3f}%" height="12" fill="{ink}"/>')
GOOD, FAIR, POOR = "#0f766e", "#b45309", "#be123c"


def colour(score: float) -> str:
    """Return the ink for a score of 0 to 100."""
    return GOOD if score >= 95 else FAIR if score >= 80 else POOR


def tint(score: float) -> str:
    """Return a soft background for a score of 0 to 100: rose over amber to teal."""
    share = max(0.0, min(1.0, (score - 50) / 50))
    stops = ((251, 207, 215), (253, 230, 186), (190, 236, 224))
    low, high, part = (stops[0], stops[1], share * 2) if share < 0.5 else (stops[1], stops[2], share * 2 - 1)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in zip(low, high, strict=True))


def gauge(score: float, label: str, *, failed: bool = False) -> Markup:
    """Draw a score of 0 to 100, rounded down, as an open ring; in red where a critical rule failed."""
    start, span, radius = 0.75 * pi, 1.5 * pi, 80

    def point(share: float) -> str:
        angle = start + span * share
        return f"{100 + radius * cos(angle):.1f} {100 + radius * sin(angle):.1f}"

    share = max(0.001, min(1.0, score / 100))
    arc = "M{} A80 80 0 {} 1 {}"
    full = arc.format(point(0), 1, point(1))
    part = arc.format(point(0), int(share * 1.5 > 1), point(share))
    return Markup(
        '<svg viewBox="0 0 200 178" class="gauge" role="img" aria-label="{label} {score}">'
        '<path d="{full}" fill="none" stroke="#e7e5e4" stroke-width="14" stroke-linecap="round"/>'
        '<path d="{part}" fill="none" stroke="{ink}" stroke-width="14" stroke-linecap="round"/>'
        '<text x="100" y="112" text-anchor="middle" class="gauge-number" fill="{ink}">{score}</text>'
        '<text x="100" y="138" text-anchor="middle" class="gauge-label">{label}</text></svg>'
    ).format(full=full, part=part, ink=POOR if failed else colour(score), score=floor(score), label=label)


def stacked(parts: Sequence[tuple[float, str]], total: float, title: str) -> Markup:
    """Draw counts with their colours as one bar of `total` length."""
    bars, x = [], 0.0
    for count, ink in parts:
        width = 100 * count / total if total else 0
        if width > 0:
            bars.append(_RECT.format(x=x, width=max(width, 0.4), ink=ink))
            x += width
    return Markup('<svg class="bar" role="img" aria-label="{}">{}</svg>').format(title, Markup("").join(bars))


def trend(values: Sequence[float]) -> Markup:
    """Draw a line through scores of 0 to 100, the last one marked."""
    if len(values) < 2:
        return Markup("")
    low, high = min(values) - 1, max(values) + 1
    step = 220 / (len(values) - 1)
    points = [(10 + i * step, 10 + 40 * (high - v) / (high - low)) for i, v in enumerate(values)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    return Markup(
        '<svg viewBox="0 0 240 60" class="trend" role="img"><polyline points="{}" fill="none" stroke="#0f766e" '
        'stroke-width="2.5" stroke-linejoin="round"/><circle cx="{:.1f}" cy="{:.1f}" r="4" fill="#0f766e"/></svg>'
    ).format(line, x, y)


def moved(before: float, after: float, worse: bool, title: str) -> Markup:
    """Draw a share (0 to 1) that moved: a pale dot where it was, a full one where it is, a line between."""
    ink, ends = POOR if worse else GOOD, (2 + 96 * before, 2 + 96 * after)
    return Markup(
        '<svg class="moved" role="img" aria-label="{title}"><line x1="2%" x2="98%" y1="8" y2="8" stroke="#e7e5e4" '
        'stroke-width="2"/><line x1="{a:.2f}%" x2="{b:.2f}%" y1="8" y2="8" stroke="{ink}" stroke-width="3"/>'
        '<circle cx="{a:.2f}%" cy="8" r="4" fill="#fff" stroke="{ink}" stroke-width="1.5"/>'
        '<circle cx="{b:.2f}%" cy="8" r="5" fill="{ink}"/></svg>'
    ).format(title=title, ink=ink, a=ends[0], b=ends[1])
