"""The rules of docs/tally.md once more, from their texts, with fractions and
without haste.  Each returns (winners, lines): the options in order, and for each
sentence of --explain the numbers that must stand in it."""
from fractions import Fraction
import re


def lots(options, seed):
    """SplitMix64 and Fisher–Yates, as docs/tally.md says."""
    mask, line = (1 << 64) - 1, list(range(options))

    def draw(below):
        nonlocal seed
        seed = (seed + 0x9E3779B97F4A7C15) & mask
        z = ((seed ^ seed >> 30) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ z >> 27) * 0x94D049BB133111EB) & mask
        return (z ^ z >> 31) * below >> 64
    for k in range(options, 1, -1):
        j = draw(k)
        line[j], line[k - 1] = line[k - 1], line[j]
    return line


def line_of(p, seed):
    """The options in line for ties."""
    if p.tie is not None:
        return p.tie
    if seed is not None:
        return lots(len(p.ids), seed)

    def natural(o):
        return [(0, int(x), '') if x.isdigit() else (1, 0, x) for x in re.findall(r'\d+|\D', p.ids[o])]
    return sorted(range(len(p.ids)), key=natural)


def plain(x, places=6):
    """12.5 without needless zeros, cut."""
    x = Fraction(x)
    text = f'{int(abs(x) * 10 ** places):0{places + 1}d}'
    whole, rest = (text[:-places], text[-places:].rstrip('0')) if places else (text, '')
    return ('-' if x < 0 else '') + whole + ('.' + rest if rest else '')


def cents(x):
    units = int(Fraction(x) * 100)
    return f'{units // 100}.{units % 100:02d}'


def approval(p, seed):
    sums = [0] * len(p.ids)
    for votes, groups in p.ballots:
        for o in groups[0] if p.kind == 'sorted' and groups else [o for g in groups for o in g] if p.kind != 'sorted' else []:
            sums[o] += votes
    order = sorted(range(len(sums)), key=lambda o: (-sums[o], o))
    winners = [o for o in range(len(sums)) if sums[o] == max(sums)]
    lines = [[total(p)]] + [[sums[o]] for o in order] + ([[]] if len(winners) > 1 else []) + [[]]
    return winners, lines


def total(p):
    return sum(v for v, _ in p.ballots)


def points(p, seed):
    sums = [Fraction(0)] * len(p.ids)
    for given in p.points:
        for o in range(len(sums)):
            sums[o] += given.get(o, p.default)
    order = sorted(range(len(sums)), key=lambda o: (-sums[o], o))
    most = [o for o in order if sums[o] == max(sums)]
    winner = min(most, key=line_of(p, seed).index)
    lines = [[total(p)]] + ([[plain(p.default)]] if p.default else []) + [[plain(sums[o])] for o in order]
    return [winner], lines + ([[1]] if len(most) > 1 else []) + [[]]


def schulze(p, seed):
    n = len(p.ids)
    above = [[0] * n for _ in range(n)]
    for votes, groups in p.ballots:
        rank = {o: i for i, g in enumerate(groups) for o in g}
        for a in rank:
            for b in range(n):
                if rank[a] < rank.get(b, n):
                    above[a][b] += votes
    path = [[above[a][b] if above[a][b] > above[b][a] else 0 for b in range(n)] for a in range(n)]
    for c in range(n):
        for a in range(n):
            for b in range(n):
                if a != b and b != c and c != a:
                    path[a][b] = max(path[a][b], min(path[a][c], path[c][b]))
    wins = [sum(path[a][b] > path[b][a] for b in range(n)) for a in range(n)]
    winners = [a for a in range(n) if all(path[a][b] >= path[b][a] for b in range(n)) and a not in p.withdrawn]
    lines = [[total(p)], []]
    lines += [[above[a][b], above[b][a], path[a][b], path[b][a]] for a in winners for b in range(n) if a != b]
    lines += [[wins[o]] for o in sorted(range(n), key=lambda o: (-wins[o], o))]
    return winners, lines + ([[]] if len(winners) > 1 else []) + [[]]


def strict(p):
    """Ballots that can be counted one option at a time, and the votes set aside."""
    kept, aside = [], 0
    for votes, groups in p.ballots:
        groups = [g for g in groups if g]
        if p.preflib and groups and len(groups[-1]) > 1 and sum(map(len, groups)) == len(p.ids):
            groups = groups[:-1]
        if any(len(g) > 1 for g in groups):
            aside += votes
        elif groups:
            kept.append([votes, [g[0] for g in groups]])
    return kept, aside


