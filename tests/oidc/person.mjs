// A browser for these tests: cookies by host, redirects followed by hand, forms sent as they stand.
const decode = s => s.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;|&#34;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&');
const attribute = (tag, name) => { const m = tag.match(new RegExp(`\\s${name}="([^"]*)"`)); return m ? decode(m[1]) : undefined; };

export class Person {
  jar = new Map();          // host -> Map(name -> value)
  url = ''; status = 0; body = ''; headers = new Headers();

  cookies(host) {
    if (!this.jar.has(host)) this.jar.set(host, new Map());
    return this.jar.get(host);
  }

  async ask(url, { method = 'GET', form, headers = {} } = {}) {
    url = new URL(url, this.url || undefined);
    const jar = this.cookies(url.host);
    const reply = await fetch(url, {
      method, redirect: 'manual',
      headers: { cookie: [...jar].map(([n, v]) => `${n}=${v}`).join('; '), 'user-agent': 'Person',
        ...(method === 'POST' ? { origin: url.origin, 'content-type': 'application/x-www-form-urlencoded' } : {}), ...headers },
      body: form === undefined ? undefined : new URLSearchParams(form).toString(),
    });
    for (const line of reply.headers.getSetCookie()) {
      const [pair] = line.split(';'), at = pair.indexOf('='), name = pair.slice(0, at), value = pair.slice(at + 1);
      if (/max-age=0/i.test(line) || value === '') jar.delete(name); else jar.set(name, value);
    }
    this.url = url.href;
    this.status = reply.status;
    this.headers = reply.headers;
    this.body = await reply.text();
    return this;
  }

  get location() { return this.headers.get('location') && new URL(this.headers.get('location'), this.url).href; }

  // Follows redirects until a page, or until one leads where `stop` says.
  async go(url, options, stop = () => false) {
    await this.ask(url, options);
    for (let i = 0; i < 15 && this.location && this.status >= 300 && this.status < 400; i++) {
      if (stop(this.location)) return this;
      await this.ask(this.location);
    }
    return this;
  }

  // The page's own posting form whose action ends so, changed by what is given.
  form(action = '') {
    for (const [whole] of this.body.matchAll(/<form[\s\S]*?<\/form>/g)) {
      const tag = whole.match(/<form[^>]*>/)[0];
      if (!/method="post"/i.test(tag) || !(attribute(tag, 'action') ?? this.url).endsWith(action)) continue;
      const fields = {};
      for (const [input] of whole.matchAll(/<input[^>]*>/g)) {
        const type = attribute(input, 'type') ?? 'text', name = attribute(input, 'name');
        if (!name || type === 'submit' || ((type === 'checkbox' || type === 'radio') && !/\schecked/.test(input))) continue;
        fields[name] = attribute(input, 'value') ?? '';
      }
      return { action: new URL(attribute(tag, 'action') ?? this.url, this.url).href, fields };
    }
    throw new Error(`${this.url} (${this.status}) has no form to ${action}:\n${this.body.slice(0, 3000)}`);
  }

  async send(action, changes = {}, stop) {
    const f = this.form(action);
    return this.go(f.action, { method: 'POST', form: { ...f.fields, ...changes } }, stop);
  }

  shows(text) { return decode(this.body).includes(text); }
}
