// S0.03, S2.03: people without a smartphone report by SMS, through real Kannel processes and the
// real program: a carrier's SMSC by SMPP -> bearerbox -> our own box -> case -> bearerbox -> SMSC.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { missing, start } from '../lib/kentongan.js';
import { kannelMissing, startKannel } from '../lib/kannel.js';
import { openOffice, ticketIn } from '../lib/office.js';
import { until } from '../lib/wait.js';

const skip = missing() || (kannelMissing() ? `skipped: ${kannelMissing()}` : false);
const SENT = 3, DELIVERED = 4, FAILED = 5;

let counter = 0;
const phone = () => `62812${String(10000000 + ++counter)}`;

describe('SMS through our own box', { skip }, () => {
  let kannel, server, office;

  before(async () => {
    kannel = await startKannel({ smsc: 'smpp' });
    server = await start({
      clock: true,
      settings: { 'channel.sms': { driver: 'kannel', port: kannel.boxPort, number: '1708', secret: 'rahasia-kanal' } },
    });
    office = openOffice(server);
    await server.set('2026-11-18T09:00:00+07:00');
    await until('our box at bearerbox', async () => await kannel.boxes() === 1, 20000);
  });
  after(async () => {
    await server?.stop();
    await kannel?.stop();
  });

  // Everything the phone got so far; the next that holds part.
  const got = from => kannel.mt().filter(one => one.to === from);
  async function hears(from, part, seen = 0) {
    return (await until(`"${part}" to ${from}; it got ${JSON.stringify(got(from).map(one => one.text))}`,
      () => got(from).slice(seen).find(one => one.text.includes(part)), 20000)).text;
  }
  async function say(from, text, part, options) {
    const seen = got(from).length;
    await kannel.mo(from, text, options);
    return hears(from, part, seen);
  }
  async function report(from, text) {
    return ticketIn(await say(from, text, 'Nomor: '));
  }
  const find = async ticket => (await office.reports()).find(one => one.ticket === ticket);

  test('S0.03 LAPOR: stored, answered with the ticket, the place proposed', async () => {
    const ticket = await report(phone(), 'LAPOR jalan berlubang di desa Tegalsambi kec Tahunan');
    const stored = await find(ticket);
    assert.equal(stored.text, 'jalan berlubang di desa Tegalsambi kec Tahunan');
    assert.equal(stored.channel, 'sms');
    assert.equal(stored.class, 'pengaduan');
    assert.equal(stored.area, null, 'a person decides');
    assert.equal(stored.proposal.area_label, 'Desa Tegalsambi, Kecamatan Tahunan');
    assert.equal(stored.proposal.area_words, 'desa Tegalsambi');
    assert.equal(stored.proposal.service, 'jalan_rusak');
    assert.match(stored.proposal.service_words, /jalan berlubang/);
    assert.equal(stored.proposal.agency, 'dpupr');
    assert.equal(stored.status, 'diterima');
    assert.equal(stored.due_at, '2026-11-20T16:00:00+07:00');
  });

  test('S2.03 plain text is a report too', async () => {
    const ticket = await report(phone(), 'Lampu jalan di depan pasar mati sudah seminggu');
    assert.equal((await find(ticket)).text, 'Lampu jalan di depan pasar mati sudah seminggu');
  });

  const long = 'Jalan dari balai desa sampai jembatan rusak parah, lubangnya dalam dan tergenang air, sudah tiga orang jatuh dalam seminggu ini. ' +
    'Kami mohon segera ditambal sebelum ada korban lagi, karena anak sekolah lewat setiap pagi dan malam hari gelap sama sekali.';
  for (const [what, text, options] of [
    ['UCS-2', 'Jalan rusak 😭 di dekat pasar – tolong', { mode: 'ucs2' }],
    ['parts with a header, GSM-7', long, { mode: 'udh', gsm7: true }],
    ['parts with a header, UCS-2', `${long} 😭`, { mode: 'udh' }],
    ['parts in the wrong order', `${long} ꦗ`, { mode: 'udh', reverse: true }],
    ['parts by SAR', long, { mode: 'sar' }],
    ['one payload', `${long} ꦗꦭꦤ꧀`, { mode: 'payload' }],
  ])
    test(`a long or unusual text arrives whole: ${what}`, async () => {
      const ticket = ticketIn(await say(phone(), text, 'Nomor: ', options));
      assert.equal((await find(ticket)).text, text);
    });

  test('CEK and the bare ticket, in any spelling, answer the status', async () => {
    const from = phone();
    const ticket = await report(from, 'LAPOR sampah menumpuk di pasar');
    assert.match(await say(from, `cek ${ticket.toLowerCase()}`, 'Laporan JPR'), /Diterima.*20 Nov 2026/);
    assert.match(await say(from, ticket.replaceAll('-', ' '), 'Laporan JPR'), new RegExp(ticket));
    await say(phone(), `CEK ${ticket}`, 'tidak kami temukan');
    await office.act('verifier', ticket, 'verifikasi', { clear: true, complete: true });
    await hears(from, 'jelas dan lengkap');
    await say(phone(), `CEK ${ticket}`, ticket);
  });

  test('a secret report answers only to its own number', async () => {
    const from = phone();
    const ticket = await report(from, 'LAPOR RAHASIA pungutan liar di terminal');
    const stored = await find(ticket);
    assert.equal(stored.visibility, 'rahasia');
    assert.equal(stored.title.includes('terminal'), false);
    await say(phone(), `CEK ${ticket}`, 'tidak kami temukan');
    await say(from, `CEK ${ticket}`, 'Diterima');
  });

  test('one open case: a further SMS is added to it', async () => {
    const from = phone();
    const ticket = await report(from, 'Sampah menutup saluran air desa');
    assert.equal(ticketIn(await say(from, 'Sekarang air meluap ke jalan', 'kami tambahkan')), ticket);
    assert.deepEqual(await office.events(ticket), ['case.received', 'case.replied']);
    await office.act('verifier', ticket, 'tanya', { text: 'Di RT berapa?' });
    await hears(from, 'Di RT berapa?');
    await say(from, '3', 'jawaban Anda');
    await office.waitStatus(ticket, 'diterima');
  });

  test('several open cases: the answer lists them and the next SMS picks', async () => {
    const from = phone();
    const first = await report(from, 'LAPOR jalan berlubang dekat masjid');
    const second = await report(from, 'LAPOR lampu jalan mati di gang');
    const list = await say(from, 'Sudah seminggu belum ada yang datang', 'laporan yang mana');
    assert.ok(list.includes(`1 ${second}`) && list.includes(`2 ${first}`) && list.includes('0 laporan baru'), list);
    await say(from, '7', 'angka itu tidak ada');
    assert.equal(ticketIn(await say(from, '2', 'kami tambahkan')), first);
    assert.deepEqual(await office.events(first), ['case.received', 'case.replied']);
    assert.deepEqual(await office.events(second), ['case.received']);
    await say(from, 'Selokan mampet di depan sekolah', 'laporan yang mana');
    const third = ticketIn(await say(from, '0', 'Nomor: '));
    assert.equal((await find(third)).text, 'Selokan mampet di depan sekolah');
  });

  test('danger is answered with the number to call', async () => {
    const answer = await say(phone(), 'Kebakaran rumah di desa Tegalsambi!', 'Nomor'.toLowerCase());
    assert.match(answer, /telepon 112/);
    const stored = await find(ticketIn(answer));
    assert.equal(stored.priority, 2);
    assert.deepEqual(stored.attention, ['alarm']);
    assert.match(stored.proposal.danger, /kebakaran/);
  });

  test('danger in a few letters, behind a command, or told twice is not missed', async () => {
    const from = phone();
    const first = ticketIn(await say(from, 'begal', 'telepon 112'));
    assert.equal(ticketIn(await say(from, 'begal', 'telepon 112')), first, 'the same cry is one case');
    const other = ticketIn(await say(phone(), 'CEK ada kebakaran', 'telepon 112'));
    assert.deepEqual((await find(other)).attention, ['alarm']);
    assert.deepEqual(await office.events(first), ['case.received', 'case.alarmed', 'case.replied']);
    const fire = ticketIn(await say(from, 'Sekarang ada kebakaran di pasar', 'telepon 112'));
    assert.notEqual(fire, first, 'another danger is another case');
  });

  test('danger in an answer to our question alarms that case', async () => {
    const from = phone();
    const ticket = await report(from, 'Pohon besar miring ke jalan desa');
    await office.act('verifier', ticket, 'tanya', { text: 'Di RT berapa?' });
    await hears(from, 'Di RT berapa?');
    await say(from, `${ticket} pohonnya hampir menimpa rumah, ada anak tersetrum`, 'telepon 112');
    await office.waitStatus(ticket, 'diterima');
    assert.deepEqual((await find(ticket)).attention, ['alarm']);
  });

  test('thanks, emoji and one letter make no report', async () => {
    const from = phone(), before = (await office.reports()).length;
    await say(from, '😭😭', 'Mohon tulis', { mode: 'ucs2' });
    await say(from, 'BANTUAN', 'ketik LAPOR');
    await say(from, 'p', 'Mohon tulis');
    assert.equal((await office.reports()).length, before);
  });

  test('texts go out in GSM-7 where they can and in UCS-2 where they must, whole', async () => {
    const from = phone();
    const ticket = await report(from, 'LAPOR talud retak di kali');
    assert.equal(got(from)[0].coding, 0);
    await office.act('verifier', ticket, 'tanya', { text: 'ꦥꦶꦫꦁ ꦩꦺꦠꦺꦂ? Berapa meter panjangnya, dan di sebelah mana tepatnya? 😊' });
    await hears(from, 'ꦥꦶꦫꦁ ꦩꦺꦠꦺꦂ?');
    const long2 = got(from)[1];
    assert.equal(long2.coding, 8);
    assert.ok(long2.parts >= 2);
    assert.ok(long2.text.includes(ticket));
    assert.ok(long2.text.includes('😊'));
  });

  test('delivery reports update the message', async () => {
    const good = await report(phone(), 'LAPOR rambu lalu lintas hilang');
    await until('delivered', async () => (await office.messages(good))[0].state == DELIVERED);
    kannel.smsc.receiptState = 'UNDELIV';
    const bad = await report(phone(), 'LAPOR trotoar rusak di alun-alun');
    await until('failed', async () => (await office.messages(bad))[0].state == FAILED);
    kannel.smsc.receiptState = 'DELIVRD';
  });

  test('gateway down: messages wait, are shown as waiting, and go out once', async () => {
    const from = phone();
    const ticket = await report(from, 'LAPOR jembatan bambu lapuk');
    await kannel.killBearerbox();
    await office.act('verifier', ticket, 'verifikasi', { clear: true, complete: true });
    await until('the channel shown as down', async () => /down/.test(await server.command('channel list')), 20000);
    const waiting = (await office.messages(ticket)).filter(one => one.state <= 2);
    assert.equal(waiting.length, 1);
    assert.match(await server.command('channel show', ['sms']), /^waiting +1$/m);
    await kannel.startBearerbox();
    await hears(from, 'jelas dan lengkap');
    await until('its state', async () => (await office.messages(ticket)).every(one => one.state >= SENT && one.state <= DELIVERED), 20000);
    assert.equal(got(from).filter(one => one.text.includes('jelas dan lengkap')).length, 1);
  });

  test('quiet hours hold what is not urgent, never an answer', async () => {
    const from = phone();
    const ticket = await report(from, 'LAPOR pipa PDAM bocor');
    await server.set('2026-11-18T22:30:00+07:00');
    const seen = got(from).length;
    await office.act('verifier', ticket, 'verifikasi', { clear: true, complete: true });
    await say(from, `CEK ${ticket}`, 'Diverifikasi');
    const notice = (await office.messages(ticket)).find(one => one.key === 'notice.verified');
    assert.equal(Number(notice.state), 1);
    assert.equal(new Date(Number(notice.next_at) / 1000).toISOString(), '2026-11-18T23:00:00.000Z');
    assert.equal(got(from).slice(seen).filter(one => one.text.includes('jelas dan lengkap')).length, 0);
    await server.set('2026-11-19T06:00:01+07:00');
    await hears(from, 'jelas dan lengkap');
  });

  test('the log is whole', async () => {
    await server.command('verify');
  });
});

