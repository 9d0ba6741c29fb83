// Builds the islands and style sheets into the Python package: names with a hash of the content,
// compressed twins, a manifest for the templates, and the licences of all that is bundled.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const dist = resolve(here, "../src/judgebox/web/static/dist");
const SCRIPTS = ["src/app.ts", "src/workbench.tsx", "src/follow.tsx", "src/source.ts"];
const STYLES = ["styles/style.css", "styles/math.css"];
const ENTRY_POINTS = [...SCRIPTS, ...STYLES];
const COMPRESSIBLE = new Set([".js", ".css", ".svg"]);

// KaTeX offers each font in three formats; every browser that runs these pages reads the first.
const oneFontFormat = {
  name: "one-font-format",
  setup(build) {
    build.onLoad({ filter: /katex(\.min)?\.css$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\([^)]*\)/g, ""),
      loader: "css",
      resolveDir: dirname(path),
    }));
  },
};

const shared = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  metafile: true,
  outdir: dist,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  legalComments: "none",
  logLevel: "warning",
  target: ["chrome123", "firefox120", "safari17.5"],
};

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

const scripts = await esbuild.build({
  ...shared,
  entryPoints: SCRIPTS,
  format: "esm",
  splitting: true,
  jsx: "automatic",
  jsxImportSource: "preact",
  // KaTeX and CodeMirror choose their production code by this.
  define: { "process.env.NODE_ENV": '"production"' },
});
const styles = await esbuild.build({
  ...shared,
  entryPoints: STYLES,
  loader: { ".woff2": "file" },
  plugins: [oneFontFormat],
});

const entries = {};
const imports = {};
for (const [path, output] of Object.entries({ ...scripts.metafile.outputs, ...styles.metafile.outputs })) {
  if (!ENTRY_POINTS.includes(output.entryPoint)) continue;
  const name = basename(output.entryPoint).replace(/\.tsx?$/, ".js");
  entries[name] = basename(path);
  imports[name] = output.imports.filter((each) => each.kind === "import-statement").map((each) => basename(each.path));
}

const icon = readFileSync(join(here, "icon.svg"));
entries["icon.svg"] = `icon-${createHash("sha256").update(icon).digest("hex").slice(0, 8)}.svg`;
writeFileSync(join(dist, entries["icon.svg"]), icon);

for (const name of readdirSync(dist)) {
  if (!COMPRESSIBLE.has(extname(name))) continue;
  const content = readFileSync(join(dist, name));
  writeFileSync(join(dist, `${name}.gz`), gzipSync(content, { level: 9 }));
  writeFileSync(
    join(dist, `${name}.br`),
    brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  );
}

writeFileSync(join(dist, "LICENSES.txt"), licences(Object.keys({ ...scripts.metafile.inputs, ...styles.metafile.inputs })));

const manifest = { entries, imports, files: readdirSync(dist).sort() };
// Written last: whoever finds it finds all that it names.
writeFileSync(join(dist, "manifest.json"), JSON.stringify(manifest, null, 1));

function licences(inputs) {
  const packages = new Set();
  for (const input of inputs) {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) packages.add(found[1]);
  }
  const texts = [...packages].sort().map((name) => {
    const folder = join(here, "node_modules", name);
    const facts = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = ["LICENSE", "LICENSE.md", "LICENSE.txt", "license"].find((each) => existsSync(join(folder, each)));
    if (!file) throw new Error(`package ${name} has no licence file`);
    return `${name} ${facts.version} (${facts.license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  });
  return ["Packages whose code is in the scripts, style sheets and fonts of these pages.\n", ...texts].join(`\n${"-".repeat(80)}\n\n`);
}
