import { digest } from '../digest.ts'
import type { Manifest } from '../output/manifest.ts'
import { createKeyTable } from '../split/key-table.ts'
import type { LineageCheck } from './lineage-check.ts'

/** There are as many examples as the manifest counts, and each has one line. */
export function checkExamples({ lineage: { file }, examples }: Manifest): LineageCheck {
  const ids = createKeyTable()
  let lines = 0
  return {
    take({ id }) {
      lines += 1
      const known = ids.size()
      ids.intern(digest(id))
      if (ids.size() > known) return []
      return [{ code: 'lineage_differs', message: 'an earlier line names the same example' }]
    },
    end() {
      if (lines === examples) return []
      const message = `it has ${lines} lines, the manifest counts ${examples} examples`
      return [{ file, code: 'lineage_differs', message }]
    },
  }
}
