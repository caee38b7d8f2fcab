import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type CheckResult, looked } from "./finding";

/** Written by the build: the SHA-256 of every built-in font, by name. */
const INDEX = "index.json";
const SHOWN = 3;

/** Are the built-in fonts whole? They are what makes PDFs the same on every machine. */
export function checkBuiltInFonts(folder: string): CheckResult {
  const index = readIndex(folder);
  const names = Object.keys(index);
  const damaged = names.filter((name) => hashOf(join(folder, name)) !== index[name]);
  const result = looked("built-in fonts", `${names.length - damaged.length} of ${names.length} whole`);
  if (names.length === 0 || damaged.length > 0) {
    const some = damaged.slice(0, SHOWN).join(", ");
    const more = damaged.length > SHOWN ? ` and ${damaged.length - SHOWN} more` : "";
    result.problems.push({
      code: "fonts-damaged",
      what:
        names.length === 0
          ? `The list of the built-in fonts, ${join(folder, INDEX)}, is missing.`
          : `Built-in fonts are missing or damaged in ${folder}: ${some}${more}.`,
      why: "Text would be printed in other fonts, or as boxes.",
      fix: "In a checkout: npm ci && npm run build. Otherwise install PDFPrompt again.",
    });
  }
  return result;
}

function readIndex(folder: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(join(folder, INDEX), "utf8"));
  } catch {
    return {};
  }
}

function hashOf(file: string): string | undefined {
  try {
    return createHash("sha256").update(readFileSync(file)).digest("hex");
  } catch {
    return undefined;
  }
}

export interface SystemFontPlaces {
  /** Fontconfig's own settings. */
  settings: string;
  /** Where fonts lie. */
  folders: readonly string[];
}

const DEFAULT_PLACES = (home: string): SystemFontPlaces => ({
  settings: "/etc/fonts/fonts.conf",
  folders: ["/usr/share/fonts", "/usr/local/share/fonts", join(home, ".fonts"), join(home, ".local/share/fonts")],
});

/**
 * Has the machine fonts of its own? Built-in templates need none; a whole HTML document that names no built-in font does,
 * and so do running lines. Linux only.
 */
export function checkSystemFonts(
  home: string,
  { settings, folders }: SystemFontPlaces = DEFAULT_PLACES(home),
): CheckResult {
  const files = folders.reduce((sum, folder) => sum + countFonts(folder), 0);
  const result = looked("system fonts", files === 0 ? "none" : `${files}`);
  const why =
    "Headers, footers and HTML documents that bring no fonts are printed in the machine's: without any, as boxes.";
  if (!existsSync(settings)) {
    result.warnings.push({
      code: "fontconfig-missing",
      what: `Fontconfig has no settings: ${settings} is missing.`,
      why,
      fix: "Install the package fontconfig-config (Debian, Ubuntu) or fontconfig (Fedora and others).",
    });
  } else if (files === 0) {
    result.warnings.push({
      code: "fonts-none",
      what: "This machine has no fonts.",
      why,
      fix: "Install some: sudo apt-get install -y fonts-liberation, or sudo dnf install -y liberation-fonts",
    });
  }
  return result;
}

function countFonts(folder: string): number {
  if (!existsSync(folder)) return 0;
  try {
    return readdirSync(folder, { recursive: true }).filter((name) => /\.(ttf|otf|ttc|pfb|woff2?)$/i.test(String(name)))
      .length;
  } catch {
    return 0;
  }
}