def number(value, places):
    return str(value) if places == 0 else f'{value // 10 ** places}.{value % 10 ** places:0{places}d}'


class Count:
    """What the three transferable votes share: who stands where, and what is said."""

    def __init__(self, p, seed, places):
        self.p, self.line, self.places = p, line_of(p, seed), places
        self.ballots, self.aside = strict(p)
        self.cast = sum(v for v, _ in self.ballots)
        self.hopeful = [o for o in range(len(p.ids)) if o not in p.withdrawn]
        self.shown, self.elected, self.history = list(self.hopeful), [], []
        self.lines = [[self.cast]] + ([[self.aside]] if self.aside else [])

    def say(self, value):
        return number(value, self.places)

    def first(self, tied, pick, stages=True):
        """The statute's answer to a tie, or the line's."""
        if len(tied) == 1:
            return tied[0]
        self.lines.append([len(self.history) + 1])
        for votes in reversed(self.history) if stages else []:
            most = pick(votes[o] for o in tied)
            alone = [o for o in tied if votes[o] == most]
            if len(alone) == 1:
                return alone[0]
        return min(tied, key=self.line.index)

    def elect(self, who, votes):
        for o in sorted(who, key=lambda o: (-votes[o], self.line.index(o))):
            self.hopeful.remove(o)
            self.elected.append(o)

    def stage(self, act, votes, exhausted, lost, shown=None):
        self.lines.append([len(self.history) + 1] + act)
        self.lines.append([self.say(votes[o]) for o in shown or self.shown])
        self.lines += [[self.say(x)] for x in (exhausted, lost) if x > 0]
        self.history.append(dict(votes))


