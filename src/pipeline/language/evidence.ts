/** What a word or letter says: it is of these languages (by their index), and how much that weighs for each. */
export type Telling = { readonly languages: readonly number[]; readonly weight: number }

/** What words or letters say, by a number that stands for them. */
export type Evidence = { readonly addTo: (scores: Float64Array, key: number) => void }

/** A table of numbers without objects: each word of a text is looked up here, and most are none of ours. */
export function createEvidence(tellings: ReadonlyMap<number, Telling>): Evidence {
  const size = 2 ** (33 - Math.clz32(2 * tellings.size))
  const keys = new Int32Array(size)
  // The place of what a key says, 0 where there is no key.
  const places = new Uint16Array(size)
  const starts: number[] = [0, 0]
  const languages: number[] = []
  const weights: number[] = [0]
  for (const [key, telling] of tellings) {
    let slot = slotOf(key, size)
    while (places[slot] !== 0) slot = (slot + 1) & (size - 1)
    keys[slot] = key
    places[slot] = weights.length
    weights.push(telling.weight)
    languages.push(...telling.languages)
    starts.push(languages.length)
  }
  const from = Uint16Array.from(starts)
  const spokenIn = Uint8Array.from(languages)
  const weightOf = Float64Array.from(weights)

  return {
    addTo(scores, key) {
      let slot = slotOf(key, size)
      let place = places[slot] ?? 0
      while (place !== 0 && keys[slot] !== key) {
        slot = (slot + 1) & (size - 1)
        place = places[slot] ?? 0
      }
      if (place === 0) return
      const weight = weightOf[place] ?? 0
      const end = from[place + 1] ?? 0
      for (let index = from[place] ?? 0; index < end; index += 1) {
        const language = spokenIn[index] ?? 0
        scores[language] = (scores[language] ?? 0) + weight
      }
    },
  }
}

function slotOf(key: number, size: number): number {
  return (key ^ (key >>> 15)) & (size - 1)
}
