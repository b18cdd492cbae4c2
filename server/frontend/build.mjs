// Bundles the scripts of the pages into server/static/built, one file for each page that has one.
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const target = fileURLToPath(new URL("../static/built", import.meta.url));
await rm(target, { recursive: true, force: true });
await build({
  absWorkingDir: fileURLToPath(new URL(".", import.meta.url)),
  entryPoints: { find: "src/find.ts", sparql: "src/sparql.ts" },
  outdir: target,
  bundle: true,
  format: "esm",
  splitting: true, // what only some answers need, such as the graph view, is loaded for those
  minify: true,
  target: "es2022",
  legalComments: "linked",
  logLevel: "warning",
});