describe('SMS over HTTP', { skip }, () => {
  let kannel, server, office;

  before(async () => {
    server = await start({ settings: { 'channel.sms': { driver: 'fake', number: '1708', secret: 'rahasia-kanal' } } });
    kannel = await startKannel({ smsc: 'smpp', hook: `${server.url}/hook/sms/kannel` });
    office = openOffice(server);
    await until('the channel written down', async () => /fake/.test(await server.command('channel list')), 20000);
  });
  after(async () => {
    await kannel?.stop();
    await server?.stop();
  });

  const hook = (query, headers = {}, path = '') => fetch(`${server.url}/hook/sms/kannel${path}?${new URLSearchParams(query)}`, { headers });
  const outside = { 'x-forwarded-for': '203.0.113.9' };

  test('smsbox hands a message to the hook', async () => {
    await kannel.mo('6281277000001', 'LAPOR jalan rusak – parah 😭', { mode: 'ucs2' });
    await until('the report', async () => (await office.reports()).find(one => one.text === 'jalan rusak – parah 😭'));
  });

  test('the same id is stored once, however often it comes', async () => {
    const message = { from: '+6281277000002', to: '1708', text: 'LAPOR selokan mampet di gang', id: 'gw-77' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => hook(message)));
    assert.deepEqual(answers.map(one => one.status), Array(8).fill(200));
    assert.equal(await answers[0].text(), '');
    assert.equal((await office.reports()).filter(one => one.text === 'selokan mampet di gang').length, 1);
  });

  test('from elsewhere only with the secret', async () => {
    const message = { from: '6281277000003', to: '1708', text: 'LAPOR lampu taman mati', id: 'gw-78' };
    assert.equal((await hook(message, outside)).status, 403);
    assert.equal((await hook(message, { ...outside, 'x-channel-secret': 'salah' })).status, 403);
    assert.equal((await hook(message, { 'sec-fetch-site': 'cross-site' })).status, 403);
    assert.equal((await office.reports()).filter(one => one.text === 'lampu taman mati').length, 0);
    assert.equal((await hook(message, { ...outside, 'x-channel-secret': 'rahasia-kanal' })).status, 200);
    assert.equal((await hook({ ...message, secret: 'rahasia-kanal' }, outside)).status, 200);
    assert.equal((await office.reports()).filter(one => one.text === 'lampu taman mati').length, 1);
  });

  test('forms and JSON are understood, nonsense is refused', async () => {
    const url = `${server.url}/hook/sms/kannel`;
    const form = await fetch(url, { method: 'POST', body: new URLSearchParams({ sender: '081277000004', message: 'LAPOR trotoar rusak sekali', msgid: 'f-1' }) });
    assert.equal(form.status, 200);
    const json = await fetch(url, {
      method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sender: '081277000005', message: 'LAPOR halte bus roboh', message_id: 991 }),
    });
    assert.equal(json.status, 200);
    const texts = (await office.reports()).map(one => one.text);
    assert.ok(texts.includes('trotoar rusak sekali') && texts.includes('halte bus roboh'));
    assert.equal((await hook({ to: '1708' })).status, 400);
    assert.equal((await fetch(`${url}?from=%zz`)).status, 400);
    assert.equal((await fetch(url, { method: 'HEAD' })).status, 405);
    assert.equal((await fetch(url, { method: 'POST', body: '[]', headers: { 'content-type': 'application/json' } })).status, 400);
  });

  test('reports about messages: ours are taken, unknown ones do no harm', async () => {
    const ticket = (await office.reports()).find(one => one.text === 'halte bus roboh').ticket;
    const [{ id }] = await office.rows(`SELECT CAST(m.id AS TEXT) AS id FROM message m JOIN report r ON r.tenant = m.tenant AND r.case_id = m.case_id WHERE r.ticket = '${ticket}' AND m.outbound = 1`);
    assert.equal((await hook({ ref: id, type: '1' }, {}, '/dlr')).status, 200);
    await until('delivered', async () => (await office.messages(ticket))[0].state == DELIVERED);
    assert.equal((await hook({ ref: '123', type: '1' }, {}, '/dlr')).status, 200);
    assert.equal((await hook({ ref: 'bukan-kami', type: '1' }, {}, '/dlr')).status, 200);
    assert.equal((await hook({ ref: id, type: '1' }, outside, '/dlr')).status, 403);
  });
});
