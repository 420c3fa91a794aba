// serve as a process: its ready line, what it tells systemd, how it ends, what a second start keeps.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { missing, PROGRAM, start } from '../lib/kentongan.js';
import { raw } from '../lib/raw.js';
import { run, until } from '../lib/wait.js';

// A socket as systemd gives it: python3 prints what arrives.
function listenNotify(file) {
  const child = run('python3', ['-uc', `import socket,sys
s=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM);s.bind(sys.argv[1]);print("bound")
while True: print(s.recv(4096).decode())`, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.said = '';
  child.stdout.on('data', chunk => { child.said += chunk; });
  return child;
}

describe('serve', { skip: missing() }, () => {
  let server;
  before(async () => { server = await start({ packs: ['packs/jepara', 'packs/jabar'], args: ['--demo', '--tenant', 'jepara'] }); });
  after(() => server?.stop());

  const command = (name, args) => server.command(name, args);
  const rows = async tenant => JSON.parse(await command('report list', ['--tenant', tenant, '--format', 'json', '--all']));

  test('demo: cases in every state, marked; accounts one a role; nothing to be found by verify', async () => {
    const all = await rows('jepara');
    assert.ok(all.length >= 30);
    const states = new Set(all.map(row => row.status));
    for (const state of ['diterima', 'diverifikasi', 'butuh_info', 'didisposisi', 'dikerjakan', 'diusulkan_selesai',
      'selesai_terkonfirmasi', 'selesai_tanpa_konfirmasi', 'ditolak', 'dirujuk_luar', 'dibuka_kembali'])
      assert.ok(states.has(state), state);
    assert.ok(all.every(row => row.text === null || row.text.endsWith('(contoh)')));
    assert.ok(all.every(row => !row.has_contact), 'nobody gets a message');
    assert.ok((await rows('jabar')).length >= 5);
    const users = JSON.parse(await command('user list', ['--tenant', 'jepara', '--format', 'json']));
    for (const login of ['admin', 'verifikator', 'petugas-dpupr', 'atasan-dpupr', 'pimpinan']) assert.ok(users.some(user => user.login === login), login);
    assert.equal(fs.statSync(path.join(server.data, 'demo.txt')).mode & 0o777, 0o600);
    await command('verify', []);
  });

  test('patience with slow clients is a setting', async () => {
    const hasty = await start({ settings: { serve: { head_time: '300ms', grace_time: '300ms', least_rate: 1000000 } } });
    try {
      const began = Date.now();
      const [head, body] = await Promise.all([raw(hasty.port, 'GET / HTTP/1.1\r\nHost: x\r\n'),
        raw(hasty.port, 'POST /lapor HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx')]);
      assert.doesNotMatch(head + body, /200 OK/);
      assert.ok(Date.now() - began < 15000, 'long before the usual 20 s and 60 s');
    } finally {
      await hasty.stop();
    }
  });

  test('a second start keeps all', async () => {
    const before = (await rows('jepara')).map(row => row.ticket).sort();
    const password = fs.readFileSync(path.join(server.data, 'demo.txt'), 'utf8');
    await server.restart();
    assert.deepEqual((await rows('jepara')).map(row => row.ticket).sort(), before);
    assert.equal(fs.readFileSync(path.join(server.data, 'demo.txt'), 'utf8'), password);
  });

  test('SIGTERM finishes a request that is under way and ends with 0', async () => {
    const socket = net.connect(server.port, '127.0.0.1');
    const body = 'text=Terkirim+saat+berhenti&visibility=terbuka';
    let answer = '';
    socket.on('data', chunk => { answer += chunk; });
    socket.on('error', () => {});
    socket.write(`POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 10)}`);
    await fetch(server.url + '/healthz');
    server.child.kill('SIGTERM');
    socket.write(body.slice(10));
    await until('the end', () => server.child.exitCode !== null, 30000);
    assert.equal(server.child.exitCode, 0);
    socket.destroy();
    await server.serve();
  });

  test('a second signal ends it at once', async () => {
    const slow = net.connect(server.port, '127.0.0.1');
    slow.on('error', () => {});
    slow.write('POST /lapor HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx');
    await fetch(server.url + '/healthz');
    server.child.kill('SIGTERM');
    await until('the door to close', () => new Promise(resolve => {
      const socket = net.connect(server.port, '127.0.0.1');
      socket.once('connect', () => { socket.destroy(); resolve(false); });
      socket.once('error', () => resolve(true));
    }));
    server.child.kill('SIGTERM');
    await until('the end', () => server.child.exitCode !== null || server.child.signalCode !== null, 5000);
    slow.destroy();
    await server.serve();
  });

  test('an address that is taken is said, with exit code 1', async () => {
    const other = fs.mkdtempSync(path.join(os.tmpdir(), 'kentongan-'));
    const done = spawnSync(PROGRAM, ['serve', '--listen', `127.0.0.1:${server.port}`, '--data', other], { encoding: 'utf8' });
    fs.rmSync(other, { recursive: true });
    assert.equal(done.status, 1);
    assert.match(done.stderr, new RegExp(`${server.port}`));
  });

  test('systemd hears READY, beats and STOPPING', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kentongan-'));
    const listener = listenNotify(path.join(folder, 'notify'));
    await until('the socket', () => listener.said.includes('bound'));
    const child = spawn(PROGRAM, ['serve', '--listen', '127.0.0.1:0', '--data', path.join(folder, 'data')],
      { env: { ...process.env, NOTIFY_SOCKET: path.join(folder, 'notify'), WATCHDOG_USEC: '300000' }, stdio: 'ignore' });
    await until('READY=1', () => listener.said.includes('READY=1'), 30000);
    await until('two beats', () => listener.said.split('WATCHDOG=1').length > 2);
    child.kill('SIGTERM');
    await until('STOPPING=1', () => listener.said.includes('STOPPING=1'));
    await until('the end', () => child.exitCode !== null);
    assert.equal(child.exitCode, 0);
    listener.kill();
    fs.rmSync(folder, { recursive: true });
  });
});

describe('verify', { skip: missing() || (process.env.KENTONGAN_TEST_ENGINE === 'postgres' && 'skipped: tampers by the sqlite3 program') }, () => {
  let server;
  before(async () => {
    server = await start();
    for (const text of ['satu', 'dua', 'tiga']) await server.command('report add', [text]);
    const ticket = (await server.command('report add', ['empat', '--visibility', 'rahasia'])).trim();
    for (const why of ['alasan pertama', 'alasan kedua', 'alasan ketiga']) await server.command('report show', [ticket, '--reason', why]);
    await server.halt();
  });
  after(() => server?.stop());

  const sql = text => spawnSync('sqlite3', [path.join(server.data, 'kentongan.db'), text], { encoding: 'utf8' });
  const verify = () => spawnSync(PROGRAM, ['verify', ...server.place], { encoding: 'utf8' });
  const events = () => sql('select id, seq, data from event where case_id <> 0 order by id').stdout.trim().split('\n').map(row => row.split('|'));

  // Breaks something, expects a finding that names the event, and mends it.
  function tamper(what, breaking, mending, named) {
    assert.equal(verify().status, 0, 'whole before');
    assert.equal(sql(breaking).stderr, '');
    const done = verify();
    assert.equal(done.status, 1, what);
    assert.match(done.stdout, new RegExp(`^jepara: JPR-[0-9A-Z-]{9}: .*${named}\\b`, 'm'), `${what}: ${done.stdout}`);
    sql(mending);
    assert.equal(verify().status, 0, 'whole again');
  }

  test('names an event that was changed', () => {
    const [id, , data] = events()[1];
    tamper('data', `update event set data = '{"x":"y"}' where id = ${id}`, `update event set data = '${data}' where id = ${id}`, id);
    tamper('time', `update event set at = at + 1 where id = ${id}`, `update event set at = at - 1 where id = ${id}`, id);
    tamper('public', `update event set public = 1 - public where id = ${id}`, `update event set public = 1 - public where id = ${id}`, id);
  });

  test('misses an event that is gone, in the middle, at the end, or with all of its case', () => {
    const all = events();
    const gone = (where, named) => tamper(`gone: ${where}`, `create table kept as select * from event where ${where}; delete from event where ${where}`,
      'insert into event select * from kept; drop table kept', named);
    gone(`id = ${all[4][0]}`, 'number [23]');
    gone(`id = ${all.at(-1)[0]}`, 'number 4');
    gone(`id = ${all[2][0]}`, 'number 1');
  });

  test('sees two events that changed places', () => {
    const [one, two] = [events()[4], events()[5]];
    const place = (a, b) => `update event set seq = -seq where id in (${one[0]}, ${two[0]});
      update event set seq = ${a[1]} where id = ${one[0]}; update event set seq = ${b[1]} where id = ${two[0]}`;
    tamper('places', place(two, one), place(one, two), `event ${two[0]}`);
  });
});
