// A mailbox and a way out for tests: a real Dovecot (IMAP) and smtp-server (SMTP), both on free
// loopback ports, with a certificate made for the test.
//
//   const mail = await startMail();
//   mail.drop(letter({ subject: 'Lampu padam', text: '...' }));   // as a mail server delivers it
//   await until('an answer', () => mail.sent.length);             // { envelope, raw, headers, text }
//   mail.settings                                                 // of [channel.email]
//
// Without Dovecot: mailMissing().
import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { SMTPServer } from 'smtp-server';
import { canConnect, end, freePorts, run, until } from './wait.js';

const DOVECOT = '/usr/sbin/dovecot';
const IMAP = '/usr/lib/dovecot/imap';
export const OURS = 'lapor@jepara.example';
const USER = 'lapor', PASSWORD = 'kotak-surat-uji';

// Why Dovecot cannot be started here, or null.
export function mailMissing() {
  return fs.existsSync(DOVECOT) && fs.existsSync(IMAP) ? null : 'skipped: Dovecot is not installed (package dovecot-imapd)';
}

function makeCertificate(folder) {
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', path.join(folder, 'key.pem'), '-out', path.join(folder, 'cert.pem')], { stdio: 'ignore' });
  return path.join(folder, 'cert.pem');
}

// Root may start it, or anybody; the mailbox is then nobody's, or his.
function dovecotConfig(folder, ports) {
  const root = process.getuid() === 0;
  const me = root ? 'nobody' : os.userInfo().username;
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
disable_plaintext_auth = yes
default_internal_user = ${root ? 'dovecot' : me}
default_login_user = ${root ? 'dovenull' : me}
default_internal_group = ${root ? 'dovecot' : '$default_internal_user'}
first_valid_uid = 1
mail_location = maildir:${folder}/box/Maildir
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${me} gid=${root ? 'nogroup' : process.getgid()} home=${folder}/box
}
service imap-login {
  ${root ? '' : 'chroot ='}
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = ${ports.imaps}
    ssl = yes
  }
}
${root ? '' : 'service anvil {\n  chroot =\n}'}
namespace inbox {
  inbox = yes
  mailbox Kentongan {
    auto = create
  }
}
`;
}

const unfold = head => head.replace(/\r?\n[ \t]+/g, ' ');

// The text of a mail of ours: one part, quoted-printable or base64.
function readSent(envelope, raw) {
  const text = raw.toString('latin1');
  const cut = text.indexOf('\r\n\r\n');
  const headers = Object.fromEntries(unfold(text.slice(0, cut)).split('\r\n').map(line => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  }));
  const body = text.slice(cut + 4), how = (headers['content-transfer-encoding'] || '').toLowerCase();
  const bytes = how === 'base64' ? Buffer.from(body, 'base64')
    : how === 'quoted-printable' ? Buffer.from(body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), 'latin1')
      : Buffer.from(body, 'latin1');
  return { envelope, raw: text, headers, text: bytes.toString('utf8').replace(/\r\n/g, '\n') };
}

class Mail {
  sent = [];       // what the SMTP server took
  refuse = null;   // ({ stage: 'auth'|'from'|'to'|'data', address }) => null, or { code, text }, or 'silent'
  #dovecot; #smtp; #next = 1;

  async start() {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kt-mail-'));
    fs.chmodSync(this.folder, 0o755);
    this.ca = makeCertificate(this.folder);
    const box = path.join(this.folder, 'box');
    for (const name of ['', 'Maildir', 'Maildir/new', 'Maildir/cur', 'Maildir/tmp']) {
      fs.mkdirSync(path.join(box, name), { recursive: true });
      if (process.getuid() === 0) fs.chownSync(path.join(box, name), 65534, 65534);
    }
    [this.imapPort, this.imapsPort, this.smtpPort] = await freePorts(3);
    fs.writeFileSync(path.join(this.folder, 'dovecot.conf'), dovecotConfig(this.folder, { imap: this.imapPort, imaps: this.imapsPort }));
    await this.startBox();
    await this.startOut();
    return this;
  }

  async startBox() {
    this.#dovecot = run(DOVECOT, ['-F', '-c', path.join(this.folder, 'dovecot.conf')]);
    await until('dovecot listens', () => {
      if (this.#dovecot.exitCode !== null) throw new Error(this.log);
      return canConnect(this.imapsPort);
    });
  }
  stopBox() { return end(this.#dovecot); }

  async startOut() {
    const stage = (name, address, next) => {
      const refusal = this.refuse?.({ stage: name, address });
      if (refusal === 'silent') return;
      next(refusal ? Object.assign(new Error(refusal.text), { responseCode: refusal.code }) : null);
    };
    this.#smtp = new SMTPServer({
      key: fs.readFileSync(path.join(this.folder, 'key.pem')), cert: fs.readFileSync(this.ca), disableReverseLookup: true, logger: false,
      onAuth: (auth, session, done) => stage('auth', '', error => error ? done(error)
        : auth.username === USER && auth.password === PASSWORD ? done(null, { user: USER }) : done(Object.assign(new Error('wrong'), { responseCode: 535 }))),
      onMailFrom: (address, session, done) => stage('from', address.address, done),
      onRcptTo: (address, session, done) => stage('to', address.address, done),
      onData: (stream, session, done) => {
        const chunks = [];
        stream.on('data', chunk => chunks.push(chunk));
        stream.on('end', () => stage('data', '', error => {
          if (!error) this.sent.push(readSent({ from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map(one => one.address) }, Buffer.concat(chunks)));
          done(error);
        }));
      },
    });
    this.#smtp.on('error', () => {});
    await new Promise(resolve => this.#smtp.listen(this.smtpPort, '127.0.0.1', resolve));
  }
  stopOut() { return new Promise(resolve => this.#smtp.close(resolve)); }

  get log() { return fs.readFileSync(path.join(this.folder, 'dovecot.log'), 'utf8').split('\n').slice(-12).join('\n'); }

  // For [channel.email]; STARTTLS for the way out.
  get settings() {
    return { driver: 'email', number: OURS, imap_url: `imaps://localhost:${this.imapsPort}`, smtp_url: `smtp://localhost:${this.smtpPort}`,
      user: USER, password: PASSWORD, ca_file: this.ca };
  }

  // Puts a mail into the mailbox, as a mail server does; folder '.Name' for another than INBOX.
  drop(raw, folder = '') {
    const box = path.join(this.folder, 'box/Maildir', folder), name = `${Date.now()}.${process.pid}_${this.#next++}.uji`;
    const bytes = Buffer.isBuffer(raw) ? raw : Buffer.from(raw, 'utf8');
    fs.writeFileSync(path.join(box, 'tmp', name), bytes);
    if (process.getuid() === 0) fs.chownSync(path.join(box, 'tmp', name), 65534, 65534);
    fs.renameSync(path.join(box, 'tmp', name), path.join(box, 'new', name));
  }

  // Files of the mailbox: those not taken, and those that are \Seen.
  get waiting() { return this.#files().filter(name => !/:2,[A-Z]*S/.test(name)).length; }
  get seen() { return this.#files().filter(name => /:2,[A-Z]*S/.test(name)).length; }
  #files(folder = '') {
    return ['new', 'cur'].flatMap(part => fs.readdirSync(path.join(this.folder, 'box/Maildir', folder, part)));
  }

  // As a mail server does after a repair: nothing is known of what was read, UIDs begin anew.
  rebuild() {
    const box = path.join(this.folder, 'box/Maildir');
    for (const name of fs.readdirSync(path.join(box, 'cur'))) fs.renameSync(path.join(box, 'cur', name), path.join(box, 'new', name.replace(/:2,.*/, '')));
    for (const name of fs.readdirSync(box)) if (name.startsWith('dovecot')) fs.rmSync(path.join(box, name), { recursive: true });
  }
  in(folder) { return this.#files(folder).length; }

  to(address) { return this.sent.filter(one => one.envelope.to.includes(address)); }

  async stop() {
    await this.stopBox();
    await this.stopOut();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

// Takes connections and says nothing, until it is to pass them on to a port.
export async function silentServer() {
  const sockets = new Set();
  let to = 0;
  const server = net.createServer(socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    if (to) {
      const other = net.connect(to, '127.0.0.1').on('error', () => socket.destroy());
      socket.pipe(other).pipe(socket);
    }
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    forwardTo: port => { to = port; },
    stop: () => { sockets.forEach(socket => socket.destroy()); return new Promise(resolve => server.close(resolve)); },
  };
}

export const startMail = () => new Mail().start();

// A mail as a citizen's program writes it. headers: more of them, or others (null: without it).
export function letter({ from = 'Siti Uji <siti@warga.example>', subject = 'Laporan', text = '', id = `<${crypto.randomUUID()}@warga.example>`, headers = {}, type = 'text/plain; charset=utf-8', parts = null } = {}) {
  const all = { From: from, To: OURS, Subject: subject, Date: 'Mon, 23 Nov 2026 08:00:00 +0700', 'Message-ID': id, 'MIME-Version': '1.0', 'Content-Type': type, ...headers };
  let body = text;
  if (parts) {
    all['Content-Type'] = 'multipart/mixed; boundary="batas-uji"';
    body = [`Content-Type: ${type}\r\n\r\n${text}`,
      ...parts.map(part => `Content-Type: ${part.type}; name="${part.name}"\r\nContent-Disposition: attachment; filename="${part.name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${part.bytes.toString('base64').replace(/(.{76})/g, '$1\r\n')}`),
    ].map(part => `--batas-uji\r\n${part}\r\n`).join('') + '--batas-uji--\r\n';
  }
  return Object.entries(all).filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${value}\r\n`).join('') + `\r\n${body.replace(/\r?\n/g, '\r\n')}\r\n`;
}

// The answer to a mail of ours, with what it quotes, as most programs write it.
export const reply = (ours, text, more = {}) => letter({
  subject: /^re:/i.test(ours.headers.subject) ? ours.headers.subject : `Re: ${ours.headers.subject}`,
  text: `${text}\n\nPada Sen, 23 Nov 2026 pukul 08.01 Pemerintah <${OURS}> menulis:\n${ours.text.trim().split('\n').map(line => `> ${line}`).join('\n')}`,
  ...more,
  headers: { 'In-Reply-To': ours.headers['message-id'], References: `${ours.headers.references || ''} ${ours.headers['message-id']}`.trim(), ...more.headers },
});
