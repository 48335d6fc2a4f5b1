// Bundles the islands into ../src/kondusif/site/static/built. No code splitting by URL, no source maps with paths.
import { build } from "esbuild";
import { cp, mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "src", "kondusif", "site", "static", "built");

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const pages = (await readdir(join(here, "src", "pages"))).filter((f) => f.endsWith(".ts"));
const common = {
  bundle: true,
  minify: true,
  legalComments: "linked",
  logLevel: "warning",
  target: ["es2020", "chrome80", "firefox78", "safari14"],
};
await build({
  ...common,
  entryPoints: pages.map((f) => join(here, "src", "pages", f)),
  outdir: out,
  format: "esm",
  splitting: false,
});
await build({
  ...common,
  entryPoints: [join(here, "src", "theme.css")],
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
