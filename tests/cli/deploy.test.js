// What stands in deploy/, used as it says: an installed program that knows its own files, and nginx in
// front of it with TLS, large forms and live events.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { BUILD, missing, ROOT, start } from '../lib/kentongan.js';
import { addAccount, PASSWORD } from '../lib/programs.js';
import { end, freePorts, run, until } from '../lib/wait.js';

const has = program => spawnSync(program, ['-v']).error === undefined;

describe('make install', { skip: missing() }, () => {
  const to = fs.mkdtempSync(path.join(os.tmpdir(), 'kentongan-'));
  const share = path.join(to, 'usr/share/kentongan');
  let child;
  after(async () => {
    await end(child);
    fs.rmSync(to, { recursive: true, force: true });
  });

  test('what is installed runs alone and speaks both languages', async () => {
    const kind = { 'build-asan': '1', 'build-tsan': 'thread' }[path.basename(BUILD)] ?? '0';
    execFileSync('make', ['-s', 'install', `SAN=${kind}`, `DESTDIR=${to}`, 'PREFIX=/usr'], { cwd: ROOT, stdio: 'pipe' });
    child = run(path.join(to, 'usr/bin/kentongan'), ['serve', '--listen', '127.0.0.1:0', '--data', path.join(to, 'data'),
      '--pack', path.join(share, 'packs/jepara')], { cwd: '/', stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', chunk => { said += chunk; });
    const [, url] = await until('the ready line', () => said.match(/^ready (http:\S+)$/m), 60000);
    const page = await (await fetch(`${url}/lapor?lang=en`)).text();
    assert.match(page, /What happened\?/);
    assert.match(page, /Karimunjawa/, 'areas of the npm package');
    for (const [, at] of page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)) assert.equal((await fetch(url + at)).status, 200, at);
    assert.equal((await fetch(`${url}/assets/vendor/leaflet.js`)).status, 200);
    assert.equal((await fetch(`${url}/api/v1/openapi.json`)).status, 200);
  });

  test('the manual and the unit are there', () => {
    assert.ok(fs.existsSync(path.join(to, 'usr/share/man/man5/kentongan.ini.5')));
    const unit = fs.readFileSync(path.join(to, 'usr/lib/systemd/system/kentongan.service'), 'utf8');
    assert.match(unit, /^ExecStart=\/usr\/bin\/kentongan serve/m);
  });
});

describe('nginx in front', { skip: missing() ?? (has('nginx') && has('openssl') ? false : 'skipped: nginx or openssl is not installed') }, () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kentongan-nginx-'));
  let server, proxy, plain, secure;

  before(async () => {
    server = await start({ settings: { serve: { proxies: '127.0.0.1' } } });
    await addAccount(server, 'verifikator', 'verifier');
    [plain, secure] = await freePorts(2);
    const at = name => path.join(folder, name);
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=localhost', '-keyout', at('key'), '-out', at('cert')], { stdio: 'pipe' });
    const ours = fs.readFileSync(path.join(ROOT, 'deploy/nginx/kentongan.conf'), 'utf8')
      .replace(/^ *listen \[::\].*\n/gm, '').replace('listen 80;', `listen 127.0.0.1:${plain};`).replace('listen 443 ssl', `listen 127.0.0.1:${secure} ssl`)
      .replace('127.0.0.1:8080', `127.0.0.1:${server.port}`).replace(/server_name .*/g, 'server_name localhost;')
      .replace(/(ssl_certificate_key) [^;]+/, `$1 ${at('key')}`).replace(/(ssl_certificate) [^;]+/, `$1 ${at('cert')}`);
    const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${at(name)};`).join(' ');
    fs.writeFileSync(at('nginx.conf'), `daemon off; pid ${at('pid')}; error_log ${at('error.log')}; ${process.getuid() === 0 ? 'user root;' : ''}
      events {} http { access_log off; ${places}\n${ours}\n}`);
    proxy = run('nginx', ['-p', folder, '-c', at('nginx.conf'), '-e', at('error.log')]);
    await until('nginx', async () => (await ask('/healthz')).status === 200).catch(error => {
      throw new Error(`${error.message}: ${fs.readFileSync(at('error.log'), 'utf8')}`);
    });
  });
  after(async () => {
    await end(proxy);
    await server?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  // An answer as it begins; its body is awaited by text().
  const open = (at, { method = 'GET', headers = {}, body } = {}) => new Promise((resolve, reject) => {
    const request = https.request({ port: secure, host: '127.0.0.1', path: at, method, headers: { host: 'localhost', ...headers }, rejectUnauthorized: false }, resolve);
    request.on('error', reject);
    request.end(body);
  });
  async function ask(at, options) {
    const answer = await open(at, options);
    let text = '';
    for await (const chunk of answer) text += chunk;
    return { status: answer.statusCode, headers: answer.headers, text };
  }
  const form = (at, fields, headers = {}) => ask(at, { method: 'POST', body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } });

  test('http leads to https, whose answers ask to stay there', async () => {
    const answer = await fetch(`http://127.0.0.1:${plain}/lapor`, { redirect: 'manual' });
    assert.equal(answer.status, 301);
    assert.match(answer.headers.get('location'), /^https:.*\/lapor$/);
    const page = await ask('/');
    assert.equal(page.status, 200);
    assert.match(page.headers['strict-transport-security'], /max-age=\d+/);
  });

  test('figures and SMS hooks are not for the world', async () => {
    assert.equal((await ask('/metrics')).status, 403);
    assert.equal((await fetch(server.url + '/metrics')).status, 200, 'for this machine');
    for (const header of ['x-forwarded-for', 'forwarded', 'via'])
      assert.equal((await fetch(server.url + '/metrics', { headers: { [header]: '203.0.113.7' } })).status, 404, `not through a proxy that says ${header}`);
    const sms = await ask('/hook/sms/kannel?from=%2B6281234567890&to=1708&id=1&text=LAPOR%20uji');
    assert.notEqual(sms.status, 200, 'a message that passed a proxy needs the secret');
  });

  test('five photos pass; what is larger than the form is refused in our words', async () => {
    const send = bytes => ask('/lapor', { method: 'POST', body: Buffer.concat([Buffer.from('--x\r\nContent-Disposition: form-data; name="foto"; filename="a.jpg"\r\n\r\n'), Buffer.alloc(bytes, 65), Buffer.from('\r\n--x--\r\n')]),
      headers: { 'content-type': 'multipart/form-data; boundary=x' } });
    const answer = await send(45 << 20);
    assert.doesNotMatch(answer.text, /<center>nginx/);
    assert.ok(answer.status < 500 && answer.status !== 413, String(answer.status));
    assert.equal((await send(52.5 * 1024 * 1024)).status, 413);
  });

  test('live events come at once through it', async () => {
    const signedIn = await form('/masuk', { nama: 'verifikator', sandi: PASSWORD });
    assert.equal(signedIn.status, 303);
    const cookies = signedIn.headers['set-cookie'];
    assert.ok(cookies.every(one => /; Secure/.test(one)), 'cookies are for https only');
    const answer = await open('/console/stream', { headers: { cookie: cookies.map(one => one.split(';')[0]).join('; '), accept: 'text/event-stream' } });
    assert.equal(answer.statusCode, 200);
    let heard = '';
    answer.on('data', chunk => { heard += chunk; });
    const ticket = (await server.command('report add', ['Lampu jalan mati'])).trim().split('\n').pop();
    await until(`an event of ${ticket}`, () => heard.includes(ticket), 15000);
    answer.destroy();
  });
});
