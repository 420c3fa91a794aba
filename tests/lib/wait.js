// Waiting for a condition with a limit, free loopback ports, and processes that end with the test.
import { spawn } from 'node:child_process';
import net from 'node:net';

export const pause = ms => new Promise(resolve => setTimeout(resolve, ms));

// Resolves with the first truthy answer of ask (may be async, may throw); fails after ms.
export async function until(what, ask, ms = 30000) {
  const end = Date.now() + ms;
  let last;
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    await pause(25);
  }
  throw new Error(`waited ${ms} ms in vain for ${what}${last ? ': ' + last.message : ''}`);
}

export async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, () => new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  })));
  const ports = servers.map(server => server.address().port);
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
  return ports;
}

export const canConnect = port => new Promise(resolve => {
  const socket = net.connect(port, '127.0.0.1');
  socket.once('connect', () => { socket.destroy(); resolve(true); });
  socket.once('error', () => resolve(false));
});

const running = new Set();
process.once('exit', () => running.forEach(child => child.kill('SIGKILL')));

// A child process that is killed with the test at the latest; child.ended resolves when it is gone.
export function run(command, args, options = {}) {
  const child = spawn(command, args, { stdio: 'ignore', ...options });
  running.add(child);
  child.ended = new Promise(resolve => {
    child.once('close', () => { running.delete(child); resolve(); });
    child.once('error', error => { running.delete(child); child.failure = error; resolve(); });
  });
  return child;
}

// Ends it by signal and waits; by SIGKILL when it takes longer than ms.
export async function end(child, signal = 'SIGTERM', ms = 5000) {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), ms);
  await child.ended;
  clearTimeout(timer);
}
