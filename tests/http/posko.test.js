// A desk by HTTP, as a browser without scripts sends it: one report for a form sent twice, nothing
// without consent, receipts as PDF that scan, letters that are no pages, searches that are events,
// and the roles that have no desk.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { missing, start } from '../lib/kentongan.js';
import { openOffice } from '../lib/office.js';
import { png } from '../lib/picture.js';
import { addAccount, PASSWORD } from '../lib/programs.js';
import { Staff } from '../lib/staff.js';

const has = tool => { try { execFileSync('which', [tool], { stdio: 'ignore' }); return true; } catch { return false; } };
const PDF = Buffer.from('%PDF-1.4\n% surat\n%%EOF\n');

describe('posko by http', { skip: missing() }, () => {
  let server, office, clerk, other;
  before(async () => {
    server = await start({ settings: { serve: { rate_exempt_loopback: 'true' } } });
    office = openOffice(server);
    const enter = async (login, role, options = {}) => {
      await addAccount(server, login, role, options);
      const staff = new Staff(server.url);
      await staff.signIn(login, PASSWORD);
      return staff;
    };
    clerk = await enter('loket-a', 'desk');
    other = await enter('loket-b', 'desk');
    await clerk.post('/console/posko/mpp/tugas', { aksi: 'masuk', meja: '1' });
  });
  after(async () => { await server?.stop(); });

  const told = { teks: 'Jalan berlubang di depan pasar', tempat: 'Tegalsambi', keterbukaan: 'terbuka', hubungan: 'sendiri', asal: 'posko', setuju: '1', aksi: 'simpan' };
  async function write(fields = {}, who = clerk) {
    const answer = await who.post('/console/posko/lapor', { ...told, ...fields });
    assert.equal(answer.status, 303, await answer.text());
    return answer.headers.get('location').match(/tanda-terima\/([^?]+)/)[1];
  }
  // multipart, with files
  async function upload(fields, files, who = clerk) {
    const form = new FormData();
    for (const [name, value] of Object.entries({ csrf: who.csrf, ...told, ...fields })) form.append(name, value);
    for (const [name, type, bytes] of files) form.append('berkas', new Blob([bytes], { type }), name);
    return fetch(`${server.url}/console/posko/lapor`, { method: 'POST', body: form, headers: { cookie: who.cookie }, redirect: 'manual' });
  }
  const count = async table => Number((await office.rows(`SELECT count(*) AS n FROM ${table}`))[0].n);

  test('S3.08 S3.07 a form sent twice is one report, an ordinary case', async () => {
    const first = await write({ kunci: 'kunci-loket-1' });
    assert.equal(await write({ kunci: 'kunci-loket-1' }), first);
    const one = await office.see(first);
    assert.equal(one.status, 'diterima');
    assert.equal(one.channel, 'desk');
    const [row] = await office.rows(`SELECT person_id, consent FROM report WHERE ticket = '${first}'`);
    assert.equal(Number(row.person_id), 0, 'a citizen without name and telephone');
    assert.equal(Number(row.consent), 1);
    assert.deepEqual(await office.messages(first), []);
  });

  test('without consent, text or a right telephone number nothing is stored', async () => {
    const before = await count('report');
    for (const wrong of [{ setuju: '' }, { teks: '' }, { teks: 'a'.repeat(4001) }, { telepon: '12' }, { telepon_untuk: 'x', hubungan: 'keluarga' }, { layanan: 'naga' }, { wilayah: '99' }]) {
      const fields = { ...told, ...wrong };
      if (!fields.setuju) delete fields.setuju;
      const answer = await clerk.post('/console/posko/lapor', fields);
      assert.equal(answer.status, 422, JSON.stringify(wrong).slice(0, 60));
      assert.match(await answer.text(), /role="alert"/);
    }
    assert.equal(await count('report'), before);
  });

  test('F077 the receipt as PDF: a code that opens the reporter’s page, once', async () => {
    const ticket = await write({ nama: 'Mbah Karto' });
    for (const [paper, width] of [['a6.pdf', 297], ['80mm.pdf', 226]]) {
      const answer = await clerk.get(`/console/posko/tanda-terima/${ticket}/${paper}`);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('content-type'), 'application/pdf');
      const bytes = Buffer.from(await answer.arrayBuffer());
      assert.match(bytes.toString('latin1'), new RegExp(`MediaBox \\[ ?0 0 ${width}`));
      if (!has('pdftoppm') || !has('zbarimg')) continue;
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'receipt-'));
      fs.writeFileSync(path.join(folder, 'r.pdf'), bytes);
      execFileSync('pdftoppm', ['-r', '200', '-png', 'r.pdf', 'r'], { cwd: folder });
      if (process.env.KENTONGAN_SHOTS) fs.copyFileSync(path.join(folder, 'r-1.png'), path.join(process.env.KENTONGAN_SHOTS, `receipt-${paper}.png`));
      const said = execFileSync('zbarimg', ['-q', '--raw', 'r-1.png'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] }).toString().trim();
      fs.rmSync(folder, { recursive: true });
      const link = new URL(said);
      assert.ok(link.searchParams.get('k'), 'the reporter’s own link');
      const own = await fetch(`${server.url}${link.pathname}${link.search}`);
      assert.match(await own.text(), /Jalan berlubang/);
    }
    const again = await (await other.get(`/console/posko/tanda-terima/${ticket}`)).text();
    assert.doesNotMatch(again, /membalas sebagai Anda/, 'another clerk has not the reporter’s secret');
    assert.equal((await clerk.get(`/console/posko/tanda-terima/${ticket}/x.pdf`)).status, 404);
    assert.equal((await clerk.get('/console/posko/tanda-terima/JPR-0000-0000')).status, 404);
  });

  test('F078 every search is an event that does not say what was asked', async () => {
    const ticket = await write({ nama: 'Sumiyati binti Kasan', telepon: '081377788899' });
    const before = await count("event WHERE kind = 'desk.searched'");
    for (const asked of [ticket, '0813 7778 8899', '+6281377788899', 'kasan SUMIYATI', 'tidak ada orang ini']) {
      const answer = await (await other.post('/console/posko/cari', { dicari: asked })).text();
      assert.equal(answer.includes(`data-ticket="${ticket}"`), !asked.startsWith('tidak'), asked);
      assert.doesNotMatch(answer.replace(/value="[^"]*"/g, ''), /Sumiyati|7778/);
    }
    assert.equal((await other.post('/console/posko/cari', { dicari: 'ab' })).status, 422);
    const rows = await office.rows("SELECT data FROM event WHERE kind = 'desk.searched'");
    assert.equal(rows.length, before + 5);
    for (const { data } of rows) assert.doesNotMatch(data, /kasan|7778|JPR/i);
  });

  test('secret and anonymous reports are not found by guessing who wrote them', async () => {
    const person = { nama: 'Warsito Hadi', telepon: '081366655544' };
    const secret = await write({ ...person, keterbukaan: 'rahasia', teks: 'Pungli di loket kantor' });
    const anonymous = await write({ ...person, keterbukaan: 'anonim' });
    const find = async asked => (await (await other.post('/console/posko/cari', { dicari: asked })).text());
    const byPhone = await find(person.telepon), byName = await find(person.nama), byTicket = await find(secret);
    assert.ok(byPhone.includes(anonymous) && !byPhone.includes(secret));
    assert.ok(!byName.includes(anonymous) && !byName.includes(secret));
    assert.ok(byTicket.includes(secret) && !/Pungli/.test(byTicket));
    const receipt = await (await other.get(`/console/posko/tanda-terima/${secret}`)).text();
    assert.doesNotMatch(receipt, /Pungli|Warsito/);
  });

  test('F118 a letter is a download and no picture of the case', async () => {
    const sent = await upload({ asal: 'surat' }, [['surat.pdf', 'application/pdf', PDF], ['surat.png', 'image/png', png()]]);
    assert.equal(sent.status, 303, await sent.text());
    const ticket = sent.headers.get('location').match(/tanda-terima\/([^?]+)/)[1];
    const papers = await office.rows(`SELECT a.name, a.mime, a.public FROM attachment a JOIN report r ON r.tenant = a.tenant AND r.id = a.report_id WHERE r.ticket = '${ticket}' AND a.paper = 1 ORDER BY a.id`);
    assert.deepEqual(papers.map(one => [one.mime, Number(one.public)]), [['application/pdf', 0], ['image/jpeg', 0]]);
    assert.equal((await office.see(ticket)).attachments.length, 0);
    for (const { name } of papers) {
      assert.equal((await clerk.get(`/foto/${name}`)).status, 404);
      assert.equal((await clerk.post(`/console/surat/${name}`)).status, 404, 'not even the clerk takes it again');
    }
    await addAccount(server, 'admin-surat', 'verifier', {});
    const verifier = new Staff(server.url);
    await verifier.signIn('admin-surat', PASSWORD);
    const answer = await verifier.post(`/console/surat/${papers[0].name}`);
    assert.match(answer.headers.get('content-disposition'), /^attachment/);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), PDF);
    assert.ok((await office.events(ticket)).includes('paper.opened'));
  });

  test('hostile files are refused and say so', async () => {
    const before = await count('report');
    const wrong = [['x.exe', 'application/pdf', Buffer.from('MZ\0\0 no pdf')], ['x.svg', 'image/svg+xml', Buffer.from('<svg onload="alert(1)"/>')], ['x.pdf', 'application/pdf', Buffer.from('%PD')], ['x.jpg', 'image/jpeg', png().subarray(0, 40)]];
    for (const file of wrong) {
      const answer = await upload({}, [file]);
      assert.equal(answer.status, 422, file[0]);
      assert.match(await answer.text(), /p-berkas-galat/);
    }
    assert.equal((await upload({}, Array.from({ length: 6 }, (_, i) => [`${i}.pdf`, 'application/pdf', PDF]))).status, 422);
    const big = Buffer.concat([PDF, Buffer.alloc(10 * 1024 * 1024)]);
    assert.equal((await upload({}, [['big.pdf', 'application/pdf', big]])).status, 422);
    const forged = await clerk.post('/console/posko/lapor', { ...told, surat_ada: 'palsu' });
    assert.equal(forged.status, 303, 'a forged token is no file');
    assert.equal(await count('report'), before + 1);
    assert.equal(await count("attachment WHERE paper = 1"), 2);
  });

  test('the queue: who is not on duty cannot call, strangers have no desk', async () => {
    const refused = await other.post('/console/posko/mpp/antrean', { aksi: 'panggil' });
    assert.equal(refused.status, 422);
    assert.match(await refused.text(), /Masuk bertugas/);
    assert.equal((await clerk.post('/console/posko/mpp/antrean', { aksi: 'naga' })).status, 422);
    assert.equal((await clerk.post('/console/posko/naga/antrean', { aksi: 'ambil' })).status, 404);
    const taken = await Promise.all(Array.from({ length: 10 }, () => clerk.post('/console/posko/mpp/antrean', { aksi: 'ambil' })));
    const numbers = taken.map(one => Number(one.headers.get('location').match(/ambil=(\d+)/)[1])).sort((a, b) => a - b);
    assert.deepEqual(numbers, [...Array(10).keys()].map(i => i + 1), 'ten at once get ten numbers');
    await other.post('/console/posko/mpp/tugas', { aksi: 'masuk', meja: '2' });
    await Promise.all([clerk, other, clerk, other].map(who => who.post('/console/posko/mpp/antrean', { aksi: 'panggil' })));
    const called = await office.rows('SELECT number FROM desk_number WHERE state IN (2, 3) ORDER BY number');
    assert.deepEqual(called.map(one => Number(one.number)), [1, 2, 3, 4], 'nobody is called twice');
    const slip = await (await clerk.get('/console/posko/mpp/nomor/1')).text();
    assert.match(slip, /slip__number">1</);
    assert.equal((await clerk.get('/console/posko/mpp/nomor/99')).status, 404);
    await addAccount(server, 'petugas-x', 'officer', { agency: 'dpupr' });
    const officer = new Staff(server.url);
    await officer.signIn('petugas-x', PASSWORD);
    for (const where of ['/console/posko', '/console/posko/lapor', '/console/posko/mpp/nomor/1']) assert.equal((await officer.get(where)).status, 403, where);
    const screen = await (await fetch(`${server.url}/posko/mpp/layar`)).text();
    assert.doesNotMatch(screen, /Karto|loket-a/);
    assert.match(screen, /http-equiv="refresh"/);
  });
});
