"""pairs.py GROUNDSWELL SCRATCH [MORE]: what `groundswell match` promises, looked at from outside;
with the files under MORE if they are there.  Prints TAP."""
import itertools, json, os, random, subprocess, sys

program, scratch = sys.argv[1:3]
more = sys.argv[3] if len(sys.argv) > 3 and os.path.isdir(sys.argv[3]) else None
count = bad = 0
os.makedirs(scratch, exist_ok=True)


def ok(good, what, why=''):
    global count, bad
    count += 1
    bad += not good
    print(f'{"ok" if good else "not ok"} {count} - {what}')
    for line in why.split('\n') if not good and why else []:
        print('# ' + line)


def match(pairs, *options):
    path = f'{scratch}/pairs.json'
    with open(path, 'w') as f:
        f.write(pairs if isinstance(pairs, str) else json.dumps({'format': 'pairs-1', **pairs}))
    return subprocess.run([program, 'match', path, *options], capture_output=True, text=True)


def blocking(lists, pairs):
    """A pair that would rather have each other; None: the pairs are stable."""
    mate = {}
    for a, b, _ in pairs:
        mate[a], mate[b] = b, a

    def wants(i, j):
        return j in lists[i] and (i not in mate or lists[i].index(j) < lists[i].index(mate[i]))
    return next(((i, j) for i in range(len(lists)) for j in lists[i] if i < j and wants(i, j) and wants(j, i)), None)


def roommates(lists, exists, size, name):
    run = match({'kind': 'general', 'people': len(lists), 'lists': lists}, '--json')
    if not exists:
        return ok(run.returncode == 1 and 'no stable matching' in run.stderr, f'{name}: there is none, and why', run.stderr)
    pairs = json.loads(run.stdout)['pairs'] if run.returncode == 0 else []
    ok(len(pairs) == size and blocking(lists, pairs) is None, f'{name}: {size} stable pairs', f'{pairs} {run.stderr}')


def heaviest(n, edges):
    """Over all sets of people, by the pair of the first of them."""
    weight, best = {(a, b): w for a, b, w in edges}, {0: 0}

    def of(people):
        if people not in best:
            a = (people & -people).bit_length() - 1
            rest = people & ~(1 << a)
            best[people] = max([of(rest)] + [weight[a, b] + of(rest & ~(1 << b)) for b in range(n)
                                             if rest >> b & 1 and (a, b) in weight])
        return best[people]
    return of((1 << n) - 1)


run = match({'kind': 'general', 'people': 4, 'edges': [[0, 1, 5], [1, 2, 3]]})
ok(run.stdout == '0 1 5\n', 'the largest weight, a pair to a line', run.stdout + run.stderr)
r = random.Random(5)
for trial in range(20):
    n = r.randint(2, 12)
    edges = [[a, b, r.randint(1, 9)] for a, b in itertools.combinations(range(n), 2) if r.random() < 0.6]
    out = json.loads(match({'kind': 'general', 'people': n, 'edges': edges}, '--json').stdout)
    used = [p for pair in out['pairs'] for p in pair[:2]]
    ok(out['weight'] == heaviest(n, edges) and len(used) == len(set(used)) and all(p in edges for p in out['pairs']),
       f'the largest weight of {len(edges)} edges', str(out))
run = match({'kind': 'two-sided', 'helpers': [{'capacity': 2, 'list': [0, 1, 2]}, {'list': [2]}], 'askers': [[0], [0], [0, 1]]})
ok(run.stdout == '0 0 1\n0 1 1\n1 2 1\n', 'helpers and askers', run.stdout + run.stderr)
roommates([[1, 2, 3], [2, 0, 3], [0, 1, 3], [0, 1, 2]], False, 0, 'Gale and Shapley 1962')
for text, reason in (
        ('{', 'pairs.json:1'),
        ({'kind': 'general', 'people': 2}, 'neither "edges" nor "lists"'),
        ({'kind': 'general', 'people': 2, 'edges': [[0, 2, 1]]}, 'from 0 to 1'),
        ({'kind': 'general', 'people': 2, 'edges': [[0, 1, 1], [1, 0, 2]]}, 'stands twice'),
        ({'kind': 'general', 'people': 2, 'lists': [[0], []]}, 'ranks itself'),
        ({'kind': 'general', 'people': 2, 'lists': [[1]]}, '1 lists'),
        ({'kind': 'general', 'people': 2, 'edges': [], 'colour': 1}, 'no field "colour"'),
        ({'kind': 'round'}, 'general or two-sided')):
    run = match(text)
    ok(run.returncode == 2 and reason in run.stderr and 'pairs.json:' in run.stderr and not run.stdout, f'refused: {reason}', run.stderr)
ok(match({'kind': 'general', 'people': 1, 'lists': [[]]}, '--rule', 'weight').returncode == 2, 'a rule without what it needs is refused')
if more is None:
    count += 1
    print(f'ok {count} - real groups # SKIP there is no folder ../shared/data/matching beside this one')
else:
    for case in json.load(open(f'{more}/roommates.json')):
        roommates(case['prefs'], case['stable'], case['size'], case['name'])
    for name, found in json.load(open(f'{more}/expected.json')).items():
        lines = [l for l in open(f'{more}/{name}.sr').read().split('\n') if not l.startswith('c ')]
        lists = [[int(x) for x in l.split()] for l in lines[1:int(lines[0]) + 1]]
        roommates(lists, found['stable_matching_exists'], found['size'], name)
print(f'1..{count}')
sys.exit(bad > 0)
