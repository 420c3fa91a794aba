// A deadline from end to end with the clock moved: SMS on a Friday at 17:00 before Lebaran ->
// disposition -> warning -> breach -> ladder -> follow-up -> SMS back -> "belum selesai" by SMS ->
// reopened -> confirmed. Working days as decreed for 2026: 18-20 and 23-24 March are off.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { missing, start } from '../lib/kentongan.js';
import { kannelMissing, startKannel } from '../lib/kannel.js';
import { openOffice, ticketIn } from '../lib/office.js';
import { until } from '../lib/wait.js';

const skip = missing() || (kannelMissing() ? `skipped: ${kannelMissing()}` : false);
const FROM = '6281234567890';
const BUDI = '6281100000001', WATI = '6281100000002', SEKDA = '6281100000003', BUPATI = '6281100000004';

describe('a case and its deadlines', { skip }, () => {
  let kannel, server, office, ticket;

  before(async () => {
    kannel = await startKannel({ smsc: 'smpp' });
    server = await start({ clock: true, settings: { 'channel.sms': { driver: 'kannel', port: kannel.boxPort, number: '1708' } } });
    office = openOffice(server);
    await office.person('budi', 'officer', { agency: 'dpupr', phone: `+${BUDI}` });
    await office.person('wati', 'supervisor', { agency: 'dpupr', phone: `+${WATI}`, title: 'Kepala Dinas' });
    await office.person('sekda', 'leader', { title: 'sekda', phone: `+${SEKDA}` });
    await office.person('bupati', 'leader', { phone: `+${BUPATI}` });
    await server.set('2026-03-13T17:00:00+07:00');
    await until('our box at bearerbox', async () => await kannel.boxes() === 1, 20000);
  });
  after(async () => {
    await server?.stop();
    await kannel?.stop();
  });

  const texts = () => kannel.mt().filter(one => one.to === FROM).map(one => one.text);
  let heard = 0;
  // The next SMS to the reporter, in whatever order those of one moment come, and no other.
  async function hears(...expected) {
    await until(`"${expected}"; it got ${JSON.stringify(texts().slice(heard))}`, () => texts().length >= heard + expected.length, 60000);
    assert.deepEqual(texts().slice(heard).sort(), expected.map(one => one.replaceAll('TICKET', ticket)).sort());
    heard += expected.length;
  }
  const calls = phone => kannel.mt().filter(one => one.to === phone).map(one => one.text);
  const called = (phone, part, count = 1) => until(`${count} of "${part}" to ${phone}; it got ${JSON.stringify(calls(phone))}`,
    () => calls(phone).filter(text => text.includes(part)).length === count, 20000);
  const told = async (login, key) => (await office.notices(login)).filter(one => one.key === key).map(one => one.body);
  const kinds = () => office.events(ticket);
  const waitEvent = (kind, count = 1) => until(`event ${kind}`, async () => (await kinds()).filter(one => one === kind).length >= count, 20000);
  const now = async () => (await office.reports()).find(one => one.ticket === ticket);

  test('S0.03 Friday 17:00: received, two working days to the disposition', async () => {
    await kannel.mo(FROM, 'LAPOR jalan berlubang di desa Tegalsambi');
    await until('the answer', () => texts().length > 0, 20000);
    ticket = ticketIn(texts()[0]);
    await hears('Laporan Anda kami terima. Nomor: TICKET. Diteruskan ke instansi paling lambat 17 Mar 2026 16.00. Untuk tahu kabarnya balas: CEK TICKET');
    assert.equal((await now()).due_at, '2026-03-17T16:00:00+07:00');
  });

  test('Monday: verified and disposed, five working days over Lebaran to the follow-up', async () => {
    await server.set('2026-03-16T09:00:00+07:00');
    await office.act('verifier', ticket, 'verifikasi', { service: 'jalan_rusak', clear: true, complete: true });
    await hears('Laporan TICKET sudah kami periksa: jelas dan lengkap. Diteruskan ke instansi paling lambat 17 Mar 2026 16.00.');
    await office.act('verifier', ticket, 'disposisi', { agency: 'dpupr' });
    await hears('Laporan TICKET diteruskan ke DPUPR. Tindak lanjut paling lambat 30 Mar 2026 16.00.');
    assert.equal((await now()).due_at, '2026-03-30T16:00:00+07:00');
    assert.match((await told('budi', 'staff.assigned'))[0], /Laporan baru .* untuk DPUPR: jalan berlubang.*30 Mar 2026/);
    assert.deepEqual(calls(BUDI), [], 'by SMS go only the notices that the pack names');
  });

  test('the holder is warned, then the deadline is broken and everybody is told once', async () => {
    await server.set('2026-03-27T09:00:00+07:00');
    await waitEvent('clock.warned');
    await called(BUDI, 'mendekati tenggat 30 Mar 2026 16.00 (Tindak lanjut instansi)');
    assert.deepEqual(calls(WATI), []);
    assert.ok(!(await kinds()).includes('clock.breached'));
    await server.set('2026-03-30T15:59:00+07:00');
    assert.equal((await now()).overdue, false);
    await server.set('2026-03-30T16:00:01+07:00');
    await waitEvent('clock.breached');
    await hears('Maaf, laporan TICKET lewat tenggat 30 Mar 2026 16.00. Atasan DPUPR sudah diberi tahu.');
    assert.equal((await now()).overdue, true);
    assert.equal((await told('budi', 'staff.breach')).length, 1);
    assert.deepEqual(await told('wati', 'staff.breach'), []);
    const page = await (await fetch(`${server.url}/laporan/${ticket}`)).text();
    assert.match(page, /[Ll]ewat/);
  });

  test('the ladder is climbed on working days at opening time', async () => {
    const rungs = async () => (await office.rows(`SELECT e.data FROM event e JOIN report r ON r.tenant = e.tenant AND r.case_id = e.case_id
      WHERE r.ticket = '${ticket}' AND e.kind = 'clock.escalated' ORDER BY e.seq`)).map(row => JSON.parse(row.data).whom);
    assert.deepEqual(await rungs(), []);
    await server.set('2026-03-31T07:31:00+07:00');
    await until('two rungs', async () => (await rungs()).length >= 2);
    assert.deepEqual(await rungs(), ['petugas', 'kepala dinas']);
    await called(WATI, 'Yth. kepala dinas: laporan');
    await called(BUDI, 'Yth. petugas: laporan');
    assert.match(calls(WATI)[0], /di DPUPR lewat tenggat 1 hari kerja \(Tindak lanjut instansi\): jalan berlubang/);
    assert.deepEqual(calls(SEKDA), []);
    await server.set('2026-04-02T07:31:00+07:00');
    await until('a third rung', async () => (await rungs()).length >= 3);
    await server.set('2026-04-06T23:00:00+07:00');
    assert.deepEqual(await rungs(), ['petugas', 'kepala dinas', 'sekda']);
    await called(SEKDA, 'lewat tenggat 3 hari kerja');
    assert.deepEqual(calls(BUPATI), []);
    await server.set('2026-04-07T07:31:00+07:00');
    await until('the last rung', async () => (await rungs()).length >= 4);
    assert.deepEqual(await rungs(), ['petugas', 'kepala dinas', 'sekda', 'bupati']);
    await called(BUPATI, 'Yth. bupati');
    assert.equal(calls(SEKDA).length, 1, 'each rung is told once');
    assert.match(JSON.stringify(await office.see(ticket)), /Diterima oleh bupati/);
  });

  test('the reporter asks and hears that it is late', async () => {
    await kannel.mo(FROM, `CEK ${ticket}`);
    await hears('Laporan TICKET: Diteruskan ke instansi. Sekarang di DPUPR. Maaf, sudah lewat tenggat 30 Mar 2026 16.00; atasannya sudah diberi tahu.');
  });

  test('the follow-up stops the clock and is told', async () => {
    await server.set('2026-04-07T10:00:00+07:00');
    await office.act('dpupr', ticket, 'tindak-lanjut', { text: 'Lubang kami tambal hari ini.' });
    await hears('Tindak lanjut laporan TICKET oleh DPUPR: Lubang kami tambal hari ini.');
    assert.equal((await now()).overdue, false);
    await office.act('dpupr', ticket, 'usul-selesai', { text: 'Sudah ditambal.' });
    await hears('Laporan TICKET dinyatakan selesai oleh DPUPR: Sudah ditambal. Sudah beres? Balas SELESAI atau BELUM paling lambat 21 Apr 2026 16.00.');
  });

  test('"belum selesai" by SMS opens it again with a new clock', async () => {
    await server.set('2026-04-08T08:00:00+07:00');
    await kannel.mo(FROM, 'Belum selesai, masih berlubang di ujung jalan');
    await hears('Laporan TICKET dibuka kembali. DPUPR menindaklanjuti paling lambat 15 Apr 2026 16.00.');
    const one = await now();
    assert.equal(one.status, 'dibuka_kembali');
    assert.equal(one.reopened, 1);
    const seen = await office.see(ticket);
    assert.ok(JSON.stringify(seen).includes('masih berlubang di ujung jalan'));
    for (const login of ['budi', 'wati']) assert.match((await told(login, 'staff.reopened'))[0], /belum selesai.*masih berlubang/);
  });

  test('done again, confirmed by SMS and rated', async () => {
    await server.set('2026-04-09T10:00:00+07:00');
    await office.act('dpupr', ticket, 'usul-selesai', { text: 'Ujung jalan sudah ditambal.' });
    await hears('Laporan TICKET dinyatakan selesai oleh DPUPR: Ujung jalan sudah ditambal. Sudah beres? Balas SELESAI atau BELUM paling lambat 23 Apr 2026 16.00.');
    await kannel.mo(FROM, 'SELESAI, terima kasih');
    await hears('Terima kasih. Laporan TICKET ditutup: selesai menurut Anda.', 'Nilai Anda untuk penanganan laporan TICKET? Balas angka 1 (buruk) sampai 5 (baik).');
    await kannel.mo(FROM, 'NILAI 4');
    await hears('Terima kasih. Nilai 4 untuk laporan TICKET kami catat.');
    const one = await now();
    assert.equal(one.status, 'selesai_terkonfirmasi');
    assert.equal(one.rating, 4);
    assert.equal(one.due_at, null);
  });

  test('every step stands in the log once, the hops add up, the log is whole', async () => {
    assert.deepEqual((await kinds()).filter(kind => kind !== 'clock.warned'), [
      'case.received', 'case.verified', 'case.disposed', 'clock.breached', 'clock.escalated', 'clock.escalated',
      'clock.escalated', 'clock.escalated', 'case.followed_up', 'case.proposed', 'case.disputed', 'case.proposed',
      'case.confirmed', 'case.rated']);
    const hops = await office.rows(`SELECT h.holder, h.agency, h.from_at, h.to_at, c.created_at FROM hop h
      JOIN report r ON r.tenant = h.tenant AND r.case_id = h.case_id JOIN cases c ON c.tenant = h.tenant AND c.id = h.case_id
      WHERE r.ticket = '${ticket}' ORDER BY h.seq`);
    let at = BigInt(hops[0].created_at);
    for (const hop of hops) {
      assert.equal(BigInt(hop.from_at), at);
      at = BigInt(hop.to_at);
    }
    assert.deepEqual(hops.map(hop => Number(hop.holder)), [1, 2, 3, 2, 3, 5]);
    assert.equal(at, 0n);
    await server.command('verify');
  });

  test('past the reopening days it stays closed and says so', async () => {
    await server.set('2026-04-30T10:00:00+07:00');
    await kannel.mo(FROM, `BELUM ${ticket}`);
    await hears('Laporan TICKET sudah ditutup lebih dari 10 hari kerja dan tidak dapat dibuka lagi. Silakan buat laporan baru: ketik LAPOR lalu isinya.');
  });
});
