import { expect, it } from "vitest";
import { SeenKeys } from "../../../main/worker/seen-keys";

const MANY = 200_000;

it("has seen every key that was added, and hardly any other", () => {
  const seen = new SeenKeys();
  const key = (number: number) => `/home/user/out/row-${number}.pdf`;
  for (let number = 0; number < MANY; number += 1) seen.add(key(number));
  const wrong = { missed: 0, taken: 0 };
  for (let number = 0; number < MANY; number += 1) {
    if (!seen.mayHave(key(number))) wrong.missed += 1;
    if (seen.mayHave(key(MANY + number))) wrong.taken += 1;
  }
  expect(wrong.missed).toBe(0);
  expect(wrong.taken).toBeLessThan(MANY / 1000);
});
