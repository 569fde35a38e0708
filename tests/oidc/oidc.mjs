// Signing in through a provider, end to end: the built server against npm's
// oidc-provider, and against a provider that lies.  oidc.mjs URL DATAFILE prints TAP.
import { execFileSync } from 'node:child_process';
import { honest, signInThere } from './honest.mjs';
import { hostile } from './hostile.mjs';
import { Person } from './person.mjs';

const [base, data] = process.argv.slice(2);
let count = 0, bad = 0;
const ok = (good, what, more = '') => {
  console.log(`${good ? 'ok' : 'not ok'} ${++count} - ${what}`);
  if (!good) { bad++; console.log('# ' + String(typeof more === 'object' && more ? `${more.status} ${more.url} ${more.location ?? ''}\n${more.body.replace(/<head>[\s\S]*<\/header>/, '').slice(0, 1500)}` : more).replace(/\n/g, '\n# ')); }
};
const sql = text => execFileSync('sqlite3', ['-cmd', '.timeout 5000', data, text]).toString().trim();
const here = path => base + path;
const at = person => person.url.startsWith(base);
const PASSWORD = 'chalk-and-kindness';

const signIn = async email => {
  const person = new Person();
  await person.go(here('/sign-in'));
  await person.send('/sign-in', { email, password: PASSWORD });
  if (!person.shows('Sign out')) throw new Error(`${email} cannot sign in: ${person.body.slice(0, 2000)}`);
  return person;
};

// The operator adds a provider and puts it to use; its id.
const ops = await signIn('ops@demo.example');
const add = async fields => {
  await ops.go(here('/office/providers/new'));
  await ops.send('/office/providers', fields);
  return ops.url.split('/').pop();
};
const save = async (id, fields) => { await ops.go(here(`/office/providers/${id}`)); await ops.send(`/office/providers/${id}`, fields); };
const use = async (id, way) => { await ops.go(here(`/office/providers/${id}`)); await ops.send(`/${id}/${way}`); };
const attempt = async (id, person = new Person()) => person.go(here(`/sign-in/with/${id}?return=/practices`));
const isIn = async person => { await person.go(here('/me')); return person.shows('Where I am signed in'); };
const refused = async (person, sentence, what) => {
  ok(person.shows('You are not signed in') && person.shows(sentence) && [403, 503].includes(person.status), `${what}: refused, and said plainly`, person);
  ok(!await isIn(person), `${what}: nobody is signed in`, person);
};

// ---- An honest provider ----

const accounts = {
  'there-rosa': { email: 'Rosa@demo.example', email_verified: true, name: 'Rosa Delgado', employee: 'E-1001' },
  'there-marcus': { email: 'someone@else.example', email_verified: true, name: 'Marcus W.', employee: 'E-1002' },
  'there-new-rosa': { email: 'rosa@demo.example', email_verified: true, name: 'Rosa Newcomer', employee: '' },
  'there-linh': { email: 'linh@demo.example', email_verified: false, name: 'Linh Nguyen', employee: '' },
  'there-naomi': { email: '', name: 'Naomi Begay', employee: 'E-1003' },
};
const good = await honest(accounts);
const goodId = await add({ name: 'Lincoln Accounts', issuer: good.issuer, client_id: 'groundswell', client_secret: '', secret: good.client.client_secret });
ok(ops.shows(`${base}/sign-in/back/${goodId}`), 'the operator reads what to enter there', ops);
ok(!ops.body.includes(good.client.client_secret) && !sql('SELECT secret FROM provider').includes('a secret'), 'the secret is neither shown nor in the data as it is');
good.register(`${base}/sign-in/back/${goodId}`, `${base}/sign-in/logout/${goodId}`, `${base}/sign-in`);
await ops.send(`/${goodId}/try`);
ok(ops.shows('It answers as it should.'), 'the operator tries it', ops);
const visitor = new Person();
await visitor.go(here('/sign-in'));
ok(!visitor.shows('Lincoln Accounts'), 'it is not on the page to sign in before it is in use', visitor);
await attempt(goodId, visitor);
ok(visitor.status === 404, 'nor does its address lead anywhere', visitor);
await use(goodId, 'on');
await visitor.go(here('/sign-in'));
ok(visitor.shows('Sign in with Lincoln Accounts'), 'then it is', visitor);

await visitor.ask(here(`/sign-in/with/${goodId}?return=/practices`));
const asked = new URL(visitor.location).searchParams;
ok(asked.get('code_challenge_method') === 'S256' && asked.get('code_challenge').length === 43 && asked.get('state').length >= 43 && asked.get('nonce').length >= 22
  && asked.get('response_type') === 'code' && asked.get('redirect_uri') === `${base}/sign-in/back/${goodId}` && asked.get('scope').split(' ').includes('openid'),
  'the way there has state, nonce and PKCE', visitor.location);

