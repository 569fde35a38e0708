"""The real program spoken to over sockets: what its unit tests cannot show, or
what must hold for the process as a whole.  serve.py PROGRAM FOLDER; TAP."""
import http.client, os, re, shutil, signal, socket, ssl, subprocess, sys, threading, time, warnings

program, work = os.path.abspath(sys.argv[1]), sys.argv[2]
shutil.rmtree(work, ignore_errors=True)
os.makedirs(work)
os.chdir(work)
count = failed = 0


def ok(good, what, why=''):
    global count, failed
    count += 1
    print(f'{"ok" if good else "not ok"} {count} - {what}', flush=True)
    if not good:
        failed += 1
        print(f'# {str(why)[:2000]}')


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def children(pid):
    try:
        return [int(p) for p in open(f'/proc/{pid}/task/{pid}/children').read().split()]
    except OSError:
        return []


def wait_for(what, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.02)
    return False


def reachable(connect):
    try:
        connect().close()
        return True
    except OSError:
        return False


class Server:
    """`groundswell serve` on a port of its own."""

    def __init__(self, name, *options, listen=None, path=program):
        self.listen = listen or f'127.0.0.1:{free_port()}'
        self.log, self.access = f'{name}.log', f'{name}.access'
        self.process = subprocess.Popen([path, 'serve', '--data', 'data.db', '--listen', self.listen, '--access-log', self.access,
                                         *options], stderr=open(self.log, 'w'), stdin=subprocess.DEVNULL)
        self.pid = self.process.pid
        if not wait_for(lambda: reachable(self.connect) or self.process.poll() is not None):
            print('Bail out! the server does not start:', open(self.log).read())
            sys.exit(1)

    def connect(self):
        if self.listen.startswith('unix:'):
            s = socket.socket(socket.AF_UNIX)
            s.connect(self.listen[5:])
            return s
        host, port = self.listen.rsplit(':', 1)
        return socket.create_connection((host.strip('[]'), int(port)), timeout=30)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(120)
        log = open(self.log).read()
        ok(status == 0 and not re.search('Sanitizer|runtime error|assertion=', log), f'{self.log}: it ends in order', log or status)


class Answer:
    """One reply, read as it comes."""

    def __init__(self, s, method='GET'):
        r = http.client.HTTPResponse(s, method=method)
        r.begin()
        self.status, self.body = r.status, r.read()
        self.fields = r.msg

    def __getitem__(self, name):
        return self.fields.get(name, '')


def ask(server, head, method='GET', connect=None):
    s = (connect or server.connect)()
    try:
        s.sendall(head.encode())
        return Answer(s, method)
    finally:
        s.close()


def get(server, path, *fields, method='GET', connect=None):
    return ask(server, ''.join(line + '\r\n' for line in (f'{method} {path} HTTP/1.1', 'Host: learn.example.org', *fields, '')),
               method, connect)


# --- what a request gets ---------------------------------------------------

def pages(server):
    page = get(server, '/sign-in')
    ok(page.status == 200 and b'<h1' in page.body and page['Content-Type'] == 'text/html; charset=utf-8', 'the sign-in page', page.body)
    ok("default-src 'none'" in page['Content-Security-Policy'] and "frame-ancestors 'none'" in page['Content-Security-Policy'] and
       'unsafe-inline' not in page['Content-Security-Policy'] and page['X-Content-Type-Options'] == 'nosniff' and
       page['Referrer-Policy'] == 'same-origin', 'its headers are strict', page.fields)
    head = get(server, '/sign-in', method='HEAD')
    ok(head.status == 200 and head.body == b'' and abs(int(head['Content-Length']) - len(page.body)) < 200, 'HEAD is GET without a body', head.fields)
    ok(get(server, '/').status in (200, 303), 'home asks who it is', '')
    away = get(server, '/practices')
    ok(away.status == 303 and away['Location'] == '/sign-in?return=%2Fpractices', 'a page for members asks to sign in', away.fields)
    for status, path in ((404, '/nowhere'), (405, '/sign-out'), (404, '/static/none.css'), (404, '/sign-in/'), (400, '/a%00b'),
                         (414, '/' + 'a' * 9000)):
        got = get(server, path)
        ok(got.status == status, f'{status} for {path[:20]}', got.status)
    post = 'POST /sign-in HTTP/1.1\r\nHost: x\r\n'
    for status, head in ((413, post + 'Content-Length: 9999999\r\n\r\n'), (415, post + 'Content-Type: text/xml\r\nContent-Length: 1\r\n\r\nx'),
                         (403, post + 'Content-Length: 3\r\n\r\na=b'), (431, 'GET / HTTP/1.1\r\nHost: x\r\nA: ' + 'a' * 9000 + '\r\n\r\n'),
                         (501, 'BREW / HTTP/1.1\r\nHost: x\r\n\r\n')):
        got = ask(server, head)
        ok(got.status == status, f'{status} for {head[:24].splitlines()[0]}…', got.status)


