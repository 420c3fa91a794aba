// Hostile text through every field: it is refused in words or kept as it is and shown as text, and
// nothing stumbles over it, then or later.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { assertEscaped, assertShown, BLNS, cleaned, OWN } from '../lib/hostile.js';
import { missing, start } from '../lib/kentongan.js';
import { addKey, addStaff, PASSWORD } from '../lib/programs.js';
import { quick } from '../lib/quick.js';
import { Staff } from '../lib/staff.js';

const skip = missing();
const AREA = '33.20.06.1006';
const isBlank = text => !/[^\s\p{Z}\p{Cf}]/u.test(text);
const noXmllint = spawnSync('xmllint', ['--version']).error;

async function each(list, work) {
  const rest = [...list].reverse();
  await Promise.all(Array.from({ length: 8 }, async () => { while (rest.length > 0) await work(rest.pop()); }));
}

describe('hostile text', { skip }, () => {
  let server, verifier, roads, chief, key, browser;
  before(async () => {
    server = await start({ args: ['--tenant', 'jepara'] });
    verifier = await addStaff(server, 'siti', 'verifier');
    roads = await addStaff(server, 'petugas-jalan', 'officer', { agency: 'dpupr' });
    chief = await addStaff(server, 'kabid-jalan', 'supervisor', { agency: 'dpupr' });
    await addStaff(server, 'kepala', 'administrator');
    key = await addKey(server);
    browser = new Staff(server.url);
    await browser.signIn('kepala', PASSWORD);
  });
  after(async () => { await server?.stop(); });

  const get = (path, headers) => quick(server.url + path, { headers });
  const staffGet = path => get(path, { cookie: browser.cookie });
  const post = (path, fields, headers = {}) => quick(server.url + path, { method: 'POST', headers, body: fields instanceof URLSearchParams ? fields : new URLSearchParams(fields) });

  function wellFormed(xml, where) {
    if (noXmllint) return;
    const done = spawnSync('xmllint', ['--noout', '--huge', '-'], { input: xml });
    assert.equal(done.status, 0, `${where}: ${done.stderr.toString().slice(0, 600)}`);
  }

  // By the web form, as a citizen: { ticket, secret }, or the answer that refuses.
  async function tell(fields) {
    const answer = await post('/lapor', { aksi: 'baru', jenis: 'pengaduan', keterbukaan: 'terbuka', layanan: 'jalan_rusak', kecamatan: '33.20.06', desa: AREA, ...fields });
    assert.ok([303, 422].includes(answer.status), `${answer.status}: ${JSON.stringify(fields).slice(0, 200)}`);
    if (answer.status !== 303) return { refused: answer.text };
    const to = new URL(answer.headers.location, server.url);
    return { ticket: to.pathname.split('/').pop(), secret: to.searchParams.get('k') };
  }

  // Does it with the text, or with another when this one is refused in words.
  async function act(client, ticket, action, body) {
    const first = await client.ask('POST', `/api/v1/cases/${ticket}/actions/${action}`, { body });
    assert.ok([200, 400].includes(first.status), `${action}: ${first.status} ${JSON.stringify(first.answer)}`);
    if (first.status === 400) await client.act(ticket, action, { ...body, text: 'teks lain' });
    return first.status === 200;
  }

  async function reply(own, aksi, teks, more = {}) {
    const answer = await post(`/laporan/${own.ticket}`, { k: own.secret, aksi, teks, ...more });
    assert.ok([303, 422].includes(answer.status), `${aksi}: ${answer.status}`);
    if (answer.status === 422) assert.equal((await post(`/laporan/${own.ticket}`, { k: own.secret, aksi, teks: 'teks lain', ...more })).status, 303);
    return answer.status === 303;
  }

  it('goes the whole way of a case and is shown as text at every step', async () => {
    await each(OWN, async text => {
      const kept = cleaned(text), word = JSON.stringify(text.slice(0, 40));
      const own = await tell({ teks: text, patokan: text.slice(0, 300) });
      if (own.refused) {
        assert.ok(isBlank(kept) || kept.length > 4000, `${word} is refused: ${own.refused.match(/id="salah"[^]*?<\/ul>/)}`);
        return assertEscaped(own.refused, kept, word);
      }
      await verifier.act(own.ticket, 'verifikasi', { clear: true, complete: true });
      const steps = [];
      const did = async (name, done) => { if (await done) steps.push(name); };
      await did('tanya', act(verifier, own.ticket, 'tanya', { text }));
      await did('balas', reply(own, 'balas', text));
      await did('catatan', act(verifier, own.ticket, 'catatan', { text }));
      await did('disposisi', act(verifier, own.ticket, 'disposisi', { agency: 'dpupr', text }));
      await roads.act(own.ticket, 'terima');
      await did('kemajuan', act(roads, own.ticket, 'kemajuan', { text }));
      await did('minta-waktu', act(roads, own.ticket, 'minta-waktu', { days: 2, text }));
      await did('beri-waktu', act(chief, own.ticket, 'beri-waktu', { text }));
      await did('tindak-lanjut', act(roads, own.ticket, 'tindak-lanjut', { text }));
      await did('usul-selesai', act(roads, own.ticket, 'usul-selesai', { text }));
      await did('belum', reply(own, 'belum', text));
      await act(roads, own.ticket, 'usul-selesai', { text });
      await reply(own, 'sudah', '');
      await did('nilai', reply(own, 'nilai', text, { nilai: '3' }));
      const file = await verifier.file(own.ticket);
      assert.equal(file.reports[0].text, kept, `${word} is kept as it is`);
      if (text.length < 300) assert.equal(file.reports[0].place ?? '', kept.replace(/\s+/g, ' ').trim() === kept ? kept : file.reports[0].place);
      const told = file.events.map(event => event.text).filter(one => one && one !== 'teks lain');
      for (const one of told) assert.equal(one, kept, word);
      assert.ok(text.includes('\0') || kept.length > 2000 || told.length >= 8, `${word}: ${told.length} of ${steps}`);
      const page = await get(`/laporan/${own.ticket}`);
      assert.equal(page.status, 200);
      assertShown(page.text, kept, `${word}, public page`);
      for (const path of [`/laporan/${own.ticket}?k=${own.secret}`, `/terkirim/${own.ticket}?k=${own.secret}`]) assertEscaped((await get(path)).text, kept, path);
      const console_ = await staffGet(`/console/kasus/${own.ticket}`);
      assert.equal(console_.status, 200);
      assertShown(console_.text, kept, `${word}, console`);
      const shown = JSON.parse((await get(`/open311/v2/requests/${own.ticket}.json?extensions=true`)).text)[0];
      assert.equal(shown.description, kept);
    });
  });

  it('the big list of naughty strings is kept, shown and searched', async () => {
    await each(BLNS, async text => {
      const kept = cleaned(text), word = JSON.stringify(text.slice(0, 60));
      const { status, answer } = await verifier.ask('POST', '/api/v1/cases', { body: { text, service: 'jalan_rusak', area: AREA, place: text, name: text.slice(0, 60) } });
      assert.ok([201, 400].includes(status), `${word}: ${status}`);
      if (status === 400) return assert.ok(isBlank(kept) || ['place', 'name'].includes(answer.field) && kept.length > 60, `${word}: ${JSON.stringify(answer)}`);
      await verifier.act(answer.ticket, 'verifikasi', { clear: true, complete: true });
      assert.equal((await verifier.file(answer.ticket)).reports[0].text, kept);
      assertShown((await get(`/laporan/${answer.ticket}`)).text, kept, word);
      for (const path of ['/daftar?q=', '/api/v1/cases?q=', '/console/cari?q=', '/console/antrean/semua?q=', '/cek?t=', '/daftar?layanan=', '/api/v1/similar?service=']) {
        const found = await staffGet(path + encodeURIComponent(text));
        assert.ok(found.status < 500, `${path}${word}: ${found.status}`);
        if (/html/.test(found.headers['content-type'])) assertEscaped(found.text, kept, path + word);
      }
    });
  });

  it('what machines read stays what it should be', async () => {
    for (const text of OWN.filter(one => /[\u0000-\u001f\ufffe\uffff\ufeff<&]/.test(one) && !one.includes('\0'))) {
      const { ticket } = await verifier.add({ text, service: 'jalan_rusak', area: AREA });
      await verifier.act(ticket, 'verifikasi', { clear: true, complete: true });
    }
    wellFormed((await get('/umpan.atom')).text, 'feed');
    for (let page = 1; page <= 3; page++) {
      wellFormed((await get(`/open311/v2/requests.xml?extensions=true&page_size=200&page=${page}`)).text, `requests.xml ${page}`);
      JSON.parse((await get(`/open311/v2/requests.json?extensions=true&page_size=200&page=${page}`)).text);
    }
    wellFormed((await get('/open311/v2/servicerequestupdates.xml')).text, 'updates');
    for (const path of ['/peta.geojson', '/wilayah.json?di=33.20.06']) JSON.parse((await get(path)).text);
    for (const path of ['/', '/daftar', '/daftar?tampil=peta']) for (const text of OWN.filter(one => one.includes('<'))) assertEscaped((await get(path)).text, cleaned(text), path);
    const listed = JSON.parse(await server.command('report list', ['--format', 'json', '--all', '--tenant', 'jepara']));
    assert.ok(listed.length > 400);
    await server.command('verify', []);
  });

  it('and the program had nothing to complain of', () => {
    assert.deepEqual(server.log.split('\n').filter(line => /warning|critical|error:|internal/i.test(line)).slice(0, 5), []);
  });
});
