// The real program for tests: `kentongan serve` on a free port with an empty data folder of its own.
//
//   const server = await start({ packs: ['packs/jepara'], clock: true });
//   await fetch(server.url + '/healthz');
//   await server.advance('3d');
//   await server.stop();          // SIGTERM; fails when it does not end with 0
//
// Which program: KENTONGAN_BIN, else kentongan in KENTONGAN_BUILD (build-asan). Which database:
// KENTONGAN_TEST_ENGINE sqlite or postgres; for postgres a schema of its own in KENTONGAN_TEST_PG.
import { execFile } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beside, onSmallDisk, seenBy } from './disk.js';
import { end, run, until } from './wait.js';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const BUILD = path.resolve(ROOT, process.env.KENTONGAN_BUILD || 'build-asan');
export const PROGRAM = process.env.KENTONGAN_BIN || path.join(BUILD, 'kentongan');
const execute = promisify(execFile);

// Why it cannot run, or false: for { skip: missing() }.
export function missing() {
  if (!fs.existsSync(PROGRAM)) return `skipped: ${path.relative(ROOT, PROGRAM)} is not built`;
  if (process.env.KENTONGAN_TEST_ENGINE === 'postgres' && !process.env.KENTONGAN_TEST_PG)
    return 'skipped: no PostgreSQL (KENTONGAN_TEST_PG)';
  return false;
}

const sql = text => execute('psql', ['-qAt', '-v', 'ON_ERROR_STOP=1', process.env.KENTONGAN_TEST_PG, '-c', text]);

const randomName = () => `t_${crypto.randomBytes(8).toString('hex')}`;

// A schema of its own, so that tests do not meet; null on SQLite.
async function makeSchema() {
  if (process.env.KENTONGAN_TEST_ENGINE !== 'postgres') return null;
  const name = randomName();
  await sql(`CREATE SCHEMA ${name}`);
  const url = process.env.KENTONGAN_TEST_PG;
  return { url: `${url}${url.includes('?') ? '&' : '?'}options=-csearch_path%3D${name}`, drop: () => sql(`DROP SCHEMA ${name} CASCADE`) };
}

// A database of its own: empty, or with all that is in from, on which nobody may work then.
// null on SQLite.
export async function makeDatabase(from) {
  if (process.env.KENTONGAN_TEST_ENGINE !== 'postgres') return null;
  const name = randomName();
  await sql(`CREATE DATABASE ${name} TEMPLATE ${from?.name ?? 'template0'}`);
  const url = process.env.KENTONGAN_TEST_PG.replace(/^(postgresql:\/\/[^/]*\/)[^?]*/, `$1${name}`);
  return { name, url, drop: () => sql(`DROP DATABASE ${name} WITH (FORCE)`) };
}

function writeConfig(file, settings) {
  const groups = { serve: { rate_exempt_loopback: 'true' } };
  for (const [group, keys] of Object.entries(settings)) groups[group] = { ...groups[group], ...keys };
  const text = Object.entries(groups).map(([group, keys]) =>
    `[${group}]\n${Object.entries(keys).map(([key, value]) => `${key} = ${value}`).join('\n')}\n`);
  fs.writeFileSync(file, text.join('\n'));
}

class Kentongan {
  constructor(data, place) {
    this.data = data;          // its folder
    this.db = place?.url;      // undefined on SQLite
    this.own = place;          // what is to be dropped in the end
    this.log = '';
  }

  get pid() { return this.child.pid; }
  get files() { return this.disk ? seenBy(this.pid, this.data) : this.data; } // the data folder, as it sees it
  get port() { return Number(new URL(this.url).port); }

  // What a sanitizer says, or else the end of the log: a failure is shown in a few lines.
  get lastWords() {
    const lines = this.log.trim().split('\n');
    const said = lines.findIndex(line => /runtime error|ERROR: \w+Sanitizer/.test(line));
    return said < 0 ? lines.slice(-10).join('\n') : lines.slice(said, said + 12).join('\n');
  }

