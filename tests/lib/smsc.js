// A carrier's SMSC by SMPP 3.4, in this process (npm smpp). Bearerbox binds to it as transceiver.
import smpp from 'smpp';

const UDHI = 0x40;
const DELIVERED = 2, UNDELIVERABLE = 5;
const RETRY_MS = 200;

const ucs2 = text => Buffer.from(text, 'utf16le').swap16();
const gsm = text => smpp.encodings.ASCII.encode(text);

// Pieces of at most size bytes; no escape sequence of GSM-7 is torn apart.
function pieces(bytes, size) {
  const all = [];
  for (let at = 0; at < bytes.length;) {
    let stop = Math.min(at + size, bytes.length);
    if (size === 153 && stop < bytes.length && bytes[stop - 1] === 0x1b) stop--;
    all.push(bytes.subarray(at, stop));
    at = stop;
  }
  return all;
}

export class Smsc {
  #server; #sessions = new Set(); #reference = 1; #next = 0x1000; #held = [];
  port = 0;
  submitted = [];                 // every submit_sm: {id, from, to, coding, udh, text, wantsReceipt}
  receipts = 'auto';              // auto, hold (until releaseReceipts), none
  receiptState = 'DELIVRD';       // or UNDELIV, REJECTD ...
  submitStatus = 0;               // command_status of the next answers to submit_sm
  moRefused = 0;

  async listen(port = 0) {
    this.#server = smpp.createServer({}, session => this.#accept(session));
    await new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    this.port = this.#server.address().port;
  }

  get bound() { return [...this.#sessions].some(session => session.bound); }

  // The link is gone and does not come back before listen().
  async close() {
    const closed = new Promise(resolve => this.#server.close(resolve));
    this.#sessions.forEach(session => session.destroy());
    await closed;
  }

  #accept(session) {
    this.#sessions.add(session);
    session.on('error', () => {});
    session.setMaxListeners(0);
    session.on('close', () => this.#sessions.delete(session));
    session.on('bind_transceiver', pdu => {
      session.bound = true;
      session.send(pdu.response({ system_id: 'SMSC' }));
      if (this.receipts === 'auto') this.releaseReceipts();
    });
    session.on('enquire_link', pdu => session.send(pdu.response()));
    session.on('unbind', pdu => { session.send(pdu.response()); session.close(); });
    session.on('submit_sm', pdu => this.#submit(session, pdu));
  }

  #submit(session, pdu) {
    if (this.submitStatus) {
      session.send(pdu.response({ command_status: this.submitStatus }));
      return;
    }
    const id = (this.#next++).toString(16);
    this.submitted.push({
      id, from: pdu.source_addr, to: pdu.destination_addr, coding: pdu.data_coding,
      udh: (pdu.short_message.udh || [])[0], text: pdu.short_message.message,
      wantsReceipt: Boolean(pdu.registered_delivery & 1),
    });
    session.send(pdu.response({ message_id: id }));
    if (!(pdu.registered_delivery & 1) || this.receipts === 'none') return;
    const give = () => this.#giveReceipt(id, pdu).catch(() => this.bound ? setTimeout(give, RETRY_MS) : this.#held.push(give));
    if (this.receipts === 'hold') this.#held.push(give);
    else setTimeout(give, 30);
  }

  #session() {
    const session = [...this.#sessions].find(one => one.bound);
    if (!session) throw new Error('no link to the SMSC');
    return session;
  }

  // A receipt that was refused (nobody connected behind bearerbox), or lost its link before the
  // answer, is given again, as a carrier does.
  async #giveReceipt(id, pdu) {
    const state = this.receiptState, date = '2611221200';
    await this.#deliver({
      esm_class: 4, source_addr: pdu.destination_addr, destination_addr: pdu.source_addr,
      short_message: `id:${id} sub:001 dlvrd:001 submit date:${date} done date:${date} stat:${state} err:000 text:`,
      receipted_message_id: id, message_state: state === 'DELIVRD' ? DELIVERED : UNDELIVERABLE,
    });
  }

  releaseReceipts() {
    const held = this.#held;
    this.#held = [];
    this.receipts = 'auto';
    held.forEach(give => give());
  }

  // What phones received: parts put together, in order of the first part.
  messages() {
    const whole = new Map();
    for (const one of this.submitted) {
      const part = one.udh && one.udh[0] === 0 ? { ref: one.udh[2], count: one.udh[3], number: one.udh[4] } : null;
      const key = part ? `${one.to} ${part.ref} ${part.count}` : one.id;
      const seen = whole.get(key) || { from: one.from, to: one.to, coding: one.coding, texts: [], count: part ? part.count : 1 };
      seen.texts[part ? part.number - 1 : 0] = one.text;
      whole.set(key, seen);
    }
    return [...whole.values()]
      .filter(one => one.texts.filter(text => text !== undefined).length === one.count)
      .map(({ texts, count, ...one }) => ({ ...one, text: texts.join(''), parts: count }));
  }

  #deliver(pdu) {
    return new Promise((resolve, reject) => {
      const session = this.#session();
      session.once('close', () => reject(new Error('the link broke before the answer')));
      session.deliver_sm(pdu, answer => {
        if (answer.command_status === 0) return resolve();
        this.moRefused++;
        reject(new Error(`deliver_sm refused: ${answer.command_status}`));
      });
    });
  }

  // mode: gsm, ucs2 (one PDU), udh (parts with a header, GSM-7 or UCS-2 by gsm7), sar (parts by
  // TLV, GSM-7), payload (TLV over the length of one). only: part numbers to send, reverse: last first.
  async mo({ from, to = '1708', text, mode = 'gsm', gsm7 = false, only = null, reverse = false }) {
    const base = { source_addr: from, destination_addr: to, source_addr_ton: 1, source_addr_npi: 1 };
    const pdus = this.#pdus(base, text, mode, gsm7);
    const chosen = only ? only.map(number => pdus[number - 1]) : pdus;
    if (reverse) chosen.reverse();
    for (const pdu of chosen) await this.#deliver(pdu);
    return chosen.length;
  }

  #pdus(base, text, mode, gsm7) {
    const reference = this.#reference++ & 0xff;
    switch (mode) {
    case 'gsm': return [{ ...base, data_coding: 0, short_message: gsm(text) }];
    case 'ucs2': return [{ ...base, data_coding: 8, short_message: ucs2(text) }];
    case 'payload': return [{ ...base, data_coding: 8, message_payload: ucs2(text) }];
    case 'udh': {
      const parts = gsm7 ? pieces(gsm(text), 153) : pieces(ucs2(text), 134);
      return parts.map((part, i) => ({
        ...base, esm_class: UDHI, data_coding: gsm7 ? 0 : 8,
        short_message: Buffer.concat([Buffer.from([5, 0, 3, reference, parts.length, i + 1]), part]),
      }));
    }
    case 'sar': {
      const parts = pieces(gsm(text), 153);
      return parts.map((part, i) => ({
        ...base, data_coding: 0, short_message: part, sar_msg_ref_num: reference,
        sar_total_segments: parts.length, sar_segment_seqnum: i + 1,
      }));
    }
    default: throw new Error(`no such mode: ${mode}`);
    }
  }
}
