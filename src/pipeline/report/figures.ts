/** A number as people read it: `12,345`. */
export function figure(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 0 })
}

/** `1 row`, `2 rows`. */
export function many(count: number, noun: string): string {
  return `${figure(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** A share of 0 to 1 as `12.5 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

export function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, text.length), 0)
}

/** The most frequent names with their counts. */
export function listCounts(
  counts: { readonly [name: string]: number },
  most: number,
  shown = (name: string): string => name,
): string {
  const sorted = Object.entries(counts).sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
  const first = sorted.slice(0, most).map(([name, count]) => `${shown(name)} ${figure(count)}`)
  return [...first, ...(sorted.length > most ? [`and ${figure(sorted.length - most)} more`] : [])].join(' · ')
}
