// Three governments in one installation - a province, its child, and one that has nothing to do with
// them -, each with staff in every role and with cases that carry words nobody else uses, so that a
// test can tell from any answer whose data is in it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { start } from './kentongan.js';
import { openOffice } from './office.js';
import { png } from './picture.js';
import { addAccount, addKey, Client, PASSWORD } from './programs.js';
import { Staff } from './staff.js';
import { until } from './wait.js';

export const TENANTS = {
  jabar: { parent: '', ours: 'dishub', theirs: 'dinkes', service: 'pencemaran', point: { lat: '-6.9', lng: '107.6' } },
  bandung: { parent: 'jabar', ours: 'dishub', theirs: 'dinkes', service: 'pencemaran', point: { lat: '-6.91', lng: '107.61' } },
  jepara: { parent: '', ours: 'dishub', theirs: 'dinkes', service: 'pencemaran', point: { lat: '-6.5907', lng: '110.6677' } },
};
export const ROLES = ['verifier', 'officer', 'supervisor', 'leader', 'administrator', 'desk'];
const bound = role => role === 'officer' || role === 'supervisor';

// One who asks: nobody, or an account with its session and its key. home "" for nobody.
class Actor {
  constructor(realm, home = '', role = '') { Object.assign(this, { realm, home, role, sessions: new Map() }); }

  get name() { return this.home ? `${this.role} of ${this.home}` : 'nobody'; }
  get agency() { return bound(this.role) ? TENANTS[this.home].ours : ''; }

  async enter(login) {
    const { server } = this.realm;
    await addAccount(server, login, this.role, { agency: this.agency, tenant: this.home });
    const [key, session] = await Promise.all([
      addKey(server, { scope: 'api', user: login, label: `Kunci-${login}`, tenant: this.home }),
      (async () => { const staff = new Staff(`${server.url}/t/${this.home}`); await staff.signIn(login, PASSWORD); return staff; })(),
    ]);
    this.client = new Client(server, { key, base: `/t/${this.home}` });
    this.session = session;
    return this;
  }

  // The headers that make a request this actor's, by session or by key.
  headers(way) {
    if (!this.home) return {};
    return way === 'key' ? { authorization: `Bearer ${this.client.key}` } : { cookie: this.session.cookie };
  }

  // May look into the console of a tenant, and may change something there.
  looksInto(tenant) { return this.home === tenant || (this.home !== '' && TENANTS[tenant].parent === this.home); }
  sees(one) { return this.looksInto(one.tenant) && (!this.agency || (this.home === one.tenant && this.agency === one.agency)); }
  // Sits at a desk there: finds any case, writes down new ones, asks for progress.
  serves(tenant) { return this.home === tenant && ['desk', 'verifier', 'administrator'].includes(this.role); }
  acts(one) { return this.home === one.tenant && !['leader', 'desk'].includes(this.role) && this.sees(one); }
}

class Realm {
  actors = [];
  open311 = {}; // tenant -> a key for POST
  posts = [];  // { id, tenant }
  talks = [];  // { id, tenant }
  cases = [];  // { tenant, kind, ticket, secret, agency, id, report, listed, words: { text, note, name, phone, place } }

  constructor(server) { this.server = server; }

  actor(home, role) { return this.actors.find(one => one.home === home && one.role === role); }
  case(tenant, kind) { return this.cases.find(one => one.tenant === tenant && one.kind === kind); }

  async #report(tenant, kind, visibility) {
    const { service, point } = TENANTS[tenant], serial = `${tenant}${kind}`;
    const words = { text: `teksunik${serial}`, note: `catatanunik${serial}`, name: `Orangunik${serial}`, phone: `08125550${String(this.cases.length).padStart(4, '0')}`, place: `patokanunik${serial}` };
    const form = new FormData();
    const fields = { aksi: 'baru', jenis: 'pengaduan', keterbukaan: visibility, layanan: service, teks: `Jalan berlubang ${words.text}`, ...point, patokan: words.place, nama: words.name, telepon: words.phone, email: `${words.name}@example.org` };
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('foto', new Blob([png()], { type: 'image/png' }), 'a.png');
    const sent = await fetch(`${this.server.url}/t/${tenant}/lapor`, { method: 'POST', body: form, redirect: 'manual' });
    assert.equal(sent.status, 303, `${serial}: ${(await sent.text()).match(/id="salah"[^]*?<\/ul>/)}`);
    const to = new URL(sent.headers.get('location'), this.server.url);
    const one = { tenant, kind, ticket: to.pathname.split('/').pop(), secret: to.searchParams.get('k'), visibility, agency: '', listed: false, words };
    this.cases.push(one);
    return one;
  }

  async addCase(tenant, kind, visibility, agency) {
    const one = await this.#report(tenant, kind, visibility);
    const clerk = this.actor(tenant, 'verifier').client;
    if (agency) {
      await clerk.act(one.ticket, 'verifikasi', { clear: true, complete: true });
      await clerk.act(one.ticket, 'disposisi', { agency });
      Object.assign(one, { agency, listed: visibility !== 'rahasia' });
    }
    await clerk.act(one.ticket, 'catatan', { text: `Untuk kita saja: ${one.words.note}` });
    const file = await clerk.file(one.ticket);
    one.id = file.attachments[0].path.split('/').pop();
    return one;
  }
}

