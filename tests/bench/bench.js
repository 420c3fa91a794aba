// The measurements of script/bench, and its table. Each part makes what it measures in a folder of
// its own under TMPDIR; the databases of the growth are used by the parts after it.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { PROGRAM, ROOT } from '../lib/kentongan.js';
import { setCookies } from '../lib/staff.js';
import { end, freePorts, pause, run, until } from '../lib/wait.js';

const full = process.argv[2] === 'full';
const SMALL = 10000;
const LARGE = full ? 1000000 : 100000;
const TURNS = 5;
const SECONDS = 3; // a turn of one side
const STREAMS = 500;
const execute = promisify(execFile);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kentongan-bench-'));
process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

const tool = (name, ...args) => execute(path.join(ROOT, 'build/tests/bench', name), args.map(String), { cwd: ROOT, maxBuffer: 64 << 20 }).then(r => r.stdout);
const say = text => process.stderr.write(`${new Date().toTimeString().slice(0, 8)} ${text}\n`);
const median = values => [...values].sort((a, b) => a - b)[values.length >> 1];

// ---- the table ----

const rows = [];
const row = (name, figure, target, ok) => rows.push([name, figure, target, ok === null ? '' : ok ? 'ok' : 'below']);
const note = (name, figure) => row(name, figure, '', null);
const thousands = n => Math.round(n).toLocaleString('en').replaceAll(',', ' ');

function table() {
  const all = [['name', 'figure', 'target', ''], ...rows];
  const widths = all[0].map((_, i) => Math.max(...all.map(cells => cells[i].length)));
  return all.map(cells => cells.map((cell, i) => cell.padEnd(widths[i])).join('  ').trimEnd()).join('\n');
}

// ---- an installation ----

class Installation {
  constructor(name) {
    this.data = path.join(folder, name);
    fs.mkdirSync(this.data);
    fs.writeFileSync(path.join(this.data, 'bench.ini'),
      `[serve]\nrate_exempt_loopback = true\nper_address = 2000\nconnections = 4000\n`);
  }
  get place() { return ['--data', this.data, '-c', path.join(this.data, 'bench.ini')]; }
  get db() { return path.join(this.data, 'kentongan.db'); }

  async command(name, args = [], input = '') {
    const done = execute(PROGRAM, [...name.split(' '), ...this.place, ...args], { cwd: ROOT, maxBuffer: 1 << 30 });
    done.child.stdin.end(input);
    return (await done).stdout;
  }