  // The options that name this installation, for other commands.
  get place() { return ['--data', this.data, '-c', `${this.data}.ini`, ...(this.db ? ['--db', this.db] : [])]; }

  async serve(options = {}) {
    const args = ['serve', '--listen', `127.0.0.1:${options.port || 0}`, ...this.place];
    for (const pack of this.packs) args.push('--pack', path.resolve(ROOT, pack));
    if (this.clock) args.push('--dev-clock');
    args.push(...this.args);
    const [program, words] = this.disk ? onSmallDisk(this.data, this.disk, this.program, args) : [this.program, args];
    const child = run(program, words, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...this.env } });
    this.child = child;
    let said = '';
    child.stdout.on('data', chunk => { said += chunk; });
    child.stderr.on('data', chunk => { this.log += chunk; });
    const ready = await until('the ready line', () => {
      if (child.exitCode !== null || child.failure) return ['', ''];
      return said.match(/^ready (http:\/\/\S+)$/m);
    }, 60000).catch(() => ['', '']);
    this.url = ready[1];
    if (!this.url) {
      await end(child, 'SIGKILL');
      throw new Error(`kentongan serve did not start: ${said}${this.log}`);
    }
    return this;
  }

  // Another command on this installation; rejects when it fails. input goes to its standard input.
  async command(name, args = [], input = '') {
    const [program, before] = this.disk ? beside(this.pid) : ['env', []];
    const done = execute(program, [...before, this.program, ...name.split(' '), ...this.place, ...args], { cwd: ROOT, maxBuffer: 64 << 20 });
    done.child.stdin.on('error', () => {}).end(input); // it may have ended already
    return (await done).stdout;
  }

  // The development clock: "3d", "2h", "5m", or seconds; or set to an instant with its zone.
  async #clock(body) {
    const answer = await fetch(`${this.url}/dev/clock`, { method: 'POST', body: new URLSearchParams(body) });
    if (!answer.ok) throw new Error(`the clock answers ${answer.status}: ${await answer.text()}`);
    return new Date((await answer.json()).now);
  }
  advance(span) { return this.#clock({ advance: String(span) }); }
  set(instant) { return this.#clock({ set: instant }); }

  kill() { return end(this.child, 'SIGKILL'); }
  async restart(options) { await this.halt(); return this.serve(options); }

  // One more process on the same database and data, for PostgreSQL: to be ended by halt().
  another() {
    const other = new Kentongan(this.data, { url: this.db });
    const { packs, clock, args, env, program } = this;
    return Object.assign(other, { packs, clock, args, env, program }).serve();
  }

  // Ends it properly and keeps its data.
  async halt() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    await end(this.child, 'SIGTERM', 60000);
    if (this.child.exitCode !== 0)
      throw new Error(`kentongan serve ended with ${this.child.exitCode ?? this.child.signalCode}: ${this.lastWords}`);
  }

  async stop() {
    try {
      await this.halt();
    } finally {
      await this.own?.drop();
      fs.rmSync(this.data, { recursive: true, force: true });
      fs.rmSync(`${this.data}.ini`, { force: true });
    }
  }
}

// packs: folders, seen from the root of the tree. clock: with the development clock. args: further
// options of serve. settings: { group: { key: value } } of its configuration file. env: of the process.
// alone: on PostgreSQL in a database of its own (server.own), instead of a schema. disk: its data folder
// is a disk of so many kB (see disk.js), which is gone when it ends. program: which one.
export async function start({ packs = ['packs/jepara'], clock = false, args = [], settings = {}, env = {}, alone = false, disk = 0, program = PROGRAM } = {}) {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'kentongan-'));
  const server = new Kentongan(data, await (alone ? makeDatabase() : makeSchema()));
  Object.assign(server, { packs, clock, args, env, disk, program });
  writeConfig(`${data}.ini`, settings);
  try {
    return await server.serve();
  } catch (error) {
    await server.stop().catch(() => {});
    throw error;
  }
}
