// Letters from end to end: a real mail server (TLS, sign-in, answers by script)
// on one side, the built program on the other.  mail.mjs PROGRAM FOLDER [DATABASE] prints TAP.
import { SMTPServer } from 'smtp-server';
import { simpleParser } from 'mailparser';
import { spawn, execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import net from 'node:net';

const [program, folder, database] = process.argv.slice(2);
const where = database ? ['--database', database] : ['--data', `${folder}/mail.db`];
const key = readFileSync(`${folder}/key.pem`), cert = readFileSync(`${folder}/cert.pem`);
let count = 0, bad = 0;
const ok = (good, what, more = '') => {
  console.log(`${good ? 'ok' : 'not ok'} ${++count} - ${what}`);
  if (!good) { bad++; if (more !== '') console.log('# ' + String(more).replace(/\n/g, '\n# ')); }
};
const sleep = ms => new Promise(done => setTimeout(done, ms));
const until = async (look, seconds = 30) => {
  for (let i = 0; i < seconds * 20; i++) { const found = await look(); if (found) return found; await sleep(50); }
};
const freePort = async () => {
  const s = net.createServer().listen(0, '127.0.0.1');
  await once(s, 'listening');
  const { port } = s.address();
  s.close();
  return port;
};

// A mail server that keeps what it takes.  rules: address → { rcpt, data }: what it answers; picks: answers for
// whoever comes next, who are then in picked; before: called before it takes one.
const serve = async (options = {}) => {
  const box = { mails: [], connections: 0, rules: {}, picks: [], picked: [], before: null };
  const refuse = said => Object.assign(new Error(said.replace(/^\d+ /, '')), { responseCode: +said.slice(0, 3) });
  box.server = new SMTPServer({
    key, cert, authOptional: !options.auth, hideSTARTTLS: !!options.open, logger: false, closeTimeout: 1000,
    disabledCommands: options.auth ? [] : ['AUTH'], secure: !!options.secure, allowInsecureAuth: false,
    onConnect(session, done) { box.connections++; done(); },
    onAuth(auth, session, done) {
      box.secure = session.secure;
      if (auth.username === 'pl' && auth.password === 'open sesame') done(null, { user: 'pl' });
      else done(refuse('535 5.7.8 the password is wrong'));
    },
    onMailFrom(address, session, done) { box.from = address.address; box.hello = session.hostNameAppearsAs; done(); },
    onRcptTo(address, session, done) {
      if (box.mails.length > 4 && box.picks.length > 0) box.rules[box.picked[box.picks.length] = address.address] = { rcpt: box.picks.pop() };
      const said = box.rules[address.address]?.rcpt;
      done(said ? refuse(said) : null);
    },
    onData(stream, session, done) {
      const bytes = [];
      stream.on('data', b => bytes.push(b));
      stream.on('end', async () => {
        const raw = Buffer.concat(bytes), to = session.envelope.rcptTo.map(r => r.address);
        const said = box.rules[to[0]]?.data;
        if (said) return done(refuse(said));
        box.mails.push({ raw: raw.toString(), to, secure: session.secure, at: Date.now() });
        if (box.before) await box.before(session, to);
        done(null, '2.0.0 taken');
      });
    },
  });
  box.server.on('error', () => {});
  await new Promise(done => box.server.listen(options.port || 0, '127.0.0.1', done));
  box.port = box.server.server.address().port;
  box.close = () => new Promise(done => box.server.close(done));
  return box;
};
const read = mail => simpleParser(mail.raw);
const headerOf = (mail, name) => {
  const head = mail.raw.split('\r\n\r\n')[0].replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  return head.filter(l => l.toLowerCase().startsWith(name.toLowerCase() + ':')).map(l => l.slice(name.length + 1).trim());
};

const settings = (box, more = {}) => ({ ...process.env, LANG: 'C.UTF-8', GROUNDSWELL_SMTP_FROM: 'pl@lincoln.example',
  GROUNDSWELL_SMTP_URL: `smtp://127.0.0.1:${box.port}`, GROUNDSWELL_SMTP_TLS: 'off', ...more });
const run = (args, env) => new Promise(done => {
  const child = spawn(program, args, { env });
  let out = '', err = '';
  child.stdout.on('data', d => out += d);
  child.stderr.on('data', d => err += d);
  child.on('close', status => done({ status, out, err }));
  run.child = child;
});
const work = (at, env) => run(['work', ...where, '--at', at], env);
const sql = text => (database ? execFileSync('psql', ['-qAt', database, '-c', text]) :
  execFileSync('sqlite3', [`${folder}/mail.db`, text])).toString().trim();

// ---- groundswell mail test ADDRESS

async function trial() {
  const box = await serve({ auth: true });
  const env = settings(box, { GROUNDSWELL_SMTP_URL: `smtp://localhost:${box.port}`, GROUNDSWELL_SMTP_TLS: 'on', GROUNDSWELL_SMTP_CA: `${folder}/cert.pem`,
    GROUNDSWELL_SMTP_USER: 'pl', GROUNDSWELL_SMTP_PASSWORD: 'open sesame' });
  let r = await run(['mail', 'test', 'rosa@lincoln.example'], env);
  ok(r.status === 0 && r.out.includes('2.0.0 taken'), 'mail test: sent over STARTTLS after signing in, and says what the server said', r.out + r.err);
  ok(box.mails.length === 1 && box.mails[0].secure && box.secure, 'the password and the letter went encrypted');
  ok(box.from === 'pl@lincoln.example' && box.hello === 'lincoln.example', 'the sender and the name it greets with are set', `${box.from} ${box.hello}`);
  const m = await read(box.mails[0]);
  ok(m.text.includes('This is a trial.') && m.html.includes('This is a trial.'), 'it has a text and an HTML part');
  ok(m.headers.get('auto-submitted') === 'auto-generated' && !m.headers.get('list'), 'it is marked as sent by a program, and is no list');
  r = await run(['mail', 'test', 'rosa@lincoln.example'], { ...env, GROUNDSWELL_SMTP_PASSWORD: 'eight brass keys' });
  ok(r.status === 1 && r.err.includes('535') && !(r.out + r.err).includes('eight brass keys') && box.mails.length === 1,
    'a wrong password: exit 1 and the server’s words', r.out + r.err);
  r = await run(['mail', 'test', 'rosa@lincoln.example'], { ...env, GROUNDSWELL_SMTP_CA: '' });
  ok(r.status === 1 && box.mails.length === 1, 'a certificate that nobody vouches for is not believed', r.out + r.err);
  box.rules['gone@lincoln.example'] = { rcpt: '550 5.1.1 no such mailbox' };
  r = await run(['mail', 'test', 'gone@lincoln.example'], env);
  ok(r.status === 1 && r.err.includes('550') && r.err.includes('does not know this address'), 'an address that the server does not know', r.err);
  r = await run(['mail', 'test', 'no-address'], env);
  ok(r.status === 2, 'what is no address: exit 2', r.err);
  await box.close();

  const direct = await serve({ auth: true, secure: true });
  r = await run(['mail', 'test', 'rosa@lincoln.example'], { ...env, GROUNDSWELL_SMTP_URL: `smtps://localhost:${direct.port}` });
  ok(r.status === 0 && direct.mails[0]?.secure, 'smtps: encrypted from the first byte', r.err);
  await direct.close();

  const bare = await serve({ open: true });
  r = await run(['mail', 'test', 'rosa@lincoln.example'], { ...env, GROUNDSWELL_SMTP_URL: `smtp://localhost:${bare.port}` });
  ok(r.status === 1 && bare.mails.length === 0, 'where encryption is demanded, a server without it gets nothing', r.out);
  await bare.close();
}

// ---- the morning of a Tuesday in the demonstration district

const tuesday = '2026-11-24T13:31Z';     // 6:31 in Denver
async function morning() {
  const box = await serve({ open: true });
  const env = settings(box);
  box.picks = ['451 4.7.1 come back later', '550 5.1.1 no such mailbox'];
  const began = Date.now();
  let r = await work(tuesday, env);
  const seconds = (Date.now() - began) / 1000, n = box.mails.length;
  ok(r.status === 0 && n > 1400, `everybody’s digest is sent: ${n} in ${seconds.toFixed(1)} s`, r.out + r.err);
  ok(box.connections <= 4, `over one connection, and a new one after each refusal: ${box.connections}`);
  const ids = new Set(box.mails.map(m => headerOf(m, 'message-id')[0]));
  ok(ids.size === n && box.mails.every(m => m.to.length === 1), 'each to one person, under a number of its own');
  const heads = ['from', 'to', 'subject', 'date', 'message-id', 'auto-submitted', 'list-id', 'list-unsubscribe', 'list-unsubscribe-post', 'mime-version', 'content-language'];
  const wrong = box.mails.find(m => heads.some(h => headerOf(m, h).length !== 1) || m.raw.split('\r\n\r\n')[0].split('\r\n').some(l => l.length > 200));
  ok(!wrong, 'every header that belongs there stands there once', wrong?.raw.split('\r\n\r\n')[0]);
  ok(headerOf(box.mails[0], 'list-unsubscribe-post')[0] === 'List-Unsubscribe=One-Click', 'one click is offered (RFC 8058)');
  ok(box.mails.every(m => m.raw.split('\r\n').every(l => l.length <= 998 && /^[\x00-\x7f]*$/.test(l))), 'no line is too long, and all are plain');
  let odd = 0, spanish = null, parsed = [];
  for (const m of box.mails.slice(0, 200)) {
    const p = await read(m);
    parsed.push(p);
    const title = p.subject.replace(/^[^:]*: /, '');
    if (!p.text.includes(title) || !p.html.includes('<h2>') || p.subject.includes('=?') || p.to.value[0].name === '') odd++;
    if (m.raw.includes('Content-Language: es')) spanish = p;
  }
  ok(odd === 0, 'subjects, names and both parts read as they were written', odd);
  ok(spanish && /escuela|salón|terminar/.test(spanish.subject) && spanish.text.startsWith('Hola, '), 'who reads Spanish gets Spanish', spanish?.subject);

  const [, slow, none] = box.picked, before = n;
  r = await work('2026-11-24T13:40Z', env);
  ok(box.mails.length === before, 'a second run of the morning sends nothing twice', box.mails.length - before);
  ok(+sql(`SELECT tries FROM outbox WHERE to_address = '${slow}'`) >= 2, '451: it is tried again after a pause');
  const id = sql(`SELECT message_id FROM outbox WHERE to_address = '${slow}'`);
  delete box.rules[slow];
  await work('2026-11-24T15:00Z', env);
  ok(box.mails.length === before + 1 && headerOf(box.mails[before], 'message-id')[0] === id, 'then it goes out, under the same number');
  ok(+sql(`SELECT failed_at FROM outbox WHERE to_address = '${none}'`) > 0 && +sql(`SELECT tries FROM outbox WHERE to_address = '${none}'`) === 1,
    '550: it is given up at once');
  sql(`UPDATE outbox SET failed_at = 0, ends_at = ends_at + 86400 WHERE to_address = '${none}'`);
  await work('2026-11-24T16:00Z', env);
  ok(+sql(`SELECT times FROM mail_refused WHERE address = '${none}'`) === 2, 'refused twice: nothing more is sent there');
  await box.close();
  return { digest: box.mails[0], parsed };
}

// In Denver's evening: the mornings are over, and nobody sleeps yet.
// ---- taken, and the program killed before it could write that down

async function crash() {
  const box = await serve({ open: true });
  const env = settings(box);
  sql("UPDATE outbox SET sent_at = 0, claimed_to = 0, due_at = 0, ends_at = 9999999999 WHERE id = (SELECT MAX(id) FROM outbox WHERE sent_at > 0)");
  box.before = () => run.child.kill('SIGSTOP');
  const first = work('2026-11-26T01:32Z', env);
  await until(() => box.mails.length === 1);
  await sleep(300);                        // the answer is on its way to a program that does not read it
  run.child.kill('SIGKILL');
  await first;
  box.before = null;
  ok(sql("SELECT count(*) FROM outbox WHERE sent_at = 0 AND failed_at = 0 AND claimed_to > 0") === '1', 'killed after the server took it: the row does not know');
  await work('2026-11-26T01:34Z', env);
  ok(box.mails.length === 1, 'while it counts as being sent, nobody else sends it');
  await work('2026-11-26T01:38Z', env);
  ok(box.mails.length === 2 && headerOf(box.mails[0], 'message-id')[0] === headerOf(box.mails[1], 'message-id')[0],
    'then it goes out again as the same message', box.mails.map(m => headerOf(m, 'message-id')[0]).join('\n'));
  await work('2026-11-26T01:44Z', env);
  ok(box.mails.length === 2, 'and not a third time');
  await box.close();
}

// ---- the mail server dies in the middle of a letter, and is away for a while

async function outage() {
  const box = await serve({ open: true });
  const env = settings(box), port = box.port;
  sql("UPDATE outbox SET sent_at = 0, claimed_to = 0, due_at = 0, ends_at = 9999999999 WHERE id IN (SELECT id FROM outbox WHERE sent_at > 0 ORDER BY id LIMIT 3)");
  const waiting = () => +sql('SELECT count(*) FROM outbox WHERE sent_at = 0 AND failed_at = 0');
  box.before = () => { for (const c of box.server.connections) c._socket.destroy(); return new Promise(() => {}); };
  await work('2026-11-27T01:32Z', env);
  ok(waiting() === 3 && sql('SELECT why FROM mail_server') !== '', 'a connection that breaks: all wait, and the reason is kept', sql('SELECT why FROM mail_server'));
  for (const c of box.server.connections) c._socket.destroy();
  box.server.server.close();
  await work('2026-11-27T01:34Z', env);
  await work('2026-11-27T01:35Z', env);
  ok(waiting() === 3 && +sql('SELECT tries FROM mail_server') === 2, 'a server that is away is not asked for every letter', sql('SELECT tries FROM mail_server'));
  const again = await serve({ open: true, port });
  await work('2026-11-27T02:50Z', env);
  ok(waiting() === 0 && again.mails.length === 3 && sql('SELECT count(*) FROM mail_server') === '0', 'it is back: they go out', again.mails.length);
  ok(again.mails.some(m => headerOf(m, 'message-id')[0] === headerOf(box.mails[0], 'message-id')[0]), 'the broken one under its old number');
  await again.close();
}

// ---- links: the server runs, and a mail program and a person follow them

async function links({ digest, parsed }) {
  const box = await serve({ open: true });
  const port = await freePort(), base = `http://127.0.0.1:${port}`;
  const server = spawn(program, ['serve', ...where, '--listen', `127.0.0.1:${port}`, '--access-log', `${folder}/access.log`], { env: settings(box), stdio: 'inherit' });
  try {
    await until(async () => (await fetch(base + '/healthz').catch(() => null))?.ok);
    const local = url => base + new URL(url).pathname;
    const off = local(headerOf(digest, 'list-unsubscribe')[0].slice(1, -1));
    const to = (await read(digest)).to.value[0].address;
    const isOff = () => sql(`SELECT count(*) FROM mail_off o JOIN person p ON p.id = o.person_id WHERE p.email = '${to}' AND o.topic = 'digest'`) === '1';
    const look = await fetch(off, { redirect: 'manual' });
    ok(look.status === 200 && !isOff() && (await look.text()).includes('<form method="post"'), 'the link to stop shows a page with a button, and changes nothing');
    const click = await fetch(off, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }), headers: { origin: 'https://mail.example' } });
    ok(click.status === 200 && isOff(), 'one click from a mail program stops it at once: no cookie, no token, no redirect', click.status);
    await fetch(off + '/undo', { method: 'POST' });
    ok(!isOff(), 'and it can be taken back');
    const form = new FormData();
    form.set('List-Unsubscribe', 'One-Click');
    const multipart = await fetch(off, { method: 'POST', redirect: 'manual', body: form });
    ok(multipart.status === 200 && isOff(), 'the same as a multipart form', multipart.status);

    const asked = parsed.find(p => p.text.includes('- Not any more\n'));
    const act = local(asked.text.match(/- Not any more\n(\S+)/)[1]);
    const answers = () => +sql('SELECT count(*) FROM trial_ask WHERE still = 0');
    const shown = await fetch(act);
    ok(shown.status === 200 && answers() === 0, 'the link to answer shows what will be done, and does nothing');
    const done = await fetch(act, { method: 'POST', redirect: 'manual' });
    ok(done.status === 200 && answers() === 1 && !done.headers.getSetCookie().some(c => /login/.test(c)), 'its button answers, and signs nobody in', done.status);
    ok((await fetch(act, { method: 'POST' })).status === 404 && answers() === 1, 'once');

    const page = await fetch(base + '/sign-in'), html = await page.text();
    const cookie = page.headers.getSetCookie().map(c => c.split(';')[0]).join('; ');
    const csrf = html.match(/name="csrf" value="([^"]+)"/)[1];
    const began = Date.now();
    await fetch(base + '/sign-in/link', { method: 'POST', redirect: 'manual', headers: { cookie, origin: base },
      body: new URLSearchParams({ csrf, email: 'rosa@demo.example' }) });
    const mail = await until(() => box.mails.find(m => m.to[0] === 'rosa@demo.example'), 20);
    ok(mail, `a sign-in link asked for at any hour arrives: ${mail ? ((mail.at - began) / 1000).toFixed(1) : '-'} s`);
    ok(mail && headerOf(mail, 'list-unsubscribe').length === 0, 'without a link to stop');
    const link = (await read(mail)).text.match(/\/sign-in\/link\/\S+/)[0];
    await until(() => sql("SELECT count(*) FROM outbox WHERE topic = 'sign-in' AND sent_at > 0") === '1');
    ok(sql("SELECT body FROM outbox WHERE topic = 'sign-in'") === '', 'what was secret in it does not rest in the outbox', link.length);
  } finally {
    server.kill('SIGTERM');
    await once(server, 'exit');
    await box.close();
  }
}

if (!database) for (const end of ['', '-wal', '-shm']) rmSync(`${folder}/mail.db${end}`, { force: true });
const made = await run(['demo', ...where], process.env);
ok(made.status === 0, `the demonstration district${database ? ' on PostgreSQL' : ''}`, made.err);
if (!database) await trial();
const seen = await morning();
await crash();
await outage();
await links(seen);
console.log(`1..${count}`);
process.exit(bad ? 1 : 0);
