// A cloud service that is plainly not the real one: an HTTP server that keeps what it was asked and
// answers by a table that the test changes. fakeTelegram() answers as the Bot API documents,
// fakeGraph() as Meta's Graph API does for WhatsApp, fakePages() as it does for a Facebook page or an
// Instagram account, fakeX() as the API v2 of X does.
import crypto from 'node:crypto';
import http from 'node:http';

class Service {
  #server;

  async start() {
    this.#server = http.createServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const raw = Buffer.concat(chunks);
      const json = request.headers['content-type'] === 'application/json' ? JSON.parse(raw) : null;
      await this.handle({ method: request.method, url: request.url, headers: request.headers, raw, json }, (status, body, headers = {}) => {
        if (response.destroyed) return;
        const bytes = Buffer.isBuffer(body) ? body : JSON.stringify(body);
        response.writeHead(status, { 'content-type': Buffer.isBuffer(body) ? 'image/png' : 'application/json', ...headers }).end(bytes);
      }, response);
    });
    await new Promise(resolve => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${this.#server.address().port}`;
    return this;
  }

  stop() {
    this.#server.closeAllConnections();
    return new Promise(resolve => this.#server.close(resolve));
  }
}

class Telegram extends Service {
  token = '7:PALSU';
  sent = [];              // what sendMessage took: { chat_id, text, ... }
  acknowledged = [];      // callback ids
  hook = null;            // { url, secret_token } after setWebhook
  files = new Map();      // file_id -> Buffer
  refuse = null;          // call => null, or { status, body, headers, silent } instead of an answer
  #updates = []; #next = 1; #message = 100; #waiting = [];

  handle(request, answer, response) {
    const [, token, method] = request.url.match(/^(?:\/file)?\/bot([^/]+)\/(.*)$/) || [];
    if (token !== this.token) return answer(401, { ok: false, error_code: 401, description: 'Unauthorized' });
    const refusal = this.refuse?.({ method, json: request.json });
    if (refusal?.silent) return response.setTimeout(0);
    if (refusal) return answer(refusal.status, refusal.body || { ok: false, description: 'refused' }, refusal.headers);
    const ok = result => answer(200, { ok: true, result });
    if (request.url.startsWith('/file/')) return this.files.has(method) ? answer(200, this.files.get(method)) : answer(404, { ok: false });
    switch (method) {
    case 'getUpdates': return this.#poll(request.json, ok, response);
    case 'setWebhook': this.hook = request.json; return ok(true);
    case 'sendMessage': this.sent.push(request.json); return ok({ message_id: this.#message++, chat: { id: Number(request.json.chat_id) } });
    case 'answerCallbackQuery': this.acknowledged.push(request.json.callback_query_id); return ok(true);
    case 'getFile':
      return this.files.has(request.json.file_id) ? ok({ file_id: request.json.file_id, file_path: request.json.file_id })
        : answer(400, { ok: false, error_code: 400, description: 'Bad Request: invalid file_id' });
    default: return answer(404, { ok: false, error_code: 404, description: 'Not Found' });
    }
  }

  // A higher offset confirms all below it, as documented; otherwise waits for one.
  #poll({ offset = 0, timeout = 0 }, ok, response) {
    this.#updates = this.#updates.filter(update => update.update_id >= offset);
    if (this.#updates.length) return ok(this.#updates);
    const waiter = { give: () => ok(this.#updates) };
    this.#waiting.push(waiter);
    const timer = setTimeout(() => this.#drop(waiter) && ok([]), timeout * 1000);
    response.on('close', () => { clearTimeout(timer); this.#drop(waiter); });
  }

  #drop(waiter) {
    const at = this.#waiting.indexOf(waiter);
    if (at >= 0) this.#waiting.splice(at, 1);
    return at >= 0;
  }

  // An update as the service would give it; message: text, photo, location ...
  update(message, { chat = 4711, name = 'Siti Uji', id = this.#message++ } = {}) {
    const from = { id: chat, is_bot: false, first_name: name };
    return { update_id: this.#next++, message: { message_id: id, from, chat: { id: chat, type: 'private' }, date: 1795000000, ...message } };
  }

  // By long poll.
  say(message, options) {
    const update = this.update(message, options);
    this.#updates.push(update);
    this.#waiting.splice(0).forEach(waiter => waiter.give());
    return update;
  }

  texts(chat = 4711) { return this.sent.filter(one => Number(one.chat_id) === chat).map(one => one.text); }
}

export const fakeTelegram = () => new Telegram().start();

class Graph extends Service {
  token = 'EAA-PALSU'; appSecret = 'app-rahasia-uji'; verifyToken = 'verifikasi-uji'; phoneId = '105';
  sent = [];              // what was posted to /messages
  files = new Map();      // media id -> Buffer
  refuse = null;          // call => null, or { status, body, headers }

  handle(request, answer) {
    if (request.headers.authorization !== `Bearer ${this.token}`)
      return answer(401, { error: { message: 'Invalid OAuth access token.', code: 190 } });
    const refusal = this.refuse?.(request);
    if (refusal) return answer(refusal.status, refusal.body, refusal.headers);
    const name = request.url.slice(1);
    if (request.method === 'POST' && name === `${this.phoneId}/messages`) {
      this.sent.push(request.json);
      return answer(200, { messaging_product: 'whatsapp', messages: [{ id: `wamid.OUT${this.sent.length}` }] });
    }
    if (name.startsWith('file/')) return this.files.has(name.slice(5)) ? answer(200, this.files.get(name.slice(5))) : answer(404, {});
    if (this.files.has(name)) return answer(200, { url: `${this.url}/file/${name}`, mime_type: 'image/png', id: name });
    return answer(400, { error: { message: 'Unsupported get request.', code: 100 } });
  }

  sign(body, key = this.appSecret) {
    return { 'x-hub-signature-256': `sha256=${crypto.createHmac('sha256', key).update(body).digest('hex')}`, 'content-type': 'application/json' };
  }

  // A webhook's body as documented; value: { messages } or { statuses }.
  event(value) {
    const metadata = { display_phone_number: '15550783881', phone_number_id: this.phoneId };
    return JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } }] }] });
  }

  message(id, body, from = '6281234567890') {
    return this.event({ contacts: [{ profile: { name: 'Siti Uji' }, wa_id: from }], messages: [{ from, id, timestamp: '1795000000', ...body }] });
  }
}

export const fakeGraph = () => new Graph().start();

class Pages extends Service {
  token = 'EAA-PALSU'; appSecret = 'app-rahasia-uji'; verifyToken = 'verifikasi-uji'; account = '7700';
  sent = [];              // private messages: { recipient, message, tag ... }
  replies = [];           // public ones: { at: 'ID/comments', message ... }
  things = new Map();     // 'ID?fields=...' or ID -> what a GET of it answers
  pictures = new Map();   // name -> Buffer, without a token
  refuse = null;          // request => null, or { status, body, headers, silent }

  constructor(object) { super(); this.object = object; }

  handle(request, answer, response) {
    const at = decodeURIComponent(request.url.slice(1));
    if (at.startsWith('gambar/')) return this.pictures.has(at.slice(7)) ? answer(200, this.pictures.get(at.slice(7))) : answer(404, {});
    if (request.headers.authorization !== `Bearer ${this.token}`)
      return answer(401, { error: { message: 'Invalid OAuth access token.', type: 'OAuthException', code: 190 } });
    const refusal = this.refuse?.(request);
    if (refusal?.silent) return response.setTimeout(0);
    if (refusal) return answer(refusal.status, refusal.body ?? {}, refusal.headers);
    if (request.method === 'POST' && at === `${this.account}/messages`) {
      this.sent.push(request.json);
      return answer(200, { recipient_id: request.json.recipient.id, message_id: `m_OUT${this.sent.length}` });
    }
    if (request.method === 'POST') {
      this.replies.push({ at, ...request.json });
      return answer(200, { id: `balasan_${this.replies.length}` });
    }
    const thing = this.things.get(at) ?? this.things.get(at.split('?')[0]);
    return thing ? answer(200, thing) : answer(400, { error: { message: 'Unsupported get request.', code: 100 } });
  }

  sign(body, key = this.appSecret) {
    return { 'x-hub-signature-256': `sha256=${crypto.createHmac('sha256', key).update(body).digest('hex')}`, 'content-type': 'application/json' };
  }

  event(entry) { return JSON.stringify({ object: this.object, entry: [{ id: this.account, time: 1795000000, ...entry }] }); }

  // A private message as documented; message: { text }, { attachments } ...
  message(mid, message, from = '900100') {
    return this.event({ messaging: [{ sender: { id: from }, recipient: { id: this.account }, timestamp: 1795000000123, message: { mid, ...message } }] });
  }

  change(field, value) { return this.event({ changes: [{ field, value }] }); }

  // A comment under a post of ours.
  comment(id, text, from = { id: '900200', name: 'Siti Uji', username: 'siti.uji' }) {
    return this.object === 'instagram'
      ? this.change('comments', { id, text, from: { id: from.id, username: from.username }, media: { id: '5500', media_product_type: 'FEED' } })
      : this.change('feed', { item: 'comment', verb: 'add', comment_id: id, post_id: `${this.account}_1`, parent_id: `${this.account}_1`, created_time: 1795000000, message: text, from: { id: from.id, name: from.name } });
  }
}

export const fakePages = object => new Pages(object).start();

class X extends Service {
  token = 'AAA-PALSU'; account = '1'; pageSize = 100;
  keys = { consumer_key: 'ck', consumer_secret: 'cs', access_token: 'at', access_secret: 'as' };
  posts = [];             // { id, author_id, text, ... }; every search meets all that hold one of its words
  mentions = []; messages = [];
  users = [{ id: '7', username: 'siti_01', name: 'Siti Uji' }, { id: '8', username: 'rani', name: 'Rani Uji' }];
  media = []; originals = [];
  asked = [];             // URL of each GET
  replies = []; sent = []; // POSTs: public, private
  pictures = new Map();
  refuse = null;          // request => null, or { status, body, headers, silent, cut }

  handle(request, answer, response) {
    const url = new URL(request.url, this.url);
    if (url.pathname.startsWith('/gambar/')) return this.pictures.has(url.pathname.slice(8)) ? answer(200, this.pictures.get(url.pathname.slice(8))) : answer(404, {});
    const asAccount = request.method === 'POST' || url.pathname === '/2/dm_events';
    if (asAccount ? !this.#isSigned(request, url) : request.headers.authorization !== `Bearer ${this.token}`)
      return answer(401, { title: 'Unauthorized', detail: 'Unauthorized', status: 401 });
    if (request.method === 'GET') this.asked.push(url);
    const refusal = this.refuse?.(request, url);
    if (refusal?.silent) return response.setTimeout(0);
    if (refusal?.cut) return response.writeHead(200, { 'content-type': 'application/json', 'content-length': '900' }).end('{"data":[{"id":"99","te');
    if (refusal) return answer(refusal.status, refusal.body ?? {}, refusal.headers);
    if (request.method === 'POST') return this.#take(request.json, url, answer);
    if (url.pathname === '/2/tweets/search/recent') return this.#list(this.#found(url), url, answer);
    if (url.pathname === `/2/users/${this.account}/mentions`) return this.#list(this.mentions, url, answer);
    if (url.pathname === '/2/dm_events') return this.#list(this.messages, url, answer);
    return answer(404, { title: 'Not Found' });
  }

  // OAuth 1.0a, written apart from ours.
  #isSigned(request, url) {
    const given = Object.fromEntries([...(request.headers.authorization ?? '').matchAll(/(oauth_\w+)="([^"]*)"/g)].map(([, name, value]) => [name, decodeURIComponent(value)]));
    const { oauth_signature: signature, ...rest } = given;
    const code = text => encodeURIComponent(text).replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
    const pairs = [...Object.entries(rest), ...url.searchParams].map(([name, value]) => `${code(name)}=${code(value)}`).sort().join('&');
    const base = [request.method, code(url.origin + url.pathname), code(pairs)].join('&');
    return rest.oauth_consumer_key === this.keys.consumer_key && rest.oauth_token === this.keys.access_token &&
      signature === crypto.createHmac('sha1', `${this.keys.consumer_secret}&${this.keys.access_secret}`).update(base).digest('base64');
  }

  #take(json, url, answer) {
    if (url.pathname === '/2/tweets') this.replies.push(json);
    else this.sent.push({ to: url.pathname.match(/with\/(.+)\/messages/)[1], ...json });
    return answer(201, { data: { id: String(9000 + this.replies.length) } });
  }

  #found(url) {
    const words = [...url.searchParams.get('query').match(/^\(([^)]*)\)/)[1].matchAll(/"([^"]*)"|[#@]\w+/g)].map(([all, phrase]) => (phrase ?? all).toLowerCase());
    return this.posts.filter(post => words.some(word => post.text.toLowerCase().includes(word)));
  }

  // Newest first, in pages, above since_id: as documented.
  #list(all, url, answer) {
    const since = BigInt(url.searchParams.get('since_id') || 0);
    const found = all.filter(one => BigInt(one.id) > since).sort((a, b) => BigInt(a.id) < BigInt(b.id) ? 1 : -1);
    const from = Number(url.searchParams.get('next_token') ?? url.searchParams.get('pagination_token') ?? 0);
    const data = found.slice(from, from + this.pageSize);
    const more = from + this.pageSize < found.length;
    answer(200, {
      ...(data.length ? { data, includes: { users: this.users, media: this.media, tweets: this.originals } } : {}),
      meta: { result_count: data.length, ...(data.length ? { newest_id: data[0].id, oldest_id: data.at(-1).id } : {}), ...(more ? { next_token: String(from + this.pageSize) } : {}) },
    });
  }
}

export const fakeX = () => new X().start();
