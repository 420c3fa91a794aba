// docs/api/openapi.json as a judge: every request and answer of /api/v1 that a test makes is held
// against it, and it remembers which operations and statuses were seen.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { ROOT } from './kentongan.js';

export const DOCUMENT = path.join(ROOT, 'docs/api/openapi.json');
const escape = text => text.replace(/~/g, '~0').replace(/\//g, '~1');

export class Judge {
  seen = new Map(); // operationId -> Set of statuses

  constructor(file = DOCUMENT) {
    this.document = JSON.parse(fs.readFileSync(file, 'utf8'));
    this.ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, coerceTypes: false });
    formats.default ? formats.default(this.ajv) : formats(this.ajv);
    this.ajv.addSchema(this.document, 'api');
    this.operations = Object.entries(this.document.paths).flatMap(([template, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        template, method, operation,
        pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, '([^/]+)')}$`),
      })));
    for (const { operation } of this.operations) this.seen.set(operation.operationId, new Set());
  }

  find(method, pathname) {
    return this.operations.find(one => one.method === method.toLowerCase() && one.pattern.test(pathname));
  }

  resolve(thing) {
    if (!thing?.$ref) return thing;
    return thing.$ref.slice(2).split('/').reduce((at, part) => at[part.replace(/~1/g, '/').replace(/~0/g, '~')], this.document);
  }

  #pointer(thing, pointer) { return thing?.$ref ? `api${thing.$ref}` : `api#${pointer}`; }

  #faults(pointer, value) {
    const validate = this.ajv.getSchema(pointer) ?? this.ajv.compile({ $ref: pointer });
    return validate(value) ? [] : validate.errors.map(error => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
  }

  // What the document has against a request; [] nothing.
  requestFaults(method, url, body) {
    const found = this.find(method, url.pathname);
    if (!found) return [`${method} ${url.pathname} is not in the document`];
    const faults = [], base = `/paths/${escape(found.template)}/${found.method}`;
    const parameters = (found.operation.parameters ?? []).map(one => this.resolve(one)).filter(one => one.in === 'query');
    for (const [name, text] of url.searchParams) {
      const parameter = parameters.find(one => one.name === name);
      if (!parameter) { faults.push(`unknown parameter ${name}`); continue; }
      const type = this.resolve(parameter.schema).type;
      const value = ['integer', 'number'].includes(type) && /^-?[\d.]+$/.test(text) ? Number(text)
        : type === 'boolean' && /^(true|false)$/.test(text) ? text === 'true' : text;
      const validate = this.ajv.compile(parameter.schema.$ref ? { $ref: `api${parameter.schema.$ref}` } : parameter.schema);
      if (text !== '' && !validate(value)) faults.push(`${name}: ${JSON.stringify(validate.errors)}`);
    }
    if (found.operation.requestBody) {
      const media = found.operation.requestBody.content['application/json'];
      faults.push(...this.#faults(this.#pointer(media.schema, `${base}/requestBody/content/application~1json/schema`), body));
    }
    return faults;
  }

  // Holds one exchange against the document.
  judge({ method, url, body, status, headers, answer }) {
    const found = this.find(method, url.pathname);
    assert.ok(found, `${method} ${url.pathname} is not in the document`);
    const { operation } = found, where = `${operation.operationId} ${status}`;
    this.seen.get(operation.operationId).add(status);
    const listed = operation.responses[status];
    assert.ok(listed, `${where} is not in the document: ${JSON.stringify(answer)}`);
    const response = this.resolve(listed), type = headers.get('content-type');
    const content = response.content[type];
    assert.ok(content, `${where} has the type ${type}`);
    const base = listed.$ref ? listed.$ref.slice(1) : `/paths/${escape(found.template)}/${found.method}/responses/${status}`;
    const faults = this.#faults(this.#pointer(content.schema, `${base}/content/${escape(type)}/schema`), answer);
    assert.deepEqual(faults, [], `${where}: ${JSON.stringify(answer)}`);
    for (const [name, header] of Object.entries(response.headers ?? {})) {
      assert.ok(headers.has(name), `${where} lacks ${name}`);
      if (header.schema.pattern) assert.match(headers.get(name), new RegExp(header.schema.pattern));
    }
    if (status < 300) assert.deepEqual(this.requestFaults(method, url, body), [], `${where} took a request that the document refuses`);
    if (type === 'application/problem+json') assert.equal(answer.status, status === 401 ? 403 : status);
  }
}
