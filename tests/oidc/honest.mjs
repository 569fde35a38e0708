// A real provider: npm's oidc-provider, with its own pages to sign in.
import { createServer } from 'node:http';
import { once } from 'node:events';
import * as jose from 'jose';

export async function honest(accounts) {
  const key = { ...await jose.exportJWK((await jose.generateKeyPair('RS256', { extractable: true })).privateKey), use: 'sig', alg: 'RS256' };
  const { default: Provider } = await import('oidc-provider');
  const server = createServer((request, reply) => it.handle(request, reply));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const it = { issuer: `http://127.0.0.1:${server.address().port}`, client: { client_id: 'groundswell', client_secret: 'a secret: with+signs/and % more', redirect_uris: [] } };
  // The client's addresses are known only after Groundswell has been told of the issuer.
  it.register = (redirect, logout, after) => {
    const provider = new Provider(it.issuer, {
      clients: [{ ...it.client, redirect_uris: [redirect], post_logout_redirect_uris: [after], backchannel_logout_uri: logout,
        backchannel_logout_session_required: true, token_endpoint_auth_method: 'client_secret_basic' }],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'employee'] },
      features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
      jwks: { keys: [key] },
      pkce: { required: () => true },
      cookies: { keys: ['a key for tests'] },
      findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts[id] }) }),
      ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 600, Grant: 600 },
    });
    it.handle = provider.callback();
    it.provider = provider;
  };
  it.register(`${it.issuer}/nowhere`, `${it.issuer}/nowhere`, `${it.issuer}/nowhere`);
  it.close = () => server.close();
  return it;
}

// Signs in on the provider's own pages, as a person does; ends where Groundswell is again, or at `stop`.
export async function signInThere(person, id, stop) {
  if (/\/interaction\//.test(person.url)) {
    await person.send('', { login: id, password: 'any' }, stop);
    if (/\/interaction\//.test(person.url)) await person.send('', {}, stop);           // consent
  }
  return person;
}
