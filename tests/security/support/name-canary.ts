import { randomInt } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";

const PORT = 53;
const ATTEMPTS = 20;
const HEADER_BYTES = 12;

/** Names below this one belong to canaries; nothing else answers for it. */
export const CANARY_DOMAIN = "canary.test";

/** A name server that answers every question with the loopback and remembers what it was asked. */
export class NameCanary {
  readonly address: string;
  readonly #socket: Socket;
  readonly #asked = new Set<string>();

  private constructor(address: string, socket: Socket) {
    this.address = address;
    this.#socket = socket;
    socket.on("message", (question, { port, address: from }) => {
      const { name, end } = nameIn(question);
      this.#asked.add(name);
      socket.send(answerTo(question, end), port, from);
    });
  }

  /**
   * Opens it on an address of the loopback that nobody uses: the system's own name server may have one, another run too.
   * @returns undefined where port 53 is not to be had, on none of them or not by this user
   */
  static async open(): Promise<NameCanary | undefined> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const address = `127.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
      const socket = createSocket("udp4");
      const isBound = await new Promise<boolean>((resolve) => {
        socket.once("error", () => resolve(false));
        socket.bind(PORT, address, () => resolve(true));
      });
      if (isBound) return new NameCanary(address, socket);
      socket.close();
    }
    return undefined;
  }

  /** Whether anybody asked for this name. */
  wasAsked(name: string): boolean {
    return this.#asked.has(name.toLowerCase());
  }

  close(): void {
    this.#socket.close();
  }
}

/** The first name of a question, and where its type begins. */
function nameIn(question: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join(".").toLowerCase(), end: at + 1 };
}

/** 127.0.0.1 for a question of type A; nothing for every other. */
function answerTo(question: Buffer, end: number): Buffer {
  const isTypeA = question.readUInt16BE(end) === 1;
  const header = Buffer.from(question.subarray(0, HEADER_BYTES));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(isTypeA ? 1 : 0, 6);
  header.writeUInt32BE(0, 8);
  const asked = question.subarray(HEADER_BYTES, end + 4);
  const answer = Buffer.from([0xc0, HEADER_BYTES, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1]);
  return Buffer.concat([header, asked, ...(isTypeA ? [answer] : [])]);
}
