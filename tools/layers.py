"""The house's rules that a compiler does not check: who includes whom, what may
not be called where, how long things grow.  Prints TAP."""
import os, re, subprocess, sys

layers = [l.strip() for l in open('LAYERS') if l.strip()]
order = {name: i for i, name in enumerate(layers)}
core = layers[:layers.index('site') + 1]
files = subprocess.run(['git', 'ls-files', '*.c', '*.h', '*.html'], capture_output=True, text=True).stdout.split()
files = [f for f in files if f.split('/')[0] in order]
problems = {'folders include only what stands above them': [], 'features own nothing but arena memory': [],
            'no dangerous function': [], 'files have at most 800 lines': [], 'functions have at most 70 lines': [],
            'file names are unique': [], 'public headers begin with their story': []}

def told(what, where):
    problems[what].append(where)

banned_everywhere = re.compile(r'\b(strncpy|sprintf|gets|strtok|system|popen|alloca|vsprintf|rand|srand)\s*\(')
banned_in_features = re.compile(r'(?<![\w.>])(malloc|calloc|realloc|free|open|socket|system|popen|fork)\s*\(')
below_transaction = re.compile(r'^(roster|demo|app)/')
seen = {}
for path in files:
    folder, name = path.split('/')[0], os.path.basename(path)
    text = open(path).read()
    lines = text.split('\n')
    code = re.sub(r'/\*.*?\*/', lambda m: '\n' * m.group().count('\n'), text, flags=re.S)
    code = re.sub(r'"(\\.|[^"\\\n])*"', '""', code) if not path.endswith('.html') else code
    if name in seen:
        told('file names are unique', f'{path} and {seen[name]}')
    seen[name] = path
    if len(lines) > 801:
        told('files have at most 800 lines', f'{path}: {len(lines)}')
    for i, line in enumerate(lines, 1):
        m = re.match(r'\s*#include "(\w+)/', line)
        if m and m.group(1) in order and order[m.group(1)] > order[folder] and not path.endswith('_test.c'):
            told('folders include only what stands above them', f'{path}:{i}: {line.strip()}')
    for i, line in enumerate(code.split('\n'), 1):
        if banned_everywhere.search(line):
            told('no dangerous function', f'{path}:{i}: {line.strip()}')
        if folder not in core and folder != 'app' and not below_transaction.match(path) and not path.endswith('_test.c') and banned_in_features.search(line):
            told('features own nothing but arena memory', f'{path}:{i}: {line.strip()}')
    if path.endswith('.h') and not text.lstrip().startswith('/*'):
        told('public headers begin with their story', path)
    if path.endswith('.c'):
        start = None
        for i, line in enumerate(code.split('\n'), 1):
            if line.startswith('{'):
                start = i
            elif line.startswith('}') and start:
                if i - start > 71:
                    told('functions have at most 70 lines', f'{path}:{start}: {i - start - 1}')
                start = None

bad = 0
for n, (what, where) in enumerate(problems.items(), 1):
    print(f'{"not ok" if where else "ok"} {n} - {what}')
    for w in where:
        print(f'# {w}')
    bad += bool(where)
print(f'1..{len(problems)}')
sys.exit(1 if bad else 0)
