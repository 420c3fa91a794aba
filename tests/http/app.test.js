// What the app on a phone asks of the server: manifest and icons of each tenant, a report that is
// sent again until it has an answer, how its own reports stand, and a stream that says when to ask.
import assert from 'node:assert/strict';
import { File } from 'node:buffer';
import { after, before, describe, it } from 'node:test';
import { missing, start } from '../lib/kentongan.js';
import { openOffice } from '../lib/office.js';
import { png } from '../lib/picture.js';
import { events } from '../lib/staff.js';
import { until } from '../lib/wait.js';

const skip = missing();
const KEY = 'kunci-dari-hp-000000';
let server, key, keys = 0;
const jepara = () => server.url + '/t/jepara';
const fresh = () => `kunci-uji-${String(keys++).padStart(10, '0')}`;

async function post(path, fields, base = jepara()) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
  const answer = await fetch(base + path, { method: 'POST', body });
  return { status: answer.status, type: answer.headers.get('content-type'), json: await answer.json() };
}
const STORY = { jenis: 'pengaduan', keterbukaan: 'terbuka', teks: 'Lampu jalan mati di depan balai desa.' };
const send = fields => post('/lapor/kirim', { kunci: fresh(), ...STORY, ...fields });
const news = (...pairs) => fetch(`${jepara()}/laporan-saya/kabar`, { method: 'POST', body: new URLSearchParams(pairs.map(pair => ['l', pair])) }).then(answer => answer.json());
const pair = ({ tiket, rahasia }) => `${tiket}.${rahasia}`;

