"""assets OUT.c FILE...: files for /static/, with their hash, gzip and brotli forms, as C."""
import gzip, hashlib, os, subprocess, sys

types = {'.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
         '.svg': 'image/svg+xml', '.png': 'image/png', '.webmanifest': 'application/manifest+json'}

def array(name, data):
    body = ','.join(str(b) for b in data)
    return f'static const unsigned char {name}[] = {{{body},0}};\n'

out, files = sys.argv[1], sorted(sys.argv[2:], key=os.path.basename)
with open(out, 'w') as f:
    f.write('#include "http/static.h"\n')
    rows = []
    for i, path in enumerate(files):
        raw = open(path, 'rb').read()
        forms = [raw, gzip.compress(raw, 9, mtime=0),
                 subprocess.run(['brotli', '-q', '11', '-c', path], check=True, capture_output=True).stdout]
        for kind, data in zip(('raw', 'gz', 'br'), forms):
            f.write(array(f'{kind}_{i}', data))
        name, digest = os.path.basename(path), hashlib.sha256(raw).hexdigest()[:16]
        sizes = ', '.join(f'{{{kind}_{i}, {len(data)}}}' for kind, data in zip(('raw', 'gz', 'br'), forms))
        rows.append(f'\t{{"{name}", "/static/{digest}/{name}", "{digest}", "{types[os.path.splitext(name)[1]]}", {{{sizes}}}}},\n')
    f.write('const struct asset assets[] = {\n' + ''.join(rows) + '\t{0}\n};\n')
