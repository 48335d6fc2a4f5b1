// Bundles the islands into ../src/kondusif/site/static/built. No code splitting by URL, no source maps with paths.
import { build } from "esbuild";
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const built = join(here, "..", "src", "kondusif", "site", "static", "built");
// Made beside it and swapped in at the end: a failed build leaves the last good one.
const out = `${built}.new-${process.pid}`;

await mkdir(out, { recursive: true });

const pages = (await readdir(join(here, "src", "pages"))).filter((f) => f.endsWith(".ts"));
const common = {
  bundle: true,
  minify: true,
  legalComments: "linked",
  logLevel: "warning",
  logLimit: 5,
  target: ["es2020"],
};
await build({
  ...common,
  entryPoints: pages.map((f) => join(here, "src", "pages", f)),
  outdir: out,
  format: "esm",
  splitting: true,
  chunkNames: "chunk-[hash]",
});
await build({
  ...common,
  entryPoints: [join(here, "src", "theme.css"), join(here, "src", "map.css")],
  outdir: out,
  loader: { ".woff2": "file" },
  assetNames: "[name]",
});
await build({
  ...common,
  entryPoints: [join(here, "node_modules", "htmx.org", "dist", "htmx.esm.js")],
  outfile: join(out, "htmx.js"),
  format: "esm",
});
// The map library starts its worker from a URL of its own.
for (const file of ["maplibre-gl-worker.mjs"]) {
  await cp(join(here, "node_modules", "maplibre-gl", "dist", file), join(out, file));
}
// The server hands out the .gz beside a file to whoever takes it: a phone on 2G waits a quarter of the time.
for (const file of (await readdir(out)).filter((name) => /\.(m?js|css)$/.test(name))) {
  await writeFile(join(out, `${file}.gz`), gzipSync(await readFile(join(out, file)), { level: 9 }));
}
await rm(built, { recursive: true, force: true });
await rename(out, built);
