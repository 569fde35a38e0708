"""recount.py GROUNDSWELL DATA SCRATCH [MORE]: counts every ballot file under DATA, made-up
ones in SCRATCH, and those under MORE if it is there, once by the program and once by
rules.py, and compares the winners and every number of the explanation; where
expected.json files of other programs stand beside them, those too.  Prints TAP."""
import json, os, random, re, subprocess, sys
import papers, rules

program, data, scratch = sys.argv[1:4]
more = sys.argv[4] if len(sys.argv) > 4 and os.path.isdir(sys.argv[4]) else None
count = bad = 0


def ok(good, what, why=''):
    global count, bad
    count += 1
    bad += not good
    print(f'{"ok" if good else "not ok"} {count} - {what}')
    for line in why.split('\n') if not good and why else []:
        print('# ' + line)


def tally(path, *options):
    return subprocess.run([program, 'tally', *options, path], capture_output=True, text=True)


def numbers(sentence):
    return re.findall(r'-?\d+(?:\.\d+)?', re.sub(r'“[^”]*”', '', sentence))


def compare(path, options, p, result):
    winners, lines = result
    run = tally(path, *options, '--explain')
    what = f'{os.path.basename(path)} {" ".join(options[1:])}'
    if run.returncode != 0:
        return ok(False, what, run.stderr)
    printed, _, words = run.stdout.partition('\n\n')
    if printed.split('\n') != [p.printed(o) for o in winners]:
        return ok(False, what, f'winners {printed.split()} but recounted {[p.printed(o) for o in winners]}')
    words = words.strip().split('\n')
    for sentence, expected in zip(words, lines):
        if numbers(sentence) != [str(x) for x in expected]:
            return ok(False, what, f'{sentence}\nbut recounted {expected}')
    ok(len(words) == len(lines), what, f'{len(words)} sentences, but recounted {len(lines)}')


def every_rule(path, seeds):
    p = papers.read(path)
    for seed in seeds:
        given = [] if seed is None else ['--seed', str(seed)]

        def one(rule, recount, *options, **extra):
            compare(path, ['--rule', rule, *options, *given], p, recount(p, seed, **extra))
        if p.kind in ('approved', 'sorted'):
            one('approval', rules.approval)
        if p.kind == 'points':
            one('points', rules.points)
        if p.kind in ('ranked', 'sorted'):
            one('schulze', rules.schulze)
            standing = len(p.ids) - len(p.withdrawn)
            if rules.strict(p)[0]:
                one('irv', rules.irv)
                for seats in {p.seats or 1, min(3, standing)}:
                    one('stv', rules.scottish, '--seats', str(seats), seats=seats)
                    one('stv', rules.meek, '--variant', 'meek', '--seats', str(seats), seats=seats)
        if p.kind == 'approved':
            one('greedy', rules.greedy)
            one('greedy', rules.greedy, '--utility', 'cardinality', cardinality=True)
            one('phragmen', rules.phragmen)
            for complete in ('none', 'add1', 'add1-greedy') if seed is None else ('none',):
                one('equal-shares', rules.equal_shares, '--complete', complete, complete=complete)
            one('equal-shares', rules.equal_shares, '--utility', 'cardinality', cardinality=True)


def files(folder):
    found = []
    for where, _, names in os.walk(folder):
        found += [os.path.join(where, n) for n in names if n.rsplit('.')[-1] in ('soc', 'soi', 'toc', 'toi', 'cat', 'pb', 'blt')]
    return sorted(found)


def made_up(number):
    """A small election full of ties: rankings, a budget, or points."""
    r, n = random.Random(number), 2 + number % 5
    ballots = [r.sample(range(1, n + 1), r.randint(0 if number % 3 else 1, n)) for _ in range(r.randint(3, 14))]
    if number % 3 == 0:
        text = f'{n} {r.randint(1, n - 1)}\n' + ''.join(f'{r.randint(1, 3)} {" ".join(map(str, b))} 0\n' for b in ballots)
        text += '0\n' + ''.join(f'"C{i + 1}"\n' for i in range(n)) + '"Made up"\n'
        return f'{number}.blt', text
    points = number % 3 == 1 and number % 2 == 1
    text = f'META\nkey;value\nbudget;{r.randint(5, 40)}\nvote_type;{"cumulative" if points else "approval"}\nPROJECTS\nproject_id;cost\n'
    text += ''.join(f'{i + 1};{r.choice([r.randint(1, 9), r.randint(1, 3), 0, 2.5])}\n' for i in range(n)) + 'VOTES\nvoter_id;vote;points\n'
    for i, b in enumerate(ballots):
        text += f'v{i};{",".join(map(str, b))};{",".join(str(r.randint(0, 4)) for _ in b)}\n'
    return f'{number}.pb', text


# ── what other programs found ──

