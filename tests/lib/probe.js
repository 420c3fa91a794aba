// tests/channel/box_probe: a channel driver alone, driven from here.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { end, run, until } from './wait.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BUILD = path.resolve(ROOT, process.env.KENTONGAN_BUILD || 'build');
const PROGRAM = path.join(BUILD, 'tests/channel/box_probe');

// Why it cannot run, or null.
export const probeMissing = () => fs.existsSync(PROGRAM) ? null : `${path.relative(ROOT, PROGRAM)} is not built`;

class Probe {
  events = [];

  constructor(child) {
    this.child = child;
    let said = '';
    child.stdout.on('data', chunk => {
      said += chunk;
      const lines = said.split('\n');
      said = lines.pop();
      this.events.push(...lines.map(line => JSON.parse(line)));
    });
    this.complaints = '';
    child.stderr.on('data', chunk => { this.complaints += chunk; });
  }

  #say(line) { this.child.stdin.write(line + '\n'); }

  // Events of this kind, those that test is true for.
  all(event, test = () => true) { return this.events.filter(one => one.event === event && test(one)); }

  wait(event, test = () => true, ms = 10000) {
    return until(`event ${event}`, () => this.all(event, test)[0], ms);
  }

  sink(answer) { this.#say(`sink ${answer}`); }
  send(id, to, text) { this.#say(`send ${id} ${to} ${text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')}`); }

  async sent(id, to, text, ms) {
    const before = this.all('sent', one => one.id === id).length;
    this.send(id, to, text);
    return until(`the result of ${id}`, () => this.all('sent', one => one.id === id)[before], ms);
  }

  async health() {
    const before = this.all('health').length;
    this.#say('health');
    return until('health', () => this.all('health')[before]);
  }

  waitUp(ms) { return until('the gateway', async () => (await this.health()).up, ms); }
  kill() { return end(this.child, 'SIGKILL'); }

  async close() {
    this.#say('close');
    await until('the driver to close', () => this.child.exitCode !== null || this.child.signalCode !== null);
    if (this.child.exitCode !== 0) throw new Error(`box_probe ended with ${this.child.exitCode}: ${this.complaints}`);
  }
}

// settings: the keys of [channel.sms].
export async function startProbe(settings) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'probe-'));
  const file = path.join(folder, 'channel.ini');
  fs.writeFileSync(file, `[channel.sms]\n${Object.entries(settings).map(([key, value]) => `${key}=${value}\n`).join('')}`);
  const probe = new Probe(run(PROGRAM, [file, 'channel.sms'], { stdio: 'pipe' }));
  await probe.wait('ready');
  fs.rmSync(folder, { recursive: true });
  return probe;
}
