// The commands on an installation that a server works on at the same time.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { missing, PROGRAM, ROOT, start } from '../lib/kentongan.js';
import { until } from '../lib/wait.js';

const isPostgres = process.env.KENTONGAN_TEST_ENGINE === 'postgres';

describe('commands', { skip: missing() }, () => {
  let server, scratch;
  // {status, stdout, stderr} of a command on the installation
  const run = (name, args = [], input = '') => spawnSync(PROGRAM, [...name.split(' '), ...server.place, ...args],
    { cwd: ROOT, encoding: 'utf8', input, env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  const ok = (name, args, input) => {
    const done = run(name, args, input);
    assert.equal(done.status, 0, `${name}: ${done.stderr}`);
    return done.stdout;
  };
  const list = () => JSON.parse(ok('report list', ['--format', 'json', '--all']));

  before(async () => {
    server = await start();
    scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'kentongan-cli-'));
  });
  after(async () => {
    await server?.stop();
    if (scratch) fs.rmSync(scratch, { recursive: true, force: true });
  });

  test('the data folder and the key are for their owner only', () => {
    assert.equal(fs.statSync(path.join(server.data, 'key')).mode & 0o777, 0o600);
    if (!isPostgres) assert.equal(fs.statSync(path.join(server.data, 'kentongan.db')).mode & 0o077, 0);
  });

  test('a second server: refused where SQLite has one writer, welcome on PostgreSQL', async () => {
    if (!isPostgres) {
      const done = run('serve', ['--listen', '127.0.0.1:0']);
      assert.equal(done.status, 1);
      assert.match(done.stderr, /lock/);
      return;
    }
    const second = await server.another();
    try {
      const ticket = ok('report add', ['Dilihat dari keduanya']).trim();
      for (const { url } of [server, second]) assert.equal((await fetch(`${url}/laporan/${ticket}`)).status, 200, url);
    } finally {
      await second.halt();
    }
  });

  test('report add and report list: every field, secret texts not', () => {
    const open = ok('report add', ['Jalan berlubang di depan pasar', '--service', 'jalan_rusak', '--place', 'pasar',
      '--phone', '0812-3456-7890', '--name', 'Siti', '--lat', '-6.59', '--lng', '110.67']).trim();
    const secret = JSON.parse(ok('report add', ['--visibility', 'rahasia', '--json', '--class', 'aspirasi'], 'Isi yang rahasia\n'));
    assert.match(open, /^JPR-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    const all = list();
    const one = all.find(row => row.ticket === open), two = all.find(row => row.ticket === secret.ticket);
    assert.equal(one.text, 'Jalan berlubang di depan pasar');
    assert.equal(one.class, 'pengaduan');
    assert.equal(one.channel, 'desk');
    assert.equal(one.status, 'diterima');
    assert.equal(one.service, 'jalan_rusak');
    assert.equal(one.case, open);
    assert.equal(one.sealed, false);
    assert.ok(one.created_at && one.due_at && one.updated_at);
    assert.deepEqual(one.point, { lat: -6.59, long: 110.67 });
    assert.equal(two.text, null);
    assert.equal(two.sealed, true);
    assert.doesNotMatch(JSON.stringify(all), /Isi yang rahasia|Siti|081234567890|6281234567890/);
  });

  test('the same --once stores once', () => {
    const before = list().length;
    const one = ok('report add', ['Lampu mati', '--once', 'abc']), two = ok('report add', ['Lampu mati', '--once', 'abc']);
    assert.equal(one, two);
    assert.equal(list().length, before + 1);
  });

  test('what is wrong with a report is said, with the field, and nothing is stored', () => {
    const before = list().length;
    for (const [args, input, status, words] of [
      [['--service', 'nosuch', 'teks'], '', 1, /layanan/], [[], '', 1, /teks/], [['--phone', 'x', 'teks'], '', 1, /telepon/],
      [['--class', 'nosuch', 'teks'], '', 2, /--class/], [['--lat', '99', 'teks'], '', 2, /degrees/],
      [['x'.repeat(20000)], '', 1, /teks/], [[], Buffer.from([0xff, 0xfe, 0x41]), 2, /UTF-8/],
      [['teks', '--photo', path.join(ROOT, 'Makefile')], '', 1, /foto/],
    ]) {
      const done = run('report add', args, input);
      assert.equal(done.status, status, `${args}: ${done.stderr}`);
      assert.match(done.stderr, words);
    }
    assert.equal(list().length, before);
  });

  test('report show opens a secret text for a reason only, and records it', () => {
    const ticket = ok('report add', ['--visibility', 'rahasia'], 'Uang pelicin diminta\n').trim();
    assert.doesNotMatch(ok('report show', [ticket]), /pelicin/);
    assert.doesNotMatch(ok('report show', [ticket, '--json']), /pelicin/);
    assert.equal(run('report show', [ticket, '--reason', 'mau']).status, 2);
    assert.match(ok('report show', [ticket, '--reason', 'permintaan inspektorat']), /pelicin/);
    assert.match(ok('report show', [ticket, '--json']), /content\.opened/);
    assert.match(ok('report show', [ticket.toLowerCase().replaceAll('-', '')]), new RegExp(ticket));
    assert.equal(run('report show', ['JPR-0000-0000']).status, 2);
    assert.equal(run('report show', ['nonsense']).status, 2);
  });

  test('key add prints the key alone on its last line; it works until it is revoked', async () => {
    const lines = ok('key add', ['--label', 'Kota Pintar', '--scope', 'open311']).trimEnd().split('\n');
    const key = lines.at(-1), id = lines[0].match(/^key (\d+) /)[1];
    assert.match(key, /^[\w-]{20,}$/);
    const post = text => fetch(`${server.url}/open311/v2/requests.json?jurisdiction_id=jepara`, { method: 'POST',
      body: new URLSearchParams({ api_key: key, service_code: 'lampu_jalan', description: text, lat: '-6.59', long: '110.67' }) });
    const answer = await post('Lampu jalan padam');
    assert.ok(answer.status < 300, await answer.text());
    assert.ok(list().some(row => row.text === 'Lampu jalan padam'));
    assert.doesNotMatch(ok('key list', ['--format', 'json']), new RegExp(key));
    ok('key revoke', [id]);
    assert.notEqual(JSON.parse(ok('key list', ['--format', 'json'])).find(row => row.id === id).revoked, '');
    assert.ok((await post('Tidak boleh masuk')).status >= 400);
    assert.equal(run('key add', ['--label', 'x', '--scope', 'nosuch']).status, 2);
    assert.equal(run('key add', ['--scope', 'open311']).status, 2);
    assert.equal(run('key add', ['--label', 'x', '--scope', 'api']).status, 2);
    assert.equal(run('key revoke', ['12345']).status, 1);
  });

  test('user add, passwd, list', () => {
    const made = ok('user add', ['admin', '--role', 'administrator', '--name', 'Pengelola']);
    assert.match(made, /^password: [a-z2-7]{10,}$/m);
    assert.doesNotMatch(ok('user add', ['siti', '--role', 'officer', '--agency', 'dpupr', '--password-stdin'], 'kata-sandi-panjang\n'), /kata-sandi/);
    assert.match(run('user add', ['budi', '--role', 'officer', '--password-stdin'], 'kata-sandi-panjang\n').stderr, /instansi/);
    assert.match(run('user add', ['budi', '--role', 'leader', '--password-stdin'], 'pendek\n').stderr, /sandi/);
    assert.equal(run('user add', ['budi', '--role', 'king']).status, 2);
    assert.equal(run('user add', ['admin', '--role', 'leader']).status, 1, 'twice');
    ok('user passwd', ['siti', '--password-stdin'], 'sandi-yang-baru\n');
    assert.equal(run('user passwd', ['nobody', '--password-stdin'], 'sandi-yang-baru\n').status, 1);
    const rows = JSON.parse(ok('user list', ['--format', 'json']));
    assert.deepEqual(rows.map(row => `${row.login} ${row.role} ${row.agency}`), ['admin administrator ', 'siti officer dpupr']);
    assert.doesNotMatch(JSON.stringify(rows), /argon2/);
  });

  test('calendar add counts working days and stops at the horizon', () => {
    assert.equal(ok('calendar add', ['2026-03-06', '1']), '2026-03-09\n');
    assert.equal(ok('calendar add', ['2026-12-23', '1']), '2026-12-28\n', 'Christmas and its leave');
    const past = run('calendar add', ['2027-11-01', '5']);
    assert.equal(past.status, 1);
    assert.match(past.stderr, /2027-11-01.*2026-12-31/s);
    for (const args of [['2026-02-30', '1'], ['besok', '1'], ['2026-03-02', '-1'], ['2026-03-02', 'lima'], ['2026-03-02']])
      assert.equal(run('calendar add', args).status, 2, args.join(' '));
  });

  test('a tenant that is not there is named with those that are', () => {
    const done = run('report list', ['--tenant', 'kudus']);
    assert.equal(done.status, 1);
    assert.match(done.stderr, /"kudus"; there are: jepara/);
  });

  test('load names every mistake and changes nothing; a running server follows what is right', async () => {
    const packs = path.join(scratch, 'packs');
    fs.cpSync(path.join(ROOT, 'packs'), packs, { recursive: true });
    const file = path.join(packs, 'jepara/pack.ini'), good = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, good.replace('zoom =', 'zom ='));
    const wrong = run('load', [path.join(packs, 'jepara')]);
    assert.equal(wrong.status, 1);
    assert.match(wrong.stderr, /zom.*zoom/s);
    fs.writeFileSync(file, good.replace(/^contact = .*/m, 'contact = Meja Percobaan'));
    ok('load', [path.join(packs, 'jepara')]);
    await until('the new contact', async () => (await (await fetch(`${server.url}/open311/v2/discovery.json`)).text()).includes('Percobaan'));
  });

  test('export: all of it, sealed values for a recorded reason only', () => {
    const plain = path.join(scratch, 'plain'), opened = path.join(scratch, 'opened');
    const lines = file => fs.readFileSync(file, 'utf8').trim().split('\n').map(line => JSON.parse(line));
    ok('export', [plain]);
    const cases = lines(path.join(plain, 'jepara/cases.jsonl'));
    assert.deepEqual(cases.flatMap(one => one.reports.map(report => report.ticket)).sort(), list().map(row => row.ticket).sort());
    assert.ok(cases.every(one => one.events.length > 0 && one.hops.length > 0 && one.events.every(event => /^[0-9a-f]{64}$/.test(event.hash))));
    assert.equal(lines(path.join(plain, 'jepara/areas.jsonl')).length, 212);
    const all = fs.readdirSync(path.join(plain, 'jepara')).filter(name => /jsonl?$/.test(name))
      .map(name => fs.readFileSync(path.join(plain, 'jepara', name), 'utf8')).join('');
    assert.doesNotMatch(all, /Isi yang rahasia|Siti"|6281234567890|argon2/);
    assert.equal(run('export', [plain]).status, 1, 'it exists');
    ok('export', [opened, '--reason', 'pindah ke sistem lain']);
    const told = fs.readFileSync(path.join(opened, 'jepara/cases.jsonl'), 'utf8');
    assert.match(told, /Isi yang rahasia/);
    assert.match(told, /"phone":"\+6281234567890"/);
    assert.match(fs.readFileSync(path.join(opened, 'jepara/events.jsonl'), 'utf8'), /data\.exported.*pindah ke sistem lain/);
    assert.equal(fs.readdirSync(scratch).some(name => name.endsWith('.part')), false);
  });

  test('doctor says what is wrong and what to do', () => {
    assert.match(ok('doctor'), /\b0 wrong/);
    fs.chmodSync(path.join(server.data, 'key'), 0o644);
    const ill = run('doctor');
    fs.chmodSync(path.join(server.data, 'key'), 0o600);
    assert.equal(ill.status, 1);
    assert.match(ill.stdout, /^WRONG +key .*chmod 600/m);
  });

  test('verify finds nothing where nothing was changed', () => {
    assert.match(ok('verify'), /jepara: \d+ events checked, 0 findings/);
  });
});

describe('without an installation', { skip: missing() }, () => {
  const run = (...args) => spawnSync(PROGRAM, args, { encoding: 'utf8', cwd: os.tmpdir() });
  const nowhere = path.join(os.tmpdir(), 'kentongan-nowhere');

  test('commands say so, and make nothing', () => {
    for (const name of ['report list', 'user list', 'key list', 'verify', 'export x', 'backup x', 'channel list']) {
      const done = run(...name.split(' '), '--data', nowhere);
      assert.equal(done.status, 1, name);
      assert.match(done.stderr, /kentongan load PACK/);
    }
    assert.equal(fs.existsSync(nowhere), false);
  });

  test('doctor tells what is missing', () => {
    const done = run('doctor', '--data', nowhere);
    assert.equal(done.status, 1);
    assert.match(done.stdout, /WRONG +data folder/);
  });

  test('an unknown key of the settings is an error that names the nearest', () => {
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'kentongan-ini-')), 'x.ini');
    for (const [text, words] of [['[serve]\nlisten_to = x\n', /listen_to.*listen/s], ['[serv]\n', /serv/], ['[serve]\nworkers = many\n', /workers/],
      ['[channel.sms]\nnumber = 1\n', /driver/], ['no ini', /./]]) {
      fs.writeFileSync(file, text);
      const done = run('doctor', '-c', file, '--data', nowhere);
      assert.equal(done.status, 1, text);
      assert.match(done.stderr, words);
    }
    assert.equal(run('doctor', '-c', file + '.none').status, 1);
    fs.rmSync(path.dirname(file), { recursive: true });
  });
});
