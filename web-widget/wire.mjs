// Makes client/wire.ts from ../protocol/schema, so that no type of the contract is written twice.
// `node wire.mjs` writes it; `node wire.mjs --check` fails when the file differs from the schemas.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const schemas = new URL('../protocol/schema/', import.meta.url);
const target = new URL('./client/wire.ts', import.meta.url);

const shared = new Map(); // name of a $defs entry → its type
const methods = new Map(); // method → {params, result}
const notifications = new Map();
const others = new Map();

const quoted = (name) => (/^[a-z_]\w*$/i.test(name) ? name : `'${name}'`);
const union = (types) => [...new Set(types)].join(' | ');
const list = (type) => (/[ |]/.test(type) && !type.startsWith('{') ? `(${type})[]` : `${type}[]`);

function typeOf(schema) {
  if (schema.$ref) return schema.$ref.split('/').pop();
  if (schema.anyOf) return union(schema.anyOf.map(typeOf));
  if ('const' in schema) return literal(schema.const);
  if (schema.enum) return union(schema.enum.map(literal));
  if (schema.type === 'array') return schema.maxItems === 0 ? '[]' : list(typeOf(schema.items));
  if (schema.type === 'object') return objectOf(schema);
  if (schema.type === 'integer') return 'number';
  if (['string', 'number', 'boolean', 'null'].includes(schema.type)) return schema.type;
  throw new Error(`no type for ${JSON.stringify(schema)}`);
}

const literal = (value) => (typeof value === 'string' ? `'${value}'` : String(value));

function objectOf({ properties = {}, required = [], additionalProperties }) {
  const members = Object.entries(properties).map(([name, schema]) => {
    return `${quoted(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)};`;
  });
  // Beside named members an index type would have to hold theirs as well.
  if (additionalProperties)
    members.push(`[key: string]: ${members.length ? 'unknown' : typeOf(additionalProperties)};`);
  return members.length ? `{ ${members.join(' ')} }` : 'Record<string, never>';
}

function read(file) {
  const schema = JSON.parse(readFileSync(new URL(file, schemas)));
  for (const [name, entry] of Object.entries(schema.$defs ?? {})) {
    const type = typeOf(entry);
    if ((shared.get(name) ?? type) !== type) throw new Error(`${file}: ${name} is described twice, differently`);
    shared.set(name, type);
  }
  const name = file.replace(/\.json$/, '');
  const method = /^(.+)\.(params|result)$/.exec(name);
  if (method) methods.set(method[1], { ...methods.get(method[1]), [method[2]]: typeOf(schema) });
  else if (name.startsWith('notify.')) notifications.set(name.slice('notify.'.length), typeOf(schema));
  else if (!name.startsWith('event.')) others.set(name, typeOf(schema)); // events are in LogEvent and NotesEvent
}

function render() {
  const camel = (name) =>
    name.replace(/(^|\.)(\w)/g, (_, __, letter) => letter.toUpperCase()).replace(/^Error$/, 'WireError');
  const sorted = (map) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    '// Made by wire.mjs from ../protocol/schema; not to be edited.',
    '// Long because it is the whole contract.',
    ...sorted(shared).map(([name, type]) => `export type ${name} = ${type};`),
    ...sorted(others).map(([name, type]) => `export type ${camel(name)} = ${type};`),
    'export interface Methods {',
    ...sorted(methods).map(
      ([name, { params, result }]) => `  ${quoted(name)}: { params: ${params}; result: ${result} };`,
    ),
    '}',
    'export interface Notifications {',
    ...sorted(notifications).map(([name, type]) => `  ${quoted(name)}: ${type};`),
    '}',
    '',
  ].join('\n');
}

readdirSync(schemas)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .forEach(read);
const made = render();
if (!process.argv.includes('--check')) writeFileSync(target, made);
else if (made !== readFileSync(target, 'utf8')) {
  console.error('client/wire.ts is not what protocol/schema says: run node wire.mjs');
  process.exit(1);
}
