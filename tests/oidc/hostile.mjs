// A provider that lies, in one way at a time: `lie` says how.
import { createServer } from 'node:http';
import { createHash, randomUUID } from 'node:crypto';
import * as jose from 'jose';

const pair = async (alg, kid) => {
  const { publicKey, privateKey } = await jose.generateKeyPair(alg, { crv: alg === 'EdDSA' ? 'Ed25519' : undefined, extractable: true });
  return { alg, kid, privateKey, publicKey, jwk: { ...await jose.exportJWK(publicKey), kid, alg, use: 'sig' } };
};
const half = (token, alg) => {
  const hash = createHash(alg === 'EdDSA' ? 'sha512' : 'sha256').update(token).digest();
  return jose.base64url.encode(hash.subarray(0, hash.length / 2));
};

export async function hostile() {
  const keys = { RS256: await pair('RS256', 'r1'), PS256: await pair('PS256', 'p1'), ES256: await pair('ES256', 'e1'),
    EdDSA: await pair('EdDSA', 'd1'), other: await pair('RS256', 'stranger'), next: await pair('RS256', 'r2') };
  const it = { lie: '', alg: 'RS256', subject: 'mallory', email: '', extra: {}, published: ['RS256', 'PS256', 'ES256', 'EdDSA'],
    asked: { keys: 0, token: 0, userinfo: 0 }, last: {}, keys };
  const codes = new Map();

  const id_token = async (query, access_token) => {
    const now = Math.floor(Date.now() / 1000), key = keys[it.alg];
    const claims = { iss: it.issuer, sub: it.subject, aud: query.client_id, iat: now, exp: now + 300, nonce: query.nonce,
      at_hash: half(access_token, it.alg), ...it.extra };
    const header = { alg: it.alg, kid: key.kid };
    let sign = key.privateKey;
    switch (it.lie) {
      case 'none': return `${jose.base64url.encode('{"alg":"none"}')}.${jose.base64url.encode(JSON.stringify(claims))}.`;
      case 'hs256': {
        const secret = new TextEncoder().encode(await jose.exportSPKI(keys.RS256.publicKey));
        return new jose.SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'r1' }).sign(secret);
      }
      case 'iss': claims.iss = 'https://evil.example'; break;
      case 'aud': claims.aud = 'another-program'; break;
      case 'several': claims.aud = [query.client_id, 'another-program']; break;
      case 'azp': claims.aud = [query.client_id, 'another-program']; claims.azp = 'another-program'; break;
      case 'nonce': claims.nonce = 'of-another-trip'; break;
      case 'no nonce': delete claims.nonce; break;
      case 'expired': claims.iat -= 900; claims.exp = now - 300; break;
      case 'future': claims.iat = now + 600; claims.exp = now + 900; break;
      case 'no exp': delete claims.exp; break;
      case 'at_hash': claims.at_hash = half('another token', it.alg); break;
      case 'no sub': delete claims.sub; break;
      case 'kid': header.kid = 'p1'; break;                                // names another key than the one that signed
      case 'stranger': header.kid = 'stranger'; header.alg = 'RS256'; sign = keys.other.privateKey; break;
      case 'own key': header.jwk = keys.other.jwk; header.kid = 'r1'; sign = keys.other.privateKey; break;
      case 'crit': header.crit = ['more']; header.more = 1; break;
      case 'rotated': header.kid = 'r2'; sign = keys.next.privateKey; break;
      case 'rubbish': return 'not.a.token';
      case 'long': claims.more = 'x'.repeat(100_000); break;
    }
    return new jose.SignJWT(claims).setProtectedHeader(header).sign(sign, { crit: { more: true } });
  };

  const about = () => ({
    issuer: it.lie === 'discovery issuer' ? it.issuer + '/another' : it.issuer,
    authorization_endpoint: it.issuer + '/authorize', token_endpoint: it.issuer + '/token', jwks_uri: it.issuer + '/keys',
    userinfo_endpoint: it.issuer + '/userinfo', response_types_supported: ['code'], code_challenge_methods_supported: it.lie === 'plain pkce' ? ['plain'] : ['S256'],
    id_token_signing_alg_values_supported: it.lie === 'only hs256' ? ['HS256'] : ['RS256'], authorization_response_iss_parameter_supported: true,
    ...(it.lie === 'http' ? { token_endpoint: 'http://192.0.2.1/token' } : {}),
  });

  const answer = (reply, status, body, type = 'application/json') => {
    reply.writeHead(status, { 'content-type': type });
    reply.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

  const server = createServer(async (request, reply) => {
    const url = new URL(request.url, it.issuer);
    let text = '';
    for await (const piece of request) text += piece;
    if (url.pathname === '/.well-known/openid-configuration') return answer(reply, 200, about());
    if (url.pathname === '/keys') {
      it.asked.keys++;
      return answer(reply, 200, { keys: it.published.map(name => keys[name].jwk) });
    }
    if (url.pathname === '/authorize') {
      const query = Object.fromEntries(url.searchParams), code = randomUUID();
      it.last = query;
      codes.set(code, query);
      const back = new URL(query.redirect_uri);
      back.searchParams.set('code', code);
      back.searchParams.set('state', query.state);
      if (it.lie !== 'no iss') back.searchParams.set('iss', it.lie === 'mixed up' ? 'https://evil.example' : it.issuer);
      reply.writeHead(302, { location: back.href });
      return reply.end();
    }
    if (url.pathname === '/token') {
      it.asked.token++;
      const form = Object.fromEntries(new URLSearchParams(text)), query = codes.get(form.code);
      codes.delete(form.code);
      const challenge = jose.base64url.encode(createHash('sha256').update(form.code_verifier ?? '').digest());
      if (it.lie === 'slow') return setTimeout(() => answer(reply, 200, {}), 20_000).unref();
      if (it.lie === 'endless') { reply.writeHead(200); return reply.end('x'.repeat(2_000_000)); }
      if (it.lie === 'broken') return answer(reply, 500, 'oh no', 'text/plain');
      if (it.lie === 'elsewhere') { reply.writeHead(302, { location: it.issuer + '/token-elsewhere' }); return reply.end(); }
      if (!query || query.code_challenge !== challenge || query.redirect_uri !== form.redirect_uri)
        return answer(reply, 400, { error: 'invalid_grant' });
      const access_token = randomUUID();
      it.userinfo = { sub: it.lie === 'userinfo' ? 'somebody-else' : it.subject, email: it.email, email_verified: true, name: 'Mallory There' };
      return answer(reply, 200, { access_token, token_type: 'Bearer', id_token: await id_token(query, access_token) });
    }
    if (url.pathname === '/userinfo') { it.asked.userinfo++; return answer(reply, 200, it.userinfo ?? {}); }
    answer(reply, 404, {});
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  it.issuer = `http://127.0.0.1:${server.address().port}`;
  it.logoutToken = async (changes = {}, header = {}, key = keys.RS256) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: it.issuer, aud: it.last.client_id, iat: now, exp: now + 120, jti: randomUUID(), sub: it.subject,
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} }, ...changes };
    for (const name of Object.keys(claims)) if (claims[name] === undefined) delete claims[name];
    return new jose.SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'r1', typ: 'logout+jwt', ...header }).sign(key.privateKey);
  };
  it.close = () => server.close();
  return it;
}
