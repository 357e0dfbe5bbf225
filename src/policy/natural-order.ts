// Names as people sort them: 4001 before 10001, phone2 before phone10.

const collator = new Intl.Collator('en', { numeric: true });

/** For sorting; 0 only for equal texts. */
export function compareNaturally(one: string, other: string): number {
  if (one === other) return 0;
  const order =
    isNumber(one) && isNumber(other) ? Number(one) - Number(other) : collator.compare(one, other);
  if (order !== 0) return order;
  return one < other ? -1 : 1;
}

/** Most names are, and thousands of them are sorted at once. */
function isNumber(text: string): boolean {
  return /^\d{1,15}$/.test(text);
}