async function cases() {
  const answer = await fetch(`${jepara()}/api/v1/cases`, { headers: { authorization: `Bearer ${key}` } });
  return (await answer.json()).cases.map(c => c.ticket);
}
async function act(ticket, action, body = {}) {
  const answer = await fetch(`${jepara()}/api/v1/cases/${ticket}/actions/${action}`, {
    method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  assert.ok(answer.ok, `${action}: ${answer.status} ${await answer.text()}`);
}

describe('the app on a phone', { skip }, () => {
  before(async () => {
    server = await start({ packs: ['packs/jabar', 'packs/bandung', 'packs/jepara'], clock: true });
    await server.command('user add', ['penguji', '--role', 'administrator', '--tenant', 'jepara', '--password-stdin'], 'kata-sandi-uji-coba\n');
    key = (await server.command('key add', ['--tenant', 'jepara', '--label', 'uji', '--scope', 'api', '--user', 'penguji'])).trim().split('\n').at(-1);
  });
  after(async () => { await server?.stop(); });

  it('each tenant is an app of its own, with icons in its colour', async () => {
    for (const [code, name] of [['jepara', 'Lapor Jepara'], ['bandung', 'Lapor Bandung'], ['jabar', 'Lapor Jawa Barat']]) {
      const answer = await fetch(`${server.url}/t/${code}/app.webmanifest`);
      assert.match(answer.headers.get('content-type'), /^application\/manifest\+json/);
      const manifest = await answer.json();
      assert.equal(manifest.short_name, name);
      assert.equal(manifest.scope, `/t/${code}/`);
      assert.equal(manifest.id, manifest.scope);
      assert.ok(manifest.start_url.startsWith(manifest.scope));
      assert.equal(manifest.display, 'standalone');
      assert.deepEqual(manifest.icons.map(icon => `${icon.sizes} ${icon.purpose}`), ['192x192 any', '512x512 any', '192x192 maskable', '512x512 maskable']);
      for (const icon of manifest.icons) {
        const bytes = Buffer.from(await (await fetch(server.url + icon.src)).arrayBuffer());
        assert.equal(bytes.toString('latin1', 1, 4), 'PNG');
        assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, icon.sizes);
      }
    }
    assert.equal((await fetch(`${jepara()}/ikon/99.png`)).status, 404);
  });

  it('the worker names the files of this version, and no page but those it keeps', async () => {
    const answer = await fetch(`${jepara()}/sw.js`);
    assert.match(answer.headers.get('content-type'), /^text\/javascript/);
    assert.match(answer.headers.get('cache-control'), /no-cache/);
    const text = await answer.text();
    assert.match(text, /base: "\/t\/jepara"/);
    const files = [...text.matchAll(/["'](\/assets\/[^"']+)["']/g)].map(([, file]) => file);
    assert.ok(files.length > 5);
    for (const file of files) {
      const asset = await fetch(server.url + file);
      assert.equal(asset.status, 200, file);
      if (file.includes('?v=')) assert.match(asset.headers.get('cache-control'), /immutable/, file);
    }
    assert.notEqual(text, await (await fetch(`${server.url}/t/bandung/sw.js`)).text());
  });

  it('the same report is one case, however often it comes and whatever it says then', async () => {
    const before = (await cases()).length;
    const first = await send({ kunci: KEY, foto: new File([png()], 'a.png') });
    assert.equal(first.status, 201, JSON.stringify(first.json));
    assert.match(first.json.tiket, /^JPR-/);
    assert.equal(first.json.tautan, `/t/jepara/terkirim/${first.json.tiket}?k=${first.json.rahasia}`);
    assert.equal((await fetch(server.url + first.json.tautan)).status, 200);
    const again = await Promise.all([send({ kunci: KEY }), send({ kunci: KEY, teks: 'Lain.' }), send({ kunci: KEY, teks: '', telepon: 'salah' })]);
    for (const one of again) assert.deepEqual([one.status, one.json.tiket, one.json.ulang], [200, first.json.tiket, true]);
    assert.equal((await cases()).length, before + 1);
  });

  it('six at once with one key are one case', async () => {
    const kunci = fresh(), before = (await cases()).length;
    const all = await Promise.all(Array.from({ length: 6 }, () => send({ kunci, teks: 'Serempak dari dua tab.' })));
    assert.equal(new Set(all.map(one => one.json.tiket)).size, 1, JSON.stringify(all));
    assert.equal((await cases()).length, before + 1);
  });

  it('the key is still known after weeks without signal, and forgotten in the end', async () => {
    const office = openOffice(server), old = fresh(), kunci = fresh();
    await send({ kunci: old, teks: 'Lama sekali.' });
    await server.advance('30d');
    const first = await send({ kunci, teks: 'Dikirim, jawabannya hilang.' });
    await server.advance('40d');
    await until('old keys swept', async () => (await office.rows(`SELECT key FROM idempotency WHERE key = 'app:${old}'`)).length === 0);
    const again = await send({ kunci, teks: 'Dikirim, jawabannya hilang.' });
    assert.deepEqual([again.status, again.json.tiket], [200, first.json.tiket]);
  });

  it('a refusal names each field, stores nothing, and the same key may then be right', async () => {
    const kunci = fresh(), before = (await cases()).length;
    const wrong = await send({ kunci, teks: ' ', telepon: '12', foto: new File(['bukan foto'], 'a.jpg') });
    assert.equal(wrong.status, 422);
    assert.match(wrong.type, /^application\/problem\+json/);
    assert.deepEqual(wrong.json.salah.map(one => one.isian).sort(), ['foto', 'teks', 'telepon']);
    for (const one of wrong.json.salah) assert.ok(one.kata.length > 10);
    assert.equal((await cases()).length, before);
    assert.equal((await send({ kunci })).status, 201);
  });

  it('a report without a key of its own, or from another site, is not taken', async () => {
    for (const kunci of ['', 'pendek', 'x'.repeat(65), 'kunci dengan spasi!', '../../../../../../etc'])
      assert.equal((await send({ kunci })).status, 400, kunci);
    const answer = await fetch(`${jepara()}/lapor/kirim`, { method: 'POST', body: new URLSearchParams({ kunci: fresh(), ...STORY }), headers: { origin: 'https://lain.example' } });
    assert.equal(answer.status, 403);
  });

  it('a report of the installed app says so to the staff', async () => {
    const { json } = await send({ lewat: 'aplikasi', teks: 'Dari aplikasi yang dipasang.' });
    const c = await (await fetch(`${jepara()}/api/v1/cases/${json.tiket}`, { headers: { authorization: `Bearer ${key}` } })).json();
    assert.equal(c.channel, 'app');
  });

  it('similar cases are offered before anything is sent, and one can be joined', async () => {
    const place = { layanan: 'jembatan', kecamatan: '33.20.11', desa: '33.20.11.2003', lat: '-6.6312', lng: '110.6874' };
    const first = await send({ ...place, teks: 'Jembatan retak di tepi sungai.' });
    await act(first.json.tiket, 'verifikasi', { clear: true, complete: true });
    const before = (await cases()).length;
    const found = await post('/lapor/serupa', { ...STORY, ...place, teks: 'Jembatannya makin retak.' });
    assert.equal(found.status, 200);
    assert.equal(found.json.serupa[0].tiket, first.json.tiket);
    assert.match(found.json.serupa[0].label, /Jembatan retak/);
    assert.deepEqual((await post('/lapor/serupa', { ...STORY, ...place, keterbukaan: 'rahasia' })).json.serupa, []);
    assert.equal((await post('/lapor/serupa', { ...STORY, teks: '' })).status, 422);
    const joined = await send({ ...place, teks: 'Jembatannya makin retak.', ikut: first.json.tiket });
    assert.equal(joined.status, 201);
    assert.equal((await cases()).length, before);
    assert.equal((await news(pair(joined.json))).laporan.length, 1);
  });

  it('own reports are told by their secrets, others are not there', async () => {
    const mine = (await send({ teks: 'Punya saya.' })).json, secret = (await send({ teks: 'Rahasia.', keterbukaan: 'rahasia' })).json;
    const forged = [`${mine.tiket}.${secret.rahasia}`, `${mine.tiket}.`, `${mine.tiket}`, 'JPR-0000-0000.x', '.', '', 'a.b.c', '\u0000.é', 'x'.repeat(5000)];
    const answer = await news(pair(mine), ...forged, pair(secret));
    assert.deepEqual(answer.laporan.map(one => one.tiket), [mine.tiket, secret.tiket]);
    assert.match(answer.laporan[0].kabar, /Admin verifikasi .* paling lambat/);
    assert.equal(answer.laporan[0].warna, 'red');
    assert.ok(answer.alir);
    assert.deepEqual([(await news(...forged)).laporan, (await news(...forged)).alir], [[], '']);
    assert.equal((await news(...Array(40).fill(pair(mine)))).laporan.length, 20);
  });

  it('the stream says that there is news of own cases, also of what happened before it was open', async () => {
    const mine = (await send({ teks: 'Ditunggu kabarnya.' })).json, other = (await send({ teks: 'Laporan orang lain.' })).json;
    const { alir, tanda, laporan } = await news(pair(mine));
    const stop = new AbortController(), heard = [];
    await act(mine.tiket, 'verifikasi', { clear: true, complete: true });
    const reading = (async () => {
      for await (const event of events(`${jepara()}/laporan-saya/alir?t=${encodeURIComponent(alir)}`, '', null, stop.signal)) heard.push(event);
    })().catch(() => {});
    await until('the news before', () => heard.some(event => event.event === 'news'));
    heard.length = 0;
    await act(other.tiket, 'verifikasi', { clear: true, complete: true });
    await act(mine.tiket, 'disposisi', { agency: 'dpupr', service: 'lampu_jalan' });
    await until('the news', () => heard.some(event => event.event === 'news'));
    assert.doesNotMatch(JSON.stringify(heard), /JPR-|dpupr/);
    stop.abort();
    await reading;
    const later = await news(pair(mine));
    assert.equal(later.tanda, tanda);
    assert.notEqual(later.laporan[0].langkah, laporan[0].langkah);
    assert.match(later.laporan[0].terakhir, /Diteruskan ke DPUPR/);
  });

  it('a stream is not opened without a token, nor with one of another tenant', async () => {
    const mine = (await send({})).json;
    const { alir } = await news(pair(mine));
    for (const [base, token] of [[jepara(), ''], [jepara(), 'x'], [jepara(), alir.slice(0, -3) + 'abc'], [`${server.url}/t/bandung`, alir]])
      assert.equal((await fetch(`${base}/laporan-saya/alir?t=${encodeURIComponent(token)}`)).status, 403);
  });
});
