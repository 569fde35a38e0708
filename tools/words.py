"""words BUILD: every sentence for people has its Spanish.  Prints TAP."""
import glob, os, re, subprocess, sys, tempfile

build = sys.argv[1]
layers = [l.strip() for l in open('LAYERS') if l.strip()]
print(f'1..{len(layers)}')
failed = 0

def entries(text):
    """msgid -> (msgstr forms, flags) of a .po."""
    found, flags, key, cur = {}, '', None, None
    fields = {}
    def flush():
        if fields.get('msgid'):
            found[fields['msgid']] = ([v for k, v in fields.items() if k.startswith('msgstr')], flags_of[0], fields.get('msgid_plural'))
        fields.clear()
    flags_of = ['']
    for line in text.split('\n') + ['']:
        if line.startswith('#,'):
            flush(); flags_of[0] = line
        elif line.startswith('#'):
            continue
        elif not line.strip():
            flush(); flags_of[0] = ''
        else:
            m = re.match(r'(msgid_plural|msgid|msgstr(?:\[\d\])?)\s+"(.*)"$', line)
            if m:
                if m.group(1) == 'msgid' and 'msgid' in fields:
                    flush()
                cur = m.group(1); fields[cur] = m.group(2)
            elif line.startswith('"'):
                fields[cur] += line.strip()[1:-1]
    return found

catalogue = {}
for path in glob.glob('*/*.es.po'):
    catalogue.update(entries(open(path).read()))
for n, folder in enumerate(layers, 1):
    sources = [f for f in glob.glob(f'{folder}/*.c') if not f.endswith('_test.c')] + glob.glob(f'{build}/{folder}/*.html.c')
    missing = []
    if sources:
        pot = subprocess.run(['xgettext', '-o', '-', '--from-code=UTF-8', '--language=C', '--no-location', '--keyword=say:2',
            '--keyword=say_n:2,3', '--keyword=html_say:2', '--keyword=html_say_n:2,3', '--keyword=N_'] + sources,
            capture_output=True, text=True, check=True).stdout
        for msgid, (_, _, plural) in entries(pot).items():
            if re.fullmatch(r'[\d\W]*', msgid) and '%' not in msgid:
                continue
            have = catalogue.get(msgid)
            if have is None:
                missing.append(f'missing: {msgid}')
            elif any(not form for form in have[0]):
                missing.append(f'empty: {msgid}')
            elif 'fuzzy' in have[1]:
                missing.append(f'fuzzy: {msgid}')
            elif plural and len(have[0]) != 2:
                missing.append(f'needs two forms: {msgid}')
    print(f'{"not ok" if missing else "ok"} {n} - {folder}/ is said in Spanish')
    for m in missing:
        print(f'# {m}')
    failed += bool(missing)
sys.exit(1 if failed else 0)
