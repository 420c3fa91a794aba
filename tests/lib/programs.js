// Programs of the government in tests: accounts and keys made by the command line, and a client of
// /api/v1 whose every exchange is judged by the OpenAPI document when it is given a judge.
import assert from 'node:assert/strict';

export const PASSWORD = 'kentongan berbunyi tiga kali';
const lastLine = text => text.trim().split('\n').pop().trim();

export async function addKey(server, { scope = 'open311', label = 'uji', user, tenant } = {}) {
  return lastLine(await server.command('key add', ['--label', label, '--scope', scope,
    ...(user ? ['--user', user] : []), ...(tenant ? ['--tenant', tenant] : [])]));
}

export async function addAccount(server, login, role, { agency, area, tenant } = {}) {
  await server.command('user add', [login, '--role', role, '--password-stdin', '--name', `Ibu ${login}`,
    ...(agency ? ['--agency', agency] : []), ...(area ? ['--area', area] : []), ...(tenant ? ['--tenant', tenant] : [])], `${PASSWORD}\n`);
}

export class Client {
  constructor(server, { key, judge, base = '' } = {}) { Object.assign(this, { server, key, judge, base }); }

  // The same account looking at another tenant.
  at(tenant) { return new Client(this.server, { ...this, base: `/t/${tenant}` }); }

  async ask(method, path, { body, raw, headers = {} } = {}) {
    const url = new URL(this.server.url + path);
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(this.server.url + this.base + path, {
      method, body: sent,
      headers: { ...(this.key ? { Authorization: `Bearer ${this.key}` } : {}), ...(sent === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    });
    const text = await response.text();
    let answer;
    try { answer = JSON.parse(text); } catch { assert.fail(`${method} ${path}: ${response.status} is no JSON: ${text.slice(0, 300)}`); }
    this.judge?.judge({ method, url, body, status: response.status, headers: response.headers, answer });
    return { status: response.status, headers: response.headers, answer };
  }

  async get(path, want = 200) {
    const { status, answer } = await this.ask('GET', path);
    assert.equal(status, want, `GET ${path}: ${JSON.stringify(answer)}`);
    return answer;
  }

  async post(path, body, want = 200, headers) {
    const { status, answer } = await this.ask('POST', path, { body, headers });
    assert.equal(status, want, `POST ${path}: ${JSON.stringify(answer)}`);
    return answer;
  }

  add(report, want = 201, headers) { return this.post('/api/v1/cases', report, want, headers); }
  act(ticket, action, body = {}, want = 200) { return this.post(`/api/v1/cases/${ticket}/actions/${action}`, body, want); }
  file(ticket, want) { return this.get(`/api/v1/cases/${ticket}`, want); }
}

// An account with a key of its own, as a client.
export async function addStaff(server, login, role, options = {}) {
  await addAccount(server, login, role, options);
  const key = await addKey(server, { scope: 'api', user: login, label: login, tenant: options.tenant });
  return new Client(server, { key, judge: options.judge, base: options.tenant ? `/t/${options.tenant}` : '' });
}
