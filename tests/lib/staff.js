// A browser of one member of staff, without the browser: cookies, the CSRF token, forms.
import assert from 'node:assert/strict';

// The Set-Cookie lines of an answer. Debian's node 18 has no getSetCookie() and joins them with commas;
// ours hold no comma of their own (they end by Max-Age, not by a date).
export const setCookies = headers => headers.getSetCookie?.() ?? (headers.get('set-cookie')?.split(/, (?=[\w-]+=)/) || []);

export class Staff {
  constructor(base) {
    this.base = base;        // http://127.0.0.1:1234 or .../t/jepara
    this.cookies = new Map();
  }

  get cookie() { return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '); }

  async #fetch(path, options = {}) {
    const headers = { ...options.headers, ...(this.cookies.size ? { cookie: this.cookie } : {}) };
    const answer = await fetch(this.base + path, { redirect: 'manual', ...options, headers });
    for (const line of setCookies(answer.headers)) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      if (/Max-Age=0/.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  get(path, headers) { return this.#fetch(path, { headers }); }

  // A form; the CSRF token goes with it unless fields has one.
  post(path, fields = {}, headers = {}) {
    const body = new URLSearchParams({ ...(this.csrf ? { csrf: this.csrf } : {}), ...fields });
    return this.#fetch(path, { method: 'POST', body, headers });
  }

  async signIn(login, password) {
    const answer = await this.post('/masuk', { nama: login, sandi: password });
    assert.equal(answer.status, 303, `sign-in of ${login}: ${answer.status}`);
    const page = await this.get('/console');
    const first = page.status === 303 ? await this.get(page.headers.get('location').replace(new URL(this.base).pathname.replace(/\/$/, ''), '')) : page;
    this.csrf = (await first.text()).match(/name="csrf" value="([^"]+)"/)?.[1];
    assert.ok(this.csrf, 'a CSRF token in the console');
    return answer;
  }
}

// The parts of a server-sent event stream as they come: { event, id, data }.
export async function* events(url, cookie, lastId, signal) {
  const answer = await fetch(url, { headers: { cookie, accept: 'text/event-stream', ...(lastId ? { 'last-event-id': lastId } : {}) }, signal });
  assert.equal(answer.status, 200, `the stream answers ${answer.status}`);
  assert.match(answer.headers.get('content-type'), /^text\/event-stream/);
  let text = '';
  for await (const chunk of answer.body) {
    text += Buffer.from(chunk).toString();
    const blocks = text.split('\n\n');
    text = blocks.pop();
    for (const block of blocks) {
      const event = Object.fromEntries(block.split('\n').map(line => line.match(/^(\w*): ?(.*)$/s)?.slice(1)).filter(Boolean));
      if (event.data || event.retry) yield event;
    }
  }
}
