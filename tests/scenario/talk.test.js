// S0.03, S2.03, S2.07: the guided conversation from outside, on real Kannel and on services that are
// plainly not the real ones; twice, out of order, late, and killed in the middle.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fakeGraph, fakeTelegram } from '../lib/cloud.js';
import { kannelMissing, startKannel } from '../lib/kannel.js';
import { missing, start } from '../lib/kentongan.js';
import { openOffice, ticketIn } from '../lib/office.js';
import { until } from '../lib/wait.js';

const NOW = '2026-11-18T09:00:00+07:00';

describe('a feature phone', { skip: missing() || (kannelMissing() ? `skipped: ${kannelMissing()}` : false) }, () => {
  let kannel, server, office;
  before(async () => {
    kannel = await startKannel({ smsc: 'smpp' });
    server = await start({ clock: true, settings: { 'channel.sms': { driver: 'kannel', port: kannel.boxPort, number: '1708', secret: 'rahasia-kanal' } } });
    office = openOffice(server);
    await server.set(NOW);
    await until('our box at bearerbox', async () => await kannel.boxes() === 1, 20000);
  });
  after(async () => {
    await server?.stop();
    await kannel?.stop();
  });

  let counter = 0;
  const phone = () => `62813${String(20000000 + ++counter)}`;
  const got = from => kannel.mt().filter(one => one.to === from);
  async function say(from, text, part) {
    const seen = got(from).length;
    await kannel.mo(from, text);
    const one = await until(`"${part}" to ${from}; it got ${JSON.stringify(got(from).map(sms => sms.text))}`,
      () => got(from).slice(seen).find(sms => sms.text.includes(part)), 30000);
    assert.equal(one.coding, 0, 'GSM-7');
    assert.ok(one.parts <= 2, `${one.parts} parts: ${one.text}`);
    return one.text;
  }
  const see = ticket => office.see(ticket);

  test('S0.03 S2.03 what is missing is asked, a misspelt place is offered, one number sets it', async () => {
    const from = phone();
    const ticket = ticketIn(await say(from, 'LAPOR lampu jalan mati', 'desa atau kelurahan mana'));
    assert.equal((await see(ticket)).status, 'diterima', 'it is a report before the answer');
    const offered = await say(from, 'tegalsanbi', 'Tempat mana');
    assert.match(offered, /\n1 Desa Tegalsambi/);
    await say(from, '1', 'Desa Tegalsambi');
    assert.ok((await office.events(ticket)).includes('case.located'));
    await say(from, 'tiangnya juga miring', 'kami tambahkan');
  });

  test('S2.07 added to, done, graded, reopened and withdrawn by plain words', async () => {
    const from = phone();
    const ticket = ticketIn(await say(from, 'LAPOR jalan berlubang di desa Tegalsambi kec Tahunan', 'Nomor: '));
    await say(from, 'lubangnya makin dalam', 'kami tambahkan');
    await office.act('verifier', ticket, 'verifikasi', { clear: true, complete: true });
    await office.act('verifier', ticket, 'disposisi', { agency: 'dpupr', service: 'jalan_rusak' });
    await office.act('dpupr', ticket, 'terima');
    await office.act('dpupr', ticket, 'usul-selesai', { text: 'Sudah ditambal.' });
    await say(from, 'blm beres pak, msh bolong', 'dibuka kembali');
    await office.act('dpupr', ticket, 'usul-selesai', { text: 'Ditambal lagi.' });
    await say(from, 'dah beres, makasih', 'angka 1 (buruk)');
    await say(from, '4', 'Nilai 4');
    const other = phone(), second = ticketIn(await say(other, 'LAPOR sampah menumpuk di desa Bandengan kec Jepara', 'Nomor: '));
    await say(other, 'BATAL', 'Balas YA');
    await say(other, 'ya', 'ditarik atas permintaan');
    assert.equal((await see(second)).status, 'ditolak');
  });

  test('S2.07 a human on request; what is said meanwhile waits in the thread', async () => {
    const from = phone();
    await say(from, 'mau bicara dengan petugas', 'petugas kami akan menjawab');
    await kannel.mo(from, 'ini soal pagar sekolah kami');
    await until('it is in the thread', async () => Number((await office.rows('SELECT count(*) AS n FROM message WHERE conversation <> 0 AND outbound = 0'))[0].n) >= 2, 20000);
  });
});

