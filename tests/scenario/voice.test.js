// Radio and telephone from outside, with the pack of Bojonegoro and the clock moved: what a listener
// or a caller says becomes a case like any other, with one number and one clock.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { missing, start } from '../lib/kentongan.js';
import { openOffice, ticketIn } from '../lib/office.js';
import { PASSWORD, addAccount } from '../lib/programs.js';
import { Staff } from '../lib/staff.js';
import { until } from '../lib/wait.js';

const skip = missing();
const words = html => html.replace(/<[^>]*>/g, ' ').replace(/&#39;/g, '\'').replace(/\s+/g, ' ');
const SECRETS = [/0812/, /3456/, /Budi/, /budi@/, /Slamet/, /RT 0?3/];

describe('radio and hotline', { skip }, () => {
  let server, office, first, second, chief, agency, operator;
  const enter = async (login, role, options = {}) => {
    if (options.station)
      await server.command('user add', [login, '--role', role, '--name', `Ibu ${login}`, '--station', options.station, '--password-stdin'], `${PASSWORD}\n`);
    else await addAccount(server, login, role, options);
    const staff = new Staff(server.url);
    await staff.signIn(login, PASSWORD);
    return staff;
  };
  before(async () => {
    server = await start({ clock: true, packs: ['packs/bojonegoro'] });
    office = openOffice(server);
    await server.set('2026-11-09T07:00:00+07:00');
    first = await enter('penyiar-satu', 'announcer', { station: 'malowopati' });
    second = await enter('penyiar-dua', 'announcer', { station: 'istana' });
    chief = await enter('ketua-verifikasi', 'verifier');
    agency = await enter('petugas-jalan', 'officer', { agency: 'dpubmpr' });
    operator = await enter('operator-satu', 'operator');
  });
  after(async () => { await server?.stop(); });

  const page = async (staff, path, status = 200) => {
    const answer = await staff.get(path);
    assert.equal(answer.status, status, `${path}: ${answer.status}`);
    return answer.text();
  };
  const go = async (staff, path, fields, status = 303) => {
    const answer = await staff.post(path, fields);
    const text = await answer.text();
    assert.equal(answer.status, status, `${path} ${JSON.stringify(fields)}: ${answer.status} ${words(text).slice(0, 600)}`);
    return status === 303 ? answer.headers.get('location') : text;
  };
  let keys = 0;
  const entry = more => ({ siapa: '', teks: '', tempat: '', layanan: '', disposisi: 'instansi', kunci: `k${++keys}`, ...more });
  const heard = async (staff, more) => {
    const location = await go(staff, '/console/radio', entry(more));
    const shown = await page(staff, location);
    return { ticket: ticketIn(shown), item: location.match(/baru=(\d+)/)[1], shown };
  };
  const state = async ticket => (await office.reports()).find(one => one.ticket === ticket);
  const sent = async ticket => (await office.messages(ticket)).map(one => one.key);

  test('S1.01 every station of the network takes reports; each announcer has his own', async () => {
    const one = await heard(first, { siapa: 'Budi 0812 3456 7890', teks: 'Jalan berlubang besar di depan pasar', tempat: 'Desa Kapas, Kecamatan Kapas' });
    const two = await heard(second, { teks: 'Sampah menumpuk di pinggir sungai', tempat: 'Kecamatan Balen' });
    assert.notEqual(one.ticket, two.ticket);
    assert.equal((await state(one.ticket)).channel, 'radio');
    assert.ok((await page(first, '/console/radio')).includes(one.ticket));
    assert.ok(!(await page(first, '/console/radio')).includes(two.ticket));
    assert.ok(!(await page(first, '/console/radio?stasiun=istana')).includes(two.ticket), 'asking for another station does not help');
    await page(first, `/console/radio/catatan/${two.item}`, 404);
    await go(first, `/console/radio/catatan/${two.item}`, { apa: 'lepas' }, 404);
    assert.ok((await page(chief, '/console/radio?stasiun=istana')).includes(two.ticket), 'the verifier sees every station');
    await page(first, `/console/kasus/${one.ticket}`, 403);
    await page(operator, '/console/radio', 403);
    await page(agency, '/console/telepon', 403);
  });

  test('S1.02 to the agency, to the dialogue, or both', async () => {
    const to = (await heard(first, { teks: 'Jalan berlubang dan aspal rusak', tempat: 'Kecamatan Dander' })).ticket;
    assert.deepEqual([(await state(to)).status, (await state(to)).agency], ['didisposisi', 'dpubmpr']);
    const talk = await heard(first, { teks: 'Jalan berlubang lagi di jembatan', tempat: 'Kecamatan Dander', disposisi: 'dialog' });
    assert.equal((await state(talk.ticket)).status, 'diterima', 'the dialogue alone disposes nothing');
    const both = await heard(first, { teks: 'Aspal jalan berlubang di Balen', tempat: 'Kecamatan Balen', disposisi: 'keduanya' });
    assert.equal((await state(both.ticket)).status, 'didisposisi');
    await go(first, `/console/radio/catatan/${talk.item}`, { apa: 'disposisi', disposisi: 'keduanya' });
    assert.equal((await state(talk.ticket)).status, 'didisposisi', 'later to the agency too');
    assert.match(words(await go(first, '/console/radio', entry({ teks: 'Ada pungli di kantor kecamatan', disposisi: 'keduanya' }), 422)), /tidak pernah dibahas di siaran/);
    assert.match(words(await go(first, '/console/radio', entry({ teks: 'x', disposisi: '' }), 422)), /ke instansi, bahan dialog, atau keduanya/);
    assert.match(words(await go(first, '/console/radio', entry({ teks: '' }), 422)), /Tulis dahulu/);
    assert.match(words(await go(first, '/console/radio', entry({ siapa: 'Budi 0812', teks: 'lampu mati' }), 422)), /Belum tersimpan/);
  });

  test('S1.05 one entry is one case, however often Enter is pressed; the reporter hears by SMS', async () => {
    const form = entry({ siapa: 'Siti, 0812 1111 2222', teks: 'Lampu jalan mati di depan balai desa', tempat: 'Desa Ngumpakdalem' });
    const [a, b] = await Promise.all([go(first, '/console/radio', form), go(first, '/console/radio', form)]);
    assert.notEqual(a.includes('baru=0'), b.includes('baru=0'), 'one of them was known');
    const rows = await office.rows("SELECT ticket FROM cases WHERE title LIKE 'Lampu jalan mati di depan balai%'");
    assert.equal(rows.length, 1);
    const items = await office.rows(`SELECT id FROM radio_item WHERE ticket = '${rows[0].ticket}'`);
    assert.equal(items.length, 1);
    assert.ok((await sent(rows[0].ticket)).includes('notice.received'));
    assert.ok((await sent(rows[0].ticket)).includes('notice.assigned'));
  });

  test('S1.04 the unit is called directly: whom, when, what answer; attempts are kept', async () => {
    const crash = await heard(first, { siapa: '081233334444', teks: 'Baru saja ada kecelakaan, truk terguling', tempat: 'Kecamatan Baureno' });
    assert.match(words(crash.shown), /Ada kata darurat/);
    const item = `/console/radio/catatan/${crash.item}`;
    await go(first, item, { apa: 'relai', unit: 'polres', siapa: '', jawaban: 'tidak-dijawab', kata: '' });
    await server.advance('3m');
    await go(first, item, { apa: 'relai', unit: 'polres', siapa: 'Bripka Andi', jawaban: 'diterima', kata: 'regu lantas berangkat' });
    await go(first, item, { apa: 'relai', unit: 'naga', jawaban: 'diterima' }, 422);
    await go(first, item, { apa: 'relai', unit: 'polres', jawaban: 'mungkin' }, 422);
    const shown = words(await page(first, item));
    assert.match(shown, /Polres Bojonegoro : tidak dijawab.*Polres Bojonegoro : diterima, segera ditangani.*Ibu penyiar-satu Bripka Andi: regu lantas berangkat/);
    assert.deepEqual((await office.events(crash.ticket)).filter(kind => kind.startsWith('case.relay')), ['case.relay_tried', 'case.relayed']);
    assert.ok((await sent(crash.ticket)).includes('notice.relayed'));
    const rows = await office.rows("SELECT data FROM event WHERE kind = 'case.relayed'");
    assert.ok(!rows.some(row => row.data.includes('Andi')), 'a name stands in no clear text');
    assert.match(await server.command('verify', []), /./);
  });

  test('S1.02 on air there is no name, number or address, and no secret case', async () => {
    const said = await heard(first, { siapa: 'Budi Santoso 0812 3456 7890', tempat: 'Jl. Mawar 12 RT 03 Kecamatan Kapas', disposisi: 'keduanya',
      teks: 'Nama saya Budi, jalan berlubang di RT 03, hubungi 0812 3456 7890 atau budi@contoh.id, Pak Slamet jatuh' });
    const secret = await heard(first, { teks: 'Ada pungli rahasiaunik di kantor kelurahan', disposisi: 'instansi' });
    const air = async () => (await page(first, '/console/radio/siaran')).replace(/<header.*?<\/header>/s, '');
    for (const pattern of SECRETS) assert.doesNotMatch(words(await air()), pattern);
    assert.match(words(await air()), /jalan berlubang/);
    assert.doesNotMatch(await air(), /rahasiaunik/);
    assert.match(words(await page(first, `/console/radio/catatan/${secret.item}`)), /tidak untuk disiarkan/);
    await go(first, `/console/radio/catatan/${said.item}`, { apa: 'teks', teks: 'Warga Kapas menyebut jalan berlubang, telepon 0812 3456 7890' });
    assert.match(words(await air()), /Warga Kapas menyebut jalan berlubang, telepon \[nomor\]/);
    const clear = await office.rows('SELECT hex(air_sealed) AS h FROM radio_item'.replace('hex(air_sealed)', server.db ? "encode(air_sealed, 'hex')" : 'hex(air_sealed)'));
    assert.ok(!clear.some(row => row.h.toLowerCase().includes(Buffer.from('berlubang').toString('hex'))), 'the words are sealed');
    await office.act('verifier', said.ticket, 'klasifikasi', { visibility: 'rahasia' });
    assert.doesNotMatch(words(await air()), /Warga Kapas menyebut/, 'gone from the air when it became secret');
    await go(first, '/console/radio/catatan/1', { apa: 'teks', teks: 'x' }, 404);
  });

  let episode, topic, road;
  test('S1.02 the rundown: grouped, agencies invited, outcomes told to each case', async () => {
    road = await heard(first, { siapa: '0812 5555 6666', teks: 'Aspal jalan berlubang di Sumberrejo', tempat: 'Kecamatan Sumberrejo', disposisi: 'keduanya' });
    episode = await go(first, '/console/radio/acara', { acara: 'ayo-mas-bro', waktu: '2026-11-13T08:00' });
    await go(first, '/console/radio/acara', { acara: 'ayo-mas-bro', waktu: 'besok' }, 422);
    await go(first, episode, { apa: 'kelompok' });
    const html = await page(first, episode);
    assert.match(words(html), /Jalan dan jembatan Diundang: DPU Bina Marga/);
    topic = html.match(/id="topik-(\d+)" aria-labelledby="judul-\d+">\s*<h2[^>]*>\d+\. Jalan dan jembatan/)[1];
    await go(first, episode, { apa: 'topik', topik: 'Pertanyaan pendengar' });
    const extra = (await page(first, episode)).match(/id="topik-(\d+)" aria-labelledby="judul-\d+">\s*<h2[^>]*>\d+\. Pertanyaan pendengar/)[1];
    await go(first, episode, { apa: 'naik', id: extra });
    assert.match(words(await page(first, episode)), /1\. Pertanyaan pendengar.*2\. Jalan dan jembatan/);
    await go(first, episode, { apa: 'hasil', id: topic, hasil: 'Bina Marga menambal lubang pekan ini.' });
    await go(first, episode, { apa: 'hasil', id: topic, hasil: 'Bina Marga menambal lubang pekan ini.' });
    assert.deepEqual((await office.events(road.ticket)).filter(kind => kind === 'case.aired'), ['case.aired'], 'the same outcome is told once');
    assert.equal((await sent(road.ticket)).filter(key => key === 'notice.aired').length, 1);
    await go(first, episode, { apa: 'hapus', id: topic }, 409);
    const sheet = words(await page(first, `${episode}/cetak`));
    assert.match(sheet, /Aspal jalan berlubang di Sumberrejo/);
    for (const pattern of SECRETS) assert.doesNotMatch(sheet, pattern);
    await page(second, episode, 404);
    await go(second, episode, { apa: 'tutup' }, 404);
  });

  test('S1.02 a promise made on air is due in working days, reminded, said to be late, kept', async () => {
    await go(first, episode, { apa: 'janji', id: topic, instansi: 'dpubmpr', janji: 'Menambal lubang Sumberrejo', hari: '2' });
    await go(first, episode, { apa: 'janji', id: topic, instansi: 'naga', janji: 'x', hari: '2' }, 422);
    await go(first, episode, { apa: 'janji', id: topic, instansi: 'dpubmpr', janji: 'x', hari: '0' }, 422);
    assert.ok((await sent(road.ticket)).includes('notice.promised'));
    assert.match(words(await page(agency, '/console/janji')), /Menambal lubang Sumberrejo/);
    assert.match(words(await page(agency, '/console/antrean/kotak')), /1 janji siaran belum ditepati/);
    const due = (await office.rows('SELECT due_at FROM promise'))[0].due_at;
    assert.equal(new Date(Number(due) / 1000).toISOString(), '2026-11-11T09:00:00.000Z', 'Monday and two working days');
    await server.set('2026-11-10T17:00:00+07:00');
    await until('the reminder', async () => (await office.rows("SELECT id FROM notice WHERE key = 'staff.promise_due'")).length > 0, 90000);
    await server.set('2026-11-12T08:00:00+07:00');
    await until('the promise said to be late', async () => (await office.events(road.ticket)).includes('case.promise_late'), 90000);
    const again = await enter('petugas-jalan-dua', 'officer', { agency: 'dpubmpr' });
    assert.match(words(await page(again, '/console/antrean/kotak')), /1 lewat tenggat/);
    const id = (await page(again, '/console/janji')).match(/\/console\/janji\/(\d+)/)[1];
    const other = await enter('petugas-sampah', 'officer', { agency: 'dlh' });
    assert.doesNotMatch(words(await page(other, '/console/janji')), /Sumberrejo/);
    await go(other, `/console/janji/${id}`, { kata: 'diselundupkan' }, 404);
    await go(again, `/console/janji/${id}`, { kata: '' }, 422);
    await go(again, `/console/janji/${id}`, { kata: 'Sudah ditambal hari ini' });
    await go(again, `/console/janji/${id}`, { kata: 'Sudah ditambal hari ini' }, 409);
    assert.ok((await sent(road.ticket)).includes('notice.promise_kept'));
    assert.deepEqual((await office.events(road.ticket)).filter(kind => kind.startsWith('case.promise')), ['case.promised', 'case.promise_late', 'case.promise_kept']);
    const announcer = new Staff(server.url);
    await announcer.signIn('penyiar-satu', PASSWORD);
    await go(announcer, episode, { apa: 'tutup' });
    await go(announcer, episode, { apa: 'topik', topik: 'terlambat' }, 409);
    assert.match(words(await page(announcer, episode)), /sudah ditutup/);
  });

  test('S1.07 S1.13 a radio case is followed to its end like any other, and the public reads its steps', async () => {
    const { ticket } = await heard(await enter('penyiar-tiga', 'announcer', { station: 'malowopati' }), { siapa: '081277778888', teks: 'Jalan aspal berlubang di Kedungadem', tempat: 'Kecamatan Kedungadem', disposisi: 'keduanya' });
    await office.act('dpubmpr', ticket, 'terima');
    await office.act('dpubmpr', ticket, 'tindak-lanjut', { text: 'Lubang sudah ditambal.' });
    await office.act('dpubmpr', ticket, 'usul-selesai', { text: 'Selesai ditambal.' });
    assert.equal((await state(ticket)).status, 'diusulkan_selesai');
    assert.ok((await sent(ticket)).includes('notice.followup'));
    const answer = await fetch(`${server.url}/laporan/${ticket}`);
    assert.equal(answer.status, 200);
    assert.match(words(await answer.text()), /lewat radio/);
  });

  test('S1.06 S1.10 no wrong door at night: what no rule knows waits for a person', async () => {
    await server.set('2026-11-15T02:30:00+07:00');
    const { ticket } = await heard(await enter('penyiar-malam', 'announcer', { station: 'frb' }), { teks: 'Saya ingin usul lomba memancing antar desa', tempat: '' });
    assert.ok(['diterima', 'didisposisi'].includes((await state(ticket)).status));
    assert.equal((await state(ticket)).channel, 'radio');
  });

  test('S0.02 S1.03 the hotline: both numbers, the caller’s earlier cases, a case while talking', async () => {
    await server.set('2026-11-16T08:00:00+07:00');
    const desk = new Staff(server.url);
    await desk.signIn('operator-satu', PASSWORD);
    const home = words(await page(desk, '/console/telepon'));
    assert.match(home, /0353880999/);
    assert.match(home, /08113322958/);
    const call = await go(desk, '/console/telepon', { nomor: '0812-5555-6666', saluran: 'tetap', arah: 'masuk' });
    const shown = words(await page(desk, call));
    assert.ok(shown.includes(road.ticket), 'the earlier case stands there');
    assert.match(shown, /Laporan dari nomor ini/);
    const looked = await office.rows("SELECT data FROM event WHERE kind = 'caller.looked_up'");
    assert.equal(looked.length, 1);
    assert.ok(!looked[0].data.includes('5555'), 'the log does not hold the number');
    const form = { siapa: 'Wati', teks: 'Pipa air bersih bocor di jalan desa', tempat: 'Desa Kapas', layanan: '', kunci: 'telepon-1' };
    const taken = words(await page(desk, await go(desk, call, form)));
    const ticket = ticketIn(taken.match(/(BJN-[0-9A-Z-]+) tersimpan/)[1]);
    await go(desk, call, form);
    assert.equal((await office.rows("SELECT id FROM cases WHERE title LIKE 'Pipa air bersih bocor%'")).length, 1);
    assert.equal((await state(ticket)).channel, 'phone');
    assert.ok((await sent(ticket)).includes('notice.received'));
    const stranger = await enter('operator-dua', 'operator');
    assert.ok(!(await page(stranger, call)).includes(road.ticket), 'who does not talk with him sees no cases');
    await go(stranger, call, form, 409);
    await go(desk, call, { apa: 'selesai', catatan: 'ramah' });
    await go(desk, call, form, 409);
    assert.ok(!(await page(desk, call)).includes(road.ticket), 'nor after the call');
    const withheld = await go(desk, '/console/telepon', { nomor: '', saluran: 'genggam', arah: 'masuk' });
    assert.match(words(await page(desk, withheld)), /Nomor tersembunyi.*Belum ada\./);
    await go(desk, '/console/telepon', { nomor: 'abc', saluran: 'tetap', arah: 'masuk' }, 422);
    await go(desk, '/console/telepon', { nomor: '0812', saluran: 'naga', arah: 'masuk' }, 422);
    await go(desk, '/console/telepon', { nomor: '', saluran: 'tetap', arah: 'keluar' }, 422);
    const rows = await office.rows(`SELECT ${server.db ? "encode(number_sealed, 'hex')" : 'hex(number_sealed)'} AS h FROM call`);
    assert.ok(!rows.some(row => (row.h ?? '').toLowerCase().includes(Buffer.from('5555').toString('hex'))), 'numbers are sealed');
  });

  test('S0.02 missed calls are listed, called back by one, and known when they come twice', async () => {
    const desk = new Staff(server.url), mate = new Staff(server.url);
    await desk.signIn('operator-satu', PASSWORD);
    await mate.signIn('operator-dua', PASSWORD);
    const file = ['waktu;nomor;saluran;id', '2026-11-16 06:10;0853 1234 5678;0353 880999;a1', '2026-11-16 06:20;085312345678;tetap;a2',
      '2026-11-16 06:30;;genggam;a3', 'kemarin;0812;tetap;a4', '2026-11-16 06:40;081299998888;naga;a5', '2026-11-16 06:50;"0877 1111;2222";genggam;a6',
      '2026-11-16 07:00;0899 1234 567;genggam;a7'].join('\n');
    const upload = async text => {
      const body = new FormData();
      body.set('csrf', desk.csrf);
      body.set('berkas', new Blob([text], { type: 'text/csv' }), 'telepon.csv');
      return fetch(`${server.url}/console/telepon/impor`, { method: 'POST', redirect: 'manual', headers: { cookie: desk.cookie }, body });
    };
    assert.match((await upload(file)).headers.get('location'), /baru=4&lama=0&salah=3/);
    assert.match((await upload(file)).headers.get('location'), /baru=0&lama=4&salah=3/);
    assert.equal((await upload('a;b\n1;2\n')).status, 422);
    const list = words(await page(desk, '/console/telepon'));
    assert.match(list, /085312345678 [^T]*Telepon pengaduan Malowopati · 16 Nov 2026 06.20 · 2 kali/);
    const ids = [...(await page(desk, '/console/telepon')).matchAll(/name="balas" value="(\d+)"/g)].map(m => m[1]);
    assert.equal(ids.length, 2, 'a number once; withheld ones cannot be called back');
    let back = await go(desk, '/console/telepon', { balas: ids[0] });
    await go(desk, back, { apa: 'selesai', hasil: '' }, 422);
    await go(desk, back, { apa: 'selesai', hasil: 'tidak-diangkat' });
    assert.match(words(await page(desk, '/console/telepon')), /Dicoba 1 kali, terakhir .* Ibu operator-satu/);
    back = await go(mate, '/console/telepon', { balas: ids[0] });
    await go(mate, back, { apa: 'selesai', hasil: 'tersambung', catatan: 'sudah dijelaskan' });
    await go(desk, '/console/telepon', { balas: ids[0] }, 409);
    assert.ok(!(await page(desk, '/console/telepon')).includes(`value="${ids[0]}"`));
    const log = words(await page(desk, '/console/telepon'));
    assert.match(log, /keluar 0853\.\.\.678 .* Ibu operator-dua tersambung/);
    await go(desk, '/console/telepon', { nomor: '0899 1234 567', saluran: 'genggam', arah: 'masuk' });
    assert.match(words(await page(desk, '/console/telepon')), /Tidak ada telepon tak terjawab/, 'who calls again waits no more');
  });

  test('S0.02 S1.01 the log of events is whole', async () => {
    assert.match(await server.command('verify', []), /ok|baik|0/i);
  });
});
