// X by its API v2, asked now and then, and by a folder of files; a service of our own behind the same
// contract, plainly not the real one.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fakeX } from '../lib/cloud.js';
import { missing, start } from '../lib/kentongan.js';
import { openOffice } from '../lib/office.js';
import { png } from '../lib/picture.js';
import { addAccount, PASSWORD } from '../lib/programs.js';
import { Staff } from '../lib/staff.js';
import { until } from '../lib/wait.js';

describe('x', { skip: missing(), concurrency: false }, () => {
  let service, server, office;

  beforeEach(async () => { service = await fakeX(); });
  afterEach(async () => {
    await server?.stop();
    await service.stop();
  });

  async function begin(more = {}) {
    server = await start({
      packs: ['packs/jepara'],
      settings: { 'channel.x': { driver: 'x', token: service.token, account_id: service.account, ...service.keys, api_url: service.url, media_hosts: service.url, every_s: '1', number: '@pemkab', ...more } },
    });
    office = openOffice(server);
  }

  const say = (id, text, more = {}) => ({ id: String(id), author_id: '7', text, created_at: '2026-11-22T10:00:00.000Z', ...more });
  const posts = () => office.rows('SELECT CAST(id AS TEXT) AS id, state, copies, origin, channel FROM post WHERE state <> 3 ORDER BY post.id');
  const kept = count => until(`${count} posts`, async () => (await posts()).length >= count, 20000);
  const show = () => server.command('channel show', ['x']).catch(error => error.stdout);
  const searches = () => service.asked.filter(url => url.pathname.endsWith('/recent'));
  const rounds = count => { const from = searches().length; return until(`${count} rounds`, () => searches().length >= from + count, 20000); };

  async function operator() {
    await addAccount(server, 'siti', 'verifier');
    const staff = new Staff(server.url);
    await staff.signIn('siti', PASSWORD);
    return staff;
  }

  test('what meets the words of the pack is kept once; the next question begins behind it', async () => {
    service.posts.push(say(100, 'Jalan Kartini rusak parah, banyak yang jatuh #lapor'), say(101, 'selamat pagi dunia'), say(102, '#laporan tahunan sudah terbit'));
    service.mentions.push(say(103, '@pemkab air PDAM mati tiga hari', { author_id: '8' }));
    await begin();
    await kept(2);
    await rounds(2);
    assert.deepEqual((await posts()).map(post => post.origin).sort(), ['100', '103']);
    const query = searches().at(0).searchParams.get('query');
    assert.match(query, /#lapor/);
    assert.match(query, /"lapor jepara"/);
    assert.match(query, /-from:pemkab/);
    assert.equal(searches().at(-1).searchParams.get('since_id'), '102');
    const staff = await operator();
    const page = await (await staff.get(`/console/sosial/${(await posts())[0].id}`)).text();
    assert.match(page, /@siti_01/);
    assert.match(page, /https:\/\/x\.com\/siti_01\/status\/100/);
  });

  test('reposts stand as copies of what they repeat, with its whole text', async () => {
    const original = say(200, 'Talud sungai di Welahan longsor, rumah warga terancam #lapor');
    service.originals.push(original);
    service.posts.push(say(201, 'RT @siti_01: Talud sungai di Welahan longsor, ru… #lapor', { author_id: '8', referenced_tweets: [{ type: 'retweeted', id: '200' }] }), original);
    await begin();
    await kept(1);
    await until('the copy', async () => Number((await posts())[0].copies) === 1, 20000);
    assert.deepEqual((await posts()).map(post => post.origin), ['200']);
  });

  test('several pages: the place moves only when all of them are on disk', async () => {
    service.pageSize = 2;
    for (let i = 0; i < 5; i++) service.posts.push(say(300 + i, `Lampu jalan nomor ${i} di jalan Pemuda mati total #lapor`));
    service.refuse = (request, url) => url.searchParams.get('next_token') === '2' ? { status: 500 } : null;
    await begin();
    await until('the first page', async () => (await posts()).length === 2, 20000);
    assert.equal((await office.rows("SELECT value FROM setting WHERE key = 'place.x.search0'")).length, 0);
    service.refuse = null;
    // 500 is waited for; a new process asks at once, from the start, and keeps nothing twice
    await server.kill();
    await server.serve();
    await until('all', async () => (await posts()).length === 5, 30000);
    await until('the place', async () => (await office.rows("SELECT value FROM setting WHERE key = 'place.x.search0'")).some(row => row.value === '304'), 20000);
  });

  test('429 is waited for until the reset that X names; the page says so', async () => {
    let limited = 0;
    service.refuse = (request, url) => url.pathname.endsWith('/recent') && !limited++ ? { status: 429, body: { title: 'Too Many Requests', detail: 'Too Many Requests' }, headers: { 'x-rate-limit-reset': String(Math.ceil(Date.now() / 1000) + 4) } } : null;
    service.posts.push(say(400, 'Pohon besar miring di alun-alun, hampir roboh #lapor'));
    await begin();
    await until('the page says it', async () => /menunggu/i.test(await show()), 15000);
    const at = Date.now();
    await kept(1);
    assert.ok(searches().length <= 3, `${searches().length} questions`);
    assert.ok(Date.now() - at < 20000);
    await until('it is well again', async () => /up: (Terhubung|Connected)/.test(await show()), 15000);
  });

  test('a dead token, an answer cut short: said on the page, and nothing is lost', async () => {
    service.posts.push(say(500, 'Jembatan bambu di Keling hanyut terbawa arus #lapor'));
    await begin({ token: 'lain' });
    await until('the token', async () => /Kredensial/.test(await show()), 15000);
    service.token = 'lain'; // as if the tenant's were good now
    service.refuse = (request, url) => url.pathname.endsWith('/recent') ? { cut: true } : null;
    await until('the cut', async () => /terjangkau|menunggu/i.test(await show()), 30000);
    service.refuse = (request, url) => url.pathname.endsWith('/recent') ? { silent: true } : null;
    const silent = searches().length;
    await until('an answer that never comes is given up', () => searches().length >= silent + 2, 60000);
    assert.equal((await posts()).length, 0);
    service.refuse = null;
    await until('it is kept', async () => (await posts()).length === 1, 40000);
  });

  test('a place that X has forgotten is given up', async () => {
    service.posts.push(say(600, 'Gorong-gorong ambles di jalan Wahidin #lapor'));
    await begin();
    await kept(1);
    service.refuse = (request, url) => url.searchParams.has('since_id') && url.pathname.endsWith('/recent')
      ? { status: 400, body: { errors: [{ parameters: { since_id: ['600'] }, message: "'since_id' must be a tweet id created after a week ago" }], title: 'Invalid Request' } } : null;
    service.posts.push(say(601, 'Plafon balai desa Bugel runtuh tadi malam #lapor'));
    await kept(2);
    assert.equal((await posts()).length, 2);
  });

  test('a case is answered under the post; a direct message goes to that case', async () => {
    service.pictures.set('a.png', png(80, 60));
    service.media.push({ media_key: '3_1', type: 'photo', url: `${service.url}/gambar/a.png` });
    service.messages.push({ id: '50', sender_id: '8', text: 'pesan lama sekali', event_type: 'MessageCreate' });
    service.posts.push(say(700, 'Tiang listrik miring di depan SD Mayong #lapor', { attachments: { media_keys: ['3_1'] } }));
    await begin();
    await kept(1);
    const staff = await operator();
    const [post] = await posts();
    await until('its picture', async () => (await office.rows('SELECT state FROM media WHERE state = 1')).length === 1, 20000);
    const page = await (await staff.get(`/console/sosial/${post.id}`)).text();
    assert.match(page, /gambar\/0/);
    const picture = await staff.get(`/console/sosial/${post.id}/gambar/0`);
    assert.deepEqual([picture.status, picture.headers.get('content-type')], [200, 'image/jpeg']);
    assert.match(page, /terbaca semua orang/);
    assert.equal((await staff.post(`/console/sosial/${post.id}/laporan`)).status, 303);
    await until('the public answer', () => service.replies.length === 1, 20000);
    assert.equal(service.replies[0].reply.in_reply_to_tweet_id, '700');
    assert.ok([...service.replies[0].text].length <= 280);
    const [report] = await office.reports();
    assert.ok(!service.replies[0].text.includes(report.ticket));
    await until('the photo of the case', async () => (await office.rows('SELECT name FROM attachment')).length === 1, 20000);
    await until('the inbox has a beginning', async () => (await office.rows("SELECT value FROM setting WHERE key = 'place.x.messages'")).length === 1, 20000);
    service.messages.push({ id: '51', sender_id: '7', text: 'Tepatnya di RT 3, tolong segera', event_type: 'MessageCreate' });
    await until('the private answer', () => service.sent.length >= 1, 20000);
    assert.ok(service.sent.every(one => one.to === '7'));
    assert.equal((await office.reports()).length, 1);
    assert.equal(service.replies.length, 1);
  });

  test('without the API: files left in a folder, wrong rows named, each post once', async () => {
    const folder = fs.mkdtempSync(path.join(process.env.TMPDIR || '/tmp', 'kentongan-x-'));
    try {
      server = await start({ packs: ['packs/jepara'], settings: { 'channel.x': { driver: 'x', folder } } });
      office = openOffice(server);
      const csv = 'id;author;permalink;text;time\n1;@a;https://x.com/a/status/1;Jalan rusak di Kedung #lapor;2026-11-22T10:00:00Z\n2;@b;;tanpa tautan #lapor;\n';
      fs.writeFileSync(path.join(folder, 'unduhan.csv'), csv);
      await kept(1);
      await until('it is put away', () => fs.existsSync(path.join(folder, 'unduhan.csv.selesai')), 20000);
      assert.match(fs.readFileSync(path.join(folder, 'unduhan.csv.galat'), 'utf8'), /^3: no permalink/);
      await until('the page says it', async () => /: unduhan\.csv \(1\)/.test(await show()), 15000);
      fs.writeFileSync(path.join(folder, 'lagi.csv'), csv);
      await until('again', () => fs.existsSync(path.join(folder, 'lagi.csv.selesai')), 20000);
      assert.equal((await posts()).length, 1);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