def assets(server):
    page = get(server, '/sign-in').body.decode()
    css = re.search(r'href="(/static/[^"]*\.css)"', page).group(1)
    plain, packed = get(server, css), get(server, css, 'Accept-Encoding: gzip, br')
    ok(plain.status == 200 and 'immutable' in plain['Cache-Control'] and packed['Content-Encoding'] == 'br' and
       len(packed.body) < len(plain.body), 'the style is packed, and kept for ever', packed.fields)
    ok(get(server, css, 'Accept-Encoding: gzip, br', 'If-None-Match: ' + packed['ETag']).status == 304, 'what a browser has is not sent again')
    everything = [css, *re.findall(r'(?:src|href)="(/static/[^"]*)"', page)]
    total = len(packed.body) + sum(len(get(server, p, 'Accept-Encoding: gzip, br').body) for p in sorted(set(everything)) if p != css)
    ok(total + len(page) < 50 * 1024, f'the first page weighs {(total + len(page)) / 1024:.0f} KiB with all it needs, at most 50')


# --- what operators look at ------------------------------------------------

LINE = re.compile(r'^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\]|\\.)*",?)*)\})? (-?[0-9.e+]+|NaN|[+-]Inf)$')


def metrics_of(server):
    """Prometheus text 0.0.4, read strictly: {(name, labels): value} and {name: type}."""
    answer, values, types = get(server, '/metrics'), {}, {}
    for line in answer.body.decode().splitlines():
        if line.startswith('# TYPE '):
            name, kind = line[7:].split(' ')
            assert name not in types and kind in ('counter', 'gauge', 'histogram', 'summary', 'untyped'), line
            types[name] = kind
        elif not line.startswith('#'):
            name, labels, value = LINE.match(line).groups()
            assert (name, labels) not in values, line
            values[name, labels] = float(value)
            family = re.sub('_(bucket|sum|count)$', '', name)
            assert types.get(name) or types.get(family) == 'histogram', line
    return answer, values, types


def watching(server):
    ok(get(server, '/healthz').body == b'ok\n', '/healthz says ok')
    answer, before, types = metrics_of(server)
    ok(answer['Content-Type'].startswith('text/plain; version=0.0.4'), '/metrics is Prometheus text', answer.fields)
    for _ in range(3):
        get(server, '/sign-in')
    _, after, _ = metrics_of(server)
    key = ('groundswell_route_requests_total', 'method="GET",route="/sign-in"')
    ok(after[key] == before[key] + 3, 'a route is counted', after.get(key))
    ok(all(after[k] >= v for k, v in before.items() if types.get(k[0]) == 'counter'), 'counters only grow')
    buckets = [v for (name, _), v in after.items() if name == 'groundswell_request_seconds_bucket']
    ok(buckets == sorted(buckets) and buckets[-1] == after['groundswell_request_seconds_count', None], 'the histogram adds up', buckets)


