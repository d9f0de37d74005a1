import { writerOfId } from '../reading/parse-log-file.ts'
import type { Limits } from './job.ts'
import type { FoundFile } from './sealed-files.ts'

/**
 * Which files may be merged with one another. A merged file is read where its first segment was, so a file may join a
 * group unless another file of the same writer, which is to be read before it, lies between the group's first and it.
 */
export function groupsOf(files: readonly FoundFile[], limits: Limits): readonly (readonly FoundFile[])[] {
  const groups: FoundFile[][] = []
  let group: FoundFile[] = []
  let bytes = 0
  let passed = new Set<string>()

  function begin(): void {
    if (group.length > 1) groups.push(group)
    group = []
    bytes = 0
    passed = new Set()
  }

  for (const found of files) {
    const writers = found.segments.map(writerOfId)
    if (!isSmall(found, limits)) {
      for (const writer of writers) passed.add(writer)
      continue
    }
    if (bytes + found.size > limits.mergedBytes || writers.some((writer) => passed.has(writer))) begin()
    group.push(found)
    bytes += found.size
  }
  begin()
  return groups
}

function isSmall({ file, size, searched }: FoundFile, { smallBytes }: Limits): boolean {
  if (file.coding !== 'plain' || size >= smallBytes) return false
  // One whose first line is damaged does not say what lies in it.
  return file.form === 'sealed' || (file.form === 'merged' && searched.header?.merged !== undefined)
}
