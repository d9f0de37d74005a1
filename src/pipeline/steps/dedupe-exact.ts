import { createHash } from 'node:crypto'
import { canonicalMessage } from '../../core/canonical.ts'
import type { Example } from '../../core/example.ts'
import { drop, keep, type Step } from '../../core/step.ts'

/** V8 keeps at most 2^24 entries in one Set; with 64 of them a billion conversations fit. */
const SETS = 64

/**
 * Drops a conversation that was seen before, reason `exact_duplicate`: the same roles, texts, files, tool calls and
 * results, but for case, white space and Unicode form (NFKC). The first one stays. Reasoning, ids and sources do not
 * count.
 *
 * Remembers 128 bits of SHA-256 for each conversation, about 60 bytes in memory.
 *
 * @example buildDataset({ steps: [dedupeExact()], … })
 */
export function dedupeExact(): Step {
  return {
    name: 'dedupe-exact',
    version: 1,
    begin() {
      const seen = Array.from({ length: SETS }, () => new Set<string>())
      return (example) => {
        const fingerprint = fingerprintOf(example)
        const set = seen[fingerprint.charCodeAt(0) % SETS]
        if (set?.has(fingerprint) === true) return drop(example, 'exact_duplicate')
        set?.add(fingerprint)
        return keep(example)
      }
    },
  }
}

/** 16 characters of one byte each, the smallest string that holds 128 bits. */
function fingerprintOf(example: Example): string {
  const hash = createHash('sha256')
  for (const { message } of example.messages) {
    const content = normalize(canonicalMessage(message))
    hash.update(`${content.length} ${content}`)
  }
  return hash.digest().toString('latin1', 0, 16)
}

function normalize(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim()
}
