// The rows of ROUTES in src/web/routes.c as data, so that a test that walks all routes cannot forget
// a new one: { method, pattern, kind, right, flags, names } in the order of the table.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './kentongan.js';

const source = fs.readFileSync(path.join(ROOT, 'src/web/routes.c'), 'utf8');
const table = source.slice(source.indexOf('const Route ROUTES[]'));
const ROW = /\{\s*"([A-Z]+)",\s*"([^"]+)",\s*\w+,\s*ROUTE_(\w+),\s*RIGHT_(\w+),\s*([\w\s|]+?),\s*RATE_\w+\s*\}/g;

export const ROUTES = [...table.matchAll(ROW)].map(([, method, pattern, kind, right, flags]) => ({
  method, pattern, kind, right,
  flags: flags === '0' ? [] : flags.split('|').map(flag => flag.trim().replace('ROUTE_', '')),
  names: [...pattern.matchAll(/:([a-z]+)/g)].map(([, name]) => name),
}));
assert.equal(ROUTES.length, [...table.matchAll(/\{\s*"[A-Z]+",/g)].length, 'every row of ROUTES is understood');
