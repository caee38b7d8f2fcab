import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { closeSync, constants, fchmodSync, fstatSync, openSync, readFileSync, writeSync } from "node:fs";

const TOKEN_BYTES = 32;
/** Fewer could be guessed. */
const LEAST_CHARACTERS = 32;
const TOKEN = /^[A-Za-z0-9._~+/=-]+$/;

/** A token that nobody can guess. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

/** What is wrong with a token of the user's own, as the rest of a sentence; undefined where nothing is. */
export function tokenProblem(token: string): string | undefined {
  if (token.length < LEAST_CHARACTERS) return `is shorter than ${LEAST_CHARACTERS} characters and could be guessed`;
  if (token.length > 1000) return "is longer than 1000 characters";
  return TOKEN.test(token) ? undefined : "has characters other than letters, digits and . _ ~ + / = -";
}

/**
 * The token in a file that only its owner may read; where there is no such file, it is made.
 * @throws Error with a sentence that says what is wrong with the file
 */
export function tokenFromFile(file: string): string {
  return create(file) ?? read(file);
}

function create(file: string): string | undefined {
  let descriptor: number;
  try {
    // Exclusive: never into a file, or through a link, of somebody else.
    descriptor = openSync(file, "wx", 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return undefined;
    throw new Error(`The token file ${file} cannot be made: ${(error as Error).message}`);
  }
  try {
    fchmodSync(descriptor, 0o600);
    const token = newToken();
    writeSync(descriptor, `${token}\n`);
    return token;
  } finally {
    closeSync(descriptor);
  }
}

function read(file: string): string {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw new Error(`The token file ${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    const info = fstatSync(descriptor);
    if (!info.isFile()) throw new Error(`The token file ${file} is not a regular file.`);
    const isOpenToOthers = process.platform !== "win32" && (info.mode & 0o077) !== 0;
    if (isOpenToOthers) throw new Error(`The token file ${file} can be read by others. Run: chmod 600 "${file}"`);
    const token = readFileSync(descriptor, "utf8").trim();
    const problem = tokenProblem(token);
    if (problem) throw new Error(`The token in ${file} ${problem}. Remove the file to have a new one made.`);
    return token;
  } finally {
    closeSync(descriptor);
  }
}

/** Compares tokens in a time that depends neither on where they differ nor on how long they are. */
export class TokenCheck {
  /** Of this process: digests of what strangers send are worth nothing to them. */
  readonly #key = randomBytes(TOKEN_BYTES);
  readonly #wanted: Buffer;

  constructor(token: string) {
    this.#wanted = this.#digest(token);
  }

  /** Whether an `Authorization` header brings the token. */
  accepts(header: string | undefined): boolean {
    const given = /^Bearer ([^\s]+)$/i.exec(header ?? "")?.[1] ?? "";
    return timingSafeEqual(this.#digest(given), this.#wanted);
  }

  #digest(text: string): Buffer {
    return createHmac("sha256", this.#key).update(text).digest();
  }
}