def logged(server):
    answer = get(server, '/sign-in?return=/secret')
    line = [l for l in open(server.access) if f' id={answer["X-Request-Id"]} ' in l]
    ok(len(line) == 1, 'a reply\'s X-Request-Id finds its line in the access log', line)
    fields = dict(re.findall(r'(\w+)=("[^"]*"|\S+)', line[0]))
    ok(fields['method'] == 'GET' and fields['path'] == '"/sign-in"' and fields['status'] == '200' and fields['peer'] == '127.0.0.1' and
       int(fields['bytes']) == len(answer.body) and int(fields['ms']) >= 0, 'it says what was asked and answered', line)
    ok(re.fullmatch(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ', fields['at']) and 'secret' not in line[0], 'and when, and nothing private', line)


# --- slow and idle clients -------------------------------------------------

def drip(server, result):
    s = server.connect()
    s.settimeout(1)
    began = time.monotonic()
    try:
        for byte in ('GET /sign-in HTTP/1.1\r\nHost: x\r\nA: ' + 'a' * 100).encode():
            s.send(bytes([byte]))
            time.sleep(0.25)
    except OSError:
        pass
    result.append(time.monotonic() - began)


def slow_clients(server):
    result, idle = [], [server.connect() for _ in range(900)]
    thread = threading.Thread(target=drip, args=(server, result))
    thread.start()
    ok(all(get(server, '/sign-in').status == 200 for _ in range(20)), 'pages come while 900 connections idle and one drips')
    thread.join()
    ok(result[0] < 20, f'the one that drips is cut off after {result[0]:.0f} s, 10 are allowed', result)
    for s in idle:
        s.settimeout(10)
    ok(all(s.recv(1) == b'' for s in idle), 'the idle ones are let go')
    for s in idle:
        s.close()


# --- handing over ----------------------------------------------------------

class Loop(threading.Thread):
    """Asks again and again, each time anew or on a connection that it keeps as long as it may."""

    def __init__(self, server, keeps):
        super().__init__()
        self.server, self.keeps, self.going, self.asked, self.wrong = server, keeps, True, 0, []

    def run(self):
        s = None
        while self.going:
            stage = 'connect'
            try:
                s = s or self.server.connect()
                stage = 'answer'
                s.sendall(b'GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n')
                answer = Answer(s)
                self.asked += 1
                if answer.status != 200:
                    self.wrong.append((stage, answer.status))
                if not self.keeps or answer['Connection'].lower() == 'close':
                    s.close()
                    s = None
            except (OSError, http.client.HTTPException) as e:
                self.wrong.append((stage, repr(e)))
                s = None


def looping(server, meanwhile):
    loops = [Loop(server, keeps) for keeps in (False, True, False, True)]
    for l in loops:
        l.start()
    time.sleep(0.2)
    meanwhile()
    time.sleep(0.2)
    for l in loops:
        l.going = False
    for l in loops:
        l.join()
    return sum(l.asked for l in loops), [w for l in loops for w in l.wrong]


def hand_over(server):
    seen = []

    def again():
        for _ in range(3):
            old = children(server.pid)
            server.process.send_signal(signal.SIGHUP)
            wait_for(lambda: len(children(server.pid)) == 1 and children(server.pid) != old)
            seen.append((old, children(server.pid)))

    asked, wrong = looping(server, again)
    ok(asked > 20 and not wrong, f'three times handed over: {asked} requests, none refused or broken', wrong[:5])
    ok(all(len(new) == 1 and new != old for old, new in seen), 'each time the old process ends', seen)


def killed(server):
    def kill():
        for _ in range(3):
            old = children(server.pid)
            os.kill(old[0], signal.SIGKILL)
            wait_for(lambda: children(server.pid) not in ([], old) and get_quietly(server))

    asked, wrong = looping(server, kill)
    refused = [w for w in wrong if w[0] == 'connect']
    ok(asked > 20 and not refused, f'three times killed: {asked} requests, no connection refused', refused[:5])
    ok(len(wrong) <= 3 * 4, 'only what was under way is broken', wrong)


def get_quietly(server):
    try:
        return get(server, '/healthz').status == 200
    except (OSError, http.client.HTTPException):
        return False


def bad_program():
    """A program file that does not serve, put in the place of the one that does."""
    own = os.path.join(work, 'own', 'groundswell')
    os.makedirs(os.path.dirname(own))
    shutil.copy(program, own)
    server = Server('bad', path=own)
    old = children(server.pid)
    with open(own + '.new', 'w') as f:
        f.write('#!/bin/sh\nexit 1\n')
    os.chmod(own + '.new', 0o755)
    os.rename(own + '.new', own)
    server.process.send_signal(signal.SIGHUP)
    ok(wait_for(lambda: 'the old one goes on' in open(server.log).read()), 'a new program that does not serve is noticed')
    ok(children(server.pid) == old and get(server, '/healthz').status == 200, 'and the old one goes on', children(server.pid))
    server.stop()


def orphan():
    """The server ends by itself when its parent is gone, and lets the port go."""
    server = Server('orphan')
    child = children(server.pid)[0]
    os.kill(server.pid, signal.SIGKILL)
    server.process.wait()
    ok(wait_for(lambda: not os.path.exists(f'/proc/{child}') and not reachable(server.connect)), 'a server without its parent ends')


# --- addresses -------------------------------------------------------------

def tls():
    subprocess.run('openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost'.split(),
                   check=True, capture_output=True)
    server = Server('tls', '--cert', 'cert.pem', '--key', 'key.pem')
    context = ssl.create_default_context(cafile='cert.pem')
    context.check_hostname = False

    def connect():
        return context.wrap_socket(server.connect(), server_hostname='localhost')

    page = get(server, '/sign-in', connect=connect)
    ok(page.status == 200 and 'max-age=' in page['Strict-Transport-Security'], 'TLS natively, with HSTS', page.fields)
    ok(page['Set-Cookie'].startswith('__Host-') and 'Secure' in page['Set-Cookie'], 'its cookies are the host\'s own', page['Set-Cookie'])
    with connect() as s:
        ok(s.version() in ('TLSv1.2', 'TLSv1.3'), f'by {s.version()}')
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    warnings.simplefilter('ignore')              # Python would rather not speak it either
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    old.set_ciphers('DEFAULT@SECLEVEL=0')
    try:
        old.wrap_socket(server.connect()).close()
        spoken = True
    except (OSError, ssl.SSLError):
        spoken = False
    ok(not spoken, 'TLS 1.1 is refused')
    try:
        spoken = get(server, '/sign-in').status
    except (OSError, http.client.HTTPException):
        spoken = None
    ok(spoken is None and get(server, '/sign-in', connect=connect).status == 200, 'plain HTTP gets nothing there', spoken)
    server.stop()


def addresses():
    six = Server('six', listen=f'[::1]:{free_port()}')
    ok(get(six, '/healthz').status == 200, 'IPv6')
    six.stop()
    path = Server('path', '--trusted-proxies', 'unix', listen=f'unix:{work}/socket')
    answer = get(path, '/sign-in', 'X-Forwarded-For: 192.0.2.7', 'X-Forwarded-Proto: https', 'X-Request-Id: proxy-said-1234')
    line = [l for l in open(path.access) if ' id=proxy-said-1234 ' in l]
    ok(len(line) == 1 and ' peer=192.0.2.7 ' in line[0] and 'Secure' in answer['Set-Cookie'], 'a path, behind a proxy that is trusted', line)
    path.stop()
    ok(not os.path.exists('socket'), 'the path is removed at the end')


def taken():
    first = Server('taken')
    second = subprocess.run([program, 'serve', '--data', 'data.db', '--listen', first.listen], capture_output=True, text=True, timeout=60)
    ok(second.returncode == 2 and first.listen in second.stderr, 'an address that is taken is said so', second.stderr)
    first.stop()


subprocess.run([program, 'init', '--name', 'Lakeside', '--email', 'ops@lakeside.example'], env={**os.environ, 'PWD': work},
               stdout=subprocess.DEVNULL, check=True)
os.rename('groundswell.db', 'data.db')
main = Server('main')
began = time.monotonic()
for part in (pages, assets, watching, logged, slow_clients, hand_over, killed):
    part(main)
    print(f'# {part.__name__}: {time.monotonic() - began:.0f} s', flush=True)
main.stop()
for part in (bad_program, orphan, tls, addresses, taken):
    part()
print(f'1..{count}')
sys.exit(failed > 0)
