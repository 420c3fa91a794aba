// Every field of every form, every argument of every page, every name in every JSON body, with
// hostile text, wrong types and broken bytes: never a 500, and what is shown again is shown as text.
// Forms are found by walking the pages, routes and names of arguments in the source.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { filled, formsOf } from '../lib/forms.js';
import { assertEscaped, cleaned, OWN } from '../lib/hostile.js';
import { missing, ROOT, start } from '../lib/kentongan.js';
import { openOffice } from '../lib/office.js';
import { Judge } from '../lib/openapi.js';
import { png } from '../lib/picture.js';
import { addAccount, addKey, addStaff, PASSWORD } from '../lib/programs.js';
import { quick } from '../lib/quick.js';
import { raw, status as rawStatus } from '../lib/raw.js';
import { ROUTES } from '../lib/routes.js';
import { Staff } from '../lib/staff.js';

const skip = missing();
const WORST = OWN.filter((text, i) => i < 11 || /^['1=0Z]|\u0000|\ufffe|\r\n|nbsp/.test(text) || text.length === 4000);
const SLOW = ['/masuk', '/console/sandi', '/console/totp']; // argon2

async function each(list, work) {
  const rest = [...list].reverse();
  await Promise.all(Array.from({ length: 8 }, async () => { while (rest.length > 0) await work(rest.pop()); }));
}

// Names that handlers ask requests for.
function argumentNames() {
  const names = new Set();
  for (const folder of ['src/web', 'src/web/page', 'src/web/api'])
    for (const file of fs.readdirSync(path.join(ROOT, folder)).filter(name => name.endsWith('.c')))
      for (const [, name] of fs.readFileSync(path.join(ROOT, folder, file), 'utf8').matchAll(/request_(?:text|param|int|has)\((?:p->|form->|\w+->)?request, "(\w+)"/g)) names.add(name);
  return [...names];
}

describe('fields', { skip }, () => {
  const judge = new Judge();
  let server, office, admin, browser, key, cases;
  const AREA = '33.20.06.1006';

  async function tell(fields = { layanan: 'jalan_rusak', teks: 'Jalan rusak', kecamatan: '33.20.06', desa: AREA }) {
    const form = new FormData();
    for (const [name, value] of Object.entries({ aksi: 'baru', jenis: 'pengaduan', keterbukaan: 'terbuka', telepon: '081255500099', ...fields })) form.append(name, value);
    form.append('foto', new Blob([png()], { type: 'image/png' }), 'a.png');
    const to = new URL((await fetch(`${server.url}/lapor`, { method: 'POST', body: form, redirect: 'manual' })).headers.get('location'), server.url);
    return { ticket: to.pathname.split('/').pop(), secret: to.searchParams.get('k') };
  }

  // A case in each of the places where other things may be done with it.
  const WAYS = {
    diterima: [], diverifikasi: ['verifikasi'], butuh_info: ['verifikasi', 'tanya'], ditolak: ['tolak'], didisposisi: ['verifikasi', 'disposisi'],
    dikerjakan: ['verifikasi', 'disposisi', 'terima'], menunggu: ['verifikasi', 'disposisi', 'terima', 'minta-waktu'], selesai: ['verifikasi', 'disposisi', 'terima', 'usul-selesai'],
    digabung: ['verifikasi', 'gabung'], tuntas: ['verifikasi', 'disposisi', 'terima', 'usul-selesai'],
  };
  const INPUT = { verifikasi: { clear: true, complete: true }, tanya: { text: 'Di mana?' }, tolak: { reason: 'spam' }, disposisi: { agency: 'dpupr' }, 'minta-waktu': { days: 2, text: 'Hujan' }, 'usul-selesai': { text: 'Sudah' } };

  before(async () => {
    server = await start({ args: ['--tenant', 'jepara'] });
    office = openOffice(server);
    admin = await addStaff(server, 'kepala', 'administrator', { judge });
    await addAccount(server, 'petugas', 'officer', { agency: 'dpupr' });
    key = await addKey(server);
    browser = new Staff(server.url);
    await browser.signIn('kepala', PASSWORD);
    cases = {};
    for (const [name, steps] of Object.entries(WAYS)) {
      cases[name] = await tell();
      for (const step of steps) await admin.act(cases[name].ticket, step, step === 'gabung' ? { target: cases.diterima.ticket } : INPUT[step]);
    }
    cases.usulan = await tell({ teks: 'Jalan berlubang parah di desa Tegalsambi, aspal rusak' });
    const { ticket, secret } = cases.tuntas;
    await quick(`${server.url}/laporan/${ticket}`, { method: 'POST', body: new URLSearchParams({ k: secret, aksi: 'sudah' }) });
  });
  after(async () => { await server?.stop(); });

  const staff = () => ({ cookie: browser.cookie });
  const get = (where, headers = staff()) => quick(new URL(where, server.url), { headers });
  const post = (where, body, headers = {}) => quick(new URL(where, server.url), { method: 'POST', body, headers: { ...staff(), ...headers } });
  const routeOf = (method, pathname) => ROUTES.find(route => route.method === method && new RegExp(`^${route.pattern.replace(/:\w+/g, '[^/]+')}$`).test(pathname));

  // Every different form that the pages have: a form is what its route, its names and its act are.
  async function findForms() {
    const found = new Map();
    const pages = ['/', '/lapor', '/cek', '/daftar', '/masuk', '/console/akun', '/console/akun/petugas', '/console/kunci', '/console/sandi', '/console/totp', '/console/antrean/semua', '/console/kanal', '/console/pesan', '/console/posko', '/console/posko/lapor', '/console/telepon',
      ...Object.values(cases).flatMap(({ ticket, secret }) => [`/laporan/${ticket}`, `/laporan/${ticket}?k=${secret}`, `/console/kasus/${ticket}`])];
    const seen = new Set();
    const take = (text, where) => {
      for (const form of formsOf(text)) {
        const { pathname } = new URL(form.action || where, new URL(where, server.url));
        const route = routeOf(form.method, pathname);
        const act = pathname.match(/\/aksi\/(.+)/)?.[1] ?? form.fields.filter(one => ['aksi', 'apa', 'langkah'].includes(one.name)).map(one => one.value).join();
        const id = `${form.method} ${route?.pattern} ${act} ${[...new Set(form.fields.map(one => one.name))].sort()}`;
        if (form.method !== 'DIALOG' && !found.has(id)) found.set(id, { ...form, route, id, pathname });
      }
    };
    while (pages.length > 0) {
      const where = pages.shift();
      if (seen.has(where)) continue;
      seen.add(where);
      const { status, text } = await get(where, where === '/masuk' ? {} : staff());
      if (status !== 200) continue;
      take(text, where);
      if (where.startsWith('/console/kasus/')) for (const [, href] of text.matchAll(/href="([^"]*[?&;]aksi=[^"]*)"/g)) pages.push(href.replace(/&amp;/g, '&'));
    }
    for (const aksi of ['verifikasi', 'disposisi', 'tolak', 'serah-petugas', 'catatan']) take((await post('/console/massal', new URLSearchParams({ csrf: browser.csrf, aksi, antrean: 'semua', tiket: cases.diverifikasi.ticket }))).text, '/console/massal');
    take((await post('/console/totp', new URLSearchParams({ csrf: browser.csrf, langkah: 'mulai' }))).text, '/console/totp');
    take((await post('/lapor', new URLSearchParams({ aksi: 'kirim', jenis: 'pengaduan', keterbukaan: 'terbuka', layanan: 'jalan_rusak', teks: 'Jalan rusak', desa: AREA, kecamatan: '33.20.06' }))).text, '/lapor');
    return [...found.values()];
  }

  let forms = [], turn = 0;
  const some = (list, count) => Array.from({ length: count }, () => list[turn++ % list.length]);

  it('every route that takes a form of people is on a page', async () => {
    forms = await findForms();
    // Those of programs, and those of pages that are there only with something on them: unread
    // notices, a channel, an open desk, a station, a call, a conversation, a post. Their own tests fill them in.
    const programs = ['/lapor/usul', '/lapor/serupa', '/lapor/kirim', '/laporan-saya/kabar', '/console/kabar', '/console/usul-isian', '/console/kanal/:channel',
      '/console/percakapan/:talk/:deed', '/console/sosial/:post/:deed', '/console/surat/:name', '/console/posko/cari', '/console/posko/minta/:ticket', '/console/posko/:desk/antrean',
      '/console/radio', '/console/radio/catatan/:item', '/console/radio/acara', '/console/radio/acara/:episode', '/console/janji/:promise', '/console/telepon/:call'];
    for (const route of ROUTES.filter(one => one.flags.includes('FORM') && one.kind !== 'OPEN311' && !one.flags.includes('DEV') && !programs.includes(one.pattern)))
      assert.ok(forms.some(form => form.route === route), `no page has a form for POST ${route.pattern}`);
    for (const form of forms) assert.ok(form.route, `${form.id} leads nowhere`);
    const acts = new Set(forms.filter(form => form.route.pattern === '/console/kasus/:ticket/aksi/:action').map(form => form.pathname.split('/').pop()));
    assert.ok(acts.size >= 18, [...acts].join());
  });

  // A text in all fields of a form at once, and each field alone with one text after the other: what
  // is wrong in the first field must not hide the others.
  function attempts(form) {
    if (form.route.pattern === '/keluar') return [];
    const names = [...new Set(form.fields.filter(one => one.name !== 'csrf' && one.name !== 'pratinjau').map(one => one.name))];
    const inert = names.filter(name => !['aksi', 'apa', 'langkah', 'k', 'kunci', 'versi', 'tiket', 'laporan'].includes(name));
    const texts = WORST.filter((text, i) => !SLOW.includes(form.route.pattern) || i % 6 === 0);
    const changes = [...texts.map(text => Object.fromEntries(inert.map(name => [name, text]))),
      ...names.flatMap(name => [0, 1].map(() => ({ [name]: texts[turn++ % texts.length] })))];
    return form.fields.some(one => one.name === 'pratinjau') ? changes.flatMap(change => 'teks' in change && Object.keys(change).length === 1 ? [{ pratinjau: '1', ...change }] : [{ pratinjau: '1', ...change }, change]) : changes;
  }

  it('hostile text in each field of each form is refused or shown as text', async () => {
    await each(forms.flatMap(form => attempts(form).map(changes => ({ form, changes }))), async ({ form, changes }) => {
      const where = `${form.id}: ${JSON.stringify(changes).slice(0, 120)}`;
      const body = filled(form, { ...(form.fields.some(one => one.name === 'csrf') ? { csrf: browser.csrf } : {}), ...changes });
      const answer = form.method === 'POST' ? await post(form.pathname, body, form.pathname === '/masuk' ? { cookie: '' } : {}) : await get(`${form.pathname}?${body}`.slice(0, 6000).replace(/%.?$/, ''));
      assert.ok(answer.status < 500, `${where}: ${answer.status} ${answer.text.slice(0, 300)}`);
      if (/html/.test(answer.headers['content-type'])) for (const text of new Set(Object.values(changes))) assertEscaped(answer.text, cleaned(text), where);
      if (answer.status >= 400) assert.ok(/id="salah"|class="(mistake|notice notice--bad|error|bad)|role="alert"|<h1/.test(answer.text), `${where}: ${answer.status} without words`);
    });
  });

  it('hostile text in each argument of each page', async () => {
    const names = argumentNames();
    assert.ok(names.length > 60, names.join());
    const fill = route => route.pattern.replace(':ticket', route.kind === 'OPEN311' ? `${cases.dikerjakan.ticket}.json` : cases.dikerjakan.ticket).replace(':queue', 'semua').replace(':collection', 'requests.xml')
      .replace(':code', 'jalan_rusak.xml').replace(':token', `${cases.dikerjakan.ticket}.xml`).replace(':login', 'petugas').replace('*', 'css/public.css').replace(/:\w+/, 'x');
    const jobs = ROUTES.filter(one => one.method === 'GET' && !one.flags.includes('DEV') && !one.pattern.startsWith('/api/v1')).flatMap(route => [
      ...Array.from({ length: Math.ceil(names.length / 6) }, (_, i) => ({ route, query: names.slice(6 * i, 6 * i + 6).map(name => [name, WORST[turn++ % WORST.length].slice(0, 600)]) })),
      ...WORST.filter((text, i) => i % 3 === turn % 3).map(text => ({ route, query: names.map(name => [name, text.slice(0, 60)]) })),
    ]);
        await each(jobs, async ({ route, query }) => {
      const answer = await get(`${fill(route)}?${new URLSearchParams(query)}`);
      const where = `${route.pattern}?${query[0][0]}=${JSON.stringify(query[0][1].slice(0, 40))}`;
      assert.ok(answer.status < 500, `${where}: ${answer.status}`);
      if (/html/.test(answer.headers['content-type'])) for (const [, text] of query.slice(0, 6)) assertEscaped(answer.text, cleaned(text), where);
    });
  });

  it('hostile text and wrong types in each name of each JSON body, and in each argument of /api/v1', async () => {
    const types = [null, 0, -1, 1.5, 1e308, true, [], ['x'], {}, { lat: 'x' }, { lat: 1e300, long: 0 }, '', ' '];
    const { ticket } = await tell();
    const bodies = { createCase: ['/api/v1/cases', { text: 'Jalan rusak' }], openIdentity: [`/api/v1/cases/${ticket}/identity`, { reason: 'Perlu ditelepon kembali' }] };
    const jobs = [];
    for (const { method, template, operation } of judge.operations) {
      const parameters = (operation.parameters ?? []).map(one => judge.resolve(one)).filter(one => one.in === 'query' && one.name !== 'lang'); // an unknown language is the usual one
      for (const { name } of parameters) for (const text of some(WORST, 4)) jobs.push(() => admin.ask('GET', `${template.replace('{ticket}', ticket)}?${new URLSearchParams({ [name]: text.slice(0, 500) })}`));
      if (method !== 'post') continue;
      const schema = judge.resolve(operation.requestBody.content['application/json'].schema);
      const targets = bodies[operation.operationId] ? [bodies[operation.operationId]] : ['verifikasi', 'klasifikasi', 'disposisi', 'gabung', 'serah-petugas', 'catatan', 'tolak'].map(action => [`/api/v1/cases/${ticket}/actions/${action}`, { version: 9999 }]);
      for (const [where, base] of targets) for (const name of Object.keys(schema.properties ?? {})) for (const value of [...some(WORST, 3), ...some(types, 4)]) jobs.push(() => admin.ask('POST', where, { body: { ...base, [name]: value } }));
    }
        await each(jobs, async job => { const { status, answer } = await job(); assert.ok(status < 500, JSON.stringify(answer)); });
  });

  it('broken bytes, empty and endless bodies are refused, whatever the route, and change nothing', async () => {
    const counts = async () => (await Promise.all(['cases', 'report', 'event', 'message', 'account', 'api_key', 'attachment'].map(table => office.rows(`SELECT count(*) AS n FROM ${table}`)))).map(rows => rows[0].n);
    const before = await counts();
    const part = (name, value) => Buffer.concat([Buffer.from(`--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`), Buffer.from(value), Buffer.from('\r\n')]);
    const form = 'application/x-www-form-urlencoded', multi = 'multipart/form-data; boundary=b', json = 'application/json';
    const many = (count, one) => Array.from({ length: count }, (_, i) => one(i)).join('&');
    const BODIES = [
      [form, 'teks=%ff%fe'], [form, 'teks=%c0%af'], [form, 'teks=%ed%a0%80'], [form, 'teks=%f8%88%80%80%80'], [form, 'teks=%'], [form, 'teks=%zz'], [form, Buffer.from([0x74, 0x3d, 0xff])], [form, many(201, i => `a${i}=1`)], [form, '&&&==&=x'],
      [multi, ''], [multi, '--b'], [multi, '--b--\r\n'], [multi, '--b\r\n\r\nx'], [multi, part('teks', [0xff, 0xfe])], [multi, Buffer.concat([part('te\0ks', 'x'), part('teks', 'a\0b')])], [multi, Buffer.concat([part('teks', 'x'), Buffer.from('--b\r\nContent-Dis')])],
      [multi, `--b\r\nContent-Disposition: form-data; name="${'n'.repeat(9000)}"\r\n\r\nx\r\n--b--\r\n`], ['multipart/form-data', 'x'], ['multipart/form-data; boundary=', 'x'], [`multipart/form-data; boundary=${'b'.repeat(300)}`, 'x'],
      [json, ''], [json, '{'], [json, Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])], [json, '['.repeat(10000)], [json, '{"a":'.repeat(5000)], [json, '"x"'], ['text/plain', 'x'], ['', 'x'], ['x/\u00ff', 'x'],
    ];
    const fill = route => route.pattern.replace(':ticket', cases.dikerjakan.ticket).replace(':action', 'catatan').replace(':collection', 'requests.json').replace(':login', 'petugas').replace(/:\w+/, 'x');
    const routes = ROUTES.filter(one => one.method === 'POST' && !one.flags.includes('DEV') && one.pattern !== '/keluar' && one.pattern !== '/console/posko/minta/:ticket'); // a button, without a field
    await each(routes.flatMap(route => BODIES.map(([type, body]) => ({ route, type, body }))), async ({ route, type, body }) => {
      const answer = await post(fill(route), body, { 'content-type': type, 'x-csrf-token': browser.csrf });
      const readsNothing = ['/lapor', '/lapor/usul', '/laporan-saya/kabar', '/console/kabar', '/console/usul-isian', '/console/kunci', '/console/kasus/:ticket/usul', '/hook/sms/kannel/dlr'].includes(route.pattern) && answer.status < 400;
      assert.ok(answer.status >= 400 && answer.status < 500 || readsNothing, `${route.pattern} ${type} ${String(body).slice(0, 60)}: ${answer.status}`);
    });
    assert.deepEqual(await counts(), before);
  });

  it('ten megabytes of text are too much, wherever they come', async () => {
    const huge = 'a'.repeat(10 << 20);
    for (const [where, type] of [['/lapor', 'form'], ['/open311/v2/requests.json', 'form'], [`/console/kasus/${cases.dikerjakan.ticket}/aksi/catatan`, 'form'], ['/masuk', 'form'], ['/api/v1/cases', 'json'], ['/hook/sms/kannel', 'raw']])
      for (const multipart of type === 'form' ? [false, true] : [false]) {
        const name = where.startsWith('/open311') ? 'description' : 'teks';
        const body = type === 'json' ? JSON.stringify({ text: huge }) : multipart ? `--b\r\nContent-Disposition: form-data; name="aksi"\r\n\r\nbaru\r\n--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${huge}\r\n--b--\r\n` : `aksi=baru&api_key=${key}&service_code=jalan_rusak&lat=-6.59&long=110.66&${name}=${huge}`;
        const headers = { 'content-type': type === 'json' ? 'application/json' : multipart ? 'multipart/form-data; boundary=b' : 'application/x-www-form-urlencoded', 'x-csrf-token': browser.csrf };
        const head = Object.entries({ host: 'x', ...staff(), ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' }).map(([n, v]) => `${n}: ${v}\r\n`).join('');
        const answer = await raw(server.port, [`POST ${where} HTTP/1.1\r\n${head}\r\n`, body]);
        assert.ok([400, 413, 422, 403].includes(rawStatus(answer)), `${where} ${multipart}: ${answer.slice(0, 60)}`);
      }
  });

  it('hostile headers and cookies', async () => {
    for (const text of OWN.filter(one => /^[\x20-\x7e]+$/.test(one)).map(one => one.slice(0, 1000)))
      for (const name of ['Cookie', 'Accept-Language', 'User-Agent', 'Referer', 'If-None-Match', 'If-Modified-Since', 'Range', 'X-Forwarded-For', 'X-Forwarded-Proto', 'Forwarded', 'Authorization', 'Idempotency-Key', 'Last-Event-ID', 'HX-Request', 'Origin', 'Content-Type']) {
        const value = name === 'Cookie' ? `ktg=${text}; lang=${text}` : name === 'Authorization' ? `Bearer ${text}` : text;
        for (const where of name === 'Authorization' ? ['/api/v1/me'] : ['/', '/console']) {
          const answer = await get(where, { [name]: value });
          assert.ok(answer.status < 500, `${name}: ${text}: ${answer.status}`);
          if (/html/.test(answer.headers['content-type'])) assertEscaped(answer.text, cleaned(text), name);
        }
      }
  });

  it('and the program had nothing to complain of', async () => {
    assert.deepEqual(server.log.split('\n').filter(line => /warning|critical|error:|internal/i.test(line)).slice(0, 5), []);
    await server.command('verify', []);
  });
});