let marcus = await attempt(goodId);
await signInThere(marcus, 'there-marcus');
ok(at(marcus) && marcus.shows('Who are you here?'), 'a stranger to the roster waits', marcus);
ok(!await isIn(marcus), 'and is not signed in');
await ops.go(here('/office/providers'));
ok(ops.shows('Marcus W.') && ops.shows('someone@else.example'), 'the operator sees who waits', ops);
const waiting = ops.body.match(/\/office\/arrivals\/([0-9a-z]+)/)[1];
await ops.go(here(`/office/arrivals/${waiting}?q=Marcus+Whitfield`));
ok(ops.shows('Marcus Whitfield'), 'and finds the colleague', ops);
const person = ops.body.match(/name="person" value="([^"]+)" aria-label="It is Marcus Whitfield"/)[1];
await ops.send(`/office/arrivals/${waiting}`, { person });
ok(ops.shows('signs Marcus Whitfield in'), 'and says who it is', ops);
marcus = await attempt(goodId);
await signInThere(marcus, 'there-marcus');
ok(marcus.url === here('/practices') && marcus.shows('Marcus Whitfield'), 'who was settled is signed in, where they wanted to go', marcus);
await ops.send(`/office/arrivals/${waiting}/undo`);
let again = await attempt(goodId);
await signInThere(again, 'there-marcus');
ok(again.shows('Who are you here?'), 'the operator can undo it', again);

let rosa = await attempt(goodId);
await signInThere(rosa, 'there-rosa');
ok(rosa.shows('Who are you here?'), 'an address alone signs nobody in', rosa);
await save(goodId, { trusts_email: '1' });
rosa = await attempt(goodId);
await signInThere(rosa, 'there-rosa');
ok(rosa.shows('Rosa Delgado') && await isIn(rosa), 'where the operator trusts its addresses, one finds her the first time', rosa);
ok(rosa.shows('through the district’s sign-in service'), 'her list of logins says how', rosa);
accounts['there-rosa'].email = 'rosa.married@demo.example';
rosa = await attempt(goodId);
await signInThere(rosa, 'there-rosa');
ok(await isIn(rosa), 'from then on she is known by her account there, whatever its address', rosa);
again = await attempt(goodId);
await signInThere(again, 'there-new-rosa');
ok(again.shows('Who are you here?') && !await isIn(again), 'who gets her old address there does not get her account here', again);
again = await attempt(goodId);
await signInThere(again, 'there-linh');
ok(again.shows('Who are you here?'), 'an address that the provider calls unverified does not count', again);

sql("INSERT INTO person_known_as (district_id, kind, value, person_id) SELECT district_id, 'identifier', 'E-1003', id FROM person WHERE email = 'naomi@demo.example'");
await save(goodId, { claim: 'employee' });
let naomi = await attempt(goodId);
await signInThere(naomi, 'there-naomi');
ok(naomi.shows('Naomi Begay') && await isIn(naomi), 'the roster’s id finds who has no address', naomi);

// ---- The way back is believed once, here, and soon ----

const before = new Person();
await attempt(goodId, before);
await signInThere(before, 'there-naomi', to => to.startsWith(base));
const back = before.location;
const thief = new Person();
await thief.go(back);
await refused(thief, 'This sign-in was begun in another browser', 'an answer carried to another browser');
await before.go(back);
ok(await isIn(before), 'in the browser that asked it works', before);
await before.go(back);
ok(before.shows('was used already'), 'and not twice', before);
const forged = new URL(back);
forged.searchParams.set('state', 'x'.repeat(43));
await thief.go(forged.href);
await refused(thief, 'This sign-in was begun in another browser', 'a state that was made up');
const denied = new Person();
await denied.ask(here(`/sign-in/with/${goodId}`));
await denied.go(here(`/sign-in/back/${goodId}?error=access_denied&error_description=%3Cb%3Eno%3C/b%3E&state=${new URL(denied.location).searchParams.get('state')}&iss=${encodeURIComponent(good.issuer)}`));
await refused(denied, 'The sign-in service did not let you in', 'a provider that says no');
const portal = new Person();
await portal.ask(here(`/sign-in/back/${goodId}?code=from-a-portal`));
ok(portal.location === here(`/sign-in/with/${goodId}`), 'a portal’s code without state is dropped, and the way begins anew', portal);
await portal.go(portal.location);
await signInThere(portal, 'there-naomi');
ok(await isIn(portal), 'and leads in', portal);

// ---- Signing out ----

await portal.go(here('/'));
await portal.send('/sign-out');
ok(portal.url === here('/signed-out') && portal.shows('Sign out at Lincoln Accounts too'), 'signing out offers to sign out there too', portal);
await portal.go(here('/sign-out/there'));
ok(portal.url.startsWith(good.issuer) && portal.shows('Do you want to sign-out from'), 'the provider knows whom', portal);
await portal.send('', { logout: 'yes' });
ok(portal.url === here('/sign-in'), 'and sends them back', portal);
await portal.go(here(`/sign-in/with/${goodId}`));
ok(portal.url.startsWith(good.issuer), 'signed out there too, they are asked again', portal);

