// The desks of S3 and S4 with the clock moved: open on Saturdays and not on a holiday, a report by
// the web asked after at a desk, its short clock warned, broken and answered, and one case whatever
// way it came.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { missing, start } from '../lib/kentongan.js';
import { openOffice } from '../lib/office.js';
import { addAccount, PASSWORD } from '../lib/programs.js';
import { Staff } from '../lib/staff.js';
import { until } from '../lib/wait.js';

describe('posko: desks', { skip: missing() }, () => {
  let server, office, clerk, ticket;
  before(async () => {
    server = await start({ clock: true });
    office = openOffice(server);
    await server.set('2026-11-20T09:00:00+07:00'); // a Friday
    await addAccount(server, 'loket-tahunan', 'desk', { area: '33.20.11' });
  });
  after(async () => { await server?.stop(); });

  const enter = async () => { clerk = new Staff(server.url); await clerk.signIn('loket-tahunan', PASSWORD); };
  const desk = async code => (await (await fetch(`${server.url}/posko`)).text()).match(new RegExp(`id="${code}">([^]*?)</li>`))[1];
  const report = async () => {
    const answer = await fetch(`${server.url}/lapor`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ aksi: 'baru', jenis: 'pengaduan', keterbukaan: 'terbuka', teks: 'Talud sungai longsor', patokan: 'belakang masjid', kecamatan: '33.20.05', telepon: '081222233344', nama: 'Suparman' }) });
    assert.equal(answer.status, 303);
    return new URL(answer.headers.get('location'), server.url).pathname.split('/').pop();
  };
  const find = async asked => (await clerk.post('/console/posko/cari', { dicari: asked })).text();
  const clockOf = async () => (await office.see(ticket)).clocks.find(one => one.kind === 'perkembangan');

  test('S3.01 S3.03 a desk in every kecamatan, and one that is open on other days', async () => {
    const page = await (await fetch(`${server.url}/posko`)).text();
    assert.equal((page.match(/id="kec-/g) ?? []).length, 16);
    assert.match(await desk('mpp'), /Buka sekarang, sampai pukul 11\.00 WIB/);
    assert.match(await desk('mpp'), /lantai 3/); // S4.02
  });

  test('S3.02 open every Saturday from 8 to 11, and not on a holiday', async () => {
    assert.match(await desk('kec-tahunan'), /Buka lagi Sabtu, 21 November 2026, pukul 08\.00 sampai 11\.00 WIB/);
    await server.set('2026-11-21T08:00:00+07:00');
    assert.match(await desk('kec-tahunan'), /Buka sekarang, sampai pukul 11\.00/);
    await server.set('2026-11-21T11:00:00+07:00');
    assert.match(await desk('kec-tahunan'), /Buka lagi Sabtu, 28 November 2026/);
    await server.set('2026-12-24T09:00:00+07:00'); // Christmas Eve is decreed off
    assert.doesNotMatch(await desk('mpp'), /Buka sekarang/);
    await server.set('2026-11-21T08:05:00+07:00');
  });

  test('F075 a clerk is on duty at desks of his area only, and that is recorded', async () => {
    await enter();
    assert.equal((await clerk.post('/console/posko/mpp/tugas', { aksi: 'masuk', meja: '1' })).status, 404);
    assert.equal((await clerk.post('/console/posko/kec-tahunan/tugas', { aksi: 'masuk', meja: '1' })).status, 303);
    const rows = await office.rows("SELECT data FROM event WHERE kind = 'desk.opened'");
    assert.equal(JSON.parse(rows[0].data).desk, 'kec-tahunan');
  });

  test('S3.04 S3.05 S3.06 a report from the web, of another area, is found and asked after', async () => {
    ticket = await report();
    await office.act('verifier', ticket, 'disposisi', { service: 'jalan_rusak', agency: 'dpupr', clear: true, complete: true });
    const followup = (await office.see(ticket)).clocks.find(one => one.kind === 'tindak_lanjut').due_at;
    assert.match(await find('parman su'), /Tidak ada yang cocok/);
    assert.match(await find('Bpk. Soeparman'), new RegExp(ticket));
    const asked = await (await clerk.post(`/console/posko/minta/${ticket}`, { teks: 'sudah tiga minggu' })).text();
    assert.match(asked, /Pertanyaan sudah sampai/);
    const clock = await clockOf();
    assert.equal(clock.due_at, '2026-11-24T16:00:00+07:00', 'two working days, Saturday does not count');
    assert.match(await (await clerk.post(`/console/posko/minta/${ticket}`, {})).text(), /Sudah pernah ditanyakan/);
    assert.equal((await office.events(ticket)).filter(kind => kind === 'case.progress_asked').length, 1, 'asked twice is asked once');
    assert.equal((await clockOf()).due_at, clock.due_at);
    assert.equal((await office.see(ticket)).clocks.find(one => one.kind === 'tindak_lanjut').due_at, followup, 'no other clock moves');
  });

  test('the agency is warned, then late, and the citizen is not told of that clock', async () => {
    const before = (await office.messages(ticket)).length;
    await server.set('2026-11-24T09:00:00+07:00');
    await until('the warning', async () => (await office.events(ticket)).includes('clock.warned'), 20000);
    await server.set('2026-11-24T16:01:00+07:00');
    await until('the breach', async () => (await office.events(ticket)).includes('clock.breached'), 20000);
    assert.equal((await office.messages(ticket)).filter(one => one.key.startsWith('notice.')).length, before);
  });

  test('a note of the agency answers; the desk reads it; a new question is a new clock', async () => {
    await office.act('dpupr', ticket, 'catatan', { text: 'Batu sudah dipesan, datang Jumat' });
    assert.equal((await clockOf()).state, 'stopped');
    await enter(); // days have passed
    assert.match(await find(ticket), /Batu sudah dipesan/);
    await clerk.post(`/console/posko/minta/${ticket}`, {});
    assert.equal((await office.events(ticket)).filter(kind => kind === 'case.progress_asked').length, 2);
    await office.act('dpupr', ticket, 'kemajuan', { text: 'Talud mulai dipasang' });
    assert.ok((await office.messages(ticket)).some(one => one.key === 'notice.progress'), 'the citizen hears on his own way');
  });

  test('S3.07 S3.08 from the desk it is the same case, the same clock, the same status', async () => {
    await clerk.post('/console/posko/kec-tahunan/tugas', { aksi: 'masuk', meja: '1' });
    const sent = await clerk.post('/console/posko/lapor', { teks: 'Talud sungai longsor', tempat: 'belakang masjid Tegalsambi', hubungan: 'sendiri', setuju: '1', aksi: 'simpan' });
    const mine = sent.headers.get('location').match(/tanda-terima\/([^?]+)/)[1];
    const web = await report();
    const [a, b] = [await office.see(mine), await office.see(web)];
    assert.equal(a.status, b.status);
    assert.deepEqual(a.clocks.map(one => [one.kind, one.due_at]), b.clocks.map(one => [one.kind, one.due_at]));
    assert.equal(mine.slice(0, 4), web.slice(0, 4));
    assert.equal(a.channel, 'desk');
    const receipt = await (await clerk.get(`/console/posko/tanda-terima/${mine}`)).text();
    assert.match(receipt, /datang lagi membawa kertas ini/, 'who has no telephone comes back with it');
  });
});
