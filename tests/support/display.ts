/** The display of this worker, see xvfb.ts. */
const displays = process.env.PDFPROMPT_TEST_DISPLAYS?.split(",") ?? [];
const display = displays[(Number(process.env.VITEST_POOL_ID) - 1) % displays.length];
if (display !== undefined) {
  process.env.DISPLAY = `:${display}`;
  delete process.env.WAYLAND_DISPLAY;
}
