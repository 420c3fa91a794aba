// Who may do what: sessions, their tokens, other sites, roles, tenants; and live events.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { missing, start } from '../lib/kentongan.js';
import { events, setCookies, Staff } from '../lib/staff.js';
import { until } from '../lib/wait.js';

const PASSWORD = 'kentongan dipukul tiga kali';
const skip = missing();

describe('guard', { skip }, () => {
  let server, admin, verifier;
  const jepara = () => server.url + '/t/jepara';
  const account = (login, role, ...more) =>
    server.command('user add', [login, '--role', role, '--password-stdin', ...more], PASSWORD + '\n');

  before(async () => {
    server = await start({ packs: ['packs/jabar', 'packs/bandung', 'packs/jepara'], clock: true });
    await account('kepala', 'administrator', '--tenant', 'jepara');
    await account('siti', 'verifier', '--tenant', 'jepara');
    await account('gubernur', 'leader', '--tenant', 'jabar');
    admin = new Staff(jepara());
    await admin.signIn('kepala', PASSWORD);
    verifier = new Staff(jepara());
    await verifier.signIn('siti', PASSWORD);
  });
  after(async () => { await server?.stop(); });

  it('the session cookie is closed to scripts and other sites', async () => {
    const answer = await new Staff(jepara()).post('/masuk', { nama: 'siti', sandi: PASSWORD });
    const line = setCookies(answer.headers).find(one => one.startsWith('ktg='));
    assert.match(line, /HttpOnly/);
    assert.match(line, /SameSite=(Lax|Strict)/);
    assert.match(line, /Path=\//);
  });

  it('without a session the door is shown', async () => {
    const nobody = new Staff(jepara());
    const page = await nobody.get('/console/akun');
    assert.equal(page.status, 303);
    assert.match(page.headers.get('location'), /^\/t\/jepara\/masuk\?ke=/);
    assert.equal((await nobody.get('/console/rel', { 'hx-request': 'true' })).headers.get('hx-redirect')?.startsWith('/t/jepara/masuk'), true);
    assert.equal((await nobody.get('/api/v1/me')).status, 401);
    nobody.cookies.set('ktg', 'A'.repeat(43));
    assert.equal((await nobody.get('/console')).status, 303);
    assert.equal((await nobody.post('/console/akun', { nama: 'x' })).status, 303);
  });

  it('a form without the token of its session changes nothing', async () => {
    const fields = { login: 'selundup', nama: 'Selundup', peran: 'verifier', sandi: PASSWORD };
    for (const csrf of ['', 'x', verifier.csrf, admin.csrf.slice(0, -1)])
      assert.equal((await admin.post('/console/akun', { ...fields, csrf })).status, 403, `token ${csrf}`);
    assert.doesNotMatch(await server.command('user list', ['--tenant', 'jepara']), /selundup/);
  });

  it('a form that another site sends is refused, token or not', async () => {
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://evil.example' }, { origin: 'null' }]) {
      assert.equal((await admin.post('/console/akun', { nama: 'x' }, headers)).status, 403, JSON.stringify(headers));
      assert.equal((await new Staff(jepara()).post('/masuk', { nama: 'siti', sandi: PASSWORD }, headers)).status, 403);
    }
  });

  it('a role has its rights and no more', async () => {
    assert.equal((await admin.get('/console/akun')).status, 200);
    assert.equal((await verifier.get('/console/akun')).status, 403);
    assert.equal((await verifier.post('/console/akun', { nama: 'x' })).status, 403);
    assert.equal((await verifier.get('/api/v1/me')).status, 200);
  });

  it('a session of one tenant is nobody in another, but a province looks into its own', async () => {
    const abroad = new Staff(server.url + '/t/bandung');
    abroad.cookies = new Map(verifier.cookies);
    assert.equal((await abroad.get('/console')).status, 303);
    assert.equal((await abroad.get('/api/v1/me')).status, 401);
    const governor = new Staff(server.url + '/t/jabar');
    await governor.signIn('gubernur', PASSWORD);
    const child = new Staff(server.url + '/t/bandung');
    child.cookies = new Map(governor.cookies);
    assert.equal((await child.get('/api/v1/me')).status, 200);
    assert.equal((await child.get('/console/akun')).status, 403);
    const other = new Staff(jepara());
    other.cookies = new Map(governor.cookies);
    assert.equal((await other.get('/api/v1/me')).status, 401);
  });

  it('a key that is wrong is no key', async () => {
    for (const key of ['', 'x', 'ktg_' + 'A'.repeat(40)])
      assert.equal((await fetch(jepara() + '/api/v1/me', { headers: { authorization: `Bearer ${key}` } })).status, 401);
    const open311 = (await server.command('key add', ['--label', 'uji', '--scope', 'open311', '--tenant', 'jepara'])).trim().split('\n').pop();
    assert.equal((await fetch(jepara() + '/api/v1/me', { headers: { authorization: `Bearer ${open311}` } })).status, 401);
  });

  it('signing out ends the session', async () => {
    const staff = new Staff(jepara());
    await staff.signIn('siti', PASSWORD);
    const kept = staff.cookie;
    const stream = await fetch(jepara() + '/console/stream', { headers: { cookie: kept } });
    assert.equal((await staff.post('/keluar')).status, 303);
    await stream.text(); // ends with the session
    assert.equal((await fetch(jepara() + '/console', { headers: { cookie: kept }, redirect: 'manual' })).status, 303);
  });

  it('a new case is heard at once by those who may, and again after a break', async () => {
    const stop = new AbortController();
    const heard = [];
    const listening = (async () => {
      for await (const event of events(jepara() + '/console/stream', verifier.cookie, null, stop.signal)) heard.push(event);
    })().catch(error => { if (error.name !== 'AbortError') throw error; });
    await until('the greeting', () => heard.some(event => event.retry));
    const key = (await server.command('key add', ['--label', 'warga', '--scope', 'open311', '--tenant', 'jepara'])).trim().split('\n').pop();
    const services = await (await fetch(jepara() + '/open311/v2/services.json')).json();
    const post = async text => {
      const answer = await fetch(jepara() + '/open311/v2/requests.json', {
        method: 'POST',
        body: new URLSearchParams({ api_key: key, service_code: services[0].service_code, lat: '-6.59', long: '110.67', description: text }),
      });
      assert.equal(answer.status, 200, await answer.clone().text());
      return (await answer.json())[0].service_request_id;
    };
    const first = await post('Jalan berlubang di depan pasar Ratu');
    const event = await until('the case', () => heard.find(one => one.data?.includes(first)));
    assert.equal(event.event, 'case');
    stop.abort();
    await listening;
    const second = await post('Lampu jalan mati di Tahunan');
    const again = [];
    const stop2 = new AbortController();
    const resumed = (async () => {
      for await (const one of events(jepara() + '/console/stream', verifier.cookie, event.id, stop2.signal)) again.push(one);
    })().catch(error => { if (error.name !== 'AbortError') throw error; });
    await until('what was missed', () => again.find(one => one.data?.includes(second)));
    assert.ok(!again.some(one => one.data?.includes(first) && one.id === event.id), 'nothing twice');
    stop2.abort();
    await resumed;
  });

  it('a page that was kept is sent again, and made anew when something changed', async () => {
    const misses = async () => Number((await (await fetch(server.url + '/metrics')).text()).match(/^kentongan_cache_misses_total (\d+)/m)[1]);
    const home = await fetch(jepara() + '/');
    const tag = home.headers.get('etag');
    assert.ok(tag);
    const made = await misses();
    assert.equal((await fetch(jepara() + '/', { headers: { 'if-none-match': tag } })).status, 304);
    assert.equal(await misses(), made);
    await server.advance('1d');
    const later = await fetch(jepara() + '/');
    assert.ok(await misses() > made);
    assert.match(later.headers.get('x-kentongan-dev-clock'), /^20\d\d-/);
    for (const path of ['/', '/daftar', '/lapor', '/masuk', '/tidak-ada']) {
      const { headers } = await fetch(jepara() + path);
      assert.match(headers.get('content-security-policy'), /default-src 'self'.*frame-ancestors 'none'/);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('referrer-policy'), 'same-origin');
      assert.equal(headers.get('permissions-policy')?.includes('geolocation=(self)'), true);
    }
  });
});
