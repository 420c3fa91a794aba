// Telegram: by long poll and by webhook, against a service of our own that keeps to the documents.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fakeTelegram } from '../lib/cloud.js';
import { missing, start } from '../lib/kentongan.js';
import { openOffice, ticketIn } from '../lib/office.js';
import { png } from '../lib/picture.js';
import { until } from '../lib/wait.js';

const SECRET = 'rahasia-webhook-uji';

describe('telegram', { skip: missing(), concurrency: false }, () => {
  let service, server, office;

  const settings = more => ({ 'channel.telegram': { driver: 'telegram', token: service.token, api_url: service.url, number: 'jepara_uji_bot', ...more } });
  async function begin(more = {}) {
    server = await start({ clock: true, settings: settings(more) });
    office = openOffice(server);
  }
  beforeEach(async () => { service = await fakeTelegram(); });
  afterEach(async () => {
    const began = Date.now();
    await server?.stop();
    assert.ok(Date.now() - began < 8000, 'a long poll kept the program from ending');
    server = null;
    await service.stop();
  });

  const answered = count => until(`${count} answers`, () => service.texts().length >= count);
  async function hook(update, headers = { 'x-telegram-bot-api-secret-token': SECRET }) {
    const answer = await fetch(`${server.url}/hook/telegram`, { method: 'POST', body: typeof update === 'string' ? update : JSON.stringify(update), headers });
    return answer.status;
  }

  test('a report by long poll, its answer, a status and an addition', async () => {
    await begin();
    service.say({ text: 'Jalan berlubang di Desa Tegalsambi, sudah ada yang jatuh' });
    await answered(1);
    const ticket = ticketIn(service.texts()[0]);
    assert.ok(ticket, service.texts()[0]);
    service.say({ text: 'lubangnya makin dalam sejak hujan' });
    await answered(2);
    service.say({ text: `CEK ${ticket}` });
    await answered(3);
    assert.ok(service.texts()[2].includes(ticket));
    const reports = await office.reports();
    assert.equal(reports.length, 1);
    assert.equal(reports[0].channel, 'telegram');
  });

  test('the follow-up of the agency comes back the same way', async () => {
    await begin();
    service.say({ text: 'Lampu jalan padam di depan pasar Jepara' });
    await answered(1);
    const ticket = ticketIn(service.texts()[0]);
    const before = service.texts().length;
    await office.act('verifier', ticket, 'tanya', { text: 'Di sebelah mana tepatnya?' });
    await server.advance('1d');
    await until('a notice', () => service.texts().length > before);
    assert.ok(service.texts().at(-1).includes(ticket));
  });

  test('a photo and a position', async () => {
    await begin();
    service.files.set('besar', png(80, 60));
    service.say({ caption: 'Talud longsor di belakang sekolah', photo: [{ file_id: 'kecil', width: 90 }, { file_id: 'besar', width: 800 }] });
    await answered(1);
    const ticket = ticketIn(service.texts()[0]);
    await until('the photo', async () => (await office.rows(`SELECT name FROM attachment`)).length === 1);
    assert.ok((await office.events(ticket)).includes('case.replied'));
    const [media] = await office.rows('SELECT state, error FROM media');
    assert.equal(Number(media.state), 2);
  });

  test('a photo that is gone does not hold the report up', async () => {
    await begin();
    service.say({ caption: 'Pohon tumbang menutup jalan raya Bangsri', photo: [{ file_id: 'hilang', width: 10 }] });
    await answered(1);
    await until('the photo given up', async () => (await office.rows('SELECT state FROM media')).some(row => Number(row.state) === 3));
    assert.equal((await office.reports()).length, 1);
  });

  test('by webhook: the secret, twice, a button, what is not for us', async () => {
    await begin({ hook_url: 'https://lapor.example/hook/telegram', secret: SECRET });
    await until('the webhook is registered', () => service.hook);
    assert.deepEqual(service.hook, { url: 'https://lapor.example/hook/telegram', secret_token: SECRET });
    const update = service.update({ text: 'Saluran air mampet di Kelurahan Panggang' });
    assert.equal(await hook(update, {}), 403);
    assert.equal(await hook(update, { 'x-telegram-bot-api-secret-token': `${SECRET}x` }), 403);
    assert.equal(await hook('{"update_id":'), 400);
    assert.equal((await office.reports()).length, 0);
    assert.equal(await hook(update), 200);
    assert.equal(await hook(update), 200);
    await answered(1);
    assert.equal((await office.reports()).length, 1);
    assert.equal(await hook({ update_id: 99, my_chat_member: {} }), 200);
    const group = service.update({ text: 'ramai di grup' });
    group.message.chat.type = 'group';
    assert.equal(await hook(group), 200);
    const pressed = service.update({ text: 'x' }).message;
    assert.equal(await hook({ update_id: 100, callback_query: { id: 'cb1', from: pressed.from, message: pressed, data: `CEK ${ticketIn(service.texts()[0])}` } }), 200);
    await answered(2);
    assert.deepEqual(service.acknowledged, ['cb1']);
    assert.equal((await office.reports()).length, 1);
  });

  test('429 is waited for, a blocked citizen is told to staff, a dead token shows on the page', async () => {
    let busy = true;
    service.refuse = ({ method }) => method === 'sendMessage' && busy
      ? { status: 429, body: { ok: false, error_code: 429, description: 'Too Many Requests: retry after 1', parameters: { retry_after: 1 } } } : null;
    await begin();
    service.say({ text: 'Sampah menumpuk di tepi sungai Kanal' });
    await until('a refused try', async () => (await office.rows('SELECT attempts FROM message WHERE outbound = 1')).some(row => Number(row.attempts) >= 1));
    busy = false;
    await until('the answer', async () => { await server.advance('1m'); return service.texts().length >= 1; }, 30000);
    assert.equal(service.texts().length, 1);
    service.refuse = ({ method }) => method === 'sendMessage' ? { status: 403, body: { ok: false, error_code: 403, description: 'Forbidden: bot was blocked by the user' } } : null;
    service.say({ text: 'status' });
    await until('it failed for good', async () => (await office.rows('SELECT state FROM message WHERE outbound = 1 AND state = 5')).length === 1);
    service.refuse = () => ({ status: 401, body: { ok: false, error_code: 401, description: 'Unauthorized' } });
    service.say({ text: 'masih ada?' });
    await until('the channel is down', async () => /down|terputus/i.test(await server.command('channel show', ['telegram']).catch(error => error.stdout)), 15000);
  });

  test('killed in the middle of a poll: once each', async () => {
    await begin();
    for (let i = 0; i < 20; i++) service.say({ text: `Kejadian nomor ${'abcdefghijklmnopqrst'[i]} di desa, jalan rusak berat` }, { chat: 5000 + i });
    await until('some are here', async () => (await office.reports()).length >= 3);
    await server.kill();
    await server.serve();
    await until('all', async () => (await office.reports()).length === 20);
    // An answer that was being handed over at the kill is held until its lease and its doubt are over.
    const answered = () => new Set(service.sent.map(one => one.chat_id)).size === 20;
    await until('all answered', async () => { await server.advance('30m'); return answered(); }, 60000);
    assert.equal((await office.reports()).length, 20);
  });
});
