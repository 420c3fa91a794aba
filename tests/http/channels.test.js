// The administrator's page of a channel by HTTP: who may, what a form must carry, credentials that are
// nowhere to be read again, and when a message last came in by a hook or a pipe.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { missing, start } from '../lib/kentongan.js';
import { openOffice } from '../lib/office.js';
import { addAccount, PASSWORD } from '../lib/programs.js';
import { Staff } from '../lib/staff.js';
import { until } from '../lib/wait.js';

const VALUE = 'SANGATRAHASIA-8f3a1c';

describe('channels by http', { skip: missing(), concurrency: false }, () => {
  let server, office, top, own, verifier;
  const pages = [];
  const base = code => `${server.url}/t/${code}`;

  before(async () => {
    server = await start({
      packs: ['packs/jepara', 'packs/jabar'],
      settings: {
        serve: { rate_exempt_loopback: 'true' },
        'channel.sms': { driver: 'fake', script: 'temp' },
        'channel.sms.jabar': { driver: 'fake', secret: 'rahasia-jabar-uji', tenant: 'jabar' },
        'channel.telegram.jepara': { driver: 'telegram', token: '7:X', api_url: 'http://127.0.0.1:9', tenant: 'jepara' },
      },
    });
    office = openOffice(server);
    const enter = async (login, role, tenant) => {
      await addAccount(server, login, role, { tenant });
      const staff = new Staff(base(tenant));
      await staff.signIn(login, PASSWORD);
      return staff;
    };
    [top, own] = [await enter('pengelola-jepara', 'administrator', 'jepara'), await enter('pengelola-jabar', 'administrator', 'jabar')];
    verifier = await enter('verifikator-jepara', 'verifier', 'jepara');
    await until('the states', async () => (await read(top, 'sms')).status === 200);
  });
  after(async () => { await server?.stop(); });

  async function read(who, name, query = '') {
    const answer = await who.get(`/console/kanal/${name}${query}`);
    const text = await answer.text();
    pages.push(text);
    return { status: answer.status, text, headers: answer.headers };
  }
  async function write(who, name, fields) {
    const answer = await who.post(`/console/kanal/${name}`, fields);
    pages.push(await answer.text());
    return answer.status;
  }
  const events = async kind => office.rows(`SELECT data, tenant FROM event WHERE kind = '${kind}'`);

  test('own channels; those for all by the first tenant; any other is like none', async () => {
    for (const [who, name, status] of [
      [top, 'sms', 200], [top, 'telegram.jepara', 200], [top, 'sms.jabar', 404], [top, 'naga', 404], [top, '%2e%2e', 404],
      [own, 'sms.jabar', 200], [own, 'sms', 404], [own, 'telegram.jepara', 404],
      [verifier, 'sms', 403], [new Staff(base('jepara')), 'sms', 303],
    ]) assert.equal((await read(who, name)).status, status, `${who.base} ${name}`);
    assert.equal((await read(top, 'sms')).headers.get('cache-control'), 'no-store');
    const none = (await read(top, 'naga')).text.replaceAll('naga', ''), foreign = (await read(top, 'sms.jabar')).text.replaceAll('sms.jabar', '');
    assert.equal(foreign.match(/<h1>[^<]*/)?.[0], none.match(/<h1>[^<]*/)?.[0]);
    const list = await (await own.get('/console/kanal')).text();
    assert.match(list, /\/console\/kanal\/sms\.jabar"/);
    assert.doesNotMatch(list, /\/console\/kanal\/sms"|\/console\/kanal\/telegram/);
  });

  test('a form needs its token, and to be for us', async () => {
    assert.equal(await write(top, 'sms', { apa: 'mati', csrf: 'bukan ini' }), 403);
    assert.equal(await write(own, 'sms', { apa: 'mati' }), 404);
    assert.equal(await write(own, 'telegram.jepara', { apa: 'kredensial', kunci: 'token', nilai: 'x' }), 404);
    assert.equal(await write(verifier, 'sms', { apa: 'mati' }), 403);
    for (const fields of [{ apa: 'naga' }, {}, { apa: 'kredensial', kunci: 'api_url', nilai: 'http://x' }, { apa: 'kredensial', kunci: 'driver', nilai: 'x' },
      { apa: 'kredensial', kunci: 'token', nilai: '' }, { apa: 'kredensial', kunci: 'token', nilai: 'satu\ndua' }, { apa: 'kredensial', kunci: 'token', nilai: 'x'.repeat(2001) },
      { apa: 'uji', alamat: '' }, { apa: 'uji', alamat: 'dua kata' }])
      assert.ok([400, 422].includes(await write(top, 'telegram.jepara', fields)), JSON.stringify(fields).slice(0, 80));
    assert.deepEqual(await office.rows(`SELECT value FROM setting WHERE key LIKE 'control.%'`), []);
    for (const kind of ['on', 'off', 'key_set', 'key_cleared', 'tested']) assert.deepEqual(await events(`channel.${kind}`), []);
  });

  test('a credential is nowhere: no page, no log, no event, no row, no file', async () => {
    assert.equal(await write(top, 'telegram.jepara', { apa: 'kredensial', kunci: 'token', nilai: VALUE }), 303);
    const { text } = await read(top, 'telegram.jepara', '?ok=1');
    assert.match(text, /Diisi [^<]*Ibu pengelola-jepara/);
    await until('the new one tried', async () => /channel opened anew/.test(server.log));
    const [event] = await events('channel.key_set');
    assert.deepEqual(JSON.parse(event.data), { channel: 'telegram.jepara', key: 'token' });
    const list = await server.command('channel show', ['telegram.jepara']) + await server.command('channel list');
    const rows = JSON.stringify([await office.rows('SELECT * FROM setting'), await office.rows('SELECT data FROM event')]);
    const files = server.db ? [] : fs.readdirSync(server.data).filter(name => name.startsWith('kentongan.db'));
    for (const [where, what] of [['a page', pages.join()], ['the log', server.log], ['a command', list], ['a row', rows],
      ...files.map(name => [name, fs.readFileSync(path.join(server.data, name), 'latin1')])])
      assert.ok(!what.includes(VALUE), where);
    assert.equal(await write(top, 'telegram.jepara', { apa: 'hapus', kunci: 'token' }), 303);
    assert.equal((await events('channel.key_cleared')).length, 1);
    assert.match((await read(top, 'telegram.jepara')).text, /Belum diisi di sini/);
  });

  test('a trial goes the ordinary way, and no other message is told about', async () => {
    const answer = await top.post('/console/kanal/sms', { apa: 'uji', alamat: '081299990001' });
    const to = answer.headers.get('location');
    const id = to.match(/uji=(\d+)/)[1];
    const [row] = await office.rows(`SELECT "key", channel FROM message WHERE id = ${id}`);
    assert.deepEqual(row, { key: 'channel.test', channel: 'sms' });
    assert.match((await read(top, 'sms', `?uji=${id}`)).text, /Lihat lagi/);
    assert.doesNotMatch((await read(top, 'telegram.jepara', `?uji=${id}`)).text, /Lihat lagi/);
    assert.doesNotMatch((await read(own, 'sms.jabar', `?uji=${id}`)).text, /Lihat lagi/);
    assert.ok(!pages.join().includes('81299990001'));
    const [event] = await events('channel.tested');
    assert.deepEqual(JSON.parse(event.data), { channel: 'sms' });
  });

  test('a message by the hook is the last in, at once and after a restart; off is 503', async () => {
    const send = id => fetch(`${base('jepara')}/hook/sms/kannel`, { method: 'POST', body: new URLSearchParams({ from: '081299990002', to: '1708', text: 'Jalan berlubang di Tegalsambi', id }) });
    assert.match((await read(top, 'sms')).text, /Pesan masuk terakhir<\/dt><dd>belum pernah/);
    assert.equal((await send('a1')).status, 200);
    assert.doesNotMatch((await read(top, 'sms')).text, /Pesan masuk terakhir<\/dt><dd>belum pernah/);
    assert.doesNotMatch(await server.command('channel show', ['sms']), /last in +never/);
    assert.match(await server.command('channel show', ['sms.jabar']), /last in +never/);
    assert.equal(await write(top, 'sms', { apa: 'mati' }), 303);
    await until('it off', async () => /dimatikan oleh pengelola/.test((await read(top, 'sms')).text));
    assert.equal((await send('a2')).status, 503);
    const jabar = await fetch(`${base('jabar')}/hook/sms/kannel`, { method: 'POST', headers: { 'x-channel-secret': 'rahasia-jabar-uji' }, body: new URLSearchParams({ from: '081299990003', to: '1708', text: 'Sampah menumpuk', id: 'b1' }) });
    assert.equal(jabar.status, 200, 'the channel of another tenant is on');
    assert.equal(await write(top, 'sms', { apa: 'nyala' }), 303);
    await until('it on', async () => (await send('a2')).status === 200);
    assert.deepEqual((await events('channel.off')).map(event => JSON.parse(event.data).channel), ['sms']);
    assert.equal((await office.rows(`SELECT id FROM message WHERE provider_id = 'a2'`)).length, 1);
  });
});
