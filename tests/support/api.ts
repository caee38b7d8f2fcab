import type { ChildProcess } from "node:child_process";
import http, { type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { type CliOptions, startCli } from "./cli";

const JSON_TYPE = "application/json";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** The body, parsed; undefined where it is no JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it freely
  json: any;
}

/** `pdfprompt serve`, started as a user would, and a client of it. */
export class ServedApi {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  url = "";
  token = "";
  port = 0;
  log = "";
  stdout = "";

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = new Promise((resolve) => child.on("close", resolve));
    child.stderr?.on("data", (text) => {
      this.log += text;
    });
  }

  static async start(args: readonly string[], options: CliOptions): Promise<ServedApi> {
    const child = startCli(["serve", "--port", "0", ...args], options);
    const api = new ServedApi(child);
    const line = await new Promise<string>((resolve, reject) => {
      if (!child.stdout) throw new Error("no stdout");
      child.stdout.on("data", (text) => {
        api.stdout += text;
      });
      createInterface({ input: child.stdout }).once("line", resolve);
      child.once("close", (code) => reject(new Error(`serve ended with ${code}: ${api.log}`)));
    });
    const { url, token } = JSON.parse(line) as { url: string; token: string };
    return Object.assign(api, { url, token, port: Number(new URL(url).port) });
  }

  /** Ends it. @returns the exit code */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<number | null> {
    this.#child.kill(signal);
    return this.#ended;
  }

  /** Headers of a client that may ask. */
  get authorized(): OutgoingHttpHeaders {
    return { authorization: `Bearer ${this.token}` };
  }

  /** One request with exactly these headers, besides those of a client that may ask. `undefined` takes one out. */
  request(
    method: string,
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: OutgoingHttpHeaders } = {},
  ): Promise<Answer> {
    const type = body === undefined ? {} : { "content-type": JSON_TYPE };
    const all = Object.entries({ ...this.authorized, ...type, ...headers }).filter(([, value]) => value !== undefined);
    return new Promise((resolve, reject) => {
      const options = {
        host: "127.0.0.1",
        port: this.port,
        method,
        path,
        headers: Object.fromEntries(all),
        agent: false,
      };
      const request = http.request(options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const whole = Buffer.concat(chunks);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: whole, json: parse(whole) });
        });
      });
      request.on("error", reject);
      request.end(
        body === undefined || typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body),
      );
    });
  }

  get = (path: string, headers?: OutgoingHttpHeaders) => this.request("GET", path, headers ? { headers } : {});
  post = (path: string, body: unknown, headers?: OutgoingHttpHeaders) =>
    this.request("POST", path, { body, ...(headers ? { headers } : {}) });
  delete = (path: string) => this.request("DELETE", path);

  /** Writes bytes on a bare connection and returns all that comes back until it is closed. */
  raw(text: string | readonly string[], { pauseMs = 0 } = {}): Promise<string> {
    return new Promise((resolve, reject) => {
      let answer = "";
      const socket = connect({ host: "127.0.0.1", port: this.port, allowHalfOpen: true }, async () => {
        for (const part of typeof text === "string" ? [text] : text) {
          if (!socket.writable) break;
          socket.write(part);
          await sleep(pauseMs);
        }
      });
      socket.on("data", (chunk) => {
        answer += chunk;
      });
      socket.on("error", reject);
      socket.on("end", () => {
        socket.destroy();
        resolve(answer);
      });
    });
  }

  /** Waits until a job has ended, however. @returns what is said of it then */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it freely
  async ended(id: number): Promise<any> {
    for (;;) {
      const { json } = await this.get(`/api/v1/jobs/${id}`);
      if (!["queued", "claimed"].includes(json.state)) return json;
      await sleep(25);
    }
  }

  /** The events of a stream until it ends, or until `isEnough` says so. */
  events(path: string, isEnough: (events: readonly StreamEvent[]) => boolean = () => false): Promise<StreamEvent[]> {
    return new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", port: this.port, path, headers: this.authorized, agent: false };
      const request = http.get(options, (response) => {
        let text = "";
        const events = () => parseEvents(text);
        response.on("data", (chunk) => {
          text += chunk;
          if (!isEnough(events())) return;
          request.destroy();
          resolve(events());
        });
        response.on("end", () => resolve(events()));
      });
      request.on("error", reject);
    });
  }
}

export interface StreamEvent {
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it freely
  data: any;
}

function parseEvents(text: string): StreamEvent[] {
  const blocks = text.split("\n\n").slice(0, -1);
  return blocks.flatMap((block) => {
    const fields = new Map(block.split("\n").map((line): [string, string] => [line.split(":", 1)[0] ?? "", line]));
    const [event, data] = [fields.get("event"), fields.get("data")];
    return event && data ? [{ event: event.slice(7), data: JSON.parse(data.slice(6)) }] : [];
  });
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
