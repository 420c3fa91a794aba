// S0.04, S2.06, F007: what people say on three networks is found by keyword and by the names of two
// accounts, for a province and a city in one installation; an operator makes cases of it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fakePages, fakeX } from '../lib/cloud.js';
import { missing, start } from '../lib/kentongan.js';
import { openOffice } from '../lib/office.js';
import { addAccount, PASSWORD } from '../lib/programs.js';
import { Staff } from '../lib/staff.js';
import { until } from '../lib/wait.js';

describe('social media', { skip: missing(), concurrency: false }, () => {
  let facebook, instagram, x, server, office;

  before(async () => {
    [facebook, instagram, x] = [await fakePages('page'), await fakePages('instagram'), await fakeX()];
    const meta = (driver, service, id) => ({ driver, tenant: 'jabar', token: service.token, [id]: service.account, app_secret: service.appSecret, secret: service.verifyToken, api_url: service.url });
    server = await start({
      packs: ['packs/jabar', 'packs/bandung'],
      settings: {
        'channel.facebook': meta('facebook', facebook, 'page_id'),
        'channel.instagram': meta('instagram', instagram, 'account_id'),
        'channel.x': { driver: 'x', token: x.token, account_id: x.account, ...x.keys, api_url: x.url, every_s: '1' },
      },
    });
    office = openOffice(server);
  });
  after(async () => {
    await server?.stop();
    for (const service of [facebook, instagram, x]) await service?.stop();
  });

  const hook = async (medium, service, body) => (await fetch(`${server.url}/hook/${medium}`, { method: 'POST', body, headers: service.sign(body) })).status;
  const posts = tenant => office.rows(`SELECT CAST(p.id AS TEXT) AS id, p.channel, p.matched FROM post p JOIN tenant t ON t.id = p.tenant WHERE t.code = '${tenant}' AND p.state <> 3 ORDER BY p.channel, p.id`);

  async function operator(tenant) {
    await addAccount(server, `siti-${tenant}`, 'verifier', { tenant });
    const staff = new Staff(`${server.url}/t/${tenant}`);
    await staff.signIn(`siti-${tenant}`, PASSWORD);
    return staff;
  }

  test('S0.04 "Jabar Quick Response" on Facebook, Twitter and Instagram', async () => {
    assert.equal(await hook('facebook', facebook, facebook.comment('f_1', 'Mohon Jabar Quick Response bantu warga longsor di Cianjur')), 200);
    assert.equal(await hook('instagram', instagram, instagram.comment('i_1', 'jabar quick response tolong rumah roboh di Garut')), 200);
    x.posts.push({ id: '900', author_id: '7', text: 'Halo Jabar Quick Response, lansia telantar di Subang' }, { id: '901', author_id: '8', text: 'jabar cepat tanggap' });
    await until('three posts', async () => (await posts('jabar')).length === 3, 20000);
    assert.deepEqual((await posts('jabar')).map(post => [post.channel, post.matched]), [['facebook', 'Jabar Quick Response'], ['instagram', 'Jabar Quick Response'], ['x', 'Jabar Quick Response']]);
    const staff = await operator('jabar');
    for (const post of await posts('jabar')) assert.equal((await staff.post(`/console/sosial/${post.id}/laporan`)).status, 303);
    const reports = await office.rows("SELECT r.channel, r.ticket FROM report r JOIN tenant t ON t.id = r.tenant WHERE t.code = 'jabar' ORDER BY r.channel");
    assert.deepEqual(reports.map(one => one.channel), ['facebook', 'instagram', 'x']);
    await until('each is answered where it was said', () => facebook.replies.length === 1 && instagram.replies.length === 1 && x.replies.length === 1, 30000);
    const said = [facebook.replies[0].message, instagram.replies[0].message, x.replies[0].text];
    for (const text of said) {
      assert.match(text, /Jawa Barat/);
      for (const { ticket } of reports) assert.ok(!text.includes(ticket));
    }
  });

  test('S2.06 the two handles of Bandung on Twitter are for Bandung', async () => {
    x.posts.push({ id: '910', author_id: '7', text: '@PemkotBandung lampu Dago mati, gelap sekali' }, { id: '911', author_id: '8', text: 'cc @DiskominfoBdg wifi taman mati sejak Senin' }, { id: '912', author_id: '8', text: '@PemkotBandungBarat salah alamat' });
    await until('two posts', async () => (await posts('bandung')).length === 2, 20000);
    assert.deepEqual((await posts('bandung')).map(post => post.matched), ['@PemkotBandung', '@DiskominfoBdg']);
    assert.equal((await posts('jabar')).length, 3);
    const staff = await operator('bandung');
    const page = await (await staff.get('/console/sosial')).text();
    assert.match(page, /lampu Dago mati/);
    assert.doesNotMatch(page, /Subang/);
    const [post] = await posts('bandung');
    assert.equal((await staff.post(`/console/sosial/${post.id}/abaikan`, { alasan: 'bukan-laporan' })).status, 303);
    assert.match(await (await staff.get('/console/sosial?daftar=diabaikan')).text(), /lampu Dago mati|wifi taman/);
  });
});
