// Open311 GeoReport v2 as its clients in the field use it: each oddity of theirs has a test, and so
// has everything that must never be seen.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import AjvDraft4 from 'ajv-draft-04';
import formats from 'ajv-formats';
import { missing, ROOT, start } from '../lib/kentongan.js';
import { png } from '../lib/picture.js';
import { addAccount, addKey, addStaff, PASSWORD } from '../lib/programs.js';
import { raw, status as rawStatus } from '../lib/raw.js';
import { Staff } from '../lib/staff.js';

const skip = missing();
const SCHEMAS = path.join(process.env.KENTONGAN_DATA || path.join(ROOT, '../shared/data'), 'schemas/open311');
const noSchemas = fs.existsSync(path.join(SCHEMAS, 'request.json')) ? false : 'skipped: the GeoReport schemas are not here (KENTONGAN_DATA)';
const noXmllint = spawnSync('xmllint', ['--version']).error ? 'skipped: xmllint is not installed' : false;
const POINT = { lat: '-6.5907', long: '110.6677' };

describe('open311', { skip }, () => {
  let server, key, other, verifier;
  before(async () => {
    server = await start({ args: ['--tenant', 'jepara'] });
    key = await addKey(server, { label: 'FixMyStreet' });
    other = await addKey(server, { label: 'lain' });
    verifier = await addStaff(server, 'siti', 'verifier');
  });
  after(async () => { await server?.stop(); });

  const url = name => `${server.url}/open311/v2/${name}`;
  async function get(name, want = 200) {
    const response = await fetch(url(name));
    const text = await response.text();
    assert.equal(response.status, want, `${name}: ${text}`);
    const isJson = name.split('?')[0].endsWith('.json');
    assert.equal(response.headers.get('content-type'), isJson ? 'application/json' : 'text/xml', name);
    return isJson ? JSON.parse(text) : text;
  }
  async function post(fields, want = 200, name = 'requests.json', options = {}) {
    const body = options.body ?? new URLSearchParams({ api_key: key, ...fields });
    const response = await fetch(url(name), { method: 'POST', body, headers: options.headers });
    const text = await response.text();
    assert.equal(response.status, want, text);
    assert.equal(response.headers.get('content-type'), name.endsWith('.json') ? 'application/json' : 'text/xml');
    return name.endsWith('.json') ? JSON.parse(text) : text;
  }
  const report = async (fields = {}, options) =>
    (await post({ service_code: 'jalan_rusak', description: 'Jalan berlubang di depan pasar', ...POINT, ...fields }, 200, 'requests.json', options))[0].service_request_id;
  const fresh = async fields => {
    const ticket = await report(fields);
    await verifier.act(ticket, 'verifikasi', { clear: true, complete: true });
    return ticket;
  };
  const one = async (ticket, query = '') => (await get(`requests/${ticket}.json${query}`))[0];
  const ids = list => list.map(request => request.service_request_id);
  const wellFormed = xml => {
    if (noXmllint) return;
    const done = spawnSync('xmllint', ['--noout', '-'], { input: xml });
    assert.equal(done.status, 0, `${done.stderr}\n${xml.slice(0, 2000)}`);
  };
  const assertError = (answer, code) => {
    assert.ok(Array.isArray(answer), JSON.stringify(answer));
    assert.equal(answer[0].code, code);
    assert.ok(typeof answer[0].description === 'string' && answer[0].description.length > 3);
  };

  describe('posting', () => {
    it('answers 200 and the id as a string in a bare array', async () => {
      const answer = await post({ service_code: 'jalan_rusak', ...POINT, description: 'Lubang' });
      assert.ok(Array.isArray(answer) && answer.length === 1);
      assert.match(answer[0].service_request_id, /^JPR-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
      assert.equal(typeof answer[0].service_notice, 'string');
      assert.equal('token' in answer[0], false);
    });

    it('answers XML under service_requests', async () => {
      const xml = await post({ service_code: 'jalan_rusak', ...POINT, description: 'Lubang' }, 200, 'requests.xml');
      wellFormed(xml);
      assert.match(xml, /<service_requests><request>.*<service_request_id>JPR-/s);
    });

    it('takes the jurisdiction, or lat and long, or both, but not another jurisdiction', async () => {
      await report({ jurisdiction_id: 'jepara' });
      await report({ jurisdiction_id: '' });
      assertError(await post({ jurisdiction_id: 'atlantis', service_code: 'jalan_rusak', ...POINT, description: 'x' }, 404), 404);
    });

    it('takes an address instead of a point', async () => {
      await report({ lat: '', long: '', address_string: 'Jalan Pemuda, depan SD 1' });
      await report({ lat: '', long: '', address_id: '33.20.06.1006' });
      assertError(await post({ service_code: 'jalan_rusak', description: 'x', address_id: '99.99' }, 400), 400);
    });

    it('takes multipart without a file and with an unquoted boundary of equals signs', async () => {
      const fields = { api_key: key, service_code: 'jalan_rusak', ...POINT, description: 'Dari telepon\nbaris kedua', first_name: 'Siti', last_name: 'Aminah', email: 'siti@example.org', phone: '0812 3456 7890', device_id: 'abc', account_id: '' };
      const parts = Object.entries(fields).map(([name, value]) =>
        `--===1234567===\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${value}\r\n`);
      const body = parts.join('') + '--===1234567===--\r\n';
      const answer = await post({}, 200, 'requests.json', { body, headers: { 'content-type': 'multipart/form-data; boundary====1234567===' } });
      const file = await verifier.file(answer[0].service_request_id);
      assert.equal(file.reports[0].text, 'Dari telepon\nbaris kedua');
      assert.equal(file.reports[0].has_contact, true);
      assert.equal(file.channel, 'open311');
    });

    for (const part of ['media', 'photo1', 'apa_saja', 'media[]'])
      it(`takes a photo in a part named ${part}`, async () => {
        const form = new FormData();
        for (const [name, value] of Object.entries({ api_key: key, service_code: 'jalan_rusak', ...POINT, description: 'Berfoto' })) form.append(name, value);
        form.append(part, new Blob([png()], { type: 'image/png' }), 'IMG_1.png');
        form.append(part, new Blob([png(32, 32)], { type: 'image/png' }), 'IMG_2.png');
        const ticket = await report({}, { body: form });
        assert.equal((await verifier.file(ticket)).attachments.length, 2);
        assert.equal((await one(ticket)).media_url, null, 'nobody sees it before verification');
        await verifier.act(ticket, 'verifikasi', { clear: true, complete: true });
        const shown = await one(ticket, '?extensions=true');
        assert.match(shown.media_url, /\/foto\/[A-Za-z0-9]+/);
        assert.equal(shown.extended_attributes.photos.length, 2);
        const picture = await fetch(new URL(new URL(shown.media_url).pathname, server.url));
        assert.equal(picture.status, 200);
        assert.match(picture.headers.get('content-type'), /^image\//);
      });

    it('keeps every media_url for staff, and refuses what is no address of the web', async () => {
      const body = new URLSearchParams({ api_key: key, service_code: 'jalan_rusak', ...POINT, description: 'Berfoto' });
      body.append('media_url', 'https://example.org/a.jpg');
      body.append('media_url', 'http://example.org/b.jpg?x=1&y=2');
      const ticket = await report({}, { body }), file = await verifier.file(ticket);
      assert.deepEqual(file.reports[0].attributes.media_url, ['https://example.org/a.jpg', 'http://example.org/b.jpg?x=1&y=2']);
      await addAccount(server, 'wati', 'verifier');
      const wati = new Staff(server.url);
      await wati.signIn('wati', PASSWORD);
      const page = await (await wati.get(`/console/kasus/${ticket}`)).text();
      assert.match(page, /<a href="https:\/\/example\.org\/a\.jpg" target="_blank" rel="noopener noreferrer nofollow">/);
      assert.match(page, /<a href="http:\/\/example\.org\/b\.jpg\?x=1&amp;y=2"/);
      for (const wrong of ['javascript:alert(1)', 'file:///etc/passwd', 'x', 'http://'])
        if (wrong !== 'http://') assertError(await post({ service_code: 'jalan_rusak', ...POINT, description: 'x', media_url: wrong }, 400), 400);
    });

    it('ignores parameters it does not know', async () => {
      await report({ service_name: 'Jalan', page_size: '3', count: '7', 'attribute[gone]': 'x', 'attribute[]': 'y', 'attribute[': 'z', easting: '1' });
      await get('requests.json?service_name=Jalan&count=7&api_key=x');
      await get('services.json?count=7&api_key=x');
    });

    it('keeps attributes and checks those it knows', async () => {
      const ticket = await report({ 'attribute[bahaya]': 'berat', 'attribute[lebar]': '1.5' });
      assert.deepEqual((await verifier.file(ticket)).reports[0].attributes, { bahaya: 'berat', lebar: '1.5' });
      for (const wrong of [{ 'attribute[bahaya]': 'mengerikan' }, { 'attribute[lebar]': 'lebar' }, { 'attribute[lebar]': 'nan' }, { 'attribute[lebar]': '1e999' }])
        assertError(await post({ service_code: 'jalan_rusak', description: 'x', ...POINT, ...wrong }, 400), 400);
      const body = new URLSearchParams({ api_key: key, service_code: 'jalan_rusak', ...POINT, description: 'x' });
      body.append('attribute[bahaya]', 'berat');
      body.append('attribute[bahaya][]', 'ringan');
      assertError(await post({}, 400, 'requests.json', { body }), 400);
    });

    it('what FixMyStreet sends becomes a case like any other, in console and API', async () => {
      const ticket = await report({ jurisdiction_id: 'jepara', first_name: 'Budi', last_name: 'S', email: 'budi@example.org', phone: '', media_url: '', description: 'Judul\n\nRincian panjang\n\nhttps://fms.example/report/1', device_id: '', 'attribute[fixmystreet_id]': '1' });
      const listed = (await verifier.get('/api/v1/cases?ticket=' + ticket)).cases;
      assert.equal(listed.length, 1);
      assert.equal(listed[0].status, 'diterima');
      assert.ok(listed[0].due_at, 'its clock runs');
      const told = JSON.parse(await server.command('report list', ['--format', 'json', '--all', '--tenant', 'jepara']));
      const mine = told.find(row => row.ticket === ticket);
      assert.equal(mine.channel, 'open311');
      assert.equal(mine.text, 'Judul\n\nRincian panjang\n\nhttps://fms.example/report/1');
    });

    it('the same Idempotency-Key gives the same id', async () => {
      const fields = { api_key: key, service_code: 'jalan_rusak', ...POINT, description: 'Sekali saja' };
      const send = async () => (await post({}, 200, 'requests.json', { body: new URLSearchParams(fields), headers: { 'Idempotency-Key': 'kunci-1' } }))[0].service_request_id;
      assert.equal(await send(), await send());
    });
  });

  describe('errors', () => {
    const good = { service_code: 'jalan_rusak', description: 'x', ...POINT };
    for (const format of ['json', 'xml']) {
      const check = async (fields, want) => {
        const answer = await post(fields, want, `requests.${format}`);
        if (format === 'json') return assertError(answer, want);
        wellFormed(answer);
        assert.match(answer, new RegExp(`^<\\?xml[^>]*\\?>\\s*<errors><error><code>${want}</code><description>[^<]+</description></error></errors>\\s*$`));
      };
      it(`${format}: 403 without a key, with a wrong one, with one for something else`, async () => {
        const api = await addKey(server, { scope: 'api', user: 'siti', label: 'api' });
        for (const wrong of ['', 'salah', api, key + 'x', key.slice(1)]) await check({ ...good, api_key: wrong }, 403);
      });
      it(`${format}: 404 for an unknown category`, () => check({ ...good, service_code: 'naga' }, 404));
      it(`${format}: 400 for what is missing or wrong`, async () => {
        for (const wrong of [
          { service_code: '' }, { lat: '', long: '' }, { lat: '-6.5', long: '' }, { lat: 'x' }, { lat: '91' }, { lat: '0', long: '0' }, { lat: 'nan' },
          { lat: '-6.2', long: '106.8' }, { description: 'a'.repeat(4001) }, { email: 'bukan surel' }, { phone: 'bukan telepon' }, { first_name: 'a'.repeat(101) },
          { address_string: 'a'.repeat(301) },
        ]) await check({ ...good, ...wrong }, 400);
      });
    }
    it('an unknown ending, collection or method is answered in the same way', async () => {
      for (const name of ['requests.csv', 'requests', 'nonsense.xml', 'requests/x.json', 'tokens/x.json', 'services/x.json', 'requests/JPR-0000-0000.json', 'tokens/JPR-0000-0000.xml']) {
        const response = await fetch(url(name));
        assert.equal(response.status, 404, name);
        assert.match(await response.text(), name.endsWith('.json') ? /^\[\{"code":404/ : /<code>404<\/code>/);
      }
      const deleted = await fetch(url('requests.json'), { method: 'DELETE' });
      assert.equal(deleted.status, 405);
      assert.match(deleted.headers.get('allow'), /POST/);
    });
    it('nonsense in a known argument is 400, never 500', async () => {
      for (const query of ['status=terbuka', 'start_date=kemarin', 'end_date=2026-13-01T00:00:00Z', 'bbox=1,2,3', 'bbox=a,b,c,d', 'bbox=4,3,2,1', 'page=0', 'page=x', 'page_size=-1', 'page=99999999999999999999', 'updated_after=x', 'page=2000&page_size=500'])
        assertError(await get(`requests.json?${query}`, 400), 400);
      assertError(await get('requests.json?service_code=naga', 404), 404);
      assertError(await get('requests.json?jurisdiction_id=naga', 404), 404);
      assertError(await get('servicerequestupdates.json?start_date=x', 400), 400);
    });
  });

  describe('reading', () => {
    it('discovery is not wrapped and names two endpoints', async () => {
      for (const place of ['discovery', 'v2/discovery']) {
        const json = await (await fetch(`${server.url}/open311/${place}.json`)).json();
        assert.deepEqual(Object.keys(json).sort(), ['changeset', 'contact', 'endpoints', 'key_service']);
        assert.deepEqual(json.endpoints.map(end => end.type), ['production', 'test']);
        for (const end of json.endpoints) {
          assert.equal(end.specification, 'http://wiki.open311.org/GeoReport_v2');
          assert.deepEqual(end.formats, ['text/xml', 'application/json']);
          assert.match(end.url, /^https?:\/\/.*\/open311\/v2$/);
        }
        const response = await fetch(`${server.url}/open311/${place}.xml`);
        assert.equal(response.headers.get('content-type'), 'text/xml');
        const xml = await response.text();
        wellFormed(xml);
        assert.match(xml, /\?>\s*<discovery>/);
        assert.equal(xml.match(/<endpoint>/g).length, 2);
      }
    });

    it('services: a bare array, booleans, codes that need no escaping in a path', async () => {
      const services = await get('services.json');
      assert.ok(services.length > 10);
      for (const service of services) {
        assert.match(service.service_code, /^[A-Za-z0-9_-]+$/);
        assert.equal(typeof service.metadata, 'boolean');
        const definition = await get(`services/${service.service_code}.json`);
        assert.equal(definition.service_code, service.service_code);
        assert.equal(definition.attributes.length > 0, service.metadata);
      }
      assert.ok(services.find(one => one.service_code === 'pungli').keywords.split(',').includes('private'));
      const xml = await get('services.xml');
      wellFormed(xml);
      assert.match(xml, /<services><service>/);
      assert.match(xml, /<metadata>true<\/metadata>/);
      const definition = await get('services/jalan_rusak.xml');
      wellFormed(definition);
      assert.match(definition, /<service_definition>.*<attributes><attribute>.*<values><value><key>ringan<\/key>/s);
    });

    it('services for a point are those of its tenant', async () => {
      assert.ok((await get('services.json?lat=-6.59&long=110.66')).length > 10);
    });

    it('the schemas of the specification hold', { skip: noSchemas }, async () => {
      const ajv = new AjvDraft4({ strict: false, allErrors: true });
      formats.default ? formats.default(ajv) : formats(ajv);
      const load = name => JSON.parse(fs.readFileSync(path.join(SCHEMAS, name), 'utf8'));
      for (const name of ['request.json', 'service.json']) ajv.addSchema(load(name), name);
      const check = (name, value) => {
        const validate = ajv.compile(load(name));
        assert.ok(validate(value), JSON.stringify(validate.errors));
      };
      await fresh();
      check('services.json', await get('services.json'));
      for (const code of ['jalan_rusak', 'lampu_jalan', 'sampah']) check('service-definition.json', await get(`services/${code}.json`));
      const list = await get('requests.json?extensions=true');
      assert.ok(list.length > 0);
      check('requests.json', list);
      check('requests.json', await get(`requests/${await report()}.json`));
    });

    it('a fresh report is found by its id at once, without its content', async () => {
      const ticket = await report({ description: 'Belum boleh dibaca', address_string: 'Gang rahasia' });
      const shown = await one(ticket, '?extensions=true');
      assert.equal(shown.status, 'open');
      assert.equal(shown.service_code, 'jalan_rusak');
      assert.match(shown.requested_datetime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$/);
      assert.ok(shown.expected_datetime);
      for (const name of ['description', 'address', 'lat', 'long', 'media_url', 'agency_responsible']) assert.equal(shown[name], null, name);
      assert.deepEqual(shown.notes, []);
      assert.ok(!ids(await get('requests.json')).includes(ticket));
      assert.equal((await get(`tokens/${ticket}.json`))[0].service_request_id, ticket);
      assert.match(await get(`tokens/${ticket}.xml`), /<service_requests><request>/);
      const found = await get(`requests.json?service_request_id=${ticket}&status=closed`);
      assert.deepEqual(ids(found), [ticket], 'ids override every other argument');
    });

    it('a verified one has its whole text and place, in the list too', async () => {
      const text = 'Panjang. '.repeat(60).trim();
      const ticket = await fresh({ description: text, address_string: 'Depan balai desa' });
      for (const shown of [await one(ticket), (await get('requests.json?page_size=500')).find(row => row.service_request_id === ticket)]) {
        assert.equal(shown.description, text);
        assert.equal(shown.lat, -6.5907);
        assert.equal(shown.long, 110.6677);
        assert.equal(shown.address, 'Depan balai desa');
      }
      const xml = await get(`requests/${ticket}.xml?extensions=true`);
      wellFormed(xml);
      assert.match(xml, /<service_requests><request>.*<extended_attributes>.*<notes><note>/s);
    });

    it('closed is closed', async () => {
      const ticket = await fresh();
      await verifier.act(ticket, 'rujuk', { text: 'Hubungi PLN' });
      const shown = await one(ticket);
      assert.equal(shown.status, 'closed');
      assert.ok(ids(await get('requests.json?status=closed')).includes(ticket));
      assert.ok(!ids(await get('requests.json?status=open')).includes(ticket));
      assert.ok(ids(await get('requests.json?status=open,closed')).includes(ticket));
    });

    it('lists by ids, codes, time, change, box and page', async () => {
      const began = new Date(Math.floor(Date.now() / 1000) * 1000);
      const a = await fresh({ lat: '-6.60', long: '110.70' });
      const b = await fresh({ service_code: 'sampah', lat: '-6.61', long: '110.71' });
      const list = async query => ids(await get(`requests.json?${query}`));
      assert.deepEqual((await list(`service_request_id=${a},${b},JPR-0000-0000,zzz`)).sort(), [a, b].sort());
      assert.ok((await list('service_code=sampah,jalan_rusak')).includes(a));
      const rubbish = await list('service_code=sampah');
      assert.ok(rubbish.includes(b) && !rubbish.includes(a));
      const z = began.toISOString().replace('.000', '');
      const wib = new Date(began.getTime() + 7 * 3600e3).toISOString().slice(0, 19) + '+07:00';
      for (const from of [z, wib, encodeURIComponent(wib)]) {
        assert.ok((await list(`start_date=${from}`)).includes(a), from);
        assert.ok((await list(`updated_after=${from}`)).includes(b), from);
        assert.ok(!(await list(`start_date=2020-01-01T00:00:00Z&end_date=${new Date(began - 3600e3).toISOString().slice(0, 19)}Z`)).includes(a));
      }
      const printed = await one(a);
      const at = encodeURIComponent(printed.requested_datetime);
      assert.ok((await list(`start_date=${at}&end_date=${at}`)).includes(a), 'a time that was printed finds it again');
      const changed = encodeURIComponent(printed.updated_datetime);
      assert.ok((await list(`updated_after=${changed}&updated_before=${changed}`)).includes(a));
      const boxed = await list('bbox=110.695,-6.605,110.705,-6.595');
      assert.ok(boxed.includes(a) && !boxed.includes(b));
      assert.deepEqual(await list('bbox=110.0,0,111.0,1'), [], 'a box that begins at the equator is a box');
      const all = await list('page_size=500');
      const pages = [...await list('page=1&page_size=2'), ...await list('page=2&page_size=2')];
      assert.deepEqual(pages, all.slice(0, 4));
      assert.deepEqual(await list('page=40&page_size=500'), []);
      assert.ok(!(await list(`updated_after=${new Date(Date.now() + 3600e3).toISOString().slice(0, 19)}Z`)).includes(a));
    });
  });

  describe('what must not be seen', () => {
    it('a sensitive, secret or handed-in-secret report is like none at all', async () => {
      const word = 'mercusuarungu';
      const sensitive = await report({ service_code: 'pungli', description: `Pungutan ${word}` });
      const secret = (await verifier.add({ text: `Hal ${word}`, visibility: 'rahasia', service: 'jalan_rusak', point: { lat: -6.62, long: 110.72 } })).ticket;
      const made = await fresh({ description: `Terbuka dulu ${word}`, lat: '-6.62', long: '110.72' });
      await verifier.act(sensitive, 'verifikasi', { clear: true, complete: true });
      await verifier.act(secret, 'verifikasi', { clear: true, complete: true });
      await verifier.act(made, 'klasifikasi', { visibility: 'rahasia' });
      const unknown = 'JPR-0000-0000';
      const pages = ['requests.json?page_size=500', 'requests.xml?extensions=true', 'requests.json?bbox=110.7,-6.63,110.73,-6.61', 'servicerequestupdates.json', `servicerequestupdates.json?api_key=${key}`, 'requests.json?service_code=pungli', 'requests.json?updated_after=2020-01-01T00:00:00Z'];
      const texts = await Promise.all(pages.map(async name => (await fetch(url(name))).text()));
      const public_ = ['/', '/daftar', `/daftar?q=${word}`, `/daftar?kata=${word}`, '/peta.geojson', '/umpan.atom', '/peta.geojson?status=semua', `/cek?tiket=${secret}`];
      texts.push(...await Promise.all(public_.map(async name => (await fetch(server.url + name)).text())));
      for (const ticket of [sensitive, secret, made]) {
        for (const name of ['requests', 'tokens']) for (const format of ['json', 'xml']) {
          const mine = await fetch(url(`${name}/${ticket}.${format}`)), none = await fetch(url(`${name}/${unknown}.${format}`));
          assert.equal(mine.status, 404);
          assert.equal(none.status, 404);
          assert.equal(await mine.text(), await none.text(), 'the answers look alike');
        }
        assert.deepEqual(await get(`requests.json?service_request_id=${ticket}`), []);
        texts.forEach((text, i) => {
          const name = pages.concat(public_)[i];
          if (!name.startsWith('/cek')) assert.ok(!text.includes(ticket), `${name} has ${ticket}`);
          assert.ok(!text.replace(/value="[^"]*"/g, '').replace(/q=\w+|kata=\w+/g, '').includes(`Hal ${word}`), `${name} has the secret text`);
        });
      }
      const found = await (await fetch(`${server.url}/daftar?q=${word}`)).text();
      for (const ticket of [sensitive, secret, made]) assert.ok(!found.includes(ticket));
    });

    it('a secret report merged into an open one stays unknown', async () => {
      const open = await fresh({ description: 'Lubang di jembatan' });
      const secret = (await verifier.add({ text: 'Sama, tapi jangan sebut saya', visibility: 'rahasia', service: 'jalan_rusak' })).ticket;
      await verifier.act(secret, 'gabung', { target: open });
      await get(`requests/${secret}.json`, 404);
      const shown = JSON.stringify(await one(open, '?extensions=true'));
      assert.ok(!shown.includes(secret) && !shown.includes('jangan sebut'));
    });
  });

  describe('updates', () => {
    const updates = async (query = '') => get(`servicerequestupdates.json${query}`);
    const of = (list, ticket) => list.filter(update => update.service_request_id === ticket);

    it('the steps of a listed case are updates with ids that stay', async () => {
      const ticket = await fresh();
      await verifier.act(ticket, 'disposisi', { agency: 'dpupr' });
      const mine = of(await updates(), ticket);
      assert.deepEqual(mine.map(update => update.status), ['INVESTIGATING', 'INVESTIGATING']);
      assert.equal(new Set(mine.map(update => update.update_id)).size, 2);
      assert.deepEqual(of(await updates(`?api_key=${key}`), ticket), mine);
      for (const update of mine) {
        assert.ok(update.description && update.external_status_code);
        const at = encodeURIComponent(update.updated_datetime);
        assert.ok(of(await updates(`?start_date=${at}&end_date=${at}`), ticket).some(one => one.update_id === update.update_id), 'a time that was printed finds it again');
      }
      assert.deepEqual(of(await updates('?start_date=2020-01-01T00:00:00Z&end_date=2020-01-02T00:00:00Z'), ticket), []);
      const xml = await get('servicerequestupdates.xml');
      wellFormed(xml);
      assert.match(xml, /<service_request_updates><request_update><.*<update_id>/s);
    });

    it('a rejection is told to the key it came by and to nobody else', async () => {
      const ticket = await fresh();
      await verifier.act(ticket, 'tolak', { reason: 'spam', text: 'iklan' });
      assert.deepEqual(of(await updates(), ticket), []);
      assert.deepEqual(of(await updates(`?api_key=${other}`), ticket), []);
      const mine = of(await updates(`?api_key=${key}`), ticket);
      assert.equal(mine.at(-1).status, 'NO_FURTHER_ACTION');
      await get('servicerequestupdates.json?api_key=salah', 403);
    });

    it('after a merge the steps of the main case are told under the own id as well', async () => {
      const main = await fresh(), mine = await fresh();
      await verifier.act(mine, 'gabung', { target: main });
      await verifier.act(main, 'disposisi', { agency: 'dpupr' });
      const own = of(await updates(`?api_key=${key}`), mine);
      assert.ok(own.some(update => update.status === 'DUPLICATE'), JSON.stringify(own));
      const list = await updates(`?api_key=${key}`);
      assert.equal(new Set(list.map(update => update.update_id)).size, list.length, 'no id twice');
      assert.ok(own.length >= 2);
      assert.equal((await one(mine, '?extensions=true')).extended_attributes.parent_service_request_id, main);
    });

    for (const format of ['json', 'xml'])
      it(`${format}: an update from the other side is kept once and does not come back doubled`, async () => {
        const ticket = await fresh();
        const fields = { service_request_id: ticket, update_id: `fms-${format}`, status: 'OPEN', updated_datetime: new Date().toISOString(), description: 'Masih berlubang', first_name: 'Budi', last_name: 'S', email: 'budi@example.org', title: '' };
        const send = () => post(fields, 200, `servicerequestupdates.${format}`);
        const first = await send(), again = await send();
        assert.deepEqual(again, first);
        if (format === 'xml') {
          wellFormed(first);
          assert.match(first, /<service_request_updates><request_update><update_id>\w+<\/update_id><\/request_update><\/service_request_updates>/);
        }
        const file = await verifier.file(ticket);
        assert.equal(file.events.filter(event => event.kind === 'case.replied').length, 1);
        assert.equal(of(await updates(`?api_key=${key}`), ticket).filter(update => update.description.includes('Masih berlubang')).length, 0);
      });

    it('FIXED confirms, REOPEN disputes, and GET shows them under the id that POST gave', async () => {
      const ticket = await fresh();
      const officer = await addStaff(server, `petugas${Date.now()}`, 'officer', { agency: 'dpupr' });
      const send = async (status, id) => (await post({ service_request_id: ticket, update_id: id, status, description: 'dari seberang' }, 200, 'servicerequestupdates.json'))[0].update_id;
      await verifier.act(ticket, 'disposisi', { agency: 'dpupr' });
      await officer.act(ticket, 'terima');
      await officer.act(ticket, 'usul-selesai', { text: 'Sudah ditambal' });
      const reopened = await send('REOPEN', 'r1');
      assert.equal((await verifier.file(ticket)).status, 'dibuka_kembali');
      await officer.act(ticket, 'usul-selesai', { text: 'Ditambal lagi' });
      const confirmed = await send('fixed', 'r2');
      assert.equal((await verifier.file(ticket)).status, 'selesai_terkonfirmasi');
      const list = of(await updates(`?api_key=${key}`), ticket);
      for (const [id, status] of [[reopened, 'REOPEN'], [confirmed, 'FIXED']])
        assert.deepEqual(list.filter(update => update.update_id === id).map(update => update.status), [status]);
      assert.equal(list.filter(update => update.description.includes('dari seberang')).length, 2);
      assert.equal(await send('REOPEN', 'r1'), reopened, 'late and twice');
      assert.equal((await one(ticket)).status, 'closed');
    });

    it('only the key that brought a report speaks for it', async () => {
      const ticket = await report();
      for (const wrong of [{ api_key: other }, { service_request_id: 'JPR-0000-0000' }, { service_request_id: '' }])
        assertError(await post({ service_request_id: ticket, update_id: '1', status: 'OPEN', description: 'x', ...wrong }, 404, 'servicerequestupdates.json'), 404);
      assertError(await post({ service_request_id: ticket, api_key: '', status: 'OPEN', description: 'x' }, 403, 'servicerequestupdates.json'), 403);
      assertError(await post({ service_request_id: ticket, status: 'OPEN', description: 'x'.repeat(4001) }, 400, 'servicerequestupdates.json'), 400);
      assertError(await post({ service_request_id: ticket, status: '', description: '' }, 400, 'servicerequestupdates.json'), 400);
    });

    it('a status alone, an unknown word and pictures are taken', async () => {
      const ticket = await report();
      await post({ service_request_id: ticket, update_id: 'a', status: 'CLOSED', description: '' }, 200, 'servicerequestupdates.json');
      await post({ service_request_id: ticket, update_id: 'b', status: 'SOMETHING_NEW', description: 'x', media_url: 'https://example.org/p.jpg' }, 200, 'servicerequestupdates.json');
      const texts = (await verifier.file(ticket)).events.filter(event => event.kind === 'case.replied').map(event => event.text);
      assert.deepEqual(texts, ['CLOSED', 'x\nhttps://example.org/p.jpg']);
    });
  });

  it('the body may be neither: then the fields are missing', async () => {
    const answer = await raw(server.port, `POST /open311/v2/requests.json HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc`);
    assert.equal(rawStatus(answer), 403);
  });
});