const two = await attempt(goodId);
await signInThere(two, 'there-naomi');
const three = await attempt(goodId);
await signInThere(three, 'there-naomi');
ok(await isIn(two) && await isIn(three), 'Naomi is signed in on two devices');
await two.go(`${good.issuer}/session/end?client_id=groundswell`);
await two.send('', { logout: 'yes' });
await new Promise(done => setTimeout(done, 500));
ok(!await isIn(two), 'signing out there ends that login here, behind the browser’s back', two);
ok(await isIn(three), 'and no other', three);

// ---- Adding a provider to one's own account ----

const linh = await signIn('linh@demo.example');
await linh.go(here('/me'));
ok(linh.shows('Add Lincoln Accounts'), 'my account offers it', linh);
await linh.go(here(`/sign-in/with/${goodId}?add=1`));
await signInThere(linh, 'there-linh');
ok(linh.url === here('/me') && linh.shows('From now on Lincoln Accounts signs you in.'), 'and adds it', linh);
again = await attempt(goodId);
await signInThere(again, 'there-linh');
ok(again.shows('Linh Nguyen'), 'then it signs in', again);
const grace = await signIn('grace@demo.example');
await grace.go(here(`/sign-in/with/${goodId}?add=1`));
await signInThere(grace, 'there-linh');
ok(grace.shows('somebody else’s here'), 'an account that is somebody’s is not added to another', grace);
await linh.go(here('/me'));
await linh.send('/me/providers/leave');
ok(linh.shows('does not sign you in any more'), 'and it can be removed', linh);
again = await attempt(goodId);
await signInThere(again, 'there-linh');
ok(again.shows('Who are you here?'), 'then it does not', again);

// ---- A provider that lies ----

const evil = await hostile();
const evilId = await add({ name: 'Elsewhere', issuer: evil.issuer, client_id: 'groundswell & more', secret: 'shh', trusts_email: '1' });
await use(evilId, 'on');
evil.email = 'walter@demo.example';
for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA']) {
  evil.alg = alg;
  const walter = await attempt(evilId);
  ok(await isIn(walter) && walter.shows('Walter Hargrove'), `signed with ${alg}, an honest answer is believed`, walter);
}
evil.alg = 'RS256';
evil.subject = 'mallory-2';
evil.email = 'ruth@demo.example';
const FORGED = 'not signed by the sign-in service', FORM = 'could not be read', AWAY = 'does not answer', TIME = 'has expired', AUDIENCE = 'for another program';
for (const [lie, sentence] of [['none', FORGED], ['hs256', FORGED], ['stranger', FORGED], ['own key', FORGED], ['kid', FORGED], ['at_hash', FORGED],
  ['crit', FORM], ['rubbish', FORM], ['long', FORM], ['no sub', FORM], ['iss', 'from another sign-in service'], ['aud', AUDIENCE], ['several', AUDIENCE], ['azp', AUDIENCE],
  ['nonce', 'belongs to another sign-in'], ['no nonce', 'belongs to another sign-in'], ['expired', TIME], ['future', TIME], ['no exp', TIME],
  ['userinfo', 'two different things'], ['mixed up', 'from another sign-in service'], ['no iss', 'from another sign-in service'],
  ['broken', AWAY], ['endless', AWAY], ['elsewhere', AWAY]]) {
  evil.lie = lie;
  await refused(await attempt(evilId), sentence, `a lie: ${lie}`);
}
evil.lie = 'slow';
const began = Date.now(), slow = attempt(evilId);
await new Promise(done => setTimeout(done, 300));
const meanwhile = Date.now();
await signIn('grace@demo.example');
ok(Date.now() - meanwhile < 5000, 'while one provider lets us wait, a password signs in');
await refused(await slow, AWAY, 'a provider that never answers');
ok(Date.now() - began < 15_000, 'and it is not waited for longer than ten seconds', `${Date.now() - began} ms`);
evil.lie = '';
ok(sql("SELECT count(*) FROM provider_account WHERE subject = 'mallory-2'") === '0', 'no lie has bound anybody');

// A code that comes twice: the second is refused by the provider, and by us before.
const replay = new Person();
await replay.go(here(`/sign-in/with/${evilId}`), {}, to => to.startsWith(`${base}/sign-in/back/`));
const link = replay.location, twice = await Promise.all([1, 2].map(async () => {
  const one = new Person();
  one.jar = structuredClone(replay.jar);
  return one.ask(link);
}));
ok(twice.filter(one => one.status === 303).length === 1 && twice.filter(one => one.shows('You are not signed in')).length === 1, 'one code, sent twice at once, is one login',
  twice.map(one => one.status).join());

