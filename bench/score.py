"""score.py RUN QRELS [LAST]: MAP and nDCG@10 of a TREC run, judged by a file of
`query document code`; codes 1 to LAST (4) are relevant.  Queries without a
relevant document do not count."""
import math, sys
from collections import defaultdict

run, relevant, last = defaultdict(list), defaultdict(set), int(sys.argv[3]) if len(sys.argv) > 3 else 4
for line in open(sys.argv[1]):
    query, _, document, *_ = line.split()
    run[query].append(document.lstrip('0'))
for line in open(sys.argv[2]):
    parts = line.split()
    if len(parts) >= 3 and 1 <= int(parts[-1]) <= last:
        relevant[parts[0]].add(parts[-2].lstrip('0'))
precision = gain = 0
for query, good in relevant.items():
    found = [rank for rank, d in enumerate(run[query], 1) if d in good]
    precision += sum(i / rank for i, rank in enumerate(found, 1)) / len(good)
    gain += sum(1 / math.log2(rank + 1) for rank in found if rank <= 10) / \
        sum(1 / math.log2(rank + 1) for rank in range(1, min(10, len(good)) + 1))
print(f'{len(relevant)} queries  MAP {precision / len(relevant):.4f}  nDCG@10 {gain / len(relevant):.4f}')