async function fill(realm) {
  realm.actors = [new Actor(realm), ...Object.keys(TENANTS).flatMap(tenant => ROLES.map(role => new Actor(realm, tenant, role)))];
  await Promise.all(realm.actors.filter(one => one.home).map(one => one.enter(`${one.role}-${one.home}`)));
  for (const [tenant, { ours, theirs }] of Object.entries(TENANTS)) {
    await realm.addCase(tenant, 'terbuka', 'terbuka', ours);
    await realm.addCase(tenant, 'anonim', 'anonim', theirs);
    await realm.addCase(tenant, 'rahasia', 'rahasia', ours);
    await realm.addCase(tenant, 'tertutup', 'rahasia', theirs);
    await realm.addCase(tenant, 'baru', 'terbuka', '');
  }
  for (const tenant of Object.keys(TENANTS)) realm.open311[tenant] = await addKey(realm.server, { label: 'Open311', tenant });
  const office = openOffice(realm.server);
  const reports = new Map((await office.rows('SELECT ticket, id FROM report')).map(row => [row.ticket, row.id]));
  for (const one of realm.cases) one.report = String(reports.get(one.ticket));
  const rows = await office.rows('SELECT k.id, t.code AS tenant FROM api_key k JOIN tenant t ON t.id = k.tenant');
  realm.keys = rows.map(({ id, tenant }) => ({ id: String(id), tenant }));
  realm.byTicket = new Map(realm.cases.map(one => [one.ticket, one]));
  for (const tenant of Object.keys(TENANTS)) await addPost(realm, tenant);
  realm.posts = await office.rows('SELECT CAST(p.id AS TEXT) AS id, t.code AS tenant FROM post p JOIN tenant t ON t.id = p.tenant');
  for (const tenant of Object.keys(TENANTS)) fs.writeFileSync(path.join(inbox(tenant), 'a.txt'), '+6281299990000 mau bicara dengan petugas\n');
  realm.talks = await until('a conversation in each', async () => {
    const talks = await office.rows('SELECT CAST(p.id AS TEXT) AS id, t.code AS tenant FROM conversation p JOIN tenant t ON t.id = p.tenant');
    return talks.length === Object.keys(TENANTS).length && talks;
  });
  return realm;
}

// A telephone that is none: a file here is an SMS to this tenant.
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kentongan-realm-'));
const inbox = tenant => path.join(folder, tenant);

// A public post that waits: "unggahanunikjabar".
async function addPost({ server }, tenant) {
  const file = path.join(server.data, `unggahan-${tenant}.jsonl`);
  fs.writeFileSync(file, JSON.stringify({ id: `p-${tenant}`, author: '@warga', permalink: 'https://x.example/1', text: `unggahanunik${tenant} jalan rusak #lapor` }));
  await server.command('channel import', ['--tenant', tenant, 'x', file]);
}

export async function startRealm() {
  for (const tenant of Object.keys(TENANTS)) fs.mkdirSync(inbox(tenant), { recursive: true });
  const settings = Object.fromEntries(Object.keys(TENANTS).map(tenant => [`channel.sms.${tenant}`, { driver: 'fake', tenant, inbox: inbox(tenant), log: path.join(folder, `${tenant}.log`) }]));
  const server = await start({ packs: Object.keys(TENANTS).map(name => `packs/${name}`), settings });
  try {
    return await fill(new Realm(server));
  } catch (error) {
    await server.stop().catch(() => {});
    throw error;
  }
}
