import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Serves or builds the window over a made-up queue. See renderer/README.md. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  publicDir: false,
  plugins: [react()],
  server: { fs: { allow: [fileURLToPath(new URL("../..", import.meta.url))] } },
  build: {
    target: "chrome130",
    rolldownOptions: { input: fileURLToPath(new URL("preview.html", import.meta.url)) },
  },
});
