import { homedir } from "node:os";
import { describe, expect, it } from "vitest";
import { toApiError } from "../../../main/api/errors";
import { withoutPaths } from "../../../main/api/paths";
import { newToken, TokenCheck, tokenProblem } from "../../../main/api/token";
import { PdfPromptError } from "../../../shared/errors";

describe("a message for outside", () => {
  it.each([
    ["There is no file /home/ada/My Letters/out/x.png.", "There is no file …/x.png."],
    [`The disk of ${homedir()}/out is full.`, "The disk of …/out is full."],
    ["ENOENT: no such file, open '/var/lib/x/y.pdf'", "ENOENT: no such file, open '…/y.pdf'"],
    ["C:\\Users\\Ada\\out\\a.pdf cannot be written", "…/a.pdf cannot be written"],
    ["Say either/or, 1/2 or text/html; </p> is fine, too.", "Say either/or, 1/2 or text/html; </p> is fine, too."],
  ])("has no path of this machine: %s", (message, wanted) => {
    expect(withoutPaths(message, ["/home/ada/My Letters/out"])).toBe(wanted);
  });

  it("says nothing of what broke inside", () => {
    const error = toApiError(new TypeError("Cannot read properties of undefined (reading 'secret')"));
    expect(error).toMatchObject({ status: 500, code: "internal" });
    expect(error.message).not.toContain("secret");
  });

  it("says it where it is for people, with the status of its code", () => {
    const full = toApiError(
      new PdfPromptError("disk-full", "There is no room left for the queue /var/lib/q/queue.db."),
    );
    expect(full).toMatchObject({ status: 507, message: "There is no room left for the queue …/queue.db." });
  });
});

describe("a token", () => {
  it("is let in as it is, and as nothing else", () => {
    const token = newToken();
    const check = new TokenCheck(token);
    expect(check.accepts(`Bearer ${token}`)).toBe(true);
    expect(check.accepts(`bearer ${token}`)).toBe(true);
    for (const header of [
      undefined,
      "",
      "Bearer",
      "Bearer ",
      `Bearer  ${token}`,
      `Bearer ${token} x`,
      token,
      `Basic ${token}`,
    ])
      expect(check.accepts(header)).toBe(false);
    expect(newToken()).not.toBe(token);
    expect(tokenProblem(token)).toBeUndefined();
  });

  it("of the user's own is long enough to be no guess, and fits into a header", () => {
    expect(tokenProblem("short")).toContain("guessed");
    expect(tokenProblem(`${"x".repeat(40)} y`)).toContain("characters other than");
    expect(tokenProblem(`${"x".repeat(40)}\n`)).toContain("characters other than");
    expect(tokenProblem("x".repeat(2000))).toContain("longer");
  });
});
