// A real Kannel on free loopback ports, from the configuration that we ship (deploy/kannel), with a
// carrier beside it: an SMSC by SMPP in this process, or Kannel's own fakesmsc.
//
//   const kannel = await startKannel({ smsc: 'smpp' });     // or 'fake'; hook: URL starts smsbox too
//   await kannel.mo('+62811', 'LAPOR ...', { mode: 'udh' });
//   kannel.mt();                                             // [{ from, to, text, parts }]
//   await kannel.killBearerbox(); await kannel.startBearerbox(); await kannel.stop();
//
// kannel.boxPort is where [channel.sms] driver = kannel connects. Without Kannel: kannelMissing().
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Smsc } from './smsc.js';
import { canConnect, end, freePorts, run, until } from './wait.js';

const DEPLOY = fileURLToPath(new URL('../../deploy/kannel/', import.meta.url));
const FAKESMSC = '/usr/lib/kannel/test/fakesmsc';
const PASSWORD = 'uji';

// Why Kannel cannot be started here, or null.
export function kannelMissing() {
  const missing = ['/usr/sbin/bearerbox', '/usr/sbin/smsbox', FAKESMSC].filter(file => !fs.existsSync(file));
  return missing.length ? `${missing.join(', ')} not installed (packages kannel, kannel-extras)` : null;
}

// The text of a Kannel configuration with keys of its groups changed: { group: { key: value } }.
function configure(text, changes) {
  return text.split(/\n(?=group = )/).map(block => {
    const group = (block.match(/^group = (\S+)/m) || [])[1];
    for (const [key, value] of Object.entries(changes[group] || {})) {
      const line = `${key} = ${value}`;
      block = new RegExp(`^${key} =`, 'm').test(block)
        ? block.replace(new RegExp(`^${key} =.*$`, 'm'), line) : `${block.trimEnd()}\n${line}\n`;
    }
    return block;
  }).join('\n');
}

const withoutGroup = (text, group) => text.split(/\n(?=group = )/).filter(block => !block.startsWith(`group = ${group}\n`)).join('\n');

class Kannel {
  #ports; #options; #bearerbox; #smsbox; #fake; #fakeGot = [];
  smsc = null;

  constructor(folder, ports, options) {
    this.folder = folder;
    this.#ports = ports;
    this.#options = options;
  }

