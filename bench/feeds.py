"""What share of the shared feeds' titles, links and dates comes out right, each miss, and how fast: -m bench.feeds"""

import time
from collections import defaultdict
from pathlib import Path

from bench.feed_suites import Case, all_cases, judge
from crawlers.feeds import parse_feed


def main() -> None:
    """Prints the share of each suite, every miss, and the speed over the Chinese suite."""
    cases = list(all_cases(Path(__file__).resolve().parents[2] / "shared"))
    compared, misses = defaultdict[str, int](int), defaultdict[str, list[str]](list)
    for case in cases:
        verdict = judge(case)
        compared[case.suite] += verdict.compared
        misses[case.suite] += verdict.misses
    for suite, lines in misses.items():
        for line in lines:
            print(f"  {suite}: {line}")
    for suite, count in compared.items():
        files = sum(case.suite == suite for case in cases)
        right = count - len(misses[suite])
        print(f"{suite:12} {files:5} files  {right}/{count} values right  {right / max(1, count):.4f}")
    _print_speed([case for case in cases if case.suite == "zh_encoding"])


def _print_speed(cases: list[Case]) -> None:
    rounds = 20
    started = time.process_time()
    for _ in range(rounds):
        for case in cases:
            parse_feed(case.body, url=case.url, content_type=case.content_type)
    print(f"{len(cases) * rounds / (time.process_time() - started):.0f} Chinese feeds/s")


if __name__ == "__main__":
    main()
