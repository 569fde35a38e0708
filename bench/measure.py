"""What the measuring programs share: demonstration data with a crowd signed in,
servers on ports of their own, wrk, and a line for each goal.

A number alone says little on a machine that does other things too, so what is
compared runs in alternation, and the median of the rounds' ratios counts."""
import os, re, shutil, signal, socket, statistics, subprocess, sys, tempfile, time, urllib.request

top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
build = os.path.join(top, os.environ.get('BUILD', 'build'))
program = os.path.join(build, 'groundswell')
folder = tempfile.mkdtemp(prefix='groundswell-bench-')
seconds = int(os.environ.get('SECONDS_EACH', '5'))
rounds = int(os.environ.get('ROUNDS', '5'))
unmet = 0


def need(*programs):
    for p in programs:
        if shutil.which(p) is None:
            sys.exit(f'{p} is missing: sh tools/packages.sh bench')


def goal(what, wanted, got, met):
    """A line of the table."""
    global unmet
    unmet += not met
    print(f'{what:<58} {wanted:>14} {got:>14}  {"met" if met else "NOT MET"}', flush=True)


def note(text):
    print('  ' + text, flush=True)


def finish():
    shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if unmet else 0)


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


class Server:
    """A process that serves, and those it starts."""

    def __init__(self, *argv, port):
        self.port = port
        self.process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=open(os.path.join(folder, 'log'), 'a'))
        for _ in range(1000):
            try:
                socket.create_connection(('127.0.0.1', port)).close()
                return
            except OSError:
                time.sleep(0.01)
        sys.exit(f'{argv[0]} does not serve: ' + open(os.path.join(folder, 'log')).read())

    def pids(self):
        all = [self.process.pid]
        for pid in all:
            all += [int(p) for p in open(f'/proc/{pid}/task/{pid}/children').read().split()]
        return all

    def cpu_seconds(self):
        ticks = 0
        for pid in self.pids():
            fields = open(f'/proc/{pid}/stat').read().rsplit(')', 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf('SC_CLK_TCK')

    def private_megabytes(self):
        text = ''.join(open(f'/proc/{pid}/smaps_rollup').read() for pid in self.pids())
        return sum(int(n) for n in re.findall(r'^Private_\w+: *(\d+) kB', text, re.M)) / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def groundswell(data, *options):
    port = free_port()
    server = Server(program, 'serve', '--data', data, '--listen', f'127.0.0.1:{port}', '--access-log', os.path.join(folder, 'access'),
                    *options, port=port)
    while fetch(server, '/healthz')[0] != 200:
        time.sleep(0.01)
    return server


def demo(name='demo.db', people=64, tries=1):
    """A data file, the crowd's file, a login of the crowd, and the path of the page with the most reports."""
    data, crowd = os.path.join(folder, name), os.path.join(folder, name + '.crowd')
    subprocess.run([program, 'demo', '--data', data], check=True, stdout=subprocess.DEVNULL)
    with open(crowd, 'w') as out:
        subprocess.run([os.path.join(build, 'tests', 'crowd'), data, str(people), str(tries)], check=True, stdout=out)
    lines = open(crowd).read().splitlines()
    return data, crowd, lines[1].split()[0], '/practices/' + lines[0].split()[1]


def fetch(server, path, cookie=''):
    request = urllib.request.Request(f'http://127.0.0.1:{server.port}{path}', headers={'Cookie': cookie})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.status, answer.read()


def milliseconds(text):
    number, unit = re.fullmatch(r'([\d.]+)(us|ms|s|m)', text).groups()
    return float(number) * {'us': 0.001, 'ms': 1, 's': 1000, 'm': 60000}[unit]


class Load:
    """What wrk says of one run."""

    def __init__(self, server, path, connections, cookie=None, seconds=seconds):
        argv = ['wrk', '-t1', f'-c{connections}', f'-d{seconds}', '--latency']
        argv += ['-H', f'Cookie: {cookie}'] if cookie else []
        before = server.cpu_seconds()
        text = subprocess.run([*argv, f'http://127.0.0.1:{server.port}{path}'], check=True, capture_output=True, text=True).stdout
        if 'Non-2xx' in text or 'Socket errors' in text:
            sys.exit(text)
        self.rate = float(re.search(r'Requests/sec: *([\d.]+)', text).group(1))
        self.p99 = milliseconds(re.search(r'99% *(\S+)', text).group(1))
        self.micros = (server.cpu_seconds() - before) / int(re.search(r'(\d+) requests in', text).group(1)) * 1e6


median = statistics.median
