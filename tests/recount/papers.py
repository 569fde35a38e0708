"""Ballot files, read a second time and in the plainest way, so that a recount
shares no code with the program: good files only, nothing is explained."""
import csv, re
from fractions import Fraction


class Papers:
    def __init__(self):
        self.kind, self.title = 'ranked', ''
        self.ids, self.names, self.costs = [], [], []
        self.ballots = []           # (votes, [[option, …], …]): groups, best first
        self.points = []            # of each ballot: {option: Fraction}
        self.seats = self.budget = self.tie = None
        self.withdrawn, self.preflib, self.blt, self.default = set(), False, False, Fraction(0)

    def printed(self, option):
        return self.ids[option] if self.budget is not None else self.names[option]


def read(path):
    raw = open(path, 'rb').read()
    text = raw.removeprefix(b'\xef\xbb\xbf').decode('utf-8')
    first = text.lstrip().split('\n')[0].strip()
    if first.upper().startswith('META'):
        return read_pabulib(text)
    if re.search(r'^#\s*NUMBER ALTERNATIVES', text, re.M | re.I):
        return read_preflib(text)
    return read_blt(text)


def read_preflib(text):
    p = Papers()
    p.preflib = True
    for line in text.splitlines():
        line = line.strip()
        name = re.match(r'#\s*ALTERNATIVE NAME (\d+):(.*)', line, re.I)
        if name:
            p.ids.append(name[1])
            p.names.append(name[2].strip())
        elif re.match(r'#\s*NUMBER CATEGORIES', line, re.I):
            p.kind = 'sorted'
        elif line and not line.startswith('#'):
            votes, order = line.split(':')
            groups = [[int(x) - 1 for x in re.findall(r'\d+', g)] for g in re.findall(r'\{[^}]*\}|\d+', order)]
            p.ballots.append((int(votes), groups))
    return p


def read_pabulib(text):
    p = Papers()
    meta, section, head, by_id = {}, None, None, {}
    for row in csv.reader(text.splitlines(), delimiter=';'):
        row = [c.strip() for c in row]
        if not any(row):
            continue
        if row[0].upper() in ('META', 'PROJECTS', 'VOTES') and not any(row[1:]):
            section, head = row[0].upper(), None
        elif head is None:
            head = row
        elif section == 'META':
            meta[row[0]] = row[1]
        elif section == 'PROJECTS':
            cells = dict(zip(head, row))
            by_id[cells['project_id']] = len(p.ids)
            p.ids.append(cells['project_id'])
            p.names.append(cells.get('name') or cells['project_id'])
            p.costs.append(Fraction(cells['cost'].replace(',', '.')))
        else:
            cells = dict(zip(head, row))
            chosen = [by_id[x.strip()] for x in cells['vote'].split(',') if x.strip()]
            p.ballots.append((1, [[o] for o in chosen]))
            if 'points' in cells:
                p.points.append(dict(zip(chosen, (Fraction(x) for x in cells['points'].split(',') if x.strip()))))
    p.kind = {'approval': 'approved', 'choose-1': 'approved', 'ordinal': 'ranked'}.get(meta['vote_type'], 'points')
    p.budget = Fraction(meta['budget'].replace(',', '.'))
    p.default = Fraction(meta.get('default_score') or 0)
    return p


def read_blt(text):
    p = Papers()
    p.blt = True
    text = re.sub(r'^\s*#.*$', '', text, flags=re.M)
    words = re.findall(r'"(?:\\.|[^"\\])*"|\[[^\]]*\]|\S+', text)
    options, p.seats = int(words[0]), int(words[1])
    at, nick = 2, {str(i + 1): i for i in range(options)}
    while words[at][0] in '[-':
        if words[at].startswith('[nick'):
            nick.update({w: i for i, w in enumerate(words[at][5:-1].split())})
        elif words[at].startswith('[tie'):
            p.tie = [nick[w] for w in words[at][4:-1].split()]
        elif words[at][0] == '-':
            p.withdrawn.add(int(words[at][1:]) - 1)
        at += 1
    while words[at] != '0':
        votes, groups = int(words[at]), []
        at += 1
        while words[at] != '0':
            group = [nick[w] for w in words[at].split('=') if nick[w] not in p.withdrawn]
            groups += [group] if group else []
            at += 1
        p.ballots.append((votes, groups))
        at += 1
    at += 1
    p.ids = [str(i + 1) for i in range(options)]
    p.names = [' '.join(w[1:-1].replace('\\"', '"').split()) for w in words[at:at + options]]
    return p
