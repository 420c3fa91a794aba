// /api/v1: every operation of the OpenAPI document is done for real, and every request and answer of
// this file is held against it; roles see and do what is theirs.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { missing, start } from '../lib/kentongan.js';
import { DOCUMENT, Judge } from '../lib/openapi.js';
import { addKey, addStaff, Client, PASSWORD } from '../lib/programs.js';
import { ROUTES } from '../lib/routes.js';
import { Staff } from '../lib/staff.js';

const skip = missing();
const POINT = { lat: -6.5907, long: 110.6677 };
const AREA = '33.20.06.1006';

describe('/api/v1', { skip }, () => {
  const judge = new Judge();
  let server, admin, verifier, roads, rubbish, chief, leader, nobody;
  before(async () => {
    server = await start({ args: ['--tenant', 'jepara'] });
    const staff = (login, role, agency) => addStaff(server, login, role, { agency, judge });
    admin = await staff('kepala', 'administrator');
    verifier = await staff('siti', 'verifier');
    roads = await staff('petugas-jalan', 'officer', 'dpupr');
    rubbish = await staff('petugas-sampah', 'officer', 'dlh');
    chief = await staff('kabid-jalan', 'supervisor', 'dpupr');
    leader = await staff('bupati', 'leader');
    nobody = new Client(server, { judge });
  });
  after(async () => { await server?.stop(); });

  const told = (more = {}) => ({ text: 'Jalan berlubang di depan pasar Ratu, sudah dua orang jatuh', service: 'jalan_rusak', point: POINT, area: AREA, ...more });
  const report = async more => (await verifier.add(told(more))).ticket;
  const atRoads = async more => {
    const ticket = await report(more);
    await verifier.act(ticket, 'disposisi', { agency: 'dpupr' });
    return ticket;
  };
  const problem = async (client, method, url, options, status, field) => {
    const { status: got, answer } = await client.ask(method, url, options);
    assert.equal(got, status, JSON.stringify(answer));
    if (field !== undefined) assert.equal(answer.field, field, JSON.stringify(answer));
    return answer;
  };

  describe('the document', () => {
    it('is served as it is, without signing in', async () => {
      assert.deepEqual(await nobody.get('/api/v1/openapi.json'), JSON.parse(fs.readFileSync(DOCUMENT, 'utf8')));
    });

    it('is OpenAPI 3.1 as its specification says', async () => {
      const { valid, errors } = await new Validator().validate(structuredClone(judge.document));
      assert.ok(valid, JSON.stringify(errors));
      assert.match(judge.document.openapi, /^3\.1\./);
    });

    it('is a judge that finds what is wrong', () => {
      const exchange = (status, answer, more = {}) => () => judge.judge({
        method: 'GET', url: new URL('http://x/api/v1/me'), status, headers: new Headers({ 'content-type': 'application/json' }), answer, ...more });
      const me = { name: '', role: 'verifier', agency: '', area: '', tenant: 'jepara', home: 'jepara' };
      exchange(200, me)();
      for (const wrong of [{ ...me, role: 'raja' }, { ...me, password: 'x' }, { ...me, name: null }, { role: 'verifier' }, []]) assert.throws(exchange(200, wrong), JSON.stringify(wrong));
      assert.throws(exchange(418, me));
      assert.throws(exchange(200, me, { url: new URL('http://x/api/v1/you') }));
      assert.throws(exchange(200, me, { url: new URL('http://x/api/v1/me?x=1') }));
      assert.throws(exchange(200, me, { headers: new Headers({ 'content-type': 'text/html' }) }));
    });

    it('has exactly the operations of the route table', () => {
      const rows = ROUTES.filter(route => route.pattern.startsWith('/api/v1/'))
        .map(({ method, pattern }) => `${method} ${pattern.replace(/:(\w+)/g, '{$1}')}`).sort();
      assert.deepEqual(judge.operations.map(one => `${one.method.toUpperCase()} ${one.template}`).sort(), rows);
    });

    it('knows every action, and no other', async () => {
      const ticket = await report();
      const { enum: names } = judge.find('POST', '/api/v1/cases/x/actions/y').operation.parameters.find(one => one.name === 'action').schema;
      for (const name of names) {
        const { status } = await admin.ask('POST', `/api/v1/cases/${ticket}/actions/${name}`, { body: { version: 999 } });
        assert.ok([400, 403, 409].includes(status), `${name} answers ${status}`);
      }
      for (const name of ['balas', 'dukung', 'sudah', 'tanpa-jawaban', 'naga', '%20'])
        await problem(admin, 'POST', `/api/v1/cases/${ticket}/actions/${name}`, { body: {} }, 404);
      for (const client of [admin, roads, leader]) {
        const seen = await client.ask('GET', `/api/v1/cases/${ticket}/actions`);
        for (const action of seen.answer.actions ?? []) assert.ok(names.includes(action.name));
      }
    });
  });

  describe('the way of a case', () => {
    it('from the desk to the end, each step by who may', async () => {
      const added = await verifier.add(told({ class: 'pengaduan', visibility: 'terbuka', place: 'Depan pasar', name: 'Bu Aminah', phone: '0812-3456-7890', channel: 'loket' }));
      const ticket = added.ticket;
      assert.equal(added.repeated, false);
      assert.ok(added.due_at);
      assert.deepEqual((await verifier.get(`/api/v1/cases/${ticket}/actions`)).actions.map(one => one.name).includes('verifikasi'), true);
      let version = (await verifier.act(ticket, 'verifikasi', { clear: true, complete: true, version: 1 })).version;
      version = (await verifier.act(ticket, 'klasifikasi', { priority: 2, area: AREA, version })).version;
      await verifier.act(ticket, 'tanya', { text: 'Di sebelah mana persisnya?', version });
      await verifier.act(ticket, 'tolak', { reason: 'tidak-jelas' });
      await verifier.act(ticket, 'pulihkan', { text: 'Pelapor datang ke loket' });
      await verifier.act(ticket, 'catatan', { text: 'Sudah ditelepon' });
      await verifier.act(ticket, 'disposisi', { agency: 'dpupr', service: 'jalan_rusak' });
      await roads.act(ticket, 'kembalikan', { text: 'Jalan provinsi', agency: 'disperkim' });
      await verifier.act(ticket, 'disposisi', { agency: 'dpupr', text: 'Sudah dipastikan jalan kabupaten' });
      await roads.act(ticket, 'terima');
      const [officer] = (await chief.get('/api/v1/officers?agency=dpupr')).officers.filter(one => one.role === 'officer');
      await chief.act(ticket, 'serah-petugas', { officer: officer.id });
      await roads.act(ticket, 'kemajuan', { text: 'Aspal dipesan' });
      await roads.act(ticket, 'minta-waktu', { days: 3, text: 'Hujan' });
      await chief.act(ticket, 'beri-waktu');
      await roads.act(ticket, 'tindak-lanjut', { text: 'Ditambal hari ini' });
      await roads.act(ticket, 'usul-selesai', { text: 'Selesai ditambal' });
      const file = await verifier.file(ticket.toLowerCase().replace(/-/g, ''));
      assert.equal(file.status, 'diusulkan_selesai');
      assert.equal(file.holder, 'pelapor');
      assert.equal(file.channel, 'loket');
      assert.equal(file.returned, 1);
      assert.equal(file.priority, 2);
      assert.deepEqual(file.events.map(event => event.seq), file.events.map((_, i) => i + 1));
      assert.ok(file.messages.length > 0, 'the reporter hears');
      const begin = Date.parse(file.hops[0].from);
      for (let i = 1; i < file.hops.length; i++) assert.equal(file.hops[i].from, file.hops[i - 1].to, 'hops follow one another');
      assert.equal(begin, Date.parse(file.created_at));
      const inbox = await chief.get('/api/v1/notices');
      assert.deepEqual(inbox.notices.filter(one => one.ticket === ticket).map(one => one.key), ['staff.extension_asked']);
      assert.match(inbox.notices[0].text, /meminta waktu/);
      assert.ok(inbox.unseen > 0);
      assert.equal((await chief.post('/api/v1/notices/seen', {}, 200)).unseen, 0);
      assert.deepEqual((await chief.get(`/api/v1/notices?before=${inbox.notices.at(-1).id}`)).notices, []);
      await problem(chief, 'GET', '/api/v1/notices?before=x', {}, 400, 'before');
      const identity = await verifier.post(`/api/v1/cases/${ticket.toLowerCase()}/identity`, { reason: 'Perlu ditelepon kembali' });
      assert.deepEqual(identity, { name: 'Bu Aminah', phone: '+6281234567890', email: '' });
      assert.equal((await verifier.file(ticket)).events.at(-1).kind, 'identity.opened');
      assert.ok(!JSON.stringify(file).includes('81234567890') && !JSON.stringify(file).includes('Aminah'), 'no person in a case');
    });

    it('duplicates are joined and taken apart', async () => {
      const main = await report(), copy = await report();
      await verifier.act(copy, 'gabung', { target: main });
      const joined = await verifier.file(copy);
      assert.equal(joined.ticket, main, 'a merged ticket leads to the main case');
      assert.equal(joined.reports_count, 2);
      assert.deepEqual(joined.reports.map(one => one.merged), [false, true]);
      await verifier.act(copy, 'pisah', { text: 'Ternyata lain' });
      assert.equal((await verifier.file(copy)).ticket, copy);
      await problem(verifier, 'POST', `/api/v1/cases/${copy}/actions/gabung`, { body: { target: copy } }, 400, 'target');
    });

    it('the same Idempotency-Key does it once', async () => {
      const header = { 'Idempotency-Key': 'sekali' };
      const first = await verifier.add(told(), 201, header), again = await verifier.add(told(), 200, header);
      assert.equal(again.ticket, first.ticket);
      assert.equal(again.repeated, true);
      const path_ = `/api/v1/cases/${first.ticket}/actions/catatan`;
      assert.equal((await verifier.post(path_, { text: 'x' }, 200, header)).repeated, false);
      assert.equal((await verifier.post(path_, { text: 'x' }, 200, header)).repeated, true);
      assert.equal((await verifier.file(first.ticket)).events.filter(event => event.kind === 'case.noted').length, 1);
      const other = await admin.add(told(), 201, header);
      assert.notEqual(other.ticket, first.ticket, 'a key is of who sends it');
      await problem(verifier, 'POST', '/api/v1/cases', { body: told(), headers: { 'Idempotency-Key': 'x'.repeat(201) } }, 400, 'Idempotency-Key');
    });

    it('reference data, figures and similar cases are what they are said to be', async () => {
      const reference = await verifier.get('/api/v1/reference');
      assert.equal(reference.tenant, 'jepara');
      assert.ok(reference.agencies.some(one => one.code === 'dpupr') && reference.areas.some(one => one.code === AREA));
      const figures = await verifier.get('/api/v1/figures?days=7');
      assert.ok(figures.received > 0 && figures.open > 0);
      const ticket = await report();
      await verifier.act(ticket, 'verifikasi', { clear: true, complete: true });
      const near = await rubbish.get(`/api/v1/similar?lat=${POINT.lat}&long=${POINT.long}&service=jalan_rusak`);
      assert.ok(near.cases.some(one => one.ticket === ticket));
      await rubbish.get(`/api/v1/similar?area=${AREA}&service=jalan_rusak`);
      await problem(verifier, 'GET', '/api/v1/similar?lat=-6.5', {}, 400, 'lat');
      await problem(verifier, 'GET', '/api/v1/figures?days=0', {}, 400, 'days');
      assert.deepEqual(await verifier.get('/api/v1/me'), { name: 'Ibu siti', role: 'verifier', agency: '', area: '', tenant: 'jepara', home: 'jepara' });
    });

    it('lists filter, order and page', async () => {
      for (let i = 0; i < 5; i++) await report({ text: `Pohon tumbang nomor ${i}`, service: 'pohon', class: 'permintaan_bantuan' });
      const list = async query => (await verifier.get(`/api/v1/cases?${query}`)).cases;
      assert.ok((await list('service=pohon')).every(one => one.service === 'pohon'));
      assert.equal((await list('service=pohon&class=permintaan_bantuan')).length, 5);
      assert.equal((await list('service=pohon&class=aspirasi')).length, 0);
      assert.ok((await list('status=diterima,diverifikasi')).every(one => ['diterima', 'diverifikasi'].includes(one.status)));
      assert.equal((await list('overdue=true')).length, 0);
      assert.ok((await list('overdue=false')).length > 0);
      const due = (await list('order=due&limit=500')).map(one => one.due_at ?? 'z');
      assert.deepEqual(due, [...due].sort());
      const all = (await list('service=pohon&limit=500')).map(one => one.ticket), paged = [];
      for (let after = ''; after !== null;) {
        const page = await verifier.get(`/api/v1/cases?service=pohon&limit=2&after=${after}`);
        paged.push(...page.cases.map(one => one.ticket));
        after = page.next;
      }
      assert.deepEqual(paged, all);
      for (const [query, field] of [['status=x', 'status'], ['order=x', 'order'], ['limit=0', 'limit'], ['limit=501', 'limit'], ['limit=x', 'limit'], ['overdue=ya', 'overdue'], ['class=x', 'class'], ['servise=pohon', 'service'], ['statuss=x', 'status']])
        await problem(verifier, 'GET', `/api/v1/cases?${query}`, {}, 400, field);
    });
  });

  describe('roles', () => {
    it('an officer has his agency’s cases, and those of others are not there', async () => {
      const mine = await atRoads();
      const theirs = await report({ service: 'sampah' });
      await verifier.act(theirs, 'disposisi', { agency: 'dlh' });
      const waiting = await report();
      const seen = (await roads.get('/api/v1/cases?limit=500')).cases;
      assert.ok(seen.some(one => one.ticket === mine));
      assert.ok(seen.every(one => one.agency === 'dpupr'));
      for (const query of ['agency=dlh', `ticket=${theirs}`, `ticket=${waiting}`, 'service=sampah', 'q=berlubang&agency=dlh', 'order=due&agency=dlh'])
        assert.deepEqual((await roads.get(`/api/v1/cases?${query}`)).cases.filter(one => one.agency !== 'dpupr'), [], query);
      for (const ticket of [theirs, waiting, 'JPR-0000-0000', 'x']) {
        await problem(roads, 'GET', `/api/v1/cases/${ticket}`, {}, 404);
        await problem(roads, 'GET', `/api/v1/cases/${ticket}/actions`, {}, 404);
        await problem(roads, 'POST', `/api/v1/cases/${ticket}/actions/terima`, { body: {} }, 404);
        await problem(roads, 'POST', `/api/v1/cases/${ticket}/identity`, { body: { reason: 'ingin tahu saja siapa' } }, 404);
      }
      await problem(roads, 'POST', `/api/v1/cases/${mine}/actions/verifikasi`, { body: {} }, 403);
      await problem(roads, 'POST', `/api/v1/cases/${mine}/actions/disposisi`, { body: { agency: 'dlh' } }, 403);
      await problem(roads, 'POST', `/api/v1/cases/${mine}/actions/beri-waktu`, { body: {} }, 403);
      assert.ok((await roads.get('/api/v1/officers')).officers.every(one => one.agency === 'dpupr'));
    });

    it('a leader reads all and changes nothing', async () => {
      const ticket = await atRoads();
      const secret = await report({ visibility: 'rahasia', text: 'Ini rahasia sekali' });
      assert.equal((await leader.file(ticket)).ticket, ticket);
      const shown = await leader.file(secret);
      assert.equal(shown.reports[0].text, null, 'secret texts stay sealed for readers');
      assert.ok(!JSON.stringify(shown).includes('sekali'));
      assert.equal((await verifier.file(secret)).reports[0].text, 'Ini rahasia sekali');
      assert.deepEqual((await leader.get(`/api/v1/cases/${ticket}/actions`)).actions, []);
      for (const action of judge.find('POST', '/api/v1/cases/x/actions/y').operation.parameters.find(one => one.name === 'action').schema.enum)
        await problem(leader, 'POST', `/api/v1/cases/${ticket}/actions/${action}`, { body: { text: 'x', agency: 'dlh', days: 1, target: secret } }, 403);
      await problem(leader, 'POST', '/api/v1/cases', { body: told() }, 403);
      await problem(leader, 'POST', `/api/v1/cases/${ticket}/identity`, { body: { reason: 'ingin tahu saja siapa' } }, 403);
    });

    it('a verifier does not do the agency’s work', async () => {
      const ticket = await atRoads();
      for (const action of ['terima', 'kemajuan', 'tindak-lanjut', 'usul-selesai', 'kembalikan', 'beri-waktu'])
        await problem(verifier, 'POST', `/api/v1/cases/${ticket}/actions/${action}`, { body: { text: 'x' } }, 403);
    });

    it('the agency does not see who is anonymous; nobody opens without a reason', async () => {
      const hidden = await atRoads({ visibility: 'anonim', phone: '081200000001' });
      const open = await atRoads({ phone: '081200000002', name: 'Pak Karto' });
      const none = await atRoads();
      await roads.act(open, 'terima');
      await problem(roads, 'POST', `/api/v1/cases/${hidden}/identity`, { body: { reason: 'ingin tahu saja siapa' } }, 403);
      assert.equal((await roads.post(`/api/v1/cases/${open}/identity`, { reason: 'Perlu petunjuk lokasi' })).phone, '+6281200000002');
      for (const reason of ['', 'pendek', '         .'])
        await problem(roads, 'POST', `/api/v1/cases/${open}/identity`, { body: { reason } }, 400, 'reason');
      await problem(verifier, 'POST', `/api/v1/cases/${none}/identity`, { body: { reason: 'ingin tahu saja siapa' } }, 404);
    });

    it('an account bound to an area has that area only', async () => {
      const there = await addStaff(server, 'camat', 'verifier', { area: '33.20.06', judge });
      const mine = await report(), other = await report({ area: '33.20.01.2001', point: null });
      const seen = (await there.get('/api/v1/cases?limit=500')).cases;
      assert.ok(seen.some(one => one.ticket === mine) && seen.every(one => one.area?.startsWith('33.20.06')));
      await problem(there, 'GET', `/api/v1/cases/${other}`, {}, 404);
      for (const query of ['area=33.20.01', 'area=33', `ticket=${other}`, 'q=berlubang', 'order=due'])
        assert.ok((await there.get(`/api/v1/cases?limit=500&${query}`)).cases.every(one => one.area?.startsWith('33.20.06')), query);
    });

    it('without a key, with a dead one, or with another scope nothing is shown', async () => {
      const open311 = await addKey(server);
      const dead = await addKey(server, { scope: 'api', user: 'siti', label: 'mati' });
      const { id } = (await server.command('key list')).split('\n').map(line => ({ id: line.match(/\d{10,}/)?.[0], line })).find(row => row.line.includes('mati'));
      assert.equal((await new Client(server, { key: dead }).ask('GET', '/api/v1/me')).status, 200);
      await server.command('key revoke', [id]);
      for (const key of [undefined, 'x', open311, dead, '']) {
        const client = new Client(server, { key, judge });
        for (const where of ['/api/v1/me', '/api/v1/cases', '/api/v1/reference', '/api/v1/officers', '/api/v1/notices', '/api/v1/figures', '/api/v1/similar', '/api/v1/cases/JPR-0000-0000', '/api/v1/cases/JPR-0000-0000/actions'])
          await problem(client, 'GET', where, {}, 401);
        for (const where of ['/api/v1/cases', '/api/v1/notices/seen', '/api/v1/cases/JPR-0000-0000/actions/verifikasi', '/api/v1/cases/JPR-0000-0000/identity'])
          await problem(client, 'POST', where, { body: {} }, 401);
      }
    });

    it('a browser’s session works with its token, and not without', async () => {
      const browser = new Staff(server.url);
      await browser.signIn('siti', PASSWORD);
      assert.equal((await (await browser.get('/api/v1/me')).json()).role, 'verifier');
      const send = headers => fetch(`${server.url}/api/v1/cases`, { method: 'POST', headers: { cookie: browser.cookie, 'content-type': 'application/json', ...headers }, body: JSON.stringify(told()) });
      assert.equal((await send({})).status, 403);
      assert.equal((await send({ 'x-csrf-token': 'x' })).status, 403);
      assert.equal((await send({ 'x-csrf-token': browser.csrf, 'sec-fetch-site': 'cross-site' })).status, 403);
      assert.equal((await send({ 'x-csrf-token': browser.csrf })).status, 201);
    });
  });

  describe('mistakes', () => {
    it('a version that is gone, or a status that forbids it, is a conflict', async () => {
      const ticket = await report();
      const { version } = await verifier.act(ticket, 'verifikasi', { clear: true, complete: true });
      await problem(verifier, 'POST', `/api/v1/cases/${ticket}/actions/disposisi`, { body: { agency: 'dpupr', version: version - 1 } }, 409);
      await problem(verifier, 'POST', `/api/v1/cases/${ticket}/actions/verifikasi`, { body: {} }, 409);
      await verifier.act(ticket, 'disposisi', { agency: 'dpupr', version });
      await problem(verifier, 'POST', `/api/v1/cases/${ticket}/actions/disposisi`, { body: { agency: 'dpupr' } }, 409);
      assert.equal((await verifier.file(ticket)).status, 'didisposisi');
    });

    it('of two at once with the same version one wins', async () => {
      const ticket = await report();
      const both = await Promise.all([1, 2, 3, 4].map(() => verifier.ask('POST', `/api/v1/cases/${ticket}/actions/verifikasi`, { body: { clear: true, complete: true, version: 1 } })));
      assert.deepEqual(both.map(one => one.status).sort(), [200, 409, 409, 409]);
      assert.equal((await verifier.file(ticket)).events.filter(event => event.kind === 'case.verified').length, 1);
    });

    it('names the field, or the nearest one known', async () => {
      const ticket = await report();
      const act = (action, body, field) => problem(verifier, 'POST', `/api/v1/cases/${ticket}/actions/${action}`, { body }, 400, field);
      const add = (more, field) => problem(verifier, 'POST', '/api/v1/cases', { body: told(more) }, 400, field);
      await add({ servise: 'x' }, 'service');
      await add({ visibilty: 'x' }, 'visibility');
      await add({ text: '' }, 'text');
      await add({ text: ' \n\t ' }, 'text');
      await add({ text: 7 }, 'text');
      await add({ text: ['x'] }, 'text');
      await add({ text: 'a'.repeat(4001) }, 'text');
      await add({ service: 'naga' }, 'service');
      await add({ area: '33.20.99' }, 'area');
      await add({ area: '32.73' }, 'area');
      await add({ point: { lat: 0, long: 0 } }, 'point');
      await add({ point: { lat: -6.2, long: 106.8 } }, 'point');
      await add({ point: '1,2' }, 'point');
      await add({ phone: 'telepon' }, 'phone');
      await add({ email: 'surel' }, 'email');
      await add({ name: 'a'.repeat(101) }, 'name');
      await add({ place: 'a'.repeat(301) }, 'place');
      await add({ class: 'keluhan' }, 'class');
      await add({ visibility: 'samar' }, 'visibility');
      await add({ channel: 'Kanal Aneh' }, 'channel');
      await act('disposisi', {}, 'agency');
      await act('disposisi', { agency: 'naga' }, 'agency');
      await act('disposisi', { agenzy: 'dpupr' }, 'agency');
      await act('tolak', { reason: 'sebal' }, 'reason');
      await act('tanya', { text: '  ' }, 'text');
      await act('catatan', { text: 'a'.repeat(4001) }, 'text');
      await act('gabung', { target: 'JPR-0000-0000' }, 'target');
      await act('serahkan', { tenant: 'mars', text: 'x' }, 'tenant');
      await act('verifikasi', { clear: 'ya' }, 'clear');
      await act('verifikasi', { version: '1' }, 'version');
      await act('verifikasi', { point: { lat: 'x' } }, 'point');
      await act('klasifikasi', { priority: 3 }, 'priority');
      await act('klasifikasi', { visibility: 'samar' }, 'visibility');
      await verifier.act(ticket, 'klasifikasi', { visibility: 'anonim' });
      await act('klasifikasi', { visibility: 'terbuka' }, 'visibility');
    });

    it('changes nothing when it refuses', async () => {
      const ticket = await report();
      const before = await verifier.file(ticket);
      for (const [action, body] of [['disposisi', { agency: 'naga' }], ['klasifikasi', { area: '99', priority: 2 }], ['tolak', { reason: 'x' }], ['serahkan', { tenant: 'mars', text: 'x' }]])
        await problem(verifier, 'POST', `/api/v1/cases/${ticket}/actions/${action}`, { body }, 400);
      assert.deepEqual(await verifier.file(ticket), before);
    });

    it('what is no JSON object is refused', async () => {
      const before = (await verifier.get('/api/v1/cases?limit=1')).cases[0].ticket;
      for (const raw of ['', '{', 'null', '[]', '"x"', '{"text":"a","text":"b"}', '{"text":"\\ud800"}', '{"text":"\\u0000"}', '{"a":'.repeat(50000), '['.repeat(200000), '{"text":1e999}', '{"text":"x"}{}', "{'text':'x'}", '{"text":NaN}', '\ufeff{"text":"x"}'])
        await problem(verifier, 'POST', '/api/v1/cases', { raw }, 400);
      for (const bytes of [[0x7b, 0x22, 0x74, 0x65, 0x78, 0x74, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d], [0xff], [0x7b, 0x7d, 0]])
        await problem(verifier, 'POST', '/api/v1/cases', { raw: Buffer.from(bytes) }, 400);
      assert.equal((await verifier.get('/api/v1/cases?limit=1')).cases[0].ticket, before);
    });

    it('what is too large is refused before it is read', async () => {
      await problem(verifier, 'POST', '/api/v1/cases', { body: told({ text: 'a'.repeat(300 * 1024) }) }, 413);
      await problem(verifier, 'POST', '/api/v1/cases', { raw: Buffer.alloc(10 << 20, 0x20) }, 413);
    });
  });

  it('a telephone exchange tells of a call once, and only who has the hotline may', async () => {
    const bojonegoro = await start({ packs: ['packs/bojonegoro'] });
    try {
      const operator = await addStaff(bojonegoro, 'operator', 'operator', { judge });
      const call = { line: '0353 880999', number: '0812 9999 0000', direction: 'missed', started_at: '2026-01-05T08:00:00+07:00', id: 'x-1' };
      assert.deepEqual(await operator.post('/api/v1/calls', call, 201), { known: false });
      assert.deepEqual(await operator.post('/api/v1/calls', call, 200), { known: true });
      assert.deepEqual(await operator.post('/api/v1/calls', { line: 'genggam', started_at: '2026-01-05T08:00:00' }, 201), { known: false });
      await problem(operator, 'POST', '/api/v1/calls', { body: { ...call, line: '1234567', id: 'x-2' } }, 400, 'line');
      await problem(operator, 'POST', '/api/v1/calls', { body: { ...call, number: 'bukan', id: 'x-3' } }, 400, 'number');
      await problem(operator, 'POST', '/api/v1/calls', { body: { ...call, started_at: 'kemarin' } }, 400, 'started_at');
      await problem(operator, 'POST', '/api/v1/calls', { body: { ...call, started_at: '2199-01-01T00:00:00Z' } }, 400, 'started_at');
      await problem(operator, 'POST', '/api/v1/calls', { body: { ...call, ended_at: '2026-01-05T07:00:00+07:00' } }, 400, 'started_at');
      await problem(new Client(bojonegoro, { judge }), 'POST', '/api/v1/calls', { body: call }, 401);
      await problem(await addStaff(bojonegoro, 'petugas', 'officer', { agency: 'dlh', judge }), 'POST', '/api/v1/calls', { body: call }, 403);
    } finally { await bojonegoro.stop(); }
  });

  it('every operation was seen to succeed and to refuse', () => {
    for (const [operation, statuses] of judge.seen) {
      assert.ok([200, 201].some(status => statuses.has(status)), `${operation} never succeeded`);
      if (operation !== 'getDocument') assert.ok(statuses.has(401), `${operation} was never asked without a key`);
    }
    const union = new Set([...judge.seen.values()].flatMap(statuses => [...statuses]));
    for (const status of [200, 201, 400, 401, 403, 404, 409, 413]) assert.ok(union.has(status), `no ${status} was seen`);
  });
});
