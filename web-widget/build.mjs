// Builds everything a browser loads into one folder: `node build.mjs [--out DIR] [--watch]`, by default ../build/web.
//   widget.js            the loader, short cached; knows the widget's hashed name
//   widget/NAME-HASH.js  the widget, immutable
//   console/, demo/      pages with hashed assets
// Every text file gets a .gz twin, which the server prefers. Fails when the loader is over its budget.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';

const { values } = parseArgs({ options: { out: { type: 'string' }, watch: { type: 'boolean' } } });
const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(values.out ?? join(here, '../build/web'));
const budgets = { 'widget.js': 2048 }; // bytes of gzip: what every page view pays

// A style sheet imported by a script is its text.
const sheets = {
  name: 'sheets',
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const built = await esbuild.build({ entryPoints: [path], bundle: true, minify: true, write: false });
      return { contents: built.outputFiles[0].text, loader: 'text' };
    });
  },
};

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  sourcemap: false,
  target: ['chrome111', 'firefox113', 'safari16.4'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  charset: 'utf8',
  legalComments: 'none',
  metafile: true,
};

const hashed = (from, to, more) => ({
  ...common,
  entryPoints: from,
  outdir: join(out, to),
  entryNames: '[name]-[hash]',
  ...more,
});

// The name under which an entry point was written, relative to the output folder.
function written({ metafile }, entry) {
  const found = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === entry);
  return relative(out, resolve(here, found[0]));
}

// The page of a folder, with each `name.js` and `name.css` it mentions replaced by the hashed name.
function page(folder, entries, result) {
  let html = readFileSync(join(here, folder, 'index.html'), 'utf8');
  for (const entry of entries) {
    const plain = basename(entry).replace(/\.tsx?$/, '.js');
    html = html.replaceAll(`"${plain}"`, `"${basename(written(result, entry))}"`);
  }
  writeFileSync(join(out, folder, 'index.html'), html);
}

async function pages(folder, entries, more = {}) {
  const result = await esbuild.build(hashed(entries, folder, { format: 'esm', splitting: true, ...more }));
  page(folder, entries, result);
  return result;
}

async function build() {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const widget = await esbuild.build(hashed(['widget/widget.tsx'], 'widget', { format: 'esm', plugins: [sheets] }));
  const define = { WIDGET_PATH: JSON.stringify(`/${written(widget, 'widget/widget.tsx')}`) };
  await esbuild.build({
    ...common,
    entryPoints: ['loader/loader.ts'],
    outfile: join(out, 'widget.js'),
    format: 'iife',
    plugins: [sheets],
    define,
  });
  await pages('console', ['console/console.tsx', 'console/console.css', 'console/heartbeat.ts']);
  await pages('demo', ['demo/demo.ts', 'demo/demo.css']);
}

function compress(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) compress(path);
    else if (/\.(html|css|js|svg|json)$/.test(entry.name)) {
      const packed = gzipSync(readFileSync(path), { level: 9 });
      writeFileSync(`${path}.gz`, packed);
      const name = relative(out, path);
      console.log(`${String(packed.length).padStart(7)}  ${name}`);
      if (packed.length > (budgets[name] ?? Number.POSITIVE_INFINITY)) {
        console.error(`${name} is over its budget of ${budgets[name]} bytes (gzip)`);
        process.exitCode = 1;
      }
    }
  }
}

await build();
compress(out);
