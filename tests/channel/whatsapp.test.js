// WhatsApp: the webhook with Meta's documented events, signed, and a service of our own behind the
// same contract.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fakeGraph } from '../lib/cloud.js';
import { missing, start } from '../lib/kentongan.js';
import { openOffice, ticketIn } from '../lib/office.js';
import { png } from '../lib/picture.js';
import { until } from '../lib/wait.js';

const text = body => ({ type: 'text', text: { body } });

describe('whatsapp', { skip: missing(), concurrency: false }, () => {
  let service, server, office;

  beforeEach(async () => {
    service = await fakeGraph();
    server = await start({
      clock: true,
      settings: {
        'channel.sms': { driver: 'fake', number: '1708' },
        'channel.whatsapp': {
          driver: 'whatsapp', token: service.token, phone_id: service.phoneId, app_secret: service.appSecret,
          secret: service.verifyToken, api_url: service.url, number: '+6281100000',
        },
      },
    });
    office = openOffice(server);
  });
  afterEach(async () => {
    await server.stop();
    await service.stop();
  });

  async function hook(body, headers = service.sign(body)) {
    return (await fetch(`${server.url}/hook/whatsapp`, { method: 'POST', body, headers })).status;
  }
  const told = count => until(`${count} answers`, () => service.sent.length >= count);
  const words = at => { const one = service.sent.at(at); return one.interactive?.body.text ?? one.text.body; };

  test('the handshake answers the challenge only for our token', async () => {
    const ask = token => fetch(`${server.url}/hook/whatsapp?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=1158201444`);
    const good = await ask(service.verifyToken);
    assert.equal(good.status, 200);
    assert.equal(await good.text(), '1158201444');
    assert.equal((await ask('lain')).status, 403);
    assert.equal((await fetch(`${server.url}/hook/whatsapp`)).status, 403);
    assert.equal((await fetch(`${server.url}/hook/tidakada`)).status, 404);
  });

  test('a report, once however often it is repeated; a forged one never', async () => {
    const body = service.message('wamid.A1', text('Jalan berlubang di Desa Tegalsambi'));
    assert.equal(await hook(body, { 'content-type': 'application/json' }), 403);
    assert.equal(await hook(body, service.sign(body, 'kunci lain')), 403);
    assert.equal(await hook(body.replace('Jalan', 'Jembatan'), service.sign(body)), 403);
    const cut = body.slice(0, -20);
    assert.equal(await hook(cut), 400);
    assert.equal((await office.reports()).length, 0);
    for (let i = 0; i < 3; i++) assert.equal(await hook(body), 200);
    await told(1);
    assert.ok(ticketIn(words(0)));
    assert.equal(service.sent[0].to, '+6281234567890');
    const reports = await office.reports();
    assert.equal(reports.length, 1);
    assert.equal(reports[0].channel, 'whatsapp');
  });

  test('several events in one post, out of order, unknown kinds between them', async () => {
    const one = JSON.parse(service.message('wamid.B2', text('Lampu jalan di pasar mati'), '6281311111111'));
    const two = JSON.parse(service.message('wamid.B1', text('Sampah menumpuk di sungai'), '6281322222222'));
    const odd = JSON.parse(service.event({ system: { body: 'x' } }));
    one.entry.push(...odd.entry, ...two.entry);
    assert.equal(await hook(JSON.stringify(one)), 200);
    await told(2);
    assert.equal((await office.reports()).length, 2);
    assert.equal(await hook(service.message('wamid.B3', { type: 'reaction', reaction: { emoji: 'x' } })), 200);
    assert.equal(await hook(JSON.stringify({ object: 'page', entry: 'x' })), 200);
    assert.equal((await office.reports()).length, 2);
  });

  test('a photo with words becomes a photo of the case', async () => {
    service.files.set('900', png(80, 60));
    assert.equal(await hook(service.message('wamid.C1', { type: 'image', image: { id: '900', mime_type: 'image/png', caption: 'Talud longsor di belakang sekolah' } })), 200);
    await until('the photo', async () => (await office.rows('SELECT name FROM attachment')).length === 1);
    assert.equal((await office.reports())[0].text, 'Talud longsor di belakang sekolah');
  });

  test('what was delivered is said to be delivered, what was not is not', async () => {
    await hook(service.message('wamid.D1', text('Pohon tumbang menutup jalan raya')));
    await told(1);
    const id = service.sent[0].biz_opaque_callback_data;
    assert.match(id, /^[0-9]+$/);
    const status = (word, more = {}) => hook(service.event({ statuses: [{ id: 'wamid.OUT1', status: word, timestamp: '1', recipient_id: '62', biz_opaque_callback_data: id, ...more }] }));
    const state = async () => Number((await office.rows(`SELECT state FROM message WHERE outbound = 1`))[0].state);
    assert.equal(await status('sent'), 200);
    await until('sent', async () => await state() === 3);
    assert.equal(await status('delivered'), 200);
    assert.equal(await state(), 4);
    assert.equal(await status('failed', { errors: [{ code: 131000, title: 'Something went wrong' }] }), 200);
    assert.equal(await state(), 4);
  });

  test('outside the window the text goes by SMS', async () => {
    await hook(service.message('wamid.E1', text('Saluran air mampet di depan balai desa')));
    await told(1);
    const ticket = ticketIn(words(0));
    await server.advance('2d');
    await office.act('verifier', ticket, 'tanya', { text: 'Di sebelah mana tepatnya?' });
    await server.advance('1d');
    await until('it is on the other channel', async () => (await office.rows(`SELECT channel FROM message WHERE outbound = 1 AND key LIKE 'notice%'`)).some(row => row.channel === 'sms'));
    assert.equal(service.sent.length, 1);
  });

  test('the service itself says that the window is over', async () => {
    service.refuse = request => request.method === 'POST'
      ? { status: 400, body: { error: { message: 'Re-engagement message', code: 131047 } } } : null;
    await hook(service.message('wamid.F1', text('Kabel listrik menjuntai di jalan')));
    await until('by SMS', async () => (await office.rows(`SELECT channel, state FROM message WHERE outbound = 1`)).some(row => row.channel === 'sms' && Number(row.state) >= 3));
  });

  test('a token that expired: everything waits, the page says why', async () => {
    service.refuse = () => ({ status: 401, body: { error: { message: 'Error validating access token: Session has expired', code: 190 } } });
    assert.equal(await hook(service.message('wamid.G1', text('Jembatan bambu hampir roboh'))), 200);
    assert.equal((await office.reports()).length, 1);
    const show = () => server.command('channel show', ['whatsapp']).catch(error => error.stdout);
    await until('the reason', async () => /Kredensial|token/i.test(await show()), 15000);
    assert.equal((await office.rows('SELECT state FROM message WHERE outbound = 1 AND state = 5')).length, 0);
    service.refuse = null;
    await server.advance('30m');
    await until('the answer', () => service.sent.length === 1, 30000);
  });
});