describe('chats', { skip: missing() }, () => {
  let telegram, graph, server, office;
  const SECRET = 'rahasia-webhook-uji';
  before(async () => {
    telegram = await fakeTelegram();
    graph = await fakeGraph();
    server = await start({ clock: true, settings: {
      'channel.telegram': { driver: 'telegram', token: telegram.token, api_url: telegram.url, number: 'uji_bot' },
      'channel.whatsapp': { driver: 'whatsapp', token: graph.token, phone_id: graph.phoneId, app_secret: graph.appSecret, secret: graph.verifyToken, api_url: graph.url, number: '15550783881' },
    } });
    office = openOffice(server);
  });
  after(async () => {
    await server?.stop();
    await telegram?.stop();
    await graph?.stop();
  });

  const now = () => Math.floor(Date.now() / 1000);
  let chats = 7000;
  const hears = (chat, part, seen = 0) => until(`"${part}" in ${JSON.stringify(telegram.texts(chat))}`, () => telegram.texts(chat).slice(seen).find(text => text.includes(part)), 30000);
  async function say(chat, message, part) {
    const seen = telegram.texts(chat).length;
    telegram.say({ date: now(), ...(typeof message === 'string' ? { text: message } : message) }, { chat });
    return hears(chat, part, seen);
  }
  const tapped = (chat, label) => telegram.sent.filter(one => Number(one.chat_id) === chat).at(-1).reply_markup?.inline_keyboard?.flat().find(one => one.text.includes(label));

  test('S2.07 by buttons: a place that is offered, and no photo', async () => {
    const chat = ++chats;
    const ticket = ticketIn(await say(chat, 'Lampu jalan mati', 'Kirim lokasi'));
    await say(chat, 'tegalsanbi', 'Tempat mana');
    assert.equal(tapped(chat, 'Tegalsambi').callback_data, '1');
    await say(chat, '1', 'Ada fotonya');
    assert.equal(tapped(chat, 'Lewati').callback_data, 'LEWATI');
    await say(chat, 'LEWATI', 'tidak apa-apa');
    assert.ok((await office.events(ticket)).includes('case.located'));
  });

  test('a position inside and outside, a voice note, a sticker', async () => {
    const chat = ++chats;
    await say(chat, { voice: { file_id: 'suara', duration: 3 } }, 'tulis dengan kata-kata');
    const ticket = ticketIn(await say(chat, 'Saluran air mampet sejak kemarin', 'Kirim lokasi'));
    await say(chat, { location: { latitude: -7.8, longitude: 110.36 } }, 'di luar wilayah');
    await say(chat, { location: { latitude: -6.62, longitude: 110.68 } }, 'Tempat laporan');
    assert.ok((await office.events(ticket)).includes('case.located'));
    const kinds = await office.rows("SELECT count(*) AS n FROM message WHERE channel = 'telegram' AND extra_sealed IS NOT NULL");
    assert.ok(Number(kinds[0].n) >= 3, 'it is kept that it came');
  });

  test('twice, and an answer from before the question', async () => {
    const chat = ++chats;
    const ticket = ticketIn(await say(chat, 'Jalan rusak parah sekali', 'Kirim lokasi'));
    const update = telegram.say({ text: 'tegalsanbi', date: now() }, { chat });
    await hears(chat, 'Tempat mana');
    telegram.say(update.message, { chat, id: update.message.message_id });
    telegram.say({ text: '1', date: now() - 3600 }, { chat });
    await until('it is asked again', () => telegram.texts(chat).filter(text => text.includes('Tempat mana')).length === 2, 20000);
    assert.ok(!(await office.events(ticket)).includes('case.located'));
  });

  async function whatsapp(id, body, from) {
    const raw = graph.message(id, { timestamp: String(now()), ...body }, from);
    const answer = await fetch(`${server.url}/hook/whatsapp`, { method: 'POST', body: raw, headers: graph.sign(raw) });
    assert.equal(answer.status, 200);
  }
  const whatsappTexts = from => graph.sent.filter(one => one.to.endsWith(from.slice(-8))).map(one => one.text?.body ?? one.interactive?.body?.text ?? '');

  test('WhatsApp: the same conversation, buttons where the service has them', async () => {
    const from = '6281311112222';
    await whatsapp('wamid.T1', { type: 'text', text: { body: 'Tembok roboh menutup jalan' } }, from);
    await until('asked', () => whatsappTexts(from).some(text => text.includes('Kirim lokasi')), 20000);
    await whatsapp('wamid.T2', { type: 'audio', audio: { id: 'suara', mime_type: 'audio/ogg' } }, from);
    await until('said', () => whatsappTexts(from).some(text => text.includes('tulis dengan kata-kata')), 20000);
    await whatsapp('wamid.T3', { type: 'location', location: { latitude: -6.62, longitude: 110.68 } }, from);
    await until('set', () => whatsappTexts(from).some(text => text.includes('Tempat laporan')), 20000);
    const asked = graph.sent.filter(one => one.interactive?.type === 'button').at(-1);
    assert.equal(asked.interactive.action.buttons[0].reply.id, 'LEWATI');
    await whatsapp('wamid.T4', { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'LEWATI', title: 'Lewati' } } }, from);
    await until('done', () => whatsappTexts(from).some(text => text.includes('tidak apa-apa')), 20000);
  });

  test('killed between question and answer: the question is still known', async () => {
    const chat = ++chats;
    const ticket = ticketIn(await say(chat, 'Jembatan bambu putus diterjang banjir', 'Kirim lokasi'));
    await server.kill();
    await server.serve();
    await say(chat, 'tegalsanbi', 'Tempat mana');
    await server.kill();
    await server.serve();
    await say(chat, '1', 'Desa Tegalsambi');
    assert.ok((await office.events(ticket)).includes('case.located'));
  });
});