def expected_stv(folder):
    for name, found in json.load(open(f'{folder}/expected.json')).items():
        for theirs, ours in (('scotland', 'scottish'), ('meek-prf', 'meek')):
            run = tally(f'{folder}/{name}.blt', '--rule', 'stv', '--variant', ours, '--json')
            out = json.loads(run.stdout or '{}')
            ok(sorted(out.get('winners', [])) == sorted(found[theirs]['elected']) and out['quota'] == found[theirs]['quota'],
               f'{name} {ours} agrees with another program', run.stdout + run.stderr)


def count_sheet(path):
    """The votes at the end of each stage: of a Scottish sheet when a transfer is done,
    of Meek's at the first act of each round."""
    stages, take, fresh = [], False, True
    for line in open(path):
        fresh = fresh or line.startswith('Round ')
        act = re.match(r'Action: (.*)', line)
        if act:
            take = bool(re.match(r'Begin Count|Surplus transferred|Transfer defeated', act[1])) or (
                fresh and bool(re.match(r'Elect: |Defeat \(', act[1])))
            fresh = fresh and not take
            if take:
                stages.append({})
        row = re.match(r'\t(?:Elected|Pending|Hopeful|Defeated): +(.*) \((\d+\.\d+)\)$', line)
        if take and row:
            for who in row[1].split(', ') if line.startswith('\tDefeated') else [row[1]]:
                stages[-1][who] = row[2]
    return stages


def expected_counts(folder):
    for name in sorted(os.listdir(f'{folder}/counts')):
        blt, rule, _ = name.split('.')
        if rule not in ('scotland', 'meek-prf'):
            continue
        run = tally(f'{folder}/{blt}.blt', '--rule', 'stv', '--variant', 'meek' if rule == 'meek-prf' else 'scottish', '--json')
        out = json.loads(run.stdout)
        ids = {o['id']: i for i, o in enumerate(out['options'])}
        names = [o['name'] for o in out['options']]
        theirs = count_sheet(f'{folder}/counts/{name}')
        ours = [r for r in out['rounds'] if r['act'] != 'last seats']
        why, gone = '', set()
        for i, (their, our) in enumerate(zip(theirs, ours)):
            for who, votes in their.items():
                k = names.index(who)
                if k not in gone and our['votes'][k] != votes:
                    why += f'round {i + 1}: {who} has {our["votes"][k]}, there {votes}\n'
            if our['act'] == 'exclusion':
                gone.add(ids[our['option']])
        ok(why == '' and len(theirs) == len(ours), f'{blt} {rule} agrees round by round',
           why + f'{len(ours)} rounds, there {len(theirs)}')


def expected_ranked(folder):
    for name, found in json.load(open(f'{folder}/expected.json')).items():
        out = json.loads(tally(f'{folder}/{name}', '--rule', 'schulze', '--json').stdout)
        names = {o['id']: o['name'] for o in out['options']}
        ok(out['winners'] == found['schulze_winners_winning_votes'] and out['preferences'] == found['pairwise'] and
           out['paths'] == found['strongest_paths'] and
           [[names[r['option']], r['wins']] for r in out['ranking']] == found['ranking_by_path_wins'],
           f'{name} agrees with another program')


def expected_budgets(folder):
    ways = {'mes_cost_sat': ['equal-shares'], 'mes_cost_sat_add1_increment1_nonexhaustive': ['equal-shares', '--complete', 'add1'],
            'mes_cost_sat_add1_then_utilitarian': ['equal-shares', '--complete', 'add1-greedy'],
            'mes_cardinality_sat_pabutools': ['equal-shares', '--utility', 'cardinality'],
            'seq_phragmen_pabutools': ['phragmen'], 'greedy_cost_sat_pabutools': ['greedy']}
    for found in json.load(open(f'{folder}/expected.json')):
        for key, options in ways.items():
            run = tally(f'{folder}/{found["file"]}', '--rule', *options)
            ok(sorted(run.stdout.split()) == sorted(found[key]), f'{found["file"]} {" ".join(options)} agrees with other programs')


for path in files(data):
    every_rule(path, (None, 1, 7))
os.makedirs(scratch, exist_ok=True)
for number in range(36):
    name, text = made_up(number)
    open(f'{scratch}/{name}', 'w').write(text)
    every_rule(f'{scratch}/{name}', (None, number))
if more is None:
    count += 1
    print(f'ok {count} - real elections # SKIP there is no folder ../shared/data/ballots beside this one')
else:
    for path in files(more):
        every_rule(path, (None, 1) if os.environ.get('LONG') else (None,))
    expected_stv(f'{more}/stv')
    expected_counts(f'{more}/stv')
    expected_ranked(f'{more}/ranked')
    expected_budgets(f'{more}/budgets')
print(f'1..{count}')
sys.exit(bad > 0)