  // Returns the milliseconds from its start to its ready line.
  async serve() {
    const began = performance.now();
    this.child = run(PROGRAM, ['serve', '--listen', '127.0.0.1:0', ...this.place], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    const said = await new Promise((resolve, reject) => {
      let text = '';
      this.child.stdout.on('data', chunk => { text += chunk; if (text.includes('\n')) resolve(text); });
      this.child.ended.then(() => reject(new Error('kentongan serve ended')));
    });
    const took = performance.now() - began;
    const { child } = this;
    child.ended.then(() => { if (!child.wanted) say(`kentongan serve ended by itself: ${child.signalCode || child.exitCode}`); });
    this.url = said.match(/^ready (\S+)/)[1];
    return took;
  }

  memory(key) { return Number(fs.readFileSync(`/proc/${this.child.pid}/status`, 'utf8').match(new RegExp(`${key}:\\s+(\\d+)`))[1]) / 1024; }
  stop(signal = 'SIGTERM') {
    this.child.wanted = true;
    return end(this.child, signal, 60000);
  }
  grow(verb, ...more) { return tool('grow', verb, this.db, path.join(this.data, 'key'), 'jepara', ...more); }
  bytes() { return ['', '-wal'].map(end => { try { return fs.statSync(this.db + end).size; } catch { return 0; } }).reduce((a, b) => a + b); }
}

async function wrk(url, seconds, script, args = []) {
  const { stdout } = await execute('wrk', ['-t2', '-c64', `-d${seconds}s`, '--latency', ...(script ? ['-s', path.join(ROOT, 'tests/bench', script)] : []), url, ...(args.length ? ['--', ...args] : [])], { cwd: ROOT });
  const rate = Number(stdout.match(/Requests\/sec:\s+([\d.]+)/)[1]);
  const bad = Number(stdout.match(/Non-2xx or 3xx responses: (\d+)/)?.[1] || 0);
  return { rate, bad, p50: stdout.match(/^\s+50%\s+(\S+)/m)[1], p99: stdout.match(/^\s+99%\s+(\S+)/m)[1] };
}

// Of each turn by itself: what else the machine does then, it does to both sides.
const medianRatio = (results, floor) => median(results.map((result, turn) => result.rate / floor[turn]));
const byRate = results => [...results].sort((a, b) => a.rate - b.rate)[results.length >> 1];

function refuseBad(what, result) {
  if (result.bad) throw new Error(`${what}: ${result.bad} answers were errors`);
}

// ---- intake ----

const countLines = file => fs.readFileSync(file, 'utf8').split('\n').filter(Boolean);

async function intake() {
  say('intake');
  const place = new Installation('intake');
  await place.command('load', ['packs/jepara']);
  const key = (await place.command('key add', ['--label', 'bench', '--scope', 'open311'])).match(/^[\w-]{40,}$/m)[0];
  const bare = path.join(folder, 'bare');
  fs.mkdirSync(bare);
  const acknowledged = path.join(folder, 'acknowledged');
  const baseline = async () => Number((await tool('bare', bare, SECONDS)).match(/^\d+/)[0]);
  await place.serve();
  const url = `${place.url}/open311/v2/requests.json`;
  const floor = [], posts = [];
  for (let turn = 0; turn < TURNS; turn++) {
    floor.push(await baseline());
    posts.push(await wrk(url, SECONDS, 'post.lua', [key, acknowledged]));
    refuseBad('POST requests.json', posts.at(-1));
  }
  const ratio = medianRatio(posts, floor), middle = byRate(posts);
  row('intake: durable POSTs, to the bare loop', ratio.toFixed(2), '>= 0.40', ratio >= 0.4);
  note('  durable POSTs/s, 64 connections', thousands(middle.rate));
  note('  their p50, p99', `${middle.p50}, ${middle.p99}`);
  note('  bare loop, reports/s', thousands(median(floor)));
  await killed(place, url, key, acknowledged);
}

// Killed in the middle of a stream of reports; every ticket that was given out is there.
async function killed(place, url, key, acknowledged) {
  const before = countLines(acknowledged).length;
  const load = wrk(url, 4, 'post.lua', [key, acknowledged]);
  await until('some reports', () => countLines(acknowledged).length > before + 1000);
  await place.stop('SIGKILL');
  await load;
  const tickets = countLines(acknowledged);
  const reports = await place.command('report list', ['--format', 'json', '--all']);
  const there = new Set(reports.match(/"ticket": ?"[^"]+"/g).map(text => text.split('"')[3]));
  const lost = tickets.filter(ticket => !there.has(ticket)).length;
  row('intake: acknowledged reports missing after kill -9', `${lost} of ${thousands(tickets.length)}`, '0', lost === 0 && tickets.length > before);
  fs.rmSync(place.data, { recursive: true, force: true });
}

// ---- read ----

async function nginx(page, type) {
  const [port] = await freePorts(1);
  const root = path.join(folder, 'nginx');
  fs.mkdirSync(root);
  fs.writeFileSync(path.join(root, 'page.html'), page);
  fs.writeFileSync(path.join(root, 'nginx.conf'), `daemon off; pid ${root}/pid; error_log ${root}/error.log; worker_processes auto;
${process.getuid() === 0 ? 'user root;' : ''}
events { worker_connections 1024; }
http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; default_type "${type}";
  open_file_cache max=10; client_body_temp_path ${root}/1; proxy_temp_path ${root}/2; fastcgi_temp_path ${root}/3; uwsgi_temp_path ${root}/4; scgi_temp_path ${root}/5;
  server { listen 127.0.0.1:${port}; root ${root}; types { } } }`);
  const child = run('nginx', ['-p', root, '-c', path.join(root, 'nginx.conf'), '-e', path.join(root, 'error.log')]);
  const url = `http://127.0.0.1:${port}/page.html`;
  await until('nginx', async () => (await fetch(url)).ok);
  return { child, url };
}

// The page as wrk gets it: not compressed.
const plain = url => new Promise((resolve, reject) => http.get(url, answer => {
  const parts = [];
  answer.on('data', part => parts.push(part));
  answer.on('end', () => resolve({ type: answer.headers['content-type'], body: Buffer.concat(parts) }));
}).on('error', reject));

async function read(place) {
  say('read');
  await place.serve();
  const listUrl = `${place.url}/daftar?banyak=50`;
  const list = (await plain(listUrl)).body.toString();
  const links = new Set(list.match(/\/laporan\/[A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{4}/g));
  if (links.size !== 50) throw new Error(`the list has ${links.size} cases`);
  const caseUrl = place.url + [...links][0];
  const { body, type } = await plain(caseUrl);
  const other = await nginx(body, type);
  if (!body.equals((await plain(other.url)).body)) throw new Error('nginx serves other bytes');
  const ours = [], theirs = [], lists = [];
  for (let turn = 0; turn < TURNS; turn++) {
    theirs.push((await wrk(other.url, SECONDS)).rate);
    ours.push(await wrk(caseUrl, SECONDS));
    refuseBad('the case page', ours.at(-1));
    lists.push(await wrk(listUrl, SECONDS, 'list.lua'));
    refuseBad('the list', lists.at(-1));
  }
  await end(other.child);
  const ratio = medianRatio(ours, theirs);
  row('read: cached case page, to nginx with the same bytes', ratio.toFixed(2), '>= 0.50', ratio >= 0.5);
  note(`  case pages/s (${thousands(body.length)} bytes), 64 connections`, thousands(byRate(ours).rate));
  note('  nginx, pages/s', thousands(median(theirs)));
  const middle = byRate(lists);
  row('read: uncached list page of 50 cases, pages/s', thousands(middle.rate), '>= 3 000', middle.rate >= 3000);
  note(`  their p50, p99 (${thousands(list.length)} bytes)`, `${middle.p50}, ${middle.p99}`);
  await place.stop();
}

// ---- growth ----

const NAMES = { verification_queue: 'verification queue', agency_inbox: 'agency inbox', case_page: 'case page', nearby: 'nearby search', text_search: 'text search', duplicates: 'duplicates of a case', proposal: 'proposal from words' };
const AT_MOST = { duplicates: 100_000, proposal: 5_000 }; // us, p99
const times = text => Object.fromEntries(text.trim().split('\n').map(line => line.split(' ')));

async function growth(small) {
  const large = new Installation('large');
  await small.command('load', ['packs/jepara']);
  say(`growth: ${SMALL} cases`);
  await small.grow('load', SMALL);
  for (const name of ['kentongan.db', 'key']) fs.copyFileSync(path.join(small.data, name), path.join(large.data, name));
  say(`growth: ${LARGE} cases`);
  const took = Number(await large.grow('load', LARGE));
  note(`growth: loading ${thousands(LARGE - SMALL)} cases through intake, s`, took.toFixed(0));
  await small.grow('learn');
  note(`growth: learning from at most 40 000 decisions of ${thousands(LARGE)}, s`, Number(await large.grow('learn')).toFixed(0));
  const asked = { small: [], large: [] };
  for (let turn = 0; turn < TURNS; turn++) {
    asked.small.push(times(await small.grow('ask')));
    asked.large.push(times(await large.grow('ask')));
  }
  for (const [key, name] of Object.entries(NAMES)) {
    if (AT_MOST[key]) continue; // their work grows until there is enough to compare, then no more
    const [from, to] = [asked.small, asked.large].map(list => median(list.map(t => Number(t[key]))));
    row(`growth: ${name}, p50 ${thousands(SMALL)} -> ${thousands(LARGE)}`, `${(to / from).toFixed(2)} x (${from} -> ${to} us)`, '<= 2.00 x', to <= 2 * from);
  }
  const search = median(asked.large.map(t => Number(t.desk_search_p99))) / 1000;
  row(`desk: search by ticket or telephone, recorded, ${thousands(LARGE)} cases, p99`, `${search.toFixed(1)} ms`, '< 20 ms', search < 20);
  for (const [key, most] of Object.entries(AT_MOST)) {
    const p99 = median(asked.large.map(t => Number(t[`${key}_p99`])));
    row(`${NAMES[key]}, p99 at ${thousands(LARGE)}`, `${(p99 / 1000).toFixed(1)} ms`, `< ${most / 1000} ms`, p99 < most);
  }
  await read(large);
  const bytes = large.bytes() / LARGE;
  row('growth: database bytes a case', thousands(bytes), '< 2 000', bytes < 2000);
  return large;
}

// ---- start and memory ----

async function signIn(place) {
  const password = 'kata-sandi-untuk-ukur';
  await place.command('user add', ['ukur', '--role', 'administrator', '--name', 'Ukur', '--password-stdin'], `${password}\n`);
  return async () => {
    const answer = await fetch(`${place.url}/masuk`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ nama: 'ukur', sandi: password }) });
    const cookies = setCookies(answer.headers).map(c => c.split(';')[0]).join('; ');
    if (answer.status !== 303 || !cookies) throw new Error(`signing in answers ${answer.status}`);
    return cookies;
  };
}

