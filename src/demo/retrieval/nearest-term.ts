/**
 * The known term that a mistyped or compound one stands for: itself, else one that differs by a single edit
 * ("delievr"), else one that begins with it or begins it ("versandkosten" and "versand"). `undefined` if there is none.
 *
 * Only terms of 5 characters or more are corrected: shorter ones have too many neighbours.
 */
export function nearestTerm(term: string, vocabulary: ReadonlySet<string>): string | undefined {
  if (vocabulary.has(term)) return term
  if (term.length < 5) return undefined
  const known = [...vocabulary].filter((other) => other.length >= 4)
  return (
    known.find((other) => differByOneEdit(term, other)) ?? longest(known.filter((other) => shareStart(term, other)))
  )
}

/** True when one insertion, deletion, substitution or swap of neighbours makes the one word of the other. */
function differByOneEdit(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false
  let start = 0
  while (start < one.length && one[start] === other[start]) start += 1
  const rest = one.slice(start)
  const otherRest = other.slice(start)
  if (rest.slice(1) === otherRest || rest === otherRest.slice(1) || rest.slice(1) === otherRest.slice(1)) return true
  return rest[0] === otherRest[1] && rest[1] === otherRest[0] && rest.slice(2) === otherRest.slice(2)
}

function shareStart(one: string, other: string): boolean {
  return other.length >= 5 && (one.startsWith(other) || other.startsWith(one))
}

function longest(terms: readonly string[]): string | undefined {
  return terms.toSorted((one, other) => other.length - one.length)[0]
}
