// The forms of a page, as a browser would find them: { method, action, fields: [{ name, type, value }] }
// with the values that would be sent if nothing were touched.
import { unescaped } from './hostile.js';

function attributes(tag) {
  const found = {};
  for (const [, name, quoted, bare] of tag.matchAll(/([a-z-]+)(?:="([^"]*)"|=([^\s>"]+))?/gi)) found[name.toLowerCase()] ??= unescaped(quoted ?? bare ?? '');
  return found;
}

function fieldsOf(html) {
  const fields = [];
  for (const [, open, inner] of html.matchAll(/(<textarea\b[^>]*>)([^]*?)<\/textarea>/g)) fields.push({ ...attributes(open.slice(9)), type: 'textarea', value: unescaped(inner).replace(/^\n/, '') });
  for (const [, open, inner] of html.matchAll(/(<select\b[^>]*>)([^]*?)<\/select>/g)) {
    const options = [...inner.matchAll(/<option\b([^>]*)>/g)].map(([, tag]) => attributes(tag));
    fields.push({ ...attributes(open.slice(7)), type: 'select', value: (options.find(one => 'selected' in one) ?? options.find(one => one.value) ?? options[0])?.value ?? '' });
  }
  for (const [tag] of html.matchAll(/<(?:input|button)\b[^>]*>/g)) {
    const one = attributes(tag.replace(/^<\w+/, ''));
    const type = tag.startsWith('<button') ? 'submit' : one.type ?? 'text';
    fields.push({ ...one, type, value: one.value ?? (type === 'checkbox' ? 'on' : '') });
  }
  return fields.filter(one => one.name).map(({ name, type, value, checked }) => ({ name, type, value, checked: checked !== undefined }));
}

export function formsOf(html) {
  return [...html.matchAll(/<form\b([^>]*)>([^]*?)<\/form>/g)].map(([, tag, inner]) => {
    const { method = 'get', action = '', enctype = '' } = attributes(tag);
    return { method: method.toUpperCase(), action, enctype, fields: fieldsOf(inner) };
  });
}

// What is sent when nothing was touched, with these changes; of a radio group what is checked.
export function filled(form, changes = {}) {
  const pairs = form.fields.filter(one => one.type !== 'submit' && one.type !== 'file' && !(one.name in changes) && (!['radio', 'checkbox'].includes(one.type) || one.checked))
    .map(({ name, value }) => [name, value]);
  return new URLSearchParams([...pairs, ...Object.entries(changes)]);
}
