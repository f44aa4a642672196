/// <reference types="vitest/config" />
// Builds the pages into the Python package, which serves them; `npm run dev` serves them from source, with the API of
// a `hotseat serve` that runs beside it.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = "http://127.0.0.1:8765";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../src/hotseat/web/pages",
    emptyOutDir: true,
    manifest: true, // tests/test_building_pages.py weighs the first page by it
    license: { fileName: "THIRD-PARTY-LICENSES.txt" }, // of the packages that are in the bundle; linked in the footer
    assetsInlineLimit: 0, // no data: addresses, so the Content-Security-Policy need not allow them
    modulePreload: { polyfill: false },
    rolldownOptions: { checks: { pluginTimings: false } }, // on a slow machine it would advise on profiling the build
    chunkSizeWarningLimit: 700, // kB before compression; the hot seat's editors are the large ones, and load with it alone
  },
  server: {
    proxy: { "/api": { target: server, ws: true } },
    fs: { allow: [".", "../src/hotseat/design"] }, // the design language's JSON Schema, which the hot seat reads
  },
  test: { environment: "happy-dom", setupFiles: "./src/testing.ts" },
});
