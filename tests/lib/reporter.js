// For script/test: one line a test, "ok NAME", "not ok NAME" or "skip NAME # reason", whatever the
// version of Node. Suites and file wrappers are not counted, but a skipped or broken one is.
import path from 'node:path';

const oneLine = text => String(text).replace(/\s+/g, ' ').trim();

// A file is a test of its own in Node 18.
const isFile = data => path.isAbsolute(data.name) || /\.(test|spec)\.m?js$/.test(data.name);
const isGroup = data => data.details?.type === 'suite' || isFile(data);

function reason(error) {
  const cause = error?.cause ?? error;
  const text = typeof cause === 'string' ? cause : cause?.stack || cause?.message || String(cause);
  return text.split('\n').slice(0, 14).map(line => `    ${line}`).join('\n');
}

export default async function* report(source) {
  const names = [];
  for await (const { type, data } of source) {
    if (type === 'test:start') names[data.nesting] = data.name;
    if (type === 'test:stderr' || type === 'test:stdout') yield data.message.replace(/^/gm, '    | ').replace(/ {4}\| $/, '');
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const parents = names.slice(0, data.nesting).filter(name => !isFile({ name }));
    const name = oneLine([...parents, path.basename(data.name) === data.name ? data.name : path.basename(data.name)].join(' > '));
    if (data.skip !== undefined || data.todo !== undefined)
      yield `skip ${name} # ${oneLine(data.skip ?? data.todo).replace(/^skipped:? */, '') || 'no reason given'}\n`;
    else if (type === 'test:fail' && !(isGroup(data) && data.details.error?.failureType === 'subtestsFailed'))
      yield `not ok ${name}\n${reason(data.details.error)}\n`;
    else if (type === 'test:pass' && !isGroup(data))
      yield `ok ${name}\n`;
  }
}