// The answer of one provider, taken to the door of another.
const mixed = new Person();
await mixed.go(here(`/sign-in/with/${evilId}`), {}, to => to.startsWith(`${base}/sign-in/back/`));
await mixed.go(mixed.location.replace(evilId, goodId));
await refused(mixed, 'This sign-in was begun in another browser', 'an answer at the door of another provider');

// ---- Keys change ----

evil.subject = 'mallory-2';
evil.lie = 'rotated';
evil.published = ['RS256', 'next'];
sql('UPDATE provider_memory SET asked_at = asked_at - 60');                      // a minute later
let keysBefore = evil.asked.keys;
const rotated = await attempt(evilId);
ok(await isIn(rotated) && evil.asked.keys === keysBefore + 1, 'a new key in the middle of the way is fetched once, and believed', rotated);
evil.lie = 'stranger';
keysBefore = evil.asked.keys;
await refused(await attempt(evilId), FORGED, 'a key that nobody publishes');
await refused(await attempt(evilId), FORGED, 'and again');
ok(evil.asked.keys === keysBefore, 'keys that are not known make us ask once a minute at most', `${evil.asked.keys - keysBefore} times`);
evil.lie = 'rotated';
ok(await isIn(await attempt(evilId)), 'the keys that were good stay good meanwhile');
evil.lie = '';

// ---- Logout tokens that lie ----

const tell = async token => new Person().ask(here(`/sign-in/logout/${evilId}`), { method: 'POST', form: { logout_token: token } });
const ruth = await attempt(evilId);
ok(await isIn(ruth), 'Ruth is signed in', ruth);
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
for (const [what, token] of [
  ['unsigned', `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await evil.logoutToken()).split('.')[1]}.`],
  ['of a stranger', await evil.logoutToken({}, { kid: 'r1' }, evil.keys.other)],
  ['for another program', await evil.logoutToken({ aud: 'another' })],
  ['of another provider', await evil.logoutToken({ iss: good.issuer })],
  ['with a nonce', await evil.logoutToken({ nonce: 'x' })],
  ['without the event', await evil.logoutToken({ events: {} })],
  ['of another event', await evil.logoutToken({ events: { 'http://example.org/other': {} } })],
  ['about nobody', await evil.logoutToken({ sub: undefined })],
  ['without its own number', await evil.logoutToken({ jti: undefined })],
  ['that has expired', await evil.logoutToken({ iat: 1_600_000_000, exp: 1_600_000_100 })],
  ['that is none', 'rubbish'],
]) {
  const told = await tell(token);
  ok(told.status === 400 && told.headers.get('cache-control') === 'no-store', `a logout token ${what} is refused`, told);
}
ok(await isIn(ruth), 'none of them signed her out', ruth);
const token = await evil.logoutToken();
ok((await tell(token)).status === 200 && !await isIn(ruth), 'a true one does');
ok((await tell(token)).status === 400, 'and not twice');

// ---- What the operator is told ----

for (const [lie, sentence] of [['discovery issuer', 'write it exactly so'], ['http', 'https addresses'], ['plain pkce', 'PKCE with S256'], ['only hs256', 'none of the ways']]) {
  evil.lie = lie;
  await ops.go(here(`/office/providers/${evilId}`));
  await ops.send(`/${evilId}/try`);
  ok(ops.shows('It does not work yet') && ops.shows(sentence), `the operator is told: ${lie}`, ops);
}
evil.lie = '';
await ops.go(here('/office/providers/new'));
for (const issuer of ['http://192.0.2.1', 'ftp://x.example', 'https://me:secret@x.example', 'https://login.microsoftonline.com/{tenantid}/v2.0', 'nonsense']) {
  await ops.send('/office/providers', { name: 'X', issuer, client_id: 'x' });
  ok(ops.status === 422 && ops.shows('please write the whole address'), `an issuer such as ${issuer} is not taken`, ops);
}
await save(evilId, { issuer: good.issuer });
ok(ops.shows('out of use until you have tried it'), 'a provider that moves is out of use until it is tried', ops);
await ops.go(here(`/office/providers/${goodId}`));
await ops.send(`/${goodId}/remove`);
ok(ops.shows('is removed') && !ops.body.includes(`/office/providers/${goodId}"`), 'a provider is removed', ops);
await visitor.go(here('/sign-in'));
ok(!visitor.shows('Lincoln Accounts'), 'and is gone from the page to sign in', visitor);
await ops.send(`/${goodId}/back`);
await visitor.go(here('/sign-in'));
ok(visitor.shows('Lincoln Accounts'), 'and comes back as it was', visitor);

console.log(`1..${count}`);
good.close();
evil.close();
process.exit(bad ? 1 : 0);