function openStream(place, cookie, agent) {
  return new Promise((resolve, reject) => {
    const request = http.get(`${place.url}/console/stream`, { agent, headers: { cookie } }, answer => {
      if (answer.statusCode !== 200) reject(new Error(`the stream answers ${answer.statusCode}`));
      answer.resume();
      answer.once('close', () => { request.over = true; });
      resolve(request);
    });
    request.on('error', reject);
  });
}

async function startAndMemory(large) {
  say('start and memory');
  const enter = await signIn(large);
  const starts = [];
  for (let turn = 0; turn < 3; turn++) {
    starts.push(await large.serve());
    if (turn < 2) await large.stop();
  }
  row(`start: ready with ${thousands(LARGE)} cases, ms`, thousands(median(starts)), '<= 1 000', median(starts) <= 1000);
  const cookie = await enter();
  const agent = new http.Agent({ keepAlive: false, maxSockets: Infinity });
  const streams = [];
  for (let i = 0; i < STREAMS; i++) streams.push(await openStream(large, cookie, agent));
  await wrk(`${large.url}/daftar?banyak=50`, SECONDS, 'list.lua');
  await pause(1000);
  const resident = large.memory('VmRSS');
  if (streams.some(request => request.over)) throw new Error('a stream ended while memory was measured');
  row(`memory: resident with ${thousands(LARGE)} cases, ${STREAMS} event streams and lists read, MB`, resident.toFixed(0), '< 150', resident < 150);
  note('  its highest, MB', large.memory('VmHWM').toFixed(0));
  streams.forEach(request => request.on('error', () => {}).destroy());
  await large.stop();
}

const busy = os.loadavg()[0];
const small = new Installation('small');
await intake();
await startAndMemory(await growth(small));
const cpu = os.cpus();
console.log(`${cpu.length} x ${cpu[0].model}, ${Math.round(os.totalmem() / 2 ** 30)} GB, Linux ${os.release()}, load before ${busy.toFixed(1)}\n`);
console.log(table());
process.exit(rows.some(cells => cells[3] === 'below') ? 1 : 0);