def scottish(p, seed, seats):
    c = Count(p, seed, 5)
    unit = 10 ** 5
    quota = ((c.cast + c.aside) // (seats + 1) + 1) * unit
    c.lines.append([seats, c.cast + c.aside, seats + 1, c.say(quota)])
    papers = [[v, choices, 0, unit] for v, choices in c.ballots]         # votes, choices, at, value
    votes, due, exhausted, lost = {o: 0 for o in c.hopeful}, [], 0, 0

    def put(paper):
        nonlocal exhausted
        while paper[2] < len(paper[1]) and paper[1][paper[2]] not in c.hopeful:
            paper[2] += 1
        worth = paper[0] * paper[3]
        if paper[2] < len(paper[1]):
            votes[paper[1][paper[2]]] += worth
        else:
            exhausted += worth
        return worth

    def end(act, excluded=False):
        c.stage(act, votes, exhausted, lost)
        new = [o for o in c.hopeful if votes[o] >= quota]
        if excluded and len(c.hopeful) <= seats - len(c.elected):
            new = []                            # rule 52: they are all elected next
        due.extend(o for o in new if votes[o] > quota)
        c.elect(new, votes)
        if new:
            c.lines.append([])

    for paper in papers:
        put(paper)
    end([])
    while len(c.elected) < seats and len(c.hopeful) > seats - len(c.elected):
        if due:
            most = max(votes[o] for o in due)
            who = c.first([o for o in due if votes[o] == most], max)
            due.remove(who)
            surplus, had, moved = votes[who] - quota, votes[who], 0
            for paper in papers:
                if paper[2] < len(paper[1]) and paper[1][paper[2]] == who:
                    paper[3] = paper[3] * surplus // had
                    moved += put(paper)
            votes[who] = quota
            lost += surplus - moved
            end([c.say(surplus)])
        else:
            least = min(votes[o] for o in c.hopeful)
            who = c.first([o for o in c.hopeful if votes[o] == least], min)
            c.hopeful.remove(who)
            for paper in papers:
                if paper[2] < len(paper[1]) and paper[1][paper[2]] == who:
                    put(paper)
            votes[who] = 0
            c.shown.remove(who)
            end([c.say(least)], excluded=True)
    if c.hopeful and len(c.hopeful) <= seats - len(c.elected):
        c.stage([], votes, exhausted, lost)
        c.elect(list(c.hopeful), votes)
        c.lines.append([])
    return c.elected, c.lines


def irv(p, seed):
    c = Count(p, seed, 0)
    c.lines.append([])
    act, winner = [], None
    while winner is None:
        votes, exhausted = {o: 0 for o in range(len(p.ids))}, 0
        for v, choices in c.ballots:
            top = next((o for o in choices if o in c.hopeful), None)
            if top is None:
                exhausted += v
            else:
                votes[top] += v
        c.stage(act, votes, exhausted, 0, list(c.hopeful))
        half = [o for o in c.hopeful if 2 * votes[o] > c.cast - exhausted]
        if half:
            winner = half[0]
            c.lines.append([])
        elif len(c.hopeful) == 1:
            winner = c.hopeful[0]
            c.stage([], votes, exhausted, 0, list(c.hopeful))
            c.lines.append([])
        else:
            least = min(votes[o] for o in c.hopeful)
            out = c.first([o for o in c.hopeful if votes[o] == least], min, stages=False)
            act = [least]
            c.hopeful.remove(out)
    return [winner], c.lines


def meek(p, seed, seats):
    c = Count(p, seed, 9)
    unit, omega = 10 ** 9, 1000
    c.lines.append([seats, seats + 1])
    keep = {o: unit if o in c.hopeful else 0 for o in range(len(p.ids))}

    def up(x, y):
        return -(-x // y)

    def distribute():
        votes = {o: 0 for o in range(len(p.ids))}
        for v, choices in c.ballots:
            left = unit
            for o in choices:
                kept = up(left * keep[o], unit)
                votes[o] += kept * v
                left -= kept
                if left <= 0:
                    break
        return votes, c.cast * unit - sum(votes.values())

    def told(act, votes, exhausted, quota):
        c.lines.append([len(c.history) + 1] + act)
        kept = [c.say(keep[o]) for o in c.elected if keep[o] < unit]
        c.lines += [kept] if kept else []
        c.lines.append([c.say(votes[o]) for o in c.shown])
        c.lines += [[c.say(exhausted)]] if exhausted > 0 else []
        c.lines += [[c.say(quota)]] if quota else []
        c.history.append(votes)

    votes, exhausted = distribute()
    c.stage([], votes, exhausted, 0)
    while len(c.elected) < seats and len(c.hopeful) > seats - len(c.elected):
        last = (c.cast + c.aside) * unit
        while True:
            votes, exhausted = distribute()
            quota = sum(votes.values()) // (seats + 1) + 1
            new = [o for o in c.hopeful if votes[o] >= quota]
            c.elect(new, votes)
            surplus = max(0, sum(votes[o] - quota for o in c.elected))
            if new or surplus < omega or surplus >= last:
                break
            last = surplus
            for o in c.elected:
                keep[o] = up(up(keep[o] * quota, unit) * unit, votes[o])
        if new:
            told([], votes, exhausted, quota)
            c.lines.append([])
            continue
        least = min(votes[o] for o in c.hopeful)
        who = c.first([o for o in c.hopeful if votes[o] <= least + surplus], min, stages=False)
        told([c.say(votes[who])], votes, exhausted, quota)
        c.hopeful.remove(who)
        c.shown.remove(who)
        keep[who] = 0
    if c.hopeful and len(c.hopeful) <= seats - len(c.elected):
        votes, exhausted = distribute()
        c.stage([], votes, exhausted, 0)
        c.elect(list(c.hopeful), votes)
        c.lines.append([])
    return c.elected, c.lines


# ── budgets ──

class Budget:
    def __init__(self, p, seed, cardinality=False):
        self.p, self.line, self.n = p, line_of(p, seed), len(p.ballots)
        self.supporters = [[] for _ in p.ids]
        for v, (_, groups) in enumerate(p.ballots):
            for o in dict.fromkeys(o for g in groups for o in g):
                self.supporters[o].append(v)
        self.votes = [len(s) for s in self.supporters]
        self.utility = [Fraction(1) if cardinality else c for c in p.costs]
        self.chosen, self.lines = [], []

    def spent(self):
        return sum(self.p.costs[o] for o in self.chosen)

    def pick(self, tied):
        if len(tied) > 1:
            self.lines.append([len(self.chosen) + 1])
        return min(tied, key=lambda o: (-self.votes[o], self.p.costs[o], self.line.index(o)))

    def greedy(self):
        while True:
            left = self.p.budget - self.spent()
            fit = [o for o in range(len(self.votes)) if o not in self.chosen and self.votes[o] and self.p.costs[o] <= left]
            if not fit:
                return

            def worth(o):
                return (self.p.costs[o] == 0, Fraction(self.votes[o]) * self.utility[o] / self.p.costs[o] if self.p.costs[o] else 0)
            best = max(worth(o) for o in fit)
            o = self.pick([o for o in fit if worth(o) == best])
            self.lines.append([len(self.chosen) + 1, self.votes[o], plain(self.p.costs[o]), plain(left)])
            self.chosen.append(o)

    def end(self):
        self.lines.append([plain(self.spent()), plain(self.p.budget)])
        return self.chosen, self.lines


def greedy(p, seed, cardinality=False):
    b = Budget(p, seed, cardinality)
    b.lines.append([b.n, plain(p.budget)])
    b.greedy()
    b.lines += [[b.votes[o], plain(p.costs[o])] for o in range(len(p.ids)) if o not in b.chosen]
    return b.end()


def phragmen(p, seed):
    b = Budget(p, seed)
    b.lines.append([b.n, plain(p.budget)])
    load, stopped = [Fraction(0)] * b.n, None
    while True:
        open_ = [o for o in range(len(p.ids)) if o not in b.chosen and b.votes[o] and p.costs[o] <= p.budget]
        if not open_:
            break
        when = {o: (p.costs[o] + sum(load[v] for v in b.supporters[o])) / b.votes[o] for o in open_}
        tied = [o for o in open_ if when[o] == min(when.values())]
        over = [o for o in tied if b.spent() + p.costs[o] > p.budget]
        if over:
            stopped = over[0]
            break
        o = b.pick(tied)
        b.lines.append([len(b.chosen) + 1, plain(p.costs[o]), cents(when[o]), b.votes[o]])
        for v in b.supporters[o]:
            load[v] = when[o]
        b.chosen.append(o)
    b.lines += [[b.votes[o], plain(p.costs[o])] for o in range(len(p.ids)) if o not in b.chosen]
    return b.end()


def shares_once(p, seed, cardinality, added):
    b = Budget(p, seed, cardinality)
    money = [p.budget / b.n + added] * b.n
    for o in range(len(p.ids)):
        if p.costs[o] == 0 and b.votes[o]:
            b.lines.append([len(b.chosen) + 1, '0', b.votes[o], '0.00', b.votes[o]])
            b.chosen.append(o)
    while True:
        price = {}
        for o in range(len(p.ids)):
            if o in b.chosen or not b.votes[o] or sum(money[v] for v in b.supporters[o]) < p.costs[o]:
                continue
            purse, left = sorted(money[v] for v in b.supporters[o]), p.costs[o]
            for i, m in enumerate(purse):
                if m * (len(purse) - i) >= left:
                    price[o] = left / (len(purse) - i)
                    break
                left -= m
        if not price:
            return b, money
        best = min(price[o] / b.utility[o] for o in price)
        o = b.pick([o for o in price if price[o] / b.utility[o] == best])
        poor = sum(0 < money[v] < price[o] for v in b.supporters[o])
        rich = sum(money[v] >= price[o] for v in b.supporters[o])
        b.lines.append([len(b.chosen) + 1, plain(p.costs[o]), b.votes[o], cents(price[o]), rich] + ([poor] if poor else []))
        b.chosen.append(o)
        for v in b.supporters[o]:
            money[v] = max(Fraction(0), money[v] - price[o])


def equal_shares(p, seed, cardinality=False, complete='none'):
    added, (b, money) = 0, shares_once(p, seed, cardinality, 0)
    while complete != 'none' and len(b.chosen) < sum(v > 0 for v in b.votes):
        more = shares_once(p, seed, cardinality, added + 1)
        if more[0].spent() > p.budget:
            break
        added, (b, money) = added + 1, more
    share = cents(p.budget / b.n + added)
    b.lines.insert(0, [plain(p.budget), b.n] + ([added] if added else []) + [share])
    if complete == 'add1-greedy':
        b.greedy()
    b.lines += [[plain(p.costs[o]), b.votes[o], cents(sum(money[v] for v in b.supporters[o]))]
                for o in range(len(p.ids)) if o not in b.chosen]
    return b.end()
