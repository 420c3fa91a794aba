// Raw bytes to a server and everything it says until it closes: what fetch would not send.
import net from 'node:net';

// parts: strings or Buffers, sent one after the other; a number waits that many milliseconds.
export function raw(port, parts, { limit = 20000, host = '127.0.0.1' } = {}) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, host);
    const heard = [];
    const timer = setTimeout(() => { socket.destroy(); reject(new Error(`no end after ${limit} ms`)); }, limit);
    const finish = () => { clearTimeout(timer); resolve(Buffer.concat(heard).toString('latin1')); };
    socket.on('data', chunk => heard.push(chunk));
    socket.on('error', () => {}); // a reset is an end too
    socket.on('close', finish);
    socket.on('connect', async () => {
      for (const part of [parts].flat()) {
        if (socket.destroyed) return;
        if (typeof part === 'number') await new Promise(done => setTimeout(done, part));
        else socket.write(part);
      }
    });
  });
}

export const status = answer => Number(answer.match(/^HTTP\/1\.1 (\d{3})/)?.[1] || 0);
// How many answers stand in it.
export const answers = answer => (answer.match(/HTTP\/1\.1 \d{3} /g) || []).length;
