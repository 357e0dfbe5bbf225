// Names as people sort them: 4001 before 10001, phone2 before phone10.

const collator = new Intl.Collator('en', { numeric: true });

/** For sorting; 0 only for equal texts. */
export function compareNaturally(one: string, other: string): number {
  const order = collator.compare(one, other);
  if (order !== 0 || one === other) return order;
  return one < other ? -1 : 1;
}
