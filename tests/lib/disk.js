// A small disk for a command: a tmpfs of its own, in a mount namespace that goes with the process.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const UNSHARE = ['--mount', ...(process.getuid() === 0 ? [] : ['--user', '--map-root-user'])];

// Why there can be none, or false.
export const noSmallDisk = () => spawnSync('unshare', [...UNSHARE, 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0 ? false
  : 'skipped: no mount namespaces (unshare --mount)';

// [program, arguments] of a command that finds folder to be an empty disk of so many kB.
export const onSmallDisk = (folder, kilobytes, program, args) => ['unshare', [...UNSHARE, 'sh', '-c',
  'mount -t tmpfs -o size="$1k" none "$2" && shift 2 && exec "$@"', 'sh', String(kilobytes), folder, program, ...args]];

// The same, run to its end; what then lies on the disk is in left.
export function runOnSmallDisk(folder, kilobytes, program, args, options = {}) {
  const script = '"$@"; code=$?; echo "left: $(ls -A "$LEFT" | tr "\\n" " ")"; exit $code';
  const [command, words] = onSmallDisk(folder, kilobytes, 'sh', ['-c', script, 'sh', program, ...args]);
  const done = spawnSync(command, words, { encoding: 'utf8', ...options, env: { ...process.env, ...options.env, LEFT: folder } });
  return { ...done, left: done.stdout.match(/left: (.*)$/m)?.[1].split(' ').filter(Boolean) };
}

// How the process with this id sees a path; and what goes before a command that is to see it so too.
export const seenBy = (pid, folder) => path.join(`/proc/${pid}/root`, folder);
export const beside = pid => ['nsenter', ['--target', String(pid), ...(process.getuid() === 0 ? [] : ['--user', '--preserve-credentials']), '--mount']];
