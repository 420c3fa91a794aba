// A real gammu-smsd with gammu's dummy telephone, from the configuration that we ship (deploy/gammu).
//
//   const gammu = await startGammu();                       // or { service: 'sql', env: {...} }
//   await gammu.mo('+62811', 'LAPOR ...');                  // into the telephone
//   gammu.channel                                            // keys of [channel.sms] for the driver
//   gammu.sent();                                            // what the telephone sent
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { end, run, until } from './wait.js';

const DEPLOY = fileURLToPath(new URL('../../deploy/gammu/', import.meta.url));
const SCHEMA = '/usr/share/doc/gammu-smsd/examples/sqlite.sql';
const FOLDERS = [1, 2, 3, 4, 5];

const hasSqlDriver = () => fs.readdirSync('/usr/lib').some(folder => fs.existsSync(`/usr/lib/${folder}/dbd/libdbdsqlite3.so`));

// Why it cannot be started here, or null.
export function gammuMissing(service = 'files') {
  const missing = ['gammu', 'gammu-smsd'].filter(name => !fs.existsSync(`/usr/bin/${name}`));
  if (service === 'sql' && !hasSqlDriver()) missing.push('libdbd-sqlite3');
  return missing.length ? `not installed: ${missing.join(', ')}` : null;
}

const set = (text, keys) => Object.entries(keys).reduce((all, [key, value]) =>
  new RegExp(`^${key} =`, 'm').test(all) ? all.replace(new RegExp(`^${key} =.*$`, 'm'), `${key} = ${value}`) : `${all}${key} = ${value}\n`, text);

class Gammu {
  #smsd; #options;

  constructor(folder, options) {
    this.folder = folder;
    this.#options = options;
  }

  path(...names) { return path.join(this.folder, ...names); }
  get config() { return this.path('smsd.conf'); }
  get database() { return this.path('smsd.db'); }

  get channel() {
    if (this.#options.service === 'sql')
      return { driver: 'gammu', number: '1708', inject: 'gammu-smsd-inject', inject_config: this.config };
    return { driver: 'gammu', number: '1708', inbox: this.path('inbox'), outbox: this.path('outbox'),
      sent: this.path('sent'), error: this.path('error'), settle_ms: 500 };
  }

  async start() {
    for (const phone of ['phone', 'stage'])
      for (const number of FOLDERS) fs.mkdirSync(this.path(phone, 'sms', String(number)), { recursive: true });
    for (const name of ['inbox', 'outbox', 'sent', 'error']) fs.mkdirSync(this.path(name));
    fs.writeFileSync(this.path('stage.conf'), `[gammu]\nmodel = dummy\nconnection = none\ndevice = ${this.path('stage')}\n`);
    fs.writeFileSync(this.config, set(fs.readFileSync(path.join(DEPLOY, `smsd-${this.#options.service}.conf`), 'utf8')
      .replace('[smsd]', 'model = dummy\n\n[smsd]'), {
      device: this.path('phone'), connection: 'none', logfile: this.path('smsd.log'), debuglevel: 255,
      ...(this.#options.service === 'files' ? {
        inboxpath: this.path('inbox/'), outboxpath: this.path('outbox/'), sentsmspath: this.path('sent/'), errorsmspath: this.path('error/'),
      } : { dbdir: this.folder, runonreceive: path.join(DEPLOY, 'on-receive') }),
      commtimeout: 1, sendtimeout: 5, receivefrequency: 1, checksignal: 0, checkbattery: 0, statusfrequency: 0, multiparttimeout: 5,
    }));
    if (this.#options.service === 'sql') execFileSync('sqlite3', [this.database], { input: fs.readFileSync(SCHEMA) });
    await this.startSmsd();
  }

  async startSmsd() {
    const log = this.path('smsd.log'), before = fs.existsSync(log) ? fs.statSync(log).size : 0;
    const env = { ...process.env, LC_ALL: 'C.UTF-8', GAMMU_DB: this.database, ...this.#options.env };
    this.#smsd = run('gammu-smsd', ['-c', this.config], { env });
    await until('gammu-smsd', () => fs.readFileSync(log, 'utf8').slice(before).includes('Starting phone communication'));
  }

  stopSmsd(signal = 'SIGTERM') { return end(this.#smsd, signal); }

  // A received message in the telephone, in as many parts as it needs.
  async mo(from, text, { unicode = true } = {}) {
    for (const number of FOLDERS) fs.rmSync(this.path('stage', 'sms', String(number)), { recursive: true });
    for (const number of FOLDERS) fs.mkdirSync(this.path('stage', 'sms', String(number)));
    execFileSync('gammu', ['-c', this.path('stage.conf'), 'savesms', 'TEXT', '-folder', '1', '-unread', '-sender', from,
      ...(unicode ? ['-unicode'] : []), '-len', '2000', '-autolen', '2000'],
    { input: text, stdio: ['pipe', 'ignore', 'pipe'], env: { ...process.env, LC_ALL: 'C.UTF-8' } });
    for (const name of fs.readdirSync(this.path('stage', 'sms', '1')).sort()) {
      const message = fs.readFileSync(this.path('stage', 'sms', '1', name), 'latin1').replace(/^PDU = Submit/m, 'PDU = Deliver');
      let slot = 1;
      while (fs.existsSync(this.path('phone', 'sms', '1', String(slot)))) slot++;
      fs.writeFileSync(this.path('incoming'), message, 'latin1');
      fs.renameSync(this.path('incoming'), this.path('phone', 'sms', '1', String(slot)));
    }
  }

  // Files that gammu-smsd says the telephone has sent, each with its number of parts.
  sent() {
    const said = fs.readFileSync(this.path('smsd.log'), 'utf8');
    return [...said.matchAll(/Transmitted (\S+) \(total: (\d+)\) to (\S+),/g)].map(([, file, parts, to]) => ({ file, parts: Number(parts), to }));
  }

  rows(query) {
    return JSON.parse(execFileSync('sqlite3', ['-json', '-cmd', '.timeout 5000', this.database, query], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }) || '[]');
  }

  files(name) { return fs.readdirSync(this.path(name)).filter(file => !file.startsWith('.')); }

  async stop() {
    await end(this.#smsd, 'SIGKILL');
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

export async function startGammu({ service = 'files', env = {} } = {}) {
  const gammu = new Gammu(fs.mkdtempSync(path.join(os.tmpdir(), 'gammu-')), { service, env });
  await gammu.start();
  return gammu;
}