  get boxPort() { return this.#ports.box; }
  get sendsmsPort() { return this.#ports.sendsms; }

  async start() {
    fs.mkdirSync(path.join(this.folder, 'store'));
    execFileSync('sqlite3', [path.join(this.folder, 'dlr.db')],
      { input: fs.readFileSync(path.join(DEPLOY, 'dlr.sql')), stdio: ['pipe', 'ignore', 'inherit'] });
    if (this.#options.smsc === 'smpp') {
      this.smsc = new Smsc();
      await this.smsc.listen();
    }
    this.#configure();
    await this.startBearerbox();
    if (this.#options.hook) await this.startSmsbox();
  }

  #configure() {
    let text = fs.readFileSync(path.join(DEPLOY, 'kannel.conf'), 'utf8');
    if (this.#options.smsc === 'fake')
      text = `${withoutGroup(text, 'smsc')}\ngroup = smsc\nsmsc = fake\nsmsc-id = FAKE\nhost = 127.0.0.1\n` +
        `our-host = 127.0.0.1\nconnect-allow-ip = "127.0.0.1"\nport = ${this.#ports.fake}\n`;
    if (this.#options.hook)
      text = `${withoutGroup(text, 'smsbox')}\n${fs.readFileSync(path.join(DEPLOY, 'smsbox.conf'), 'utf8')}`;
    const file = name => JSON.stringify(path.join(this.folder, name));
    fs.writeFileSync(this.#file('kannel.conf'), configure(text, {
      core: {
        'admin-port': this.#ports.admin, 'status-password': PASSWORD, 'admin-password': PASSWORD,
        'smsbox-port': this.#ports.box, 'log-file': file('bearerbox.log'), 'store-location': file('store'),
        'sms-combine-concatenated-mo-timeout': this.#options.combineS, 'sms-resend-freq': this.#options.resendS,
      },
      smsbox: {
        'sendsms-port': this.#ports.sendsms,
        ...(this.#options.hook ? { 'log-file': file('smsbox.log'), 'http-queue-delay': 1 } : {}),
      },
      'sendsms-user': { username: 'uji', password: PASSWORD },
      'sms-service': { 'get-url': JSON.stringify(`${this.#options.hook}?from=%p&to=%P&text=%b&coding=%c&charset=%C&id=%I&ts=%T&smsc=%i&udh=%u`) },
      ...(this.smsc ? { smsc: { port: this.smsc.port, 'reconnect-delay': 1, 'enquire-link-interval': 5 } } : {}),
      'sqlite3-connection': { database: file('dlr.db') },
    }));
  }

  #file(name) { return path.join(this.folder, name); }

  // Lines of bearerbox's status page, for waiting on what it says.
  async status() {
    return (await fetch(`http://127.0.0.1:${this.#ports.admin}/status.txt?password=${PASSWORD}`)).text();
  }

  // Boxes that bearerbox has accepted (it takes one a second).
  async boxes() {
    return ((await this.status()).match(/^ *smsbox:/gm) || []).length;
  }

  async startBearerbox() {
    this.#bearerbox = run('bearerbox', ['-v', '4', this.#file('kannel.conf')]);
    await until('bearerbox', () => canConnect(this.#ports.admin));
    await until('the link to the SMSC', async () => !this.smsc?.port || /\(online/.test(await this.status()));
  }

  killBearerbox() { return end(this.#bearerbox, 'SIGKILL'); }
  stopBearerbox() { return end(this.#bearerbox, 'SIGTERM', 15000); }

  async restart() {
    await this.killBearerbox();
    await this.startBearerbox();
  }

  async startSmsbox() {
    this.#smsbox = run('smsbox', ['-v', '4', this.#file('kannel.conf')]);
    await until('smsbox', () => canConnect(this.#ports.sendsms));
  }

  killSmsbox() { return end(this.#smsbox, 'SIGKILL'); }

  // Resolves when bearerbox has taken the message (then it is in its store or with its box).
  async mo(from, text, options = {}) {
    if (this.smsc) return this.smsc.mo({ from, text, ...options });
    const kind = options.mode === 'ucs2' ? 'ucs2' : 'text';
    const body = kind === 'ucs2'
      ? Buffer.from(text, 'utf16le').swap16().reduce((all, byte) => `${all}%${byte.toString(16).padStart(2, '0')}`, '') : text;
    await this.#startFake(`${from} ${options.to || '1708'} ${kind} ${body}`);
    return 1;
  }

  // fakesmsc sends its message and stays for what comes back; one can be connected at a time.
  async #startFake(message) {
    await end(this.#fake, 'SIGTERM', 1000);
    const before = await this.#received();
    const args = ['-H', '127.0.0.1', '-r', String(this.#ports.fake), '-i', '0.01', '-m', '1', message];
    this.#fake = run(FAKESMSC, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const hear = chunk => {
      said += chunk;
      const lines = said.split('\n');
      said = lines.pop();
      for (const line of lines) {
        const got = line.match(/Got message \d+: <(\S+) (\S+) (\S+) (.*)>$/);
        if (got) this.#fakeGot.push({ from: got[1], to: got[2], kind: got[3], body: got[4] });
      }
    };
    this.#fake.stdout.on('data', hear);
    this.#fake.stderr.on('data', hear);
    await until('the message at bearerbox', async () => await this.#received() > before);
  }

  async #received() {
    return Number((await this.status()).match(/^SMS: received (\d+)/m)[1]);
  }

  // What the phones have received, whole.
  mt() {
    if (this.smsc) return this.smsc.messages();
    return this.#fakeGot.map(({ from, to, kind, body }) => ({
      from, to, parts: 1,
      text: kind === 'ucs-2'
        ? Buffer.from(body.replace(/%([0-9A-F]{2})|\+|(.)/gis, (_, hex, plain) => hex || (plain ? Buffer.from(plain).toString('hex') : '20')), 'hex').swap16().toString('utf16le')
        : body,
    }));
  }

  waitMt(test, ms) {
    return until('an SMS to a phone', () => this.mt().find(test), ms);
  }

  // Messages that bearerbox still keeps on disk, in either direction.
  stored() {
    return fs.readdirSync(path.join(this.folder, 'store'), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).length;
  }

  log() { return fs.readFileSync(this.#file('bearerbox.log'), 'utf8'); }

  async stop() {
    await Promise.all([end(this.#fake, 'SIGKILL'), end(this.#smsbox, 'SIGKILL'), end(this.#bearerbox, 'SIGKILL')]);
    await this.smsc?.close();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

export async function startKannel({ smsc = 'smpp', hook = null, combineS = 5, resendS = 2 } = {}) {
  const [admin, box, sendsms, fake] = await freePorts(4);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kannel-'));
  const kannel = new Kannel(folder, { admin, box, sendsms, fake }, { smsc, hook, combineS, resendS });
  await kannel.start();
  return kannel;
}
