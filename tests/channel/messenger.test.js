// Facebook and Instagram: webhooks with Meta's documented events, signed, and a service of our own
// behind the same contract. Private messages are conversations; comments and mentions wait as public
// posts, and are answered in public without a word about anybody.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fakePages } from '../lib/cloud.js';
import { missing, start } from '../lib/kentongan.js';
import { openOffice, ticketIn } from '../lib/office.js';
import { png } from '../lib/picture.js';
import { addAccount, PASSWORD } from '../lib/programs.js';
import { Staff } from '../lib/staff.js';
import { until } from '../lib/wait.js';

for (const [medium, object, idKey] of [['facebook', 'page', 'page_id'], ['instagram', 'instagram', 'account_id']]) {
  describe(medium, { skip: missing(), concurrency: false }, () => {
    let service, server, office;

    beforeEach(async () => {
      service = await fakePages(object);
      server = await start({
        clock: true,
        settings: {
          [`channel.${medium}`]: {
            driver: medium, token: service.token, [idKey]: service.account, app_secret: service.appSecret, secret: service.verifyToken,
            api_url: service.url, media_hosts: service.url,
          },
        },
      });
      office = openOffice(server);
    });
    afterEach(async () => {
      await server.stop();
      await service.stop();
    });

    const hook = async (body, headers = service.sign(body)) => (await fetch(`${server.url}/hook/${medium}`, { method: 'POST', body, headers })).status;
    const told = count => until(`${count} answers`, () => service.sent.length >= count);
    const posts = () => office.rows('SELECT CAST(id AS TEXT) AS id, state, copies, matched, origin FROM post ORDER BY post.id');
    const show = () => server.command('channel show', [medium]).catch(error => error.stdout);

    async function operator() {
      await addAccount(server, 'siti', 'verifier');
      const staff = new Staff(server.url);
      await staff.signIn('siti', PASSWORD);
      return staff;
    }

    test('the handshake answers the challenge only for our token', async () => {
      const ask = token => fetch(`${server.url}/hook/${medium}?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=77`);
      assert.equal(await (await ask(service.verifyToken)).text(), '77');
      assert.equal((await ask('lain')).status, 403);
    });

    test('a private message is a report, once however often it comes; a forged or cut one never', async () => {
      const body = service.message('mid.1', { text: 'Jalan berlubang di Desa Tegalsambi' });
      assert.equal(await hook(body, { 'content-type': 'application/json' }), 403);
      assert.equal(await hook(body, service.sign(body, 'kunci lain')), 403);
      const cut = body.slice(0, -9);
      assert.equal(await hook(cut), 400);
      for (let i = 0; i < 3; i++) assert.equal(await hook(body), 200);
      await told(1);
      assert.deepEqual([service.sent[0].recipient.id, service.sent[0].messaging_type], ['900100', 'RESPONSE']);
      const ticket = ticketIn(service.sent[0].message.text);
      assert.deepEqual((await office.reports()).map(one => [one.ticket, one.channel]), [[ticket, medium]]);
      // what we say ourselves comes back as an echo, and what is read as a receipt
      assert.equal(await hook(service.message('mid.2', { text: 'gema', is_echo: true })), 200);
      assert.equal(await hook(service.event({ messaging: [{ sender: { id: '900100' }, recipient: { id: service.account }, timestamp: 1, read: { watermark: 1 } }] })), 200);
      assert.equal((await office.rows('SELECT id FROM message WHERE outbound = 0')).length, 1);
    });

    test('several events in one post, out of order, for another account, of unknown kinds', async () => {
      const one = JSON.parse(service.message('mid.b', { text: 'Lampu jalan di pasar mati' }, '900101'));
      const two = JSON.parse(service.message('mid.a', { text: 'Sampah menumpuk di sungai' }, '900102'));
      const alien = { ...two.entry[0], id: '9999' };
      one.entry.push(...JSON.parse(service.change('naga', { x: 1 })).entry, ...two.entry, alien);
      assert.equal(await hook(JSON.stringify(one)), 200);
      await told(2);
      assert.equal((await office.reports()).length, 2);
      assert.equal(await hook(JSON.stringify({ object: 'lain', entry: 'x' })), 200);
    });

    test('a picture in a message becomes a photo; one at a foreign address is not asked for', async () => {
      service.pictures.set('a.png', png(80, 60));
      await hook(service.message('mid.p', { text: 'Talud longsor di belakang sekolah', attachments: [{ type: 'image', payload: { url: `${service.url}/gambar/a.png` } }, { type: 'image', payload: { url: 'http://127.0.0.1:9/b.png' } }] }));
      await until('the photo', async () => (await office.rows('SELECT name FROM attachment')).length === 1);
      await until('the other is given up', async () => (await office.rows('SELECT state FROM media WHERE state = 3')).length === 1);
    });

    test('a comment waits as a public post, becomes a case, and is answered in public without a ticket', async () => {
      service.things.set('5500', { id: '5500', permalink: 'https://www.instagram.com/p/abc/' });
      const body = service.comment('c_1', 'Min, jembatan gantung di Batealit putus talinya');
      for (let i = 0; i < 2; i++) assert.equal(await hook(body), 200);
      assert.equal(await hook(service.comment('c_2', 'balasan kami sendiri', { id: service.account, username: 'kami', name: 'Kami' })), 200);
      assert.equal((await office.reports()).length, 0);
      const [post] = await posts();
      assert.equal((await posts()).length, 1);
      const staff = await operator();
      const page = await (await staff.get(`/console/sosial/${post.id}`)).text();
      assert.match(page, medium === 'instagram' ? /@siti\.uji/ : /Siti Uji/);
      assert.match(page, medium === 'instagram' ? /https:\/\/www\.instagram\.com\/p\/abc\// : /https:\/\/www\.facebook\.com\/c_1/);
      assert.equal((await staff.post(`/console/sosial/${post.id}/laporan`)).status, 303);
      await until('the public answer', () => service.replies.length === 1);
      const [reply] = service.replies;
      assert.equal(reply.at, medium === 'instagram' ? 'c_1/replies' : 'c_1/comments');
      const [report] = await office.reports();
      assert.equal(report.channel, medium);
      assert.ok(!reply.message.includes(report.ticket) && !/siti/i.test(reply.message) && /pesan langsung/.test(reply.message));
      // every later step: nothing, until he writes himself
      await office.act('verifier', report.ticket, 'tanya', { text: 'Di sebelah mana tepatnya?' });
      assert.equal((await office.rows("SELECT id FROM message WHERE outbound = 1 AND key <> 'post.answer'")).length, 0);
      await hook(service.message('mid.9', { text: 'Di dekat masjid, dusun Wates' }, '900200'));
      await told(1);
      assert.ok(service.sent.every(one => one.recipient.id === '900200'));
      assert.equal((await office.reports()).length, 1, 'his words were added to his report');
      assert.equal(service.replies.length, 1);
    });

    test('a mention names ids only: what was said is asked for, and repeated by Meta when that fails', async () => {
      const value = medium === 'instagram' ? { media_id: '6600', comment_id: '6601' } : { item: 'comment', verb: 'add', post_id: '1_2', comment_id: '1_3', sender_id: '900300' };
      const body = service.change(medium === 'instagram' ? 'mentions' : 'mention', value);
      service.refuse = () => ({ status: 500 });
      assert.equal(await hook(body), 503);
      assert.equal((await posts()).length, 0);
      service.refuse = null;
      if (medium === 'instagram')
        service.things.set(service.account, { mentioned_comment: { id: '6601', text: 'Lampu taman mati semua @pemkab', username: 'rani', media: { permalink: 'https://www.instagram.com/p/xyz/' } }, id: service.account });
      else service.things.set('1_3', { id: '1_3', message: 'Lampu taman mati semua @pemkab', from: { id: '900300', name: 'Rani' }, permalink_url: 'https://www.facebook.com/rani/posts/3' });
      assert.equal(await hook(body), 200);
      assert.equal(await hook(body), 200);
      const [post] = await posts();
      const staff = await operator();
      const page = await (await staff.get(`/console/sosial/${post.id}`)).text();
      assert.match(page, /Lampu taman mati semua[\s\S]*/);
      assert.match(page, medium === 'instagram' ? /\/p\/xyz\// : /rani\/posts\/3/);
      await staff.post(`/console/sosial/${post.id}/laporan`);
      await until('the public answer', () => service.replies.length === 1);
      assert.equal(service.replies[0].at, medium === 'instagram' ? `${service.account}/mentions` : '1_3/comments');
      if (medium === 'instagram') assert.deepEqual([service.replies[0].media_id, service.replies[0].comment_id], ['6600', '6601']);
    });

    test('after the window nothing is sent, and the reason is written down', async () => {
      await hook(service.message('mid.w', { text: 'Saluran air mampet di depan balai desa' }));
      await told(1);
      await server.advance('2d');
      await office.act('verifier', ticketIn(service.sent[0].message.text), 'tanya', { text: 'Di sebelah mana tepatnya?' });
      await server.advance('1d');
      await until('given up', async () => (await office.rows("SELECT state FROM message WHERE outbound = 1 AND key LIKE 'notice.need%' AND state = 5 AND error <> ''")).length === 1);
      assert.equal(service.sent.length, 1);
    });

    test('a token that expired, a limit, silence: everything waits, the page says why', async () => {
      service.refuse = () => ({ status: 400, body: { error: { message: 'Error validating access token', code: 190, error_subcode: 463 } } });
      await hook(service.message('mid.t', { text: 'Jembatan bambu hampir roboh' }));
      await until('the reason', async () => /Kredensial/i.test(await show()), 20000);
      service.refuse = () => ({ status: 429, body: { error: { message: 'limit', code: 613 } }, headers: { 'retry-after': '1' } });
      await server.advance('30m');
      await until('the limit', async () => /menunggu/i.test(await show()), 30000);
      service.refuse = () => ({ silent: true });
      await server.advance('2h');
      assert.equal((await office.rows('SELECT state FROM message WHERE outbound = 1 AND state = 5')).length, 0);
      service.refuse = null;
      await server.advance('4h');
      await until('the answer', () => service.sent.length >= 1, 60000);
      assert.equal(service.sent.length, 1);
    });
  });
}
