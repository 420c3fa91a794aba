// A channel switched off and on while messages come and go: nothing is lost, nothing doubled, and what
// was said of it survives a restart. Telegram by long poll and by webhook stands for all drivers.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fakeTelegram } from '../lib/cloud.js';
import { missing, start } from '../lib/kentongan.js';
import { openOffice, ticketIn } from '../lib/office.js';
import { addAccount, PASSWORD } from '../lib/programs.js';
import { Staff } from '../lib/staff.js';
import { until } from '../lib/wait.js';

const SECRET = 'rahasia-webhook-uji';
const NAME = '/console/kanal/telegram';

describe('a channel switched off and on', { skip: missing(), concurrency: false }, () => {
  let service, server, office, admin;

  async function begin(more = {}) {
    const telegram = { driver: 'telegram', token: service.token, api_url: service.url, number: 'jepara_uji_bot', ...more };
    for (const key of Object.keys(telegram)) if (telegram[key] === undefined) delete telegram[key];
    server = await start({ settings: { 'channel.telegram': telegram } });
    office = openOffice(server);
    await addAccount(server, 'pengelola', 'administrator');
    admin = new Staff(server.url);
    await admin.signIn('pengelola', PASSWORD);
    await shown(telegram.token ? /tersambung|terputus/ : /belum benar/);
  }
  beforeEach(async () => { service = await fakeTelegram(); });
  afterEach(async () => {
    await server?.stop();
    server = null;
    await service.stop();
  });

  const page = async (query = '') => (await admin.get(NAME + query)).text();
  const shown = words => until(`the page to say ${words}`, async () => words.test(await page()));
  async function say(apa, fields = {}) {
    const answer = await admin.post(NAME, { apa, ...fields });
    assert.equal(answer.status, 303, await answer.text());
    return answer.headers.get('location');
  }
  const off = async () => { await say('mati'); await shown(/dimatikan oleh pengelola/); };
  const on = async () => { await say('nyala'); await shown(/class="status status-green"/); };
  const answered = count => until(`${count} answers`, () => service.texts().length >= count);
  const waiting = async () => (await office.rows(`SELECT id FROM message WHERE outbound = 1 AND state <= 2`)).length;
  const inbound = async () => (await office.rows(`SELECT id FROM message WHERE outbound = 0`)).length;
  async function hook(update, headers = { 'x-telegram-bot-api-secret-token': SECRET }) {
    return fetch(`${server.url}/hook/telegram`, { method: 'POST', body: JSON.stringify(update), headers });
  }

  test('by long poll: nothing is fetched or sent while off, also after a restart; then all of it once', async () => {
    await begin();
    service.say({ text: 'Jalan berlubang di Desa Tegalsambi, sudah ada yang jatuh' });
    await answered(1);
    const ticket = ticketIn(service.texts()[0]);
    await off();
    const calls = [];
    service.refuse = call => { calls.push(call.method); return null; };
    for (let i = 0; i < 3; i++) service.say({ text: `CEK ${ticket}` }, { chat: 4711 });
    await office.act('verifier', ticket, 'tanya', { text: 'Di sebelah mana tepatnya?' });
    const to = await say('uji', { alamat: '4711' });
    assert.match(await page(to.slice(to.indexOf('?'))), /Pesan uji [^<]*: Menunggu dikirim/);
    const queued = await waiting();
    assert.ok(queued >= 1);
    await server.restart();
    admin.base = server.url;
    await shown(/dimatikan oleh pengelola/);
    assert.equal(await waiting(), queued, 'what waits, waits');
    assert.equal(await inbound(), 1);
    assert.deepEqual(calls, [], 'the service was asked nothing');
    assert.match(await server.command('channel show', ['telegram']), /health {5}off/);

    await on();
    await until('everything in and out', async () => await inbound() === 4 && service.texts().length >= 5 && await waiting() <= 1);
    const texts = service.texts();
    assert.equal(texts.filter(text => text.includes('pesan uji')).length, 1);
    assert.equal(texts.slice(1).filter(text => text.includes(ticket)).length, texts.length - 2, texts.join('\n'));
    assert.equal(new Set((await office.rows('SELECT provider_id FROM message WHERE outbound = 0')).map(row => row.provider_id)).size, 4);
    assert.equal((await office.reports()).length, 1);
  });

  test('switched again and again while messages come: each is there once', async () => {
    await begin();
    const wanted = 12;
    for (let i = 0; i < wanted; i++) {
      service.say({ text: `Lampu jalan padam di Desa Tegalsambi gang nomor ${i}` }, { chat: 5000 + i });
      if (i % 3 === 1) await say('mati');
      if (i % 3 === 2) await say('nyala');
    }
    await on();
    await until('all reports', async () => await inbound() === wanted);
    const heard = chat => service.texts(chat).length;
    await until('all answers', () => Array.from({ length: wanted }, (_, i) => heard(5000 + i)).every(Boolean));
    for (let i = 0; i < wanted; i++) assert.equal(heard(5000 + i), 1, `answers to ${i}`);
    assert.equal((await office.reports()).length, wanted);
  });

  test('by webhook: 503 while off, so that the service repeats it', async () => {
    await begin({ secret: SECRET, hook_url: 'https://lapor.uji.example' });
    await shown(/class="status status-green"/);
    assert.match(await page(), /\/hook\/telegram</);
    await off();
    const update = service.update({ text: 'Pohon tumbang menutup jalan raya Bangsri' });
    const refused = await hook(update);
    assert.equal(refused.status, 503);
    assert.ok(refused.headers.get('retry-after'));
    assert.equal(await inbound(), 0);
    await on();
    assert.equal((await hook(update)).status, 200);
    assert.equal((await hook(update)).status, 200);
    await answered(1);
    assert.equal(await inbound(), 1);
  });

  test('a token given on the page holds without a restart, instead of the file, until it is taken back', async () => {
    await begin({ token: undefined });
    service.say({ text: 'Talud longsor di belakang sekolah Desa Tegalsambi' });
    await say('kredensial', { kunci: 'token', nilai: service.token });
    await answered(1);
    await shown(/class="status status-green"/);
    await say('kredensial', { kunci: 'token', nilai: '7:SALAH' });
    await shown(/class="status status-yellow"/);
    service.say({ text: 'Lampu jalan padam di Desa Tegalsambi' }, { chat: 4712 });
    await say('kredensial', { kunci: 'token', nilai: service.token });
    await until('the second answer', () => service.texts(4712).length === 1);
    await say('hapus', { kunci: 'token' });
    await shown(/belum benar/);
    assert.equal(await inbound(), 2);
  });
});
