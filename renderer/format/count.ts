const COUNT = new Intl.NumberFormat("en");

/** `4,812`. */
export function formatCount(count: number): string {
  return COUNT.format(count);
}

/** `1 job`, `4,812 jobs`. */
export function formatCounted(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
