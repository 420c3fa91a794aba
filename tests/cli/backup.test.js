// backup, restore and export on an installation with photos and sealed values: while others write,
// stopped or killed in the middle, and on a full disk. Nothing half is ever taken for whole.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { noSmallDisk, runOnSmallDisk } from '../lib/disk.js';
import { makeDatabase, missing, PROGRAM, ROOT, start } from '../lib/kentongan.js';
import { png } from '../lib/picture.js';

const isPostgres = process.env.KENTONGAN_TEST_ENGINE === 'postgres';
const FILLERS = 1500; // files beside the photos, so that copying takes a while
const env = { ...process.env, LC_ALL: 'C.UTF-8' };
const ls = folder => fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
const lines = file => fs.readFileSync(file, 'utf8').trim().split('\n').map(line => JSON.parse(line));

describe('backup, restore, export', { skip: missing() }, () => {
  const dropping = [];
  let server, scratch, secret, key, whole, targets = 0;
  const run = (name, args = [], place = server.place) =>
    spawnSync(PROGRAM, [...name.split(' '), ...place, ...args], { cwd: ROOT, encoding: 'utf8', env, maxBuffer: 64 << 20 });
  const ok = (...args) => {
    const done = run(...args);
    assert.equal(done.status, 0, `${args[0]}: ${done.stderr}`);
    return done.stdout;
  };
  const list = place => JSON.parse(ok('report list', ['--format', 'json', '--all'], place));
  const post = async text => {
    const answer = await fetch(`${server.url}/open311/v2/requests.json?jurisdiction_id=jepara`, { method: 'POST',
      body: new URLSearchParams({ api_key: key, service_code: 'lampu_jalan', description: text, lat: '-6.59', long: '110.67' }) });
    const said = await answer.text();
    assert.ok(answer.ok, said);
    return JSON.parse(said)[0].service_request_id;
  };

  // An empty data folder, and on PostgreSQL an empty database: the options that name it.
  async function newTarget() {
    const data = path.join(scratch, `target-${++targets}`), database = await makeDatabase();
    if (database) dropping.push(database);
    return { data, place: ['--data', data, ...(database ? ['--db', database.url] : [])], database };
  }
  const restoreArgs = (folder, more = []) => [folder, '--key', path.join(server.data, 'key'), ...more];

  // A command that is stopped by signal as soon as seen() is true: its exit code or signal.
  async function interrupt(signal, seen, name, place, args) {
    const child = spawn(PROGRAM, [...name.split(' '), ...place, ...args], { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', chunk => { said += chunk; });
    const ended = new Promise(resolve => child.once('close', (code, by) => resolve({ code, by, said })));
    const end = Date.now() + 20000;
    while (!seen() && child.exitCode === null && Date.now() < end) await new Promise(setImmediate);
    assert.equal(child.exitCode, null, `${name} was over before it could be stopped: ${said}`);
    child.kill(signal);
    return ended;
  }

  before(async () => {
    scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'kentongan-backup-'));
    server = await start({ alone: true });
    key = (await server.command('key add', ['--label', 'x', '--scope', 'open311'])).trim().split('\n').at(-1);
    const photo = path.join(scratch, 'foto.png');
    fs.writeFileSync(photo, png(320, 240));
    ok('report add', ['Jalan berlubang', '--name', 'Siti', '--phone', '081234567890', '--photo', photo, '--photo', photo]);
    secret = ok('report add', ['Mandor menagih jatah', '--visibility', 'rahasia', '--photo', photo]).trim();
    for (let i = 0; i < 30; i++) await Promise.all(Array.from({ length: 10 }, (_, j) => post(`Lampu ${i}${j} padam`)));
    const filler = path.join(server.data, 'files', 'zz');
    fs.mkdirSync(filler);
    for (let i = 0; i < FILLERS; i++) fs.writeFileSync(path.join(filler, `filler-${i}`), 'x');
    whole = path.join(scratch, 'whole');
    assert.match(ok('backup', [whole]), /key is not in it/i);
  });
  after(async () => {
    await server?.stop();
    for (const database of dropping) await database.drop();
    if (scratch) fs.rmSync(scratch, { recursive: true, force: true });
  });

  test('the folder of a backup: what is in it, for its owner only', () => {
    assert.deepEqual(ls(whole), ['README.txt', 'backup.json', 'files', isPostgres ? 'database.dump' : 'kentongan.db'].sort());
    assert.equal(fs.statSync(whole).mode & 0o077, 0);
    const done = run('backup', [whole]);
    assert.equal(done.status, 1);
    assert.match(done.stderr, /exists/);
    const dump = fs.readFileSync(path.join(whole, isPostgres ? 'database.dump' : 'kentongan.db'));
    for (const word of ['menagih jatah', 'Siti', '6281234567890']) assert.equal(dump.includes(word), false, `${word} lies open in it`);
    ok('backup', [`${whole}-key`, '--with-key']);
    assert.deepEqual(fs.readFileSync(path.join(`${whole}-key`, 'key')), fs.readFileSync(path.join(server.data, 'key')));
    fs.rmSync(`${whole}-key`, { recursive: true });
  });

  test('made while reports come in, restored elsewhere: whole, served, opened with the key', async () => {
    const folder = path.join(scratch, 'busy');
    let going = true;
    const acknowledged = [];
    const writing = Promise.all([1, 2, 3, 4].map(async () => { while (going) acknowledged.push(await post('Sementara dicadangkan')); }));
    const child = spawn(PROGRAM, ['backup', ...server.place, folder], { cwd: ROOT, env });
    const earlier = [...acknowledged];
    const code = await new Promise(resolve => child.once('close', resolve));
    going = false;
    await writing;
    assert.equal(code, 0);
    const target = await newTarget();
    ok('restore', restoreArgs(folder), target.place);
    assert.deepEqual(ls(path.join(target.data, 'files', 'zz')).length, FILLERS);
    const there = list(target.place).map(row => row.ticket), here = new Set(list(server.place).map(row => row.ticket));
    assert.ok(there.length >= 302 && there.every(ticket => here.has(ticket)));
    for (const ticket of earlier) assert.ok(there.includes(ticket), `${ticket} was acknowledged before`);
    assert.match(ok('verify', [], target.place), / 0 findings/);
    assert.match(ok('report show', [secret, '--reason', 'pemeriksaan cadangan'], target.place), /menagih jatah/);
    assert.match(ok('doctor', [], target.place), /\b0 wrong/);
    const exported = path.join(scratch, 'exported');
    ok('export', [exported, '--photos', '--reason', 'pemeriksaan cadangan'], target.place);
    const cases = lines(path.join(exported, 'jepara/cases.jsonl')), photos = cases.flatMap(one => one.photos ?? one.attachments ?? []);
    assert.equal(cases.length, there.length);
    assert.equal(ls(path.join(exported, 'jepara/photos')).length, 3);
    assert.equal(photos.length, 3);
    assert.match(JSON.stringify(cases), /"\+6281234567890"/);
  });

  test('the key decides, and a target that is not empty is left alone', async () => {
    const target = await newTarget(), other = await newTarget();
    const wrong = path.join(scratch, 'wrong-key');
    fs.writeFileSync(wrong, Buffer.alloc(32, 7));
    assert.match(run('restore', [whole], target.place).stderr, /--key FILE/);
    assert.deepEqual(ls(target.data), []);
    // on PostgreSQL the rows are there then, so it takes another database
    assert.match(run('restore', [whole, '--key', wrong], other.place).stderr, /key/);
    assert.deepEqual(ls(other.data), [], 'nothing is left of a failed restore');
    fs.mkdirSync(target.data, { recursive: true });
    fs.copyFileSync(path.join(server.data, 'key'), path.join(target.data, 'key'));
    ok('restore', [whole], target.place);
    const before = list(target.place).length;
    const again = run('restore', restoreArgs(whole), target.place);
    assert.equal(again.status, 1);
    assert.match(again.stderr, /empty/);
    assert.equal(list(target.place).length, before);
    assert.match(run('restore', [scratch], (await newTarget()).place).stderr, /backup\.json/);
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL']) {
    test(`backup ended by ${signal} leaves no folder that looks whole; the next one works`, async () => {
      const folder = path.join(scratch, `cut-${signal}`), part = `${folder}.part`;
      const done = await interrupt(signal, () => ls(path.join(part, 'files', 'zz')).length > 50, 'backup', server.place, [folder]);
      assert.equal(fs.existsSync(folder), false);
      if (signal === 'SIGKILL') assert.equal(done.by, 'SIGKILL');
      else {
        assert.equal(done.code, 1);
        assert.match(done.said, /stopped by a signal; nothing was left behind/);
        assert.equal(fs.existsSync(part), false);
      }
      ok('backup', [folder]);
      assert.equal(fs.existsSync(part), false);
      assert.equal(ls(path.join(folder, 'files', 'zz')).length, FILLERS);
      fs.rmSync(folder, { recursive: true });
    });

    test(`export ended by ${signal} leaves no folder that looks whole; the next one works`, async () => {
      const folder = path.join(scratch, `export-${signal}`), part = `${folder}.part`;
      const done = await interrupt(signal, () => fs.existsSync(path.join(part, 'jepara/cases.jsonl')), 'export', server.place, [folder]);
      assert.equal(fs.existsSync(folder), false);
      assert.equal(signal === 'SIGKILL' ? done.by : done.code, signal === 'SIGKILL' ? 'SIGKILL' : 1);
      if (signal !== 'SIGKILL') assert.equal(fs.existsSync(part), false);
      ok('export', [folder]);
      assert.equal(fs.existsSync(part), false);
      fs.rmSync(folder, { recursive: true });
    });

    test(`restore ended by ${signal}: the folder is not taken for an installation; the next one works`, async () => {
      const target = await newTarget();
      const done = await interrupt(signal, () => ls(path.join(target.data, 'files', 'zz')).length > 50, 'restore', target.place, restoreArgs(whole));
      if (signal === 'SIGKILL') {
        assert.equal(done.by, 'SIGKILL');
        for (const name of ['report list', 'serve --listen 127.0.0.1:0', 'load packs/jepara', 'backup x']) {
          const refused = run(name, [], target.place);
          assert.equal(refused.status, 1, name);
          assert.match(refused.stderr, /run kentongan restore again/, name);
        }
        assert.match(run('doctor', [], target.place).stdout, /WRONG.*run kentongan restore again/);
      } else {
        assert.equal(done.code, 1);
        assert.deepEqual(ls(target.data), []);
      }
      ok('restore', restoreArgs(whole), target.place);
      assert.equal(list(target.place).length, 302);
      assert.match(ok('verify', [], target.place), / 0 findings/);
      assert.equal(fs.existsSync(path.join(target.data, 'restore-unfinished')), false);
    });
  }

  test('a full disk: the reason is said, nothing is left, what was there is whole', { skip: noSmallDisk() }, async () => {
    const disk = path.join(scratch, 'disk');
    fs.mkdirSync(disk);
    const small = (name, args, place) => runOnSmallDisk(disk, 300, PROGRAM, [...name.split(' '), ...place, ...args], { cwd: ROOT, env });
    for (const name of ['backup', 'export']) {
      const done = small(name, [path.join(disk, 'out')], server.place);
      assert.equal(done.status, 1, done.stderr);
      assert.match(done.stderr, /No space left on device|full/);
      assert.deepEqual(done.left, [], name);
    }
    const target = await newTarget();
    const done = small('restore', restoreArgs(whole), ['--data', disk, ...target.place.slice(2)]);
    assert.equal(done.status, 1, done.stdout);
    assert.match(done.stderr, /No space left on device/);
    assert.deepEqual(done.left, []);
    assert.match(ok('verify'), / 0 findings/);
  });

  test('a limit on the size of files is such an end too', () => {
    for (const name of ['backup', 'export']) {
      const folder = path.join(scratch, `limit-${name}`);
      const done = spawnSync('sh', ['-c', 'ulimit -f 16; exec "$0" "$@"', PROGRAM, name, ...server.place, folder], { cwd: ROOT, encoding: 'utf8', env });
      assert.equal(done.status, 1, `${done.signal} ${done.stderr}`);
      assert.deepEqual(ls(scratch).filter(one => one.startsWith(`limit-${name}`)), []);
    }
    assert.match(ok('verify'), / 0 findings/);
  });
});
