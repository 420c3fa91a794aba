// The staff of an installation under test, acting by /api/v1, and what a test reads from outside.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { until } from './wait.js';

const execute = promisify(execFile);
const PASSWORD = 'uji-coba-panjang-2026';

class Office {
  #keys = {};

  constructor(server) { this.server = server; }

  // who: verifier, or an agency's code for an officer of it. Made when first asked for.
  async #key(who) {
    if (this.#keys[who]) return this.#keys[who];
    const role = who === 'verifier' || who === 'administrator' ? [who] : ['officer', '--agency', who];
    await this.server.command('user add', [who, '--name', `Petugas ${who}`, '--role', ...role, '--password-stdin'], PASSWORD);
    const said = await this.server.command('key add', ['--label', who, '--scope', 'api', '--user', who]);
    return this.#keys[who] = said.trim().split('\n').pop();
  }

  async #api(who, method, where, body) {
    return fetch(`${this.server.url}/api/v1${where}`, {
      method, body: body && JSON.stringify(body),
      headers: { authorization: `Bearer ${await this.#key(who)}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    });
  }

  // An account of its own making: person('wati', 'supervisor', { agency: 'dpupr', phone: '0812...', title: 'sekda' }).
  person(login, role, options = {}) {
    const more = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    return this.server.command('user add', [login, '--name', login, '--role', role, ...more, '--password-stdin'], PASSWORD);
  }

  // What the console told an account, oldest first: [{ key, body }].
  notices(login) {
    return this.rows(`SELECT n.key, n.body FROM notice n JOIN account a ON a.tenant = n.tenant AND a.id = n.account WHERE a.login = '${login}' ORDER BY n.id`);
  }

  // Does it, and fails when it is refused: act('verifier', ticket, 'disposisi', { agency: 'dpupr' }).
  async act(who, ticket, action, body = {}) {
    const answer = await this.#api(who, 'POST', `/cases/${ticket}/actions/${action}`, body);
    if (!answer.ok) throw new Error(`${action} by ${who}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  // The case as a verifier sees it.
  async see(ticket) {
    const answer = await this.#api('verifier', 'GET', `/cases/${ticket}`);
    if (!answer.ok) throw new Error(`case ${ticket}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  // Every report, as `report list` gives them.
  async reports() {
    return JSON.parse(await this.server.command('report list', ['--format', 'json', '--all']));
  }

  // Rows of a SELECT, as objects of texts.
  async rows(sql) {
    if (this.server.db) {
      const { stdout } = await execute('psql', ['-qAt', '-v', 'ON_ERROR_STOP=1', this.server.db, '-c', `SELECT coalesce(json_agg(r), '[]') FROM (${sql}) r`]);
      return JSON.parse(stdout);
    }
    const { stdout } = await execute('sqlite3', ['-readonly', '-json', path.join(this.server.data, 'kentongan.db'), sql], { maxBuffer: 64 << 20 });
    return stdout.trim() ? JSON.parse(stdout) : [];
  }

  // Outgoing messages of a case: [{ key, state, attempts }], oldest first. States: model/message.h.
  messages(ticket) {
    return this.rows(`SELECT m.key, m.state, m.attempts, m.urgent, m.next_at FROM message m JOIN report r ON r.tenant = m.tenant AND r.case_id = m.case_id
      WHERE r.ticket = '${ticket}' AND m.outbound = 1 ORDER BY m.id`);
  }

  // Kinds of the events of a case, in order.
  async events(ticket) {
    const rows = await this.rows(`SELECT e.kind FROM event e JOIN report r ON r.tenant = e.tenant AND r.case_id = e.case_id WHERE r.ticket = '${ticket}' ORDER BY e.seq`);
    return rows.map(row => row.kind);
  }

  waitStatus(ticket, status, ms) {
    return until(`status ${status} of ${ticket}`, async () => (await this.reports()).find(one => one.ticket === ticket && one.status === status), ms);
  }
}

export const openOffice = server => new Office(server);
export const ticketIn = text => (text.match(/[A-Z]{2,8}-[0-9A-Z]{4}-[0-9A-Z]{4}/) || [])[0];
