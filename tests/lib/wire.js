// The wire between a browser and the server, with an address of its own: it counts what passes, and
// can be cut, held, taken over by another, or cut between the server's work and its answer.
import http from 'node:http';

class Wire {
  seen = [];              // "POST /lapor/kirim", as they came
  cut = false;            // nothing passes: connections are refused by a reset
  atAnswer = null;        // called once with the next answer to a path, which then is lost
  instead = null;         // { path, status, headers, body }: what another answers in the server's place
  gates = [];             // { path, open }: requests to a path wait until open resolves

  constructor(target) { this.target = target; }

  count(what) { return this.seen.filter(one => one === what).length; }

  // Requests to path wait; the function that is given back lets them go on.
  hold(path) {
    const gate = { path };
    gate.open = new Promise(resolve => { gate.go = resolve; });
    this.gates.push(gate);
    return () => { this.gates = this.gates.filter(one => one !== gate); gate.go(); };
  }

  // The next answer to path never arrives; work() runs when the server has given it.
  loseAnswer(path, work) { this.atAnswer = { path, work }; }

  async pass(request, response) {
    const path = request.url.split('?')[0];
    this.seen.push(`${request.method} ${path}`);
    const chunks = [];
    request.on('error', () => {});
    response.on('error', () => {});
    for await (const chunk of request) chunks.push(chunk);
    for (const gate of this.gates) if (gate.path === path) await gate.open;
    if (this.cut || response.destroyed) return request.socket.destroy();
    if (this.instead && path.startsWith(this.instead.path || '/')) return response.writeHead(this.instead.status, this.instead.headers).end(this.instead.body);
    const to = new URL(this.target());
    const out = http.request({ host: to.hostname, port: to.port, path: request.url, method: request.method, headers: request.headers }, answer => {
      if (this.atAnswer?.path === path) {
        const { work } = this.atAnswer;
        this.atAnswer = null;
        answer.destroy();
        return Promise.resolve(work()).finally(() => request.socket.destroy());
      }
      response.writeHead(answer.statusCode, answer.headers);
      response.flushHeaders();
      answer.on('error', () => response.destroy());
      answer.pipe(response);
    });
    out.on('error', () => request.socket.destroy());
    response.on('close', () => out.destroy());
    out.end(Buffer.concat(chunks));
  }
}

// target: () => the server's address now. Ends with wire.close().
export async function lay(target) {
  const wire = new Wire(target);
  const server = http.createServer((request, response) => wire.pass(request, response).catch(() => request.socket.destroy()));
  server.on('connection', socket => { if (wire.cut) socket.destroy(); });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  wire.url = `http://127.0.0.1:${server.address().port}`;
  wire.close = () => { server.closeAllConnections(); server.close(); };
  return wire;
}
