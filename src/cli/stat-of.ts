import { statSync, type Stats } from 'node:fs'

/** What lies at a path; undefined where there is nothing, or this user may not look. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}
